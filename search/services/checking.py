"""Whether what is found is what is there: things, entries, the embedded index, Elasticsearch."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.contrib.contenttypes.models import ContentType

from portal.sources import Document, Source, sources
from portal.tenancy.models import Authority

from ..documents import scope_terms, text_of
from ..elastic.client import is_configured
from ..engines.contract import EngineError
from ..engines.embedded import embedded_engine
from ..models import SearchEntry
from .entries import entries_refresh


@dataclass(frozen=True)
class Finding:
    """Something that differs. `pks` are things of a source to be written anew."""

    text: str
    source: Source | None = None
    pks: tuple[Any, ...] = ()
    entries: tuple[int, ...] = ()
    index: bool = field(default=False)

    def __str__(self) -> str:
        return self.text


def findings() -> Iterator[Finding]:
    for authority in Authority.objects.exclude(site=None):
        for source in sources():
            yield from _of_source(source, authority)
    yield from _of_embedded()
    if is_configured():
        yield from _of_elasticsearch()


def repair(found: Iterable[Finding]) -> None:
    for one in found:
        if one.source is not None:
            entries_refresh(one.source, one.pks, anew=True)
        if one.entries:
            embedded_engine().mend(one.entries)
        if one.index:
            from ..elastic import building

            building.repair()


def _of_source(source: Source, authority: Authority) -> Iterator[Finding]:
    """Entries that lack, are too many, or say something else than their thing."""
    kind = ContentType.objects.get_for_model(source.model)
    entries = SearchEntry.objects.of(authority).filter(kind=kind)
    known = {(e.object_id, e.language): e for e in entries.select_related("text")}
    wrong: set[Any] = set()
    for thing in source.public(authority).iterator(chunk_size=500):
        for language, document in source.documents(thing):
            entry = known.pop((thing.pk, language), None)
            if entry is None or not _says(entry, document):
                wrong.add(thing.pk)
    wrong |= {pk for pk, _language in known}
    if wrong:
        name = source.model._meta.verbose_name_plural
        text = f"{authority.code}: {len(wrong)} of {name} are not found as they are"
        yield Finding(text, source, tuple(sorted(wrong)))


def _says(entry: SearchEntry, document: Document) -> bool:
    text: Any = entry.text  # type: ignore[attr-defined]
    files = list(entry.files.all())
    same = text_of(entry, document, files)
    facts = (entry.title, entry.url, entry.date, entry.year, entry.blocs, entry.enterprises)
    told = (
        document.title[:500],
        document.url,
        document.date,
        document.year,
        list(document.blocs),
        list(document.enterprises),
    )
    return (
        facts == told
        and same.terms == text.terms
        and set(scope_terms(entry)) <= set(text.terms.split())
    )


def _of_embedded() -> Iterator[Finding]:
    wrong = embedded_engine().unlike()
    if wrong:
        yield Finding(f"{len(wrong)} entries differ in the embedded index", entries=tuple(wrong))


def _of_elasticsearch() -> Iterator[Finding]:
    from ..elastic.building import differences

    try:
        found = differences()
    except EngineError as error:
        yield Finding(f"Elasticsearch does not answer: {error}", index=True)
        return
    if len(found):
        text = (
            f"Elasticsearch lacks {len(found.missing)} entries, has "
            f"{len(found.other) + len(found.ahead)} in another version "
            f"and {len(found.surplus)} that are gone"
        )
        yield Finding(text, index=True)
