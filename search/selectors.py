"""What a reader gets for a query."""

import datetime
from collections import Counter
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from portal.languages import current_language
from portal.sources import SourceType
from portal.tenancy.models import Authority

from .analysis import Analysed
from .engines import answered
from .engines.contract import POOL, Engine, Facets, Scope
from .expressions import Expression, Term
from .lexicon import own_lexicon, query_words
from .models import SearchEntry, SearchText
from .passages import Marker, Passage, Place, passages
from .pins import pinned
from .query import Concept, Query, understand
from .query.reading import BlocName
from .ranking import Candidate, ranked
from .terms import scope_term
from .vocabulary import vocabulary_of

FACETS = ("type", "bloc", "enterprise", "year", "period", "language")
ENOUGH = 10  # fewer results than this, and a looser reading of the query is taken
WEAK = 0.02  # of the best score: what scores less has little to do with a loosely read query
RELEVANCE, DATE = "relevance", "date"


@dataclass(frozen=True)
class Asked:
    """A query as it arrives. `filters` by the names of `FACETS`; several values are any of them."""

    text: str = ""
    language: str = ""
    filters: dict[str, tuple[str, ...]] = field(default_factory=dict)
    date_from: datetime.date | None = None
    date_to: datetime.date | None = None
    sort: str = RELEVANCE
    limit: int = 20
    offset: int = 0


@dataclass(frozen=True)
class Hit:
    entry: SearchEntry
    title: Passage
    passages: tuple[Passage, ...] = ()
    is_pinned: bool = False


@dataclass(frozen=True)
class Results:
    query: Query
    total: int = 0
    hits: tuple[Hit, ...] = ()
    facets: Facets = field(default_factory=dict)

    @property
    def understood(self) -> list[Concept]:
        return self.query.understood


def search(authority: Authority, asked: Asked) -> Results:
    """Results of one authority's public things. A text with nothing to find finds nothing; none
    at all lists what the filters leave, the latest first.
    """
    query = query_of(authority, asked)
    if not query and asked.text.strip():
        return Results(query)
    scope = Scope(authority, asked.filters, asked.date_from, asked.date_to)
    pins = pinned(scope, asked.text) if query and asked.sort == RELEVANCE else ()
    found = answered(lambda engine: _Search(engine, query, scope, asked, pins))
    return Results(query, found.total, tuple(_hits(query, found.page, pins)), found.facets)


def query_of(authority: Authority, asked: Asked) -> Query:
    return understand(
        asked.text,
        language=asked.language or current_language(),
        vocabulary=vocabulary_of(authority),
        lexicons=(own_lexicon(authority),),
        blocs=bloc_names(authority),
    )


def bloc_names(authority: Authority) -> list[BlocName]:
    """The authority's blocs as readers may call them, in both languages; one query."""
    entries = SearchEntry.objects.of(authority).filter(type=SourceType.BLOC)
    rows = entries.values_list("title", "blocs", "language").order_by("-language")
    return [
        name for title, codes, _ in rows if codes and (name := _bloc_name(title, codes[0])).folded
    ]


def _bloc_name(title: str, code: str) -> BlocName:
    whole = Analysed.of(title)
    pairs = zip(whole.exact, whole.folded, strict=True)
    own = [pair for pair in pairs if pair[1] not in query_words("bloc_generic")]
    return BlocName(code, title, tuple(one for one, _ in own), tuple(two for _, two in own))


class _Search:
    """One search: which entries there are in all, and those of the page that is asked for."""

    def __init__(
        self, engine: Engine, query: Query, scope: Scope, asked: Asked, pins: Sequence[int] = ()
    ) -> None:
        self.engine, self.query, self.scope, self.asked = engine, query, scope, asked
        self.pins = pins
        self.expression, count = self._level()
        if count is None:
            self._weigh()
        else:
            self._number(count)

    def _level(self) -> tuple[Expression, int | None]:
        """The strictest reading with enough results; the loosest is weighed, not counted."""
        if not self.query:
            everything = Term(scope_term("a", self.scope.authority.pk))
            return everything, self.engine.count(everything, self.scope)
        for expression in (self.query.all_words(), self.query.most_words()):
            count = self.engine.count(expression, self.scope)
            if count >= ENOUGH:
                return expression, count
        return self.query.any_words(), None

    def _number(self, count: int) -> None:
        """All that has the expression are results: the best are ranked, the rest come by age."""
        self.total = count
        self.facets = self._facets()
        start, end = self.asked.offset, self.asked.offset + self.asked.limit
        if self.asked.sort == DATE or not self.query:
            self.page = self._stretch(start, self.asked.limit, newest=True)
            return
        ranked_pks = [pk for pk, _ in self._ranked()]
        best = [*self.pins, *(pk for pk in ranked_pks if pk not in self.pins)]
        self.total += len(set(self.pins) - set(ranked_pks))
        self.page = best[start:end]
        if len(self.page) < self.asked.limit and end > len(best):
            self.page += self._after(best, max(start, len(best)), end)

    def _after(self, best: list[int], start: int, end: int) -> list[int]:
        """What follows the ranked ones: all others, by age."""
        known = set(best)
        others = self._stretch(0, min(end, self.total) + len(best), newest=False)
        rest = [pk for pk in others if pk not in known]
        return rest[start - len(best) : end - len(best)]

    def _stretch(self, start: int, size: int, *, newest: bool) -> list[int]:
        return self.engine.matching(
            self.expression, self.scope, newest=newest, start=start, size=size
        )

    def _weigh(self) -> None:
        """Few have all words: those near the best are the results, and are counted here."""
        scored = self._ranked()
        floor = scored[0][1] * WEAK if scored else 0
        good = [pk for pk, score in scored if score >= floor][:POOL]
        kept = [*self.pins, *(pk for pk in good if pk not in self.pins)]
        self.total = len(kept)
        entries = SearchEntry.objects.of(self.scope.authority).in_bulk(kept)
        self.facets = _counted(entries.values())
        if self.asked.sort == DATE:
            kept.sort(key=lambda pk: (entries[pk].date or datetime.date.min, pk), reverse=True)
        self.page = kept[self.asked.offset : self.asked.offset + self.asked.limit]

    def _ranked(self) -> list[tuple[int, float]]:
        found = self.engine.candidates(self.query, self.scope)
        return ranked(self.query, candidates_of(self.scope.authority, found))

    def _facets(self) -> Facets:
        """A facet that is narrowed by shows what else it could be narrowed to."""
        free = [name for name in FACETS if not self.asked.filters.get(name)]
        facets = self.engine.facets(self.expression, self.scope, free) if free else {}
        for name in FACETS:
            if name not in free:
                scope = self.scope.without(name)
                facets |= self.engine.facets(self.expression, scope, [name])
        return {name: facets[name] for name in FACETS}


def candidates_of(authority: Authority, pks: Sequence[int]) -> list[Candidate]:
    """What ranking reads; one query."""
    rows = SearchText.objects.filter(pk__in=pks, entry__authority=authority).values_list(
        "pk",
        "entry__thing",
        "entry__language",
        "entry__type",
        "entry__year",
        "entry__period",
        "entry__blocs",
        "exact",
        "folded",
        "stems",
        "terms",
    )
    return [Candidate(*row) for row in rows]


def _counted(entries: Iterable[SearchEntry]) -> Facets:
    totals: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    for entry in entries:
        for name in ("type", "year", "period", "language"):
            value = getattr(entry, name)
            totals[name].update([str(value)] if value not in (None, "") else [])
        totals["bloc"].update(entry.blocs)
        totals["enterprise"].update(entry.enterprises)
    return {name: dict(total) for name, total in totals.items()}


def _hits(query: Query, pks: Sequence[int], pins: Container[int]) -> Iterable[Hit]:
    rows = SearchEntry.objects.select_related("text").prefetch_related("files")
    entries = rows.in_bulk(pks)
    marker = Marker(query)
    return (_hit(entries[pk], marker, is_pinned=pk in pins) for pk in pks if pk in entries)


def _hit(entry: SearchEntry, marker: Marker, *, is_pinned: bool) -> Hit:
    text: Any = entry.text  # type: ignore[attr-defined]
    pages = (
        (page["text"], Place(file.filename, page["number"], file.url))
        for file in entry.files.all()
        for page in file.pages
    )
    shown = tuple(passages(marker, text.body, pages))
    return Hit(entry, marker.marked(entry.title), shown, is_pinned)
