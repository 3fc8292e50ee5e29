from modeltranslation.translator import TranslationOptions, register

from . import models


class NameTranslation(TranslationOptions):
    fields: tuple[str, ...] = ("name",)
    required_languages = ("vi",)


class TitleTranslation(TranslationOptions):
    fields: tuple[str, ...] = ("title",)
    required_languages = ("vi",)


class IntroTranslation(TranslationOptions):
    fields = ("intro",)


class TextTranslation(TranslationOptions):
    fields = ("text",)


for model in (models.IndustrialPark, models.Bloc, models.Enterprise):
    register(model)(NameTranslation)

for model in (
    models.BlocIndexPage,
    models.EnterpriseIndexPage,
    models.DecisionIndexPage,
    models.ConferenceIndexPage,
    models.PledgeIndexPage,
    models.RegulationIndexPage,
):
    register(model)(IntroTranslation)

for model in (models.BlocPage, models.EnterprisePage):
    register(model)(TextTranslation)

register(models.AgendaItem)(type("AgendaItemTranslation", (TranslationOptions,), {"fields": ("title",)}))
register(models.Regulation)(TitleTranslation)


@register(models.Decision)
class DecisionTranslation(TranslationOptions):
    fields = ("abstract", "signer_title")
    required_languages = {"vi": ("abstract",)}


@register(models.Conference)
class ConferenceTranslation(TitleTranslation):
    fields = ("title", "place")
    required_languages = {"vi": ("title",)}


@register(models.Pledge)
class PledgeTranslation(TitleTranslation):
    fields = ("title", "text")
    required_languages = {"vi": ("title",)}


@register(models.RegulationVersion)
class RegulationVersionTranslation(TranslationOptions):
    fields = ("summary",)
