"""How standard pages are found."""

from typing import Any

from django.db.models import QuerySet

from portal.basepage.models import BasePage
from portal.basepage.paths import page_path
from portal.plaintext import stream_text
from portal.sources import Document, Source, SourceType, searchable, unsearched
from portal.tenancy.access import authority_of_page
from portal.tenancy.models import Authority

from .models import HomePage, StandardPage


class PageSource(Source):
    """Live pages that anybody may see, below the authority's home page."""

    type = SourceType.PAGE

    def public(self, authority: Authority) -> QuerySet:
        if authority.site is None:
            return self.model._default_manager.none()
        pages = self.model._default_manager.descendant_of(authority.site.root_page)
        return pages.live().public().order_by("pk")

    def authority_of(self, thing: BasePage) -> Authority | None:
        return authority_of_page(thing)

    def document(self, thing: Any, language: str) -> Document | None:
        if not thing.is_translated(language):
            return None
        authority = self.authority_of(thing)
        if authority is None or authority.site is None:
            return None
        path = page_path(thing, authority.site.root_page, language)
        return self.page_document(thing, authority, path)

    def page_document(self, page: Any, authority: Authority, path: str) -> Document:
        raise NotImplementedError


@searchable
class StandardPageSource(PageSource):
    model = StandardPage

    def page_document(self, page: Any, authority: Authority, path: str) -> Document:
        return Document(
            source_id=str(page.uid),
            type=self.type,
            title=page.title,
            url=path,
            body=stream_text(page.body),
        )


unsearched("It leads to everything else.", HomePage)
