from modeltranslation.translator import TranslationOptions, register

from .models import Authority


@register(Authority)
class AuthorityTranslation(TranslationOptions):
    fields = (
        "name",
        "short_name",
        "superior",
        "place",
        "mission",
        "responsible_title",
        "address",
        "licence",
        "reuse_notice",
        "stable_rule",
    )
    required_languages = {"vi": ("name", "short_name", "superior", "place")}
