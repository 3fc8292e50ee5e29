"""`/api/v1/search`: what it promises to other software."""

import uuid

import pytest

pytestmark = pytest.mark.django_db
RESULT = {"id", "source_id", "type", "lang", "title", "html_url", "date", "highlights"}


@pytest.fixture
def ask(client):
    def get(path: str = "", code: str = "phu-yen", **query):
        answer = client.get(f"/api/v1/search{path}", query, headers={"host": f"{code}.localhost"})
        assert answer.status_code == 200, answer.content
        return answer.json()

    return get


def test_a_result_is_an_entry_with_all_its_facts(ask):
    answer = ask(q="9028/QĐ-BQL", lang="vi")
    assert set(answer) == {"total", "results", "facets", "understood"}
    first = answer["results"][0]
    assert set(first) >= RESULT
    assert (first["type"], first["lang"], first["date"]) == ("decision", "vi", "2019-03-28")
    assert first["html_url"] == "http://phu-yen.localhost/vi/quyet-dinh/9028-qd-bql-2019/"
    assert uuid.UUID(first["id"])
    assert "<mark>" in first["highlights"][0]["html"]
    assert answer["understood"] == [
        {"kind": "number", "value": "9028qdbql", "label": "9028 QĐ BQL", "text": "9028/QĐ-BQL"}
    ]


@pytest.mark.parametrize("q", ["9028/QĐ-BQL", "9028 qd bql", "QĐ 9028", "quyết định số 9028"])
def test_a_decision_is_found_by_a_number_half_remembered(ask, q):
    assert "9028-qd-bql-2019" in ask(q=q)["results"][0]["html_url"]


def test_lang_is_a_preference_and_in_a_filter(ask):
    spoken = {one["lang"] for one in ask(q="emulation pledge", lang="vi", limit=100)["results"]}
    assert spoken == {"vi", "en"}
    for language in ("vi", "en"):
        narrowed = ask(q="emulation pledge", lang="vi", limit=50, **{"in": language})
        assert {one["lang"] for one in narrowed["results"]} == {language}


def test_the_two_texts_of_a_thing_are_two_results(ask):
    found = ask(q="Báo cáo tổng kết phong trào thi đua năm 2019", lang="vi", limit=20)["results"]
    by_source = {}
    for one in found:
        by_source.setdefault(one["source_id"], []).append(one["lang"])
    assert ["vi", "en"] in by_source.values()


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("type", ["report"]),
        ("type", ["report", "pledge"]),
        ("year", ["2018", "2019"]),
        ("period", ["YEAR"]),
        ("bloc", ["H"]),
    ],
)
def test_every_filter_is_any_of_its_values(ask, name, values):
    answer = ask(q="thi đua", limit=100, **{name: values})
    assert answer["total"] > 0
    key = {"bloc": "blocs"}.get(name, name)
    for one in answer["results"]:
        got = one[key] if isinstance(one[key], list) else [str(one[key])]
        assert set(got) & set(values)
    counts = {row["value"]: row["count"] for row in answer["facets"][name]}
    assert answer["total"] == sum(counts[value] for value in values) or name == "bloc"


def test_days_narrow_on_both_sides(ask):
    answer = ask(q="thi đua", date_from="2019-01-01", date_to="2019-12-31", limit=100)
    assert answer["results"]
    assert all(one["date"][:4] == "2019" for one in answer["results"])


def test_pages_join_without_gap_or_double(ask):
    whole = [one["id"] for one in ask(q="báo cáo thi đua", limit=60)["results"]]
    parts = []
    for offset in range(0, 60, 7):
        limit = min(7, 60 - offset)
        parts += [o["id"] for o in ask(q="báo cáo thi đua", limit=limit, offset=offset)["results"]]
    assert parts == whole
    assert len(set(parts)) == len(parts)


def test_no_text_lists_what_the_filters_leave_the_latest_first(ask):
    answer = ask(type="report", limit=100)
    days = [one["date"] for one in answer["results"] if one["date"]]
    assert days == sorted(days, reverse=True)
    assert answer["total"] >= len(days)


def test_every_address_answers(ask, client):
    answer = ask(q="", limit=100)
    addresses = [one["html_url"] for one in answer["results"]]
    for type_ in answer["facets"]["type"]:
        rows = ask(type=type_["value"], limit=5)["results"]
        addresses += [one["html_url"] for one in rows]
    for address in dict.fromkeys(addresses):
        path = address.removeprefix("http://phu-yen.localhost")
        assert client.get(path, headers={"host": "phu-yen.localhost"}).status_code == 200, path


def test_each_authority_has_its_own(ask):
    own = {one["id"] for one in ask(q="thi đua", limit=100)["results"]}
    other = {one["id"] for one in ask(q="thi đua", code="binh-dinh", limit=100)["results"]}
    assert own
    assert other
    assert not own & other


@pytest.mark.parametrize("q", ["hoa h", "hòa h", "HOÀ H", "hoa hie"])
def test_suggestions_are_things_first_with_or_without_accents(ask, q):
    first = ask("/suggest", q=q, lang="vi")["suggestions"][0]
    assert first["text"] == "Khối thi đua KCN Hòa Hiệp"
    assert first["type"] == "bloc"
    assert first["html_url"].startswith("http://phu-yen.localhost/vi/")


def test_a_suggested_term_is_no_thing(ask):
    found = ask("/suggest", q="an toàn l", lang="vi")["suggestions"]
    term = next(one for one in found if one["type"] == "term")
    assert (term["id"], term["source_id"], term["html_url"]) == (None, None, None)


@pytest.mark.parametrize("q", ["", " ", "h", '"', "zzzzzz"])
def test_too_little_suggests_nothing(ask, q):
    assert ask("/suggest", q=q)["suggestions"] == []


def test_the_platform_has_no_such_address(client):
    assert client.get("/api/v1/search", headers={"host": "localhost"}).status_code == 404
