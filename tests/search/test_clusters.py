"""A cluster loses a node, its master, and no reader notices."""

import time

import pytest

from search.elastic import building
from search.elastic.client import client
from search.elastic.documents import alias
from search.working import WorkFailed
from tests.search.conftest import configured
from tests.search.following import assert_follows, catch_up, found, found_embedded, retitle

pytestmark = [pytest.mark.elasticsearch, pytest.mark.django_db]

WATCHED = 5.0  # seconds after the loss
LONGEST = 60.0  # seconds until entries go out again


def test_one_of_three_nodes_is_killed(cluster, settings, phu_yen):
    server = cluster(nodes=3)
    with configured(settings, server):
        catch_up()
        client().cluster.health(index=alias(), wait_for_status="green")
        expected = found_embedded(phu_yen)
        assert found(phu_yen) == expected
        [master] = client().cat.master(format="json")
        next(node for node in server.nodes if node.folder.name == master["node"]).kill()
        until = time.monotonic() + WATCHED
        while time.monotonic() < until:
            assert found(phu_yen) == expected
        retitle(50)
        _catch_up_at_last()
        assert_follows()
        assert building.rebuild() == building.current_index()
        assert found(phu_yen) == found_embedded(phu_yen)


def _catch_up_at_last() -> None:
    until = time.monotonic() + LONGEST
    while True:
        try:
            return catch_up()
        except WorkFailed:
            assert time.monotonic() < until
            time.sleep(0.5)
