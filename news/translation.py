from modeltranslation.translator import TranslationOptions, register

from .models import ArchiveIndexPage, ArticlePage, NewsIndexPage


@register(NewsIndexPage)
class NewsIndexPageTranslation(TranslationOptions):
    fields = ("intro",)


@register(ArchiveIndexPage)
class ArchiveIndexPageTranslation(TranslationOptions):
    fields = ("intro",)


@register(ArticlePage)
class ArticlePageTranslation(TranslationOptions):
    fields = ("lead", "body")
