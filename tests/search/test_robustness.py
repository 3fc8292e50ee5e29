"""Whatever is typed: an answer or a clear refusal, never an error of the server."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.selectors import Asked, search
from search.suggestions import suggest
from tests.search.relevance import JUDGED

pytestmark = pytest.mark.django_db
HOST = {"host": "phu-yen.localhost"}
HOSTILE = [
    one if isinstance(one, str) else one["repeat"][0] * one["repeat"][1]
    for one in json.loads((JUDGED / "robustness.json").read_text(encoding="utf-8"))
]
ENDPOINTS = ["/api/v1/search", "/api/v1/search/suggest", "/vi/tim-kiem/", "/en/search/"]


@pytest.mark.parametrize("path", ENDPOINTS)
def test_hostile_queries_are_answered(client, path):
    for text in HOSTILE:
        sendable = text.encode("utf-8", "replace").decode()
        answer = client.get(path, {"q": sendable}, headers=HOST)
        assert answer.status_code == 200, repr(text[:80])


@pytest.mark.parametrize("path", ENDPOINTS)
@pytest.mark.parametrize(
    "query", ["q=%ff%fe", "q=%00", "q=%ED%A0%80", "q=a&q=b", "q[]=x", "=", "q=%"]
)
def test_broken_query_strings_are_answered(client, path, query):
    answer = client.get(f"{path}?{query}", headers=HOST)
    assert answer.status_code in (200, 400)


@given(text=st.text(max_size=400), language=st.sampled_from(["vi", "en"]))
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_text_is_searched(phu_yen, text, language):
    results = search(phu_yen, Asked(text, language=language, limit=3))
    assert results.total >= len(results.hits)
    suggest(phu_yen, text, language)


@given(
    words=st.lists(
        st.sampled_from(
            [
                '"',
                "*",
                "(",
                ")",
                "^",
                "~",
                "-",
                "+",
                ":",
                "AND",
                "OR",
                "NOT",
                "NEAR",
                "{",
                "}",
                "thi",
                "đua",
                "9028",
                "/",
                "khối",
            ]
        ),
        max_size=40,
    )
)
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_query_syntax_is_reachable(phu_yen, words):
    search(phu_yen, Asked(" ".join(words), language="vi", limit=3))


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ({"type": "x"}, "type"),
        ({"year": "hai"}, "year"),
        ({"year": "99999"}, "year"),
        ({"period": "Q7"}, "period"),
        ({"in": "fr"}, "in"),
        ({"lang": "fr"}, "lang"),
        ({"limit": "0"}, "limit"),
        ({"limit": "101"}, "limit"),
        ({"limit": "ten"}, "limit"),
        ({"offset": "-1"}, "offset"),
        ({"offset": "10000000000"}, "offset"),
        ({"sort": "size"}, "sort"),
        ({"date_from": "5/4/2019"}, "date_from"),
        ({"bloc": "x" * 201}, "bloc"),
        ({"bloc": [f"x{n}" for n in range(501)]}, "filters"),
        ({"authority": "binh-dinh"}, "authority"),
    ],
)
def test_a_bad_parameter_is_refused_by_its_name(client, query, parameter):
    answer = client.get("/api/v1/search", {"q": "thi đua"} | query, headers=HOST)
    assert answer.status_code == 400
    assert answer["content-type"] == "application/problem+json"
    assert [one["parameter"] for one in answer.json()["errors"]] == [parameter]


def test_500_values_of_a_filter_are_answered(client):
    query = {"q": "thi đua", "bloc": [f"x{n}" for n in range(500)]}
    answer = client.get("/api/v1/search", query, headers=HOST)
    assert answer.status_code == 200
    assert answer.json()["total"] == 0
