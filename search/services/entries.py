"""Entries follow their things, in the same transaction."""

import time
import uuid
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model

from portal.basepage.paths import sections_kept
from portal.sources import Attachment, Document, Source, told_later
from portal.tenancy.models import Authority, AuthorityRecord

from ..documents import text_of
from ..engines.embedded import embedded_engine
from ..models import FileText, Removal, SearchEntry, SearchText
from ..working import work_wanted
from .words import words_follow

BATCH = 200


def entries_refresh(source: Source, pks: Iterable[Any], *, anew: bool = False) -> None:
    """Write what is found of these things; what is no longer public is removed.

    An entry that says what its thing tells is left alone, unless all are to be written `anew`.
    """
    wanted = set(pks)
    if not wanted or told_later(source, wanted):
        return
    ordered = sorted(wanted)
    owners: set[Authority] = set()
    with transaction.atomic(), sections_kept():
        for start in range(0, len(ordered), BATCH):
            owners |= _refresh(source, ordered[start : start + BATCH], anew=anew)
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


def _refresh(source: Source, pks: list[Any], *, anew: bool) -> set[Authority]:
    """Returns the authorities of what was written."""
    kind = ContentType.objects.get_for_model(source.model)
    gone = {
        (entry.object_id, entry.language): entry
        for entry in SearchEntry.objects.filter(kind=kind, object_id__in=pks)
    }
    owners: set[Authority] = set()
    for authority, things in _public(source, pks):
        for thing in things:
            if isinstance(thing, AuthorityRecord):
                thing.authority = authority
            for language, document in source.documents(thing):
                entry = gone.pop((thing.pk, language), None) or SearchEntry(
                    kind=kind, object_id=thing.pk, language=language
                )
                if _write(entry, authority, document, anew=anew):
                    owners.add(authority)
    if gone:
        _remove(SearchEntry.objects.filter(pk__in=[entry.pk for entry in gone.values()]))
    return owners


def _public(source: Source, pks: list[Any]) -> Iterator[tuple[Authority, Iterable[Any]]]:
    things = source.model._default_manager.filter(pk__in=pks)
    owners = {owner for thing in things if (owner := source.authority_of(thing))}
    for authority in owners:
        yield authority, source.public(authority).filter(pk__in=pks)


def _write(entry: SearchEntry, authority: Authority, document: Document, *, anew: bool) -> bool:
    """Returns whether there was anything to write."""
    files = _files(authority, document)
    digest = _digest(authority, document, files)
    if entry.digest == digest and not (anew or entry.failure):
        return False
    _fill(entry, authority, document)
    entry.digest = digest
    entry.save()
    entry.files.set(files)
    text = text_of(entry, document, files)
    SearchText.objects.bulk_create(
        [text],
        update_conflicts=True,
        unique_fields=["entry"],
        update_fields=["body", "exact", "folded", "stems", "terms"],
    )
    embedded_engine().put(entry.pk, text.terms)
    return True


def _digest(authority: Authority, document: Document, files: Sequence[FileText]) -> str:
    """SHA-256 of all that an entry and its words are made of."""
    read = [(file.pk, file.url, file.filename, file.read_at) for file in files]
    told = (authority.pk, replace(document, files=()), read)
    return sha256(repr(told).encode("utf-8", "surrogatepass")).hexdigest()


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
    names = [attachment.file.name for attachment in document.files]
    rows = FileText.objects.filter(authority=authority, name__in=names) if names else ()
    known = {(row.name, row.filename, row.url): row for row in rows}
    return [known.get(_told(one)) or _file(authority, *_told(one)) for one in document.files]


def _told(attachment: Attachment) -> tuple[str, str, str]:
    return attachment.file.name, attachment.filename, attachment.url


def _file(authority: Authority, name: str, filename: str, url: str) -> FileText:
    told = {"filename": filename, "url": url}
    return FileText.objects.update_or_create(authority=authority, name=name, defaults=told)[0]


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
