from django.http import HttpRequest

from portal.basepage.models import BasePage, page_types_warm


def site_sections(request: HttpRequest) -> list[BasePage]:
    """The live pages right under the home page, read once per request.

    They are the navigation, and the indexes under which records have their addresses.
    """
    if not hasattr(request, "_site_sections"):
        authority = getattr(request, "authority", None)
        root = authority.site.root_page if authority else None
        children = BasePage.objects.child_of(root).live() if root else BasePage.objects.none()
        page_types_warm()
        request._site_sections = list(children)
    return request._site_sections
