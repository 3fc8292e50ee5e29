from modeltranslation.translator import TranslationOptions, register

from .models import PortalDocument, PortalImage


@register(PortalImage)
class PortalImageTranslation(TranslationOptions):
    fields = ("title", "description")
    required_languages = ("vi",)


@register(PortalDocument)
class PortalDocumentTranslation(TranslationOptions):
    fields = ("title",)
    required_languages = ("vi",)
