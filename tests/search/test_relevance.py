"""Readers find the right thing first: the judged set, brought in and asked as the public does."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from search.elastic.building import rebuild
from search.elastic.client import client as elasticsearch_client
from search.services import words_count
from tests.search.relevance import JUDGED, JudgedQuery, Measured

HOST = "lam-chau.localhost"
# The floor is what a release needs; the goals are in docs/search.md.
OVERALL, PER_GROUP, FIRST = 0.90, 0.80, 0.95
APART = 0.02  # the engines, at most


@pytest.fixture
def judged(db):
    """The authority whose archive is the judged set."""
    from portal.tenancy.models import Authority

    call_command(
        "create_authority",
        "lam-chau",
        HOST,
        name="Ban Quản lý Khu kinh tế Lam Châu",
        name_en="Lam Chau Economic Zone Authority",
        short_name="BQL Lam Châu",
        superior="Ủy ban nhân dân tỉnh Lam Châu",
        place="Lam Châu",
        stdout=StringIO(),
    )
    file = JUDGED / "documents.jsonl"
    call_command("import_archive", file, authority="lam-chau", stdout=StringIO())
    authority = Authority.objects.get(code="lam-chau")
    words_count(authority)
    return authority


@pytest.fixture
def measured(client):
    def measure() -> Measured:
        return Measured.of(lambda query: asked(client, query))

    return measure


def asked(client, query: JudgedQuery) -> list[str]:
    given = {"q": query.q, "lang": query.lang, "limit": 10} | query.filters
    answer = client.get("/api/v1/search", given, headers={"host": HOST})
    assert answer.status_code == 200, (query.id, answer.content)
    return [result["source_id"] for result in answer.json()["results"]]


def assert_good(measured: Measured) -> None:
    weak = {name: value for name, value in measured.by("group").items() if value < PER_GROUP}
    assert not weak
    assert measured.ndcg >= OVERALL
    assert measured.mrr >= FIRST


def test_the_right_thing_comes_first(judged, measured, request, settings):
    """With the embedded engine, then, once, with Elasticsearch: about the same."""
    embedded = measured()
    assert_good(embedded)
    if connection.vendor != "sqlite":
        return
    server = request.getfixturevalue("elasticsearch")
    settings.ELASTICSEARCH_URL = server.addresses
    settings.ELASTICSEARCH_PREFIX = "relevance"
    elasticsearch_client.cache_clear()
    rebuild()
    found = measured()
    assert_good(found)
    assert abs(found.ndcg - embedded.ndcg) <= APART
