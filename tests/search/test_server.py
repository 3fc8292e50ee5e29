"""The server that tests, CI and developers run is a real one."""

import pytest
from elasticsearch import Elasticsearch

pytestmark = pytest.mark.elasticsearch


def test_the_server_is_elasticsearch_8_19(elasticsearch):
    with Elasticsearch(elasticsearch.addresses) as client:
        assert client.info()["version"]["number"].startswith("8.19.")
