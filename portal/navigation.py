from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest
from wagtail.models import get_page_models

from portal.basepage.models import BasePage


def site_sections(request: HttpRequest) -> list[BasePage]:
    """The live pages right under the home page, read once per request.

    They are the navigation, and the indexes under which records have their addresses.
    """
    if not hasattr(request, "_site_sections"):
        authority = getattr(request, "authority", None)
        root = authority.site.root_page if authority else None
        children = BasePage.objects.child_of(root).live() if root else BasePage.objects.none()
        ContentType.objects.get_for_models(*get_page_models())  # every type at once, for good
        request._site_sections = list(children)
    return request._site_sections
