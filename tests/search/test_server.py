"""The server that tests, CI and developers run is a real one, and survives what it should."""

import pytest
from elasticsearch import Elasticsearch

pytestmark = pytest.mark.elasticsearch


def _add(client: Elasticsearch, name: str, **settings: int) -> None:
    client.indices.create(index="blocs", settings=settings)
    client.index(index="blocs", id="1", document={"name": name}, refresh=True)
    client.cluster.health(index="blocs", wait_for_status="green", timeout="60s")


def _names(client: Elasticsearch) -> list[str]:
    found = client.search(index="blocs", query={"match": {"name": "khối"}})
    return [hit["_source"]["name"] for hit in found["hits"]["hits"]]


def test_the_server_is_elasticsearch_8_19(elasticsearch):
    with Elasticsearch(elasticsearch.addresses) as client:
        assert client.info()["version"]["number"].startswith("8.19.")


def test_a_killed_node_comes_back_with_its_data(cluster):
    server = cluster(nodes=1)
    [node] = server.nodes
    with Elasticsearch(server.addresses) as client:
        _add(client, "Khối thi đua số 1", number_of_replicas=0)
        node.kill()
        assert not node.alive and not node.health()
        node.restart()
        server.wait()
        assert _names(client) == ["Khối thi đua số 1"]


def test_a_cluster_that_loses_its_master_answers_with_all_it_has(cluster):
    server = cluster(nodes=3)
    with Elasticsearch(server.addresses) as client:
        _add(client, "Khối thi đua số 1", number_of_replicas=2)
        [master] = client.cat.master(format="json")
    lost = next(node for node in server.nodes if node.folder.name == master["node"])
    lost.kill()
    server.wait(nodes=2)
    for node in server.nodes:
        if node != lost:
            with Elasticsearch(node.address) as client:
                assert _names(client) == ["Khối thi đua số 1"]
    lost.restart()
    server.wait()
