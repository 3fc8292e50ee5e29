"""Where a page is on its authority's host, for what has no request."""

from portal.languages import BASE

from .models import BasePage


def page_path(page: BasePage, root: BasePage, language: str) -> str:
    """The path of a page below its site's root page: "/vi/tin-tuc/bai-viet/"."""
    if language == BASE:
        return f"/{language}/{page.url_path.removeprefix(root.url_path)}"
    own, above = (one.url_path_en or one.url_path for one in (page, root))
    return f"/{language}/{own.removeprefix(above)}"


def section_path(page_type: type[BasePage], root: BasePage, language: str) -> str | None:
    """The path of the public section of a type; None while there is none. One or two queries."""
    sections = page_type.objects.child_of(root).live().public()
    page = sections.only("path", "url_path", "url_path_en").first()
    return page_path(page, root, language) if page else None
