import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import pytest

from deploy.elasticsearch import Server, missing
from search import engines
from search.elastic import pushing
from search.elastic.client import client
from tests.search import servers


@pytest.fixture(scope="session")
def elasticsearch_fetched() -> None:
    """A real Elasticsearch can run here."""
    if reason := missing():
        pytest.skip(reason)


@pytest.fixture(scope="session")
def elasticsearch(elasticsearch_fetched) -> Iterator[Server]:
    """A server with one node, shared by all workers: keep to indices of your own names."""
    with servers.shared() as server:
        yield server


@pytest.fixture(scope="session")
def _victim(elasticsearch_fetched) -> Iterator[Server]:
    with servers.victim() as server:
        yield server


@pytest.fixture
def victim(_victim, settings) -> Iterator[Server]:
    """A server with one node to be hurt, by one test at a time; search is configured to use it."""
    with servers.alone_with(_victim), configured(settings, _victim):
        yield _victim
        for node in _victim.nodes:
            if not node.alive:
                node.start()


@pytest.fixture
def cluster(elasticsearch_fetched) -> Iterator[Callable[..., Server]]:
    """A new cluster, to be hurt: `cluster()` has three nodes, `cluster(nodes=1)` one."""
    with ExitStack() as stack:

        def start(nodes: int = 3) -> Server:
            return stack.enter_context(servers.own(nodes))

        yield start


@pytest.fixture
def elastic(elasticsearch, settings) -> Iterator[Server]:
    """Search is configured to use the shared server, with indices of this test's own."""
    with configured(settings, elasticsearch):
        yield elasticsearch


@contextmanager
def configured(settings, server: Server) -> Iterator[None]:
    """As after a start of the process, and Elasticsearch without an index."""
    settings.ELASTICSEARCH_URL = server.addresses
    settings.ELASTICSEARCH_PREFIX = f"test-{uuid.uuid4().hex[:12]}"
    client.cache_clear()
    engines.breaker.worked()
    pushing.retries.__init__()
    try:
        yield
    finally:
        own = client().options(request_timeout=30).indices
        for index in own.get(index=f"{settings.ELASTICSEARCH_PREFIX}-*").body:
            own.delete(index=index)
        client().close()
        client.cache_clear()
        engines.breaker.worked()
