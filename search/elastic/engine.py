"""Candidates and counts from Elasticsearch, for the same expressions as the embedded engine's."""

from collections.abc import Sequence
from typing import Any

from elasticsearch_dsl import Q
from elasticsearch_dsl import Search as Request

from ..engines.contract import POOL, Facets, Scope
from ..expressions import All, Expression, Term
from ..models import SearchEntry
from ..query import Query
from .client import client, failures
from .documents import alias

MOST_VALUES = 5_000  # of one facet
TITLE_WORTH = 0.6


class ElasticEngine:
    """Knows entries by their uid: what it still holds of one that is gone is never answered."""

    def candidates(self, query: Query, scope: Scope) -> list[int]:
        """In one request, best first by Elasticsearch's own reckoning."""
        request = self._request(scope).query(
            Q("bool", filter=[scoped(scope)], should=weighed(query), minimum_should_match=1)
        )
        return self._pks(request.extra(size=POOL))

    def matching(
        self, expression: Expression, scope: Scope, *, newest: bool, start: int, size: int
    ) -> list[int]:
        order = [{"date": {"order": "desc", "missing": "_last"}}] if newest else []
        request = self._asking(expression, scope).sort(*order, {"age": "desc"})
        return self._pks(request.extra(from_=start, size=size))

    def count(self, expression: Expression, scope: Scope) -> int:
        request = self._asking(expression, scope).extra(size=0, track_total_hits=True)
        with failures():
            return int(request.execute().hits.total.value)

    def facets(self, expression: Expression, scope: Scope, names: Sequence[str]) -> Facets:
        request = self._asking(expression, scope).extra(size=0)
        for name in names:
            request.aggs.bucket(name, "terms", field=name, size=MOST_VALUES)
        with failures():
            buckets = request.execute().aggregations.to_dict()
        return {
            name: {str(one["key"]): one["doc_count"] for one in buckets[name]["buckets"]}
            for name in names
        }

    def _request(self, scope: Scope) -> Request:
        return (
            Request(using=client(), index=alias())
            .source(False)
            .extra(timeout="1s")
            .params(allow_partial_search_results=False)
        )

    def _asking(self, expression: Expression, scope: Scope) -> Request:
        both = Q("bool", filter=[written(expression), scoped(scope)])
        return self._request(scope).query(both)

    def _pks(self, request: Request) -> list[int]:
        with failures():
            found = [hit.meta.id for hit in request.extra(track_total_hits=False).execute()]
        known = dict(SearchEntry.objects.filter(uid__in=found).values_list("uid", "pk"))
        by_text = {str(uid): pk for uid, pk in known.items()}
        return [by_text[uid] for uid in found if uid in by_text]


def scoped(scope: Scope) -> Any:
    parts = [written(scope.expression())]
    days = {"gte": scope.date_from, "lte": scope.date_to}
    if any(days.values()):
        limits = {sign: day.isoformat() for sign, day in days.items() if day}
        parts.append(Q("range", date=limits))
    return Q("bool", filter=parts)


def written(expression: Expression) -> Any:
    if isinstance(expression, Term):
        kind = "prefix" if expression.is_prefix else "term"
        return Q(kind, terms=expression.text)
    parts = [written(part) for part in expression.parts]
    if isinstance(expression, All):
        return Q("bool", filter=parts)
    return Q("bool", should=parts, minimum_should_match=1)


def weighed(query: Query) -> list[Any]:
    """Each concept counts for what it tells, more in a title; then the typed words by BM25."""
    clauses = []
    for concept in query.required:
        for in_title, worth in ((False, 1.0), (True, TITLE_WORTH)):
            found = written(concept.expression(in_title=in_title))
            clauses.append(Q("constant_score", filter=found, boost=worth * concept.weight))
    tokens = [token for concept in query.required for token in concept.tokens]
    folded = " ".join(token.folded for token in tokens)
    exact = " ".join(token.exact for token in tokens)
    return [
        *clauses,
        Q("match", title={"query": folded, "boost": 0.5}),
        Q("match", folded={"query": folded, "boost": 0.25}),
        Q("match", exact={"query": exact, "boost": 0.5}),
    ]
