"""Search in the project's own database, in the transaction of what is written.

SQLite: FTS5 (sqlite.org/fts5.html) over `SearchText.terms`, without positions. PostgreSQL: a
`tsvector` of the same terms under a GIN index. Candidates come newest first, pass by pass from the
strictest reading of a query to the loosest: how often a word is repeated is the ranking's concern.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import connection

from ..expressions import All, Expression, Term, all_of
from ..models import SearchText
from ..query import Kind, Query
from .contract import POOL, Facets, Scope

PASS = 150
COLUMNS = {
    "type": "e.type",
    "language": "e.language",
    "year": "e.year",
    "period": "e.period",
    "bloc": "e.blocs",
    "enterprise": "e.enterprises",
}
LISTS = ("bloc", "enterprise")


class EmbeddedEngine:
    """What both databases share; `matched`, `joined` and `written` are theirs."""

    joined: str
    newest_first: str

    def put(self, pk: int, terms: str) -> None:
        raise NotImplementedError

    def remove(self, pks: Sequence[int]) -> None:
        raise NotImplementedError

    def unlike(self) -> list[int]:
        """Entries that the index lacks or has in other words, and numbers that are no entry's."""
        raise NotImplementedError

    def mend(self, pks: Sequence[int]) -> None:
        self.remove(pks)
        for pk, terms in SearchText.objects.filter(pk__in=pks).values_list("pk", "terms"):
            self.put(pk, terms)

    def written(self, expression: Expression) -> str:
        raise NotImplementedError

    def candidates(self, query: Query, scope: Scope) -> list[int]:
        found: dict[int, None] = {}
        for expression in passes(query):
            for pk in self._pass(expression, scope):
                found[pk] = None
            if len(found) >= POOL:
                break
        return list(found)[: POOL + PASS]

    def _pass(self, expression: Expression, scope: Scope) -> Iterator[int]:
        sql, values = self._selected("e.id", expression, scope)
        with connection.cursor() as cursor:
            cursor.execute(f"{sql} ORDER BY {self.newest_first} LIMIT {PASS}", values)
            yield from (row[0] for row in cursor.fetchall())

    def matching(
        self, expression: Expression, scope: Scope, *, newest: bool, start: int, size: int
    ) -> list[int]:
        sql, values = self._selected("e.id", expression, scope)
        order = "(e.date IS NULL), e.date DESC, e.id DESC" if newest else self.newest_first
        with connection.cursor() as cursor:
            cursor.execute(f"{sql} ORDER BY {order} LIMIT %s OFFSET %s", [*values, size, start])
            return [row[0] for row in cursor.fetchall()]

    def count(self, expression: Expression, scope: Scope) -> int:
        sql, values = self._selected("COUNT(*)", expression, scope)
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return int(cursor.fetchone()[0])

    def facets(self, expression: Expression, scope: Scope, names: Sequence[str]) -> Facets:
        columns = ", ".join(COLUMNS[name] for name in names)
        sql, values = self._selected(f"{columns}, COUNT(*)", expression, scope)
        with connection.cursor() as cursor:
            cursor.execute(f"{sql} GROUP BY {columns}", values)
            return counted(names, cursor.fetchall())

    def _selected(
        self, columns: str, expression: Expression, scope: Scope
    ) -> tuple[str, list[Any]]:
        """The rows that have the expression within the scope, as SQL without an order."""
        values: list[Any] = [self.written(all_of([expression, scope.expression()]))]
        sql = f"SELECT {columns} {self.joined}"
        for sign, day in ((">=", scope.date_from), ("<=", scope.date_to)):
            if day is not None:
                sql += f" AND e.date {sign} %s"
                values.append(day)
        return sql, values


def passes(query: Query) -> Iterator[Expression]:
    """From the strictest reading to the loosest."""
    numbers = [c.expression() for c in query.concepts if c.kind == Kind.NUMBER]
    yield from numbers
    yield from query.titled()
    yield query.exact_words()
    yield query.all_words()
    yield query.most_words()
    for concept in sorted(query.required, key=lambda one: -one.weight)[:3]:
        yield concept.expression(in_title=True)
    yield query.any_words()


def counted(names: Sequence[str], rows: Iterable[Sequence[Any]]) -> Facets:
    """Counts by value, from rows of values with a count behind; each value of a list counts."""

    totals: dict[str, Counter[str]] = {name: Counter() for name in names}
    for *values, count in rows:
        for name, value in zip(names, values, strict=True):
            if name in LISTS:
                found = json.loads(value) if isinstance(value, str) else value
                for one in found or ():
                    totals[name][one] += count
            elif value not in (None, ""):
                totals[name][str(value)] += count
    return {name: dict(total) for name, total in totals.items()}


class SqliteEngine(EmbeddedEngine):
    joined = (
        "FROM search_terms JOIN search_searchentry e ON e.id = search_terms.rowid"
        " WHERE search_terms MATCH %s"
    )
    newest_first = "search_terms.rowid DESC"

    def put(self, pk: int, terms: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM search_terms WHERE rowid = %s", [pk])
            cursor.execute("INSERT INTO search_terms (rowid, terms) VALUES (%s, %s)", [pk, terms])

    def remove(self, pks: Sequence[int]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany("DELETE FROM search_terms WHERE rowid = %s", [[pk] for pk in pks])

    def unlike(self) -> list[int]:
        return _column(
            "SELECT t.entry_id FROM search_searchtext t LEFT JOIN search_terms s"
            " ON s.rowid = t.entry_id WHERE s.terms IS NOT t.terms"
            " UNION SELECT s.rowid FROM search_terms s LEFT JOIN search_searchtext t"
            " ON t.entry_id = s.rowid WHERE t.entry_id IS NULL"
        )

    def written(self, expression: Expression) -> str:
        if isinstance(expression, Term):
            return f'"{expression.text}"' + (" *" if expression.is_prefix else "")
        sign = " AND " if isinstance(expression, All) else " OR "
        return f"({sign.join(map(self.written, expression.parts))})"


class PostgresEngine(EmbeddedEngine):
    joined = (
        "FROM search_searchtext t JOIN search_searchentry e ON e.id = t.entry_id"
        " WHERE t.indexed @@ %s::tsquery"
    )
    newest_first = "e.id DESC"

    def put(self, pk: int, terms: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE search_searchtext SET indexed = array_to_tsvector(%s) WHERE entry_id = %s",
                [terms.split(), pk],
            )

    def remove(self, pks: Sequence[int]) -> None:
        """The column goes with its row."""

    def unlike(self) -> list[int]:
        return _column(
            "SELECT entry_id FROM search_searchtext WHERE indexed IS DISTINCT FROM"
            " array_to_tsvector(string_to_array(terms, ' '))"
        )

    def written(self, expression: Expression) -> str:
        if isinstance(expression, Term):
            quoted = expression.text.replace("'", "''")
            return f"'{quoted}'" + (":*" if expression.is_prefix else "")
        sign = " & " if isinstance(expression, All) else " | "
        return f"({sign.join(map(self.written, expression.parts))})"


def _column(sql: str) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [row[0] for row in cursor.fetchall()]


def embedded_engine() -> EmbeddedEngine:
    return PostgresEngine() if connection.vendor == "postgresql" else SqliteEngine()
