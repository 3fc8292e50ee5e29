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
    models.Decision: translate("abstract", "signer_title", "issuer", required="abstract"),
    models.CriteriaSet: translate("title", required="title"),
    models.Criterion: translate("title", "guidance", required="title"),
    models.AdjustmentRule: translate("title", required="title"),
    models.AwardType: translate("name", "decided_by", "legal_basis", required="name"),
    models.Award: translate("presented_by"),
    models.PledgeTarget: translate("unit"),
    models.Report: translate("title", "summary", required="title"),
    models.Conference: translate("title", "place", required="title"),
    models.AgendaItem: translate("title"),
    models.Pledge: translate("title", "text", required="title"),
    models.Regulation: translate("title", required="title"),
    models.RegulationVersion: translate("summary"),
    models.RegulationArticle: translate("chapter_title", "heading", "body", required="heading"),
    models.BlocIndexPage: translate("intro"),
    models.EnterpriseIndexPage: translate("intro"),
    models.DecisionIndexPage: translate("intro"),
    models.ConferenceIndexPage: translate("intro"),
    models.PledgeIndexPage: translate("intro"),
    models.RegulationIndexPage: translate("intro"),
    models.ResultIndexPage: translate("intro"),
    models.CriteriaIndexPage: translate("intro"),
    models.ReportIndexPage: translate("intro"),
    models.AwardIndexPage: translate("intro"),
    models.OpenDataPage: translate("intro"),
    models.BlocPage: translate("text"),
    models.EnterprisePage: translate("text"),
}

for model, options in OPTIONS.items():
    register(model)(options)
