"""How articles are found: with the records they are about."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from blocs.sources import IndexPageSource, RecordSource, names_of
from portal.pages.sources import PageSource
from portal.plaintext import html_text, stream_documents, stream_text
from portal.sources import (
    Attachment,
    Document,
    SourcePeriod,
    SourceType,
    searchable,
    unsearched,
)
from portal.tenancy.models import Authority

from .models import ArchiveIndexPage, ArchiveItem, ArticleFigure, ArticlePage, NewsIndexPage


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


@searchable
class ArchiveItemSource(RecordSource):
    """In the one language it has; blocs and enterprises of the archive go by their old number."""

    model = ArchiveItem
    section = ArchiveIndexPage
    about = ("bloc", "bloc_item", "enterprise", "enterprise_item")
    follows = (*about, "translation_of", "translations")

    def public(self, authority: Authority) -> QuerySet:
        related = ("authority__site__root_page", "translation_of", *self.about)
        items = ArchiveItem.objects.of(authority).select_related(*related)
        return items.prefetch_related("translations").order_by("pk")

    def is_told(self, thing: Any, language: str) -> bool:
        return bool(thing.language == language)

    def record_document(self, record: Any, url: str) -> Document:
        bloc, enterprise = record.about_bloc, record.about_enterprise
        related = (bloc, enterprise, record.translation_of, *record.translations.all())
        own_key = (record.source_id,)
        return Document(
            source_id=record.source_id,
            translation_of=record.translation_of.source_id if record.translation_of else "",
            type=SourceType(record.type),
            title=record.title,
            url=url,
            body=html_text(record.body),
            names=names_of_any(filter(None, related)),
            numbers=(record.number,) if record.number else (),
            year=record.year or (record.date.year if record.date else None),
            period=SourcePeriod(record.period) if record.period else None,
            blocs=own_key if record.type == SourceType.BLOC else _keys(bloc),
            enterprises=own_key if record.type == SourceType.ENTERPRISE else _keys(enterprise),
            date=record.date,
            files=_item_files(record, url),
        )


def names_of_any(things: Iterable[Any]) -> tuple[str, ...]:
    """As `names_of`, of records and items alike."""
    found: list[str] = []
    for thing in things:
        found += (thing.title,) if isinstance(thing, ArchiveItem) else names_of([thing])
    return tuple(found)


def _keys(thing: Any) -> tuple[str, ...]:
    """By what readers narrow: a record's code, an item's old number."""
    if thing is None:
        return ()
    return (thing.source_id if isinstance(thing, ArchiveItem) else thing.code,)


def _item_files(item: Any, url: str) -> tuple[Attachment, ...]:
    return (Attachment(item.file, item.filename, f"{url}{item.filename}"),) if item.file else ()


@searchable
class ArchiveIndexSource(IndexPageSource):
    model = ArchiveIndexPage
