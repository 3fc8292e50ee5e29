"""What an engine does. It brings candidates and counts; how good they are is `search.ranking`'s."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from portal.tenancy.models import Authority

from ..expressions import Expression, Term, all_of, any_of
from ..query import Query
from ..terms import scope_term

POOL = 300  # candidates that are ranked
LETTERS = {
    "type": "t",
    "bloc": "b",
    "enterprise": "e",
    "year": "y",
    "period": "p",
    "language": "l",
}


@dataclass(frozen=True)
class Scope:
    """Where is searched: one authority, and the filters; several values of one are any of them."""

    authority: Authority
    filters: dict[str, tuple[str, ...]] = field(default_factory=dict)
    date_from: datetime.date | None = None
    date_to: datetime.date | None = None

    def expression(self) -> Expression:
        chosen = (
            any_of(Term(scope_term(LETTERS[name], value)) for value in values)
            for name, values in self.filters.items()
            if values
        )
        return all_of([Term(scope_term("a", self.authority.pk)), *chosen])

    def without(self, name: str) -> "Scope":
        kept = {key: values for key, values in self.filters.items() if key != name}
        return Scope(self.authority, kept, self.date_from, self.date_to)


Facets = dict[str, dict[str, int]]


class Engine(Protocol):
    """Raises `EngineError` when it cannot answer."""

    def candidates(self, query: Query, scope: Scope) -> list[int]:
        """Primary keys of entries worth ranking, at most about `POOL`."""

    def matching(
        self, expression: Expression, scope: Scope, *, newest: bool, start: int, size: int
    ) -> list[int]:
        """A stretch of all that has `expression`, by date or by age in the index."""

    def count(self, expression: Expression, scope: Scope) -> int: ...

    def facets(self, expression: Expression, scope: Scope, names: Sequence[str]) -> Facets:
        """For each name, how many entries have which value."""


class EngineError(Exception):
    """The engine is not there, or has failed."""


class Refused(EngineError):
    """The engine is there, and this one question or request is not to its liking."""
