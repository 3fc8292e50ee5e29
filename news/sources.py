"""How articles are found: with the records they are about."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from blocs.sources import IndexPageSource, names_of
from portal.pages.sources import PageSource
from portal.plaintext import stream_documents, stream_text
from portal.sources import Attachment, Document, SourceType, searchable, unsearched
from portal.tenancy.models import Authority

from .models import ArticleFigure, ArticlePage, NewsIndexPage


@searchable
class ArticleSource(PageSource):
    model = ArticlePage
    type = SourceType.NEWS
    follows = ("conference", "blocs", "decisions", "pledges", "regulations__regulation")

    def public(self, authority: Authority) -> QuerySet:
        related = ("blocs", "decisions", "conference")
        return super().public(authority).prefetch_related(*related)

    def page_document(self, page: Any, authority: Authority, path: str) -> Document:
        related = page.related()
        day = page.date
        return Document(
            source_id=str(page.uid),
            type=self.type,
            title=page.title,
            url=path,
            body="\n".join(filter(None, (page.lead, stream_text(page.body), page.author))),
            names=(
                *names_of(self._about(page, related)),
                *(row.full_number for row in related["decisions"]),
            ),
            year=day.year if day else None,
            blocs=tuple(bloc.code for bloc in related["blocs"]),
            date=day,
            files=tuple(_attachment(file) for file in stream_documents(page.body)),
        )

    def _about(self, page: Any, related: dict[str, list[Any]]) -> Iterable[Any]:
        return (*filter(None, [page.conference]), *related["blocs"], *related["pledges"])


def _attachment(document: Any) -> Attachment:
    url = reverse("wagtaildocs_serve", args=(document.pk, document.filename))
    return Attachment(document.file, document.filename, url)


@searchable
class NewsIndexSource(IndexPageSource):
    model = NewsIndexPage


unsearched("Its number is computed for the reader.", ArticleFigure)
