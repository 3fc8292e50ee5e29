"""How values of facets are called in the reader's language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from portal.languages import current_language, language_labels
from portal.sources import SourcePeriod, SourceType
from portal.tenancy.models import Authority
from portal.text import sort_key

from .engines.contract import Facets
from .models import SearchEntry

SHOWN = 30  # values of one facet, the most frequent
OUTSIDE = {"language": "in"}  # what the address calls it


@dataclass(frozen=True)
class FacetRow:
    value: str
    label: str
    count: int


def facet_rows(authority: Authority, facets: Facets) -> dict[str, list[FacetRow]]:
    """By the parameter's name; years the latest first, periods in order, others by frequency."""
    names = _names(authority, facets)
    return {
        OUTSIDE.get(name, name): _ordered(name, counts, names.get(name, {}))
        for name, counts in facets.items()
    }


def _ordered(name: str, counts: dict[str, int], labels: dict[str, str]) -> list[FacetRow]:
    rows = [FacetRow(value, labels.get(value, value), count) for value, count in counts.items()]
    if name == "year":
        return sorted(rows, key=lambda row: row.value, reverse=True)
    if name == "period":
        return sorted(rows, key=lambda row: SourcePeriod.values.index(row.value))
    return sorted(rows, key=lambda row: (-row.count, sort_key(row.label)))[:SHOWN]


def names_of_values(
    authority: Authority, values: Mapping[str, Iterable[str]]
) -> dict[str, dict[str, str]]:
    """What values of filters are called, by the parameter's name."""
    names = _names(authority, values)
    return {OUTSIDE.get(name, name): labels for name, labels in names.items()} | {"year": {}}


def _names(authority: Authority, facets: Mapping[str, Iterable[str]]) -> dict[str, dict[str, str]]:
    return {
        "type": {one: str(SourceType(one).label) for one in SourceType.values},
        "period": {one: str(SourcePeriod(one).label) for one in SourcePeriod.values},
        "language": language_labels(),
        "bloc": titles_of(authority, SourceType.BLOC, facets.get("bloc", ())),
        "enterprise": titles_of(authority, SourceType.ENTERPRISE, facets.get("enterprise", ())),
    }


def titles_of(authority: Authority, type_: SourceType, codes: Iterable[str]) -> dict[str, str]:
    """What the blocs or enterprises with these codes are called, in the reader's language."""
    wanted = set(codes)
    if not wanted:
        return {}
    entries = SearchEntry.objects.of(authority).filter(type=type_)
    rows = entries.values_list("language", "blocs", "enterprises", "title")
    found: dict[str, str] = {}
    for language, blocs, enterprises, title in rows:
        code = next(iter(blocs if type_ == SourceType.BLOC else enterprises), None)
        if code in wanted and (code not in found or language == current_language()):
            found[code] = title
    return found
