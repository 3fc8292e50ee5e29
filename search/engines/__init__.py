"""The two engines, and which of them answers."""

import logging
from collections.abc import Callable
from typing import TypeVar

from ..elastic.client import is_configured
from ..working import work_wanted
from .breakers import Breaker
from .contract import Engine, EngineError, Refused
from .embedded import embedded_engine

logger = logging.getLogger(__name__)

__all__ = ["Engine", "EngineError", "answered", "breaker", "embedded_engine"]

Answer = TypeVar("Answer")
breaker = Breaker()


def answered(ask: Callable[[Engine], Answer]) -> Answer:
    """What one engine answers to all that `ask` asks it: Elasticsearch where it is configured.

    When it fails at any point, all is asked anew of the embedded engine, so counts and results
    never come from two; that one answers alone until Elasticsearch is asked again.
    """
    if is_configured() and breaker.lets_through():
        from ..elastic.engine import ElasticEngine

        try:
            answer = ask(ElasticEngine())
        except Refused as error:
            breaker.worked()
            logger.warning("Elasticsearch refuses a query: %s", error)
        except EngineError as error:
            breaker.failed()
            work_wanted()  # an index that is gone is made again
            logger.warning("Elasticsearch does not answer: %s", error)
        else:
            breaker.worked()
            return answer
    return ask(embedded_engine())
