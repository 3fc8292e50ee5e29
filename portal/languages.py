"""The two languages of the portal: Vietnamese is the base, English the translation of it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers

BASE = "vi"
OTHER = "en"
LANGUAGES = (BASE, OTHER)


def current_language() -> str:
    """The active language, reduced to one of the two the portal speaks."""
    return OTHER if (translation.get_language() or BASE).startswith(OTHER) else BASE


def in_base_language(method: Callable[..., Any]) -> Callable[..., Any]:
    """Run a method under Vietnamese.

    modeltranslation writes the un-suffixed column in the *active* language; with this, columns,
    draft titles, automatic slugs and log entries never depend on the editor's own language.
    """

    @wraps(method)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        with translation.override(BASE):
            return method(*args, **kwargs)

    return wrapper


def other_language(language: str) -> str:
    return BASE if language == OTHER else OTHER


def text_language(thing: Any, field: str) -> str:
    """The language a bilingual field is really shown in: the reader's, or Vietnamese instead."""
    language = current_language()
    return language if getattr(thing, f"{field}_{language}", None) else BASE


def foreign_language(thing: Any, field: str) -> str:
    """As `text_language`, but empty where that is the reader's own."""
    language = text_language(thing, field)
    return "" if language == current_language() else language


class PrefixLocaleMiddleware(LocaleMiddleware):
    """Language from the `/vi/` or `/en/` prefix, else from `Accept-Language`.

    Unlike Django's, it never turns the 404 of an address without prefix into a redirect:
    Wagtail's catch-all makes every path look valid, so a missing file would answer 302.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if translation.get_language_from_path(request.path_info) is None:
            patch_vary_headers(response, ("Accept-Language",))
        response.headers.setdefault("Content-Language", translation.get_language() or BASE)
        return response


def language_labels() -> dict[str, str]:
    """Each language's own name, for the language switch."""
    return dict(settings.LANGUAGES)
