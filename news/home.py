from typing import Any

from django.http import HttpRequest

from portal.pages.home import home_section

from .models import ArticlePage

LATEST = 4


@home_section(order=10, template="news/home_section.html")
def latest_articles(request: HttpRequest) -> dict[str, Any]:
    root = request.authority.site.root_page
    return {"articles": ArticlePage.objects.descendant_of(root).live().latest_first()[:LATEST]}
