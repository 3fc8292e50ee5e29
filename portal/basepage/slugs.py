"""Two slugs per page, each unique among its siblings in its own language."""

from django.conf import settings
from django.db.models import Q
from django.urls import resolve
from django.utils.translation import override
from wagtail.models import AbstractPage

ROOT_DEPTH = 2  # of the pages at the root of a site


def english_slug_q(slug: str) -> Q:
    """Pages answering to `slug` in English: their own English slug, else the Vietnamese one."""
    return Q(slug_en=slug) | Q(slug_en="", slug=slug)


def english_slug_taken(slug: str, parent: AbstractPage | None, page: AbstractPage | None) -> bool:
    if parent is None:
        return False
    siblings = parent.get_children()
    if page is not None and page.pk:
        siblings = siblings.exclude(pk=page.pk)
    return bool(siblings.filter(english_slug_q(slug)).exists())


def site_answers(slug: str, parent: AbstractPage | None, language: str) -> bool:
    """Whether the site has something of its own at the address, so that no page would be seen."""
    if parent is None or parent.depth != ROOT_DEPTH:
        return False
    with override(language):
        found = resolve(f"/{language}/{slug}/", settings.ROOT_URLCONF)
    return found.url_name != "wagtail_serve"


def free_english_slug(slug: str, parent: AbstractPage | None, page: AbstractPage) -> str:
    """`slug`, or the first of `slug-2`, `slug-3`, … nobody under `parent` uses yet."""
    candidate, number = slug, 1
    while english_slug_taken(candidate, parent, page):
        number += 1
        candidate = f"{slug}-{number}"
    return candidate
