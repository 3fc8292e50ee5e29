from typing import Any

from modeltranslation.translator import TranslationOptions, register

from . import models


def translate(*fields: str, required: str = "") -> type[TranslationOptions]:
    """Options for these fields; the `required` one must be given in Vietnamese."""
    options: dict[str, Any] = {"fields": fields}
    if required:
        options["required_languages"] = {"vi": (required,)}
    return type("Options", (TranslationOptions,), options)


OPTIONS = {
    models.IndustrialPark: translate("name", required="name"),
    models.Bloc: translate("name", required="name"),
    models.Enterprise: translate("name", required="name"),
    models.Decision: translate("abstract", "signer_title", required="abstract"),
    models.Conference: translate("title", "place", required="title"),
    models.AgendaItem: translate("title"),
    models.Pledge: translate("title", "text", required="title"),
    models.Regulation: translate("title", required="title"),
    models.RegulationVersion: translate("summary"),
    models.BlocIndexPage: translate("intro"),
    models.EnterpriseIndexPage: translate("intro"),
    models.DecisionIndexPage: translate("intro"),
    models.ConferenceIndexPage: translate("intro"),
    models.PledgeIndexPage: translate("intro"),
    models.RegulationIndexPage: translate("intro"),
    models.BlocPage: translate("text"),
    models.EnterprisePage: translate("text"),
}

for model, options in OPTIONS.items():
    register(model)(options)
