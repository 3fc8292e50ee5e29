"""The two engines, and which of them answers."""

import logging
from collections.abc import Sequence
from typing import Any

from ..elastic.client import is_configured
from ..expressions import Expression
from ..query import Query
from .contract import Engine, EngineError, Facets, Scope
from .embedded import embedded_engine

logger = logging.getLogger(__name__)

__all__ = ["Engine", "EngineError", "embedded_engine", "engine_in_use"]


def engine_in_use() -> Engine:
    """Elasticsearch where it is configured, behind it the embedded engine."""
    if not is_configured():
        return embedded_engine()
    from ..elastic.engine import ElasticEngine

    return FallbackEngine(ElasticEngine(), embedded_engine())


class FallbackEngine:
    """Asks the second from the moment the first fails: one search is answered by one engine."""

    def __init__(self, first: Engine, second: Engine) -> None:
        self.engines = [first, second]

    def candidates(self, query: Query, scope: Scope) -> list[int]:
        return self._ask("candidates", query, scope)

    def matching(
        self, expression: Expression, scope: Scope, *, newest: bool, start: int, size: int
    ) -> list[int]:
        return self._ask("matching", expression, scope, newest=newest, start=start, size=size)

    def count(self, expression: Expression, scope: Scope) -> int:
        return self._ask("count", expression, scope)

    def facets(self, expression: Expression, scope: Scope, names: Sequence[str]) -> Facets:
        return self._ask("facets", expression, scope, names)

    def _ask(self, method: str, *args: Any, **kwargs: Any) -> Any:
        if len(self.engines) > 1:
            try:
                return getattr(self.engines[0], method)(*args, **kwargs)
            except EngineError as error:
                logger.warning("Elasticsearch does not answer: %s", error)
                del self.engines[0]
        return getattr(self.engines[0], method)(*args, **kwargs)
