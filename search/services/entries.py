"""Entries follow their things, in the same transaction."""

import time
import uuid
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model

from portal.sources import Document, Source, told_later
from portal.tenancy.models import Authority

from ..documents import text_of
from ..engines.embedded import embedded_engine
from ..models import FileText, Removal, SearchEntry, SearchText
from ..working import work_wanted
from .words import words_follow

BATCH = 200


def entries_refresh(source: Source, pks: Iterable[Any]) -> None:
    """Write anew what is found of these things; what is no longer public is removed."""
    wanted = set(pks)
    if not wanted or told_later(source, wanted):
        return
    ordered = sorted(wanted)
    owners: set[Authority] = set()
    with transaction.atomic():
        for start in range(0, len(ordered), BATCH):
            owners |= _refresh(source, ordered[start : start + BATCH])
        for authority in owners:
            words_follow(authority)
        transaction.on_commit(work_wanted)


def source_refresh(source: Source, authority: Authority) -> int:
    """All things of one source and authority; the number of its entries."""
    kind = ContentType.objects.get_for_model(source.model)
    pks = set(source.public(authority).values_list("pk", flat=True))
    own = SearchEntry.objects.of(authority).filter(kind=kind)
    entries_refresh(source, pks | set(own.values_list("object_id", flat=True)))
    return own.count()


def entries_remove(model: type[Model], pks: Collection[Any]) -> None:
    kind = ContentType.objects.get_for_model(model)
    _remove(SearchEntry.objects.filter(kind=kind, object_id__in=pks))


def _refresh(source: Source, pks: list[Any]) -> set[Authority]:
    """Returns the authorities of what was written."""
    kind = ContentType.objects.get_for_model(source.model)
    known = {
        (entry.object_id, entry.language): entry
        for entry in SearchEntry.objects.filter(kind=kind, object_id__in=pks)
    }
    written, owners = set(), set()
    for authority, things in _public(source, pks):
        owners.add(authority)
        for thing in things:
            written |= {entry.pk for entry in _write(source, kind, authority, thing, known)}
    gone = [entry.pk for entry in known.values() if entry.pk not in written]
    if gone:
        _remove(SearchEntry.objects.filter(pk__in=gone))
    return owners


def _public(source: Source, pks: list[Any]) -> Iterator[tuple[Authority, Iterable[Any]]]:
    things = source.model._default_manager.filter(pk__in=pks)
    owners = {owner for thing in things if (owner := source.authority_of(thing))}
    for authority in owners:
        yield authority, source.public(authority).filter(pk__in=pks)


def _write(
    source: Source,
    kind: ContentType,
    authority: Authority,
    thing: Any,
    known: dict[tuple[int, str], SearchEntry],
) -> Iterator[SearchEntry]:
    for language, document in source.documents(thing):
        entry = known.get((thing.pk, language)) or SearchEntry(
            kind=kind, object_id=thing.pk, language=language
        )
        _fill(entry, authority, document)
        entry.save()
        files = _files(authority, document)
        entry.files.set(files)
        text = text_of(entry, document, files)
        SearchText.objects.bulk_create(
            [text],
            update_conflicts=True,
            unique_fields=["entry"],
            update_fields=["body", "exact", "folded", "stems", "terms"],
        )
        embedded_engine().put(entry.pk, text.terms)
        yield entry


def _fill(entry: SearchEntry, authority: Authority, document: Document) -> None:
    entry.authority = authority
    entry.source_id = document.source_id
    entry.thing = f"{entry.kind_id}:{document.translation_of or document.source_id}"
    entry.uid = entry_uid(authority, entry.kind, document.source_id, entry.language)
    entry.type = document.type
    entry.title = document.title[:500]
    entry.url = document.url
    entry.date, entry.year = document.date, document.year
    entry.period = document.period or ""
    entry.blocs, entry.enterprises = list(document.blocs), list(document.enterprises)
    entry.version, entry.failure = next_version(entry.version), ""


def entry_uid(authority: Authority, kind: ContentType, source_id: str, language: str) -> uuid.UUID:
    """The same for ever: an entry that comes back has the address it had."""
    return uuid.uuid5(authority.uid, f"{kind.app_label}.{kind.model}:{source_id}:{language}")


def next_version(before: int | None = None) -> int:
    """Larger than every version before, of this entry and of one that was removed."""
    return max(time.time_ns() // 1000, (before or 0) + 1)


def _files(authority: Authority, document: Document) -> list[FileText]:
    """The files' texts, in order; those nobody has read wait for the worker."""
    return [
        FileText.objects.update_or_create(
            authority=authority,
            name=attachment.file.name,
            defaults={"filename": attachment.filename, "url": attachment.url},
        )[0]
        for attachment in document.files
    ]


def _remove(entries: Any) -> None:
    rows = list(entries.values_list("pk", "uid", "version"))
    embedded_engine().remove([pk for pk, _, _ in rows])
    if settings.ELASTICSEARCH_URL:
        Removal.objects.bulk_create(
            [Removal(uid=uid, version=next_version(version)) for _, uid, version in rows],
            update_conflicts=True,
            unique_fields=["uid"],
            update_fields=["version"],
        )
    SearchEntry.objects.filter(pk__in=[pk for pk, _, _ in rows]).delete()
    transaction.on_commit(work_wanted)
