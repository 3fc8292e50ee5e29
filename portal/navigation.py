from django.http import HttpRequest

from portal.basepage.models import BasePage


def site_sections(request: HttpRequest) -> list[BasePage]:
    """The live pages right under the home page, read once per request.

    They are the navigation, and the indexes under which records have their addresses.
    """
    if not hasattr(request, "_site_sections"):
        authority = getattr(request, "authority", None)
        root = authority.site.root_page if authority else None
        children = BasePage.objects.child_of(root).live() if root else BasePage.objects.none()
        request._site_sections = list(children.select_related("content_type"))
    return request._site_sections


def standard_page(request: HttpRequest, title_slug: str) -> BasePage | None:
    return next((p for p in site_sections(request) if p.slug == title_slug), None)
