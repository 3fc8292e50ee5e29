"""The search page."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from portal.languages import current_language
from portal.tenancy.models import Authority

from .corrections import corrected
from .forms import DEEPEST, PAGE_SIZE, Address
from .labels import FacetRow, facet_rows, names_of_values
from .selectors import DATE, RELEVANCE, Results, search
from .services import query_note
from .vocabulary import vocabulary_of

FACET_LABELS = {
    "type": _lazy("Type"),
    "year": _lazy("Year"),
    "bloc": _lazy("Bloc"),
    "period": _lazy("Period"),
    "enterprise": _lazy("Enterprise"),
    "in": _lazy("Language"),
}
FEW = 6  # values of a facet that are shown at once


@dataclass(frozen=True)
class Link:
    label: str
    address: str
    count: int | None = None


@dataclass(frozen=True)
class Facet:
    """What results can be narrowed to; `rest` waits behind a fold."""

    label: str
    first: list[Link]
    rest: list[Link]


def search_page(request: HttpRequest) -> HttpResponse:
    authority = getattr(request, "authority", None)
    if authority is None:
        raise Http404
    address = Address(request.GET)
    results, page = _found(authority, address)
    if page.number == 1 and not address.is_narrowed:
        query_note(authority, address.text, language=current_language(), total=results.total)
    names = names_of_values(authority, address.filters)
    context = {
        "address_name": "search",
        "address": address,
        "results": results,
        "page_of_results": page,
        "blocs": _bloc_names(authority, results),
        "understood": list(_understood(address, results)),
        "narrowed": list(_narrowed(address, names)),
        "facets": list(_facets(address, facet_rows(authority, results.facets))),
        "sorts": _sorts(address),
        "other_language": "en" if current_language() == "vi" else "vi",
        "correction": _correction(authority, address, results),
        "wider": _wider(authority, address) if not results.hits else None,
    }
    return render(request, "search/results.html", context)


def _found(authority: Authority, address: Address) -> tuple[Results, Any]:
    """The page that is asked for, or the last there is; of all there is, each thing once."""
    changes: dict[str, Any] = {}
    if not address.text and not address.is_narrowed:
        changes["filters"] = {"language": (current_language(),)}
    results = search(authority, address.asked(**changes))
    paginator: Paginator = Paginator(range(min(results.total, DEEPEST)), PAGE_SIZE)
    page = paginator.get_page(address.page)
    if page.number != address.page and results.total:
        results = search(authority, address.asked(page.number, **changes))
    return results, page


def _bloc_names(authority: Authority, results: Results) -> dict[str, str]:
    codes = tuple({code for hit in results.hits for code in hit.entry.blocs})
    return names_of_values(authority, {"bloc": codes})["bloc"]


def _understood(address: Address, results: Results) -> Iterator[Link]:
    """Parts of the query that were read as facts; each can be taken out of it."""
    text = results.query.text
    for concept in results.understood:
        rest = f"{text[: concept.start]} {text[concept.end :]}"
        yield Link(concept.label, address.changed(q=" ".join(rest.split())))


def _narrowed(address: Address, names: dict[str, dict[str, str]]) -> Iterator[Link]:
    for name, values in address.filters.items():
        for value in values:
            yield Link(names[name].get(value, value), address.widened(name, value))
    for name, label in (("date_from", _("from %(day)s")), ("date_to", _("to %(day)s"))):
        if address.dates.cleaned_data.get(name):
            day = address.dates.data[name]
            yield Link(label % {"day": day}, address.changed(**{name: None}))


def _facets(address: Address, rows: dict[str, list[FacetRow]]) -> Iterator[Facet]:
    for name, label in FACET_LABELS.items():
        chosen = address.filters.get(name, ())
        links = [
            Link(row.label, address.narrowed(name, row.value), row.count)
            for row in rows.get(name, ())
            if row.value not in chosen
        ]
        if len(links) + len(chosen) > 1 and links:
            yield Facet(str(label), links[:FEW], links[FEW:])


def _sorts(address: Address) -> list[tuple[str, str, bool]]:
    """Label, address, whether it is the present order."""
    labels = ((RELEVANCE, _("Best match")), (DATE, _("Latest")))
    return [
        (label, address.changed(sort=None if sort == RELEVANCE else sort), address.sort == sort)
        for sort, label in labels
    ]


def _correction(authority: Authority, address: Address, results: Results) -> Link | None:
    text = corrected(results.query, vocabulary_of(authority))
    return Link(text, address.changed(q=text)) if text else None


def _wider(authority: Authority, address: Address) -> Link | None:
    """What the words alone find, where the filters leave nothing."""
    if not address.is_narrowed:
        return None
    found = search(authority, address.asked(1, filters={}, date_from=None, date_to=None, limit=1))
    return Link(_("Search without filters"), address.bare(), found.total) if found.total else None
