from modeltranslation.translator import TranslationOptions, register

from .models import ArticlePage, NewsIndexPage


@register(NewsIndexPage)
class NewsIndexPageTranslation(TranslationOptions):
    fields = ("intro",)


@register(ArticlePage)
class ArticlePageTranslation(TranslationOptions):
    fields = ("lead", "body")
