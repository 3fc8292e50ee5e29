"""How Elasticsearch is reached: quickly or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from django.conf import settings
from elastic_transport import SerializationError, TransportError
from elasticsearch import ApiError, Elasticsearch

from ..engines.contract import EngineError, Refused

QUERY_SECONDS = 1.5  # a reader waits no longer, then the embedded engine answers
BULK_SECONDS = 30


@cache
def client() -> Elasticsearch:
    """One for the process; threads share it. A node that does not answer rests for a while."""
    return Elasticsearch(
        settings.ELASTICSEARCH_URL,
        request_timeout=QUERY_SECONDS,
        max_retries=2,
        retry_on_timeout=False,
        dead_node_backoff_factor=1,
        max_dead_node_backoff=10,
    )


def is_configured() -> bool:
    return bool(settings.ELASTICSEARCH_URL)


@contextmanager
def failures() -> Iterator[None]:
    """Whatever goes wrong with Elasticsearch is an `EngineError`."""
    try:
        yield
    except (ApiError, TransportError) as error:
        kind = Refused if _is_of_the_request(error) else EngineError
        raise kind(str(error)[:300]) from error


def _is_of_the_request(error: Exception) -> bool:
    if isinstance(error, ApiError):
        return error.meta.status in (400, 413)
    return isinstance(error, SerializationError)
