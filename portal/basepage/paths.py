"""Where a page is on its authority's host, for what has no request."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from portal.languages import BASE

from .models import BasePage

Kept = dict[tuple[type[BasePage], int], BasePage | None]
_kept: ContextVar[Kept | None] = ContextVar("sections_kept", default=None)


@contextmanager
def sections_kept() -> Iterator[None]:
    """Inside, each section is looked up once: for many things in a row, while no page moves."""
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def page_path(page: BasePage, root: BasePage, language: str) -> str:
    """The path of a page below its site's root page: "/vi/tin-tuc/bai-viet/"."""
    if language == BASE:
        return f"/{language}/{page.url_path.removeprefix(root.url_path)}"
    own, above = (one.url_path_en or one.url_path for one in (page, root))
    return f"/{language}/{own.removeprefix(above)}"


def section_path(page_type: type[BasePage], root: BasePage, language: str) -> str | None:
    """The path of the public section of a type; None while there is none. One or two queries."""
    kept, key = _kept.get(), (page_type, root.pk)
    if kept is not None and key in kept:
        page = kept[key]
    else:
        sections = page_type.objects.child_of(root).live().public()
        page = sections.only("path", "url_path", "url_path_en").first()
        if kept is not None:
            kept[key] = page
    return page_path(page, root, language) if page else None
