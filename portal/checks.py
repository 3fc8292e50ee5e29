from typing import Any

from django.core.checks import CheckMessage, Error, register
from modeltranslation.translator import translator


@register
def check_pages_are_bilingual(**kwargs: Any) -> list[CheckMessage]:
    """E001: a page type that modeltranslation does not know has managers in one language only."""
    from wagtail.models import get_page_models

    known = set(translator.get_registered_models())
    return [
        Error(
            f"{model._meta.label} is not registered for translation.",
            hint="Register it in its app's translation.py, with no fields if it has none.",
            obj=model,
            id="portal.E001",
        )
        for model in get_page_models()
        if model not in known
    ]


@register
def check_public_things_are_found(**kwargs: Any) -> list[CheckMessage]:
    """E002: a page or record that says neither how it is searched nor why it is not."""
    from django.apps import apps

    from portal.basepage.models import BasePage
    from portal.sources import undeclared
    from portal.tenancy.models import AuthorityRecord

    kinds = (BasePage, AuthorityRecord)
    models = [one for one in apps.get_models() if issubclass(one, kinds) and one is not BasePage]
    return [
        Error(
            f"{model._meta.label} does not say how it is searched.",
            hint="Register a Source in its app's sources, or call portal.sources.unsearched().",
            obj=model,
            id="portal.E002",
        )
        for model in undeclared(models)
    ]
