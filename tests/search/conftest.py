from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from deploy.elasticsearch import Server, missing
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


@pytest.fixture
def cluster(elasticsearch_fetched) -> Iterator[Callable[..., Server]]:
    """A new cluster, to be hurt: `cluster()` has three nodes, `cluster(nodes=1)` one."""
    with ExitStack() as stack:

        def start(nodes: int = 3) -> Server:
            return stack.enter_context(servers.own(nodes))

        yield start
