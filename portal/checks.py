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
