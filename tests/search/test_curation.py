"""What an administrator does about the search of his authority, and what he sees of it."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from search.enums import FileState
from search.models import FileText, Pin, SearchedQuery, SearchEntry, Synonym
from search.models.files import Notice
from search.selectors import Asked, search
from search.services import queries_forget, query_note
from search.services.curation import KEPT

pytestmark = pytest.mark.django_db
HOST = {"host": "phu-yen.localhost"}


def titles(authority, text: str, **asked) -> list[str]:
    return [hit.entry.title for hit in search(authority, Asked(text, language="vi", **asked)).hits]


# --- synonyms ------------------------------------------------------------------------------
def test_a_synonym_is_understood_at_once_and_only_here(phu_yen, binh_dinh):
    def alternatives(authority):
        [concept] = search(authority, Asked("zaloxanh", language="vi")).query.concepts
        return {" ".join(one.words) for one in concept.alternatives}

    assert alternatives(phu_yen) == set()
    Synonym.objects.create(authority=phu_yen, vietnamese="zaloxanh\ngiao ước thi đua", english="")
    assert alternatives(phu_yen) == {"giao ước thi đua"}
    assert alternatives(binh_dinh) == set()
    assert any("Giao ước thi đua" in title for title in titles(phu_yen, "zaloxanh"))


@pytest.mark.parametrize(
    ("vietnamese", "english"),
    [("", ""), ("một", ""), ("\n \n", "x"), ("a b c d e f g h i", "x"), ("***", "x y")],
)
def test_a_synonym_needs_two_readings_of_few_words(phu_yen, vietnamese, english):
    synonym = Synonym(authority=phu_yen, vietnamese=vietnamese, english=english)
    with pytest.raises(ValidationError):
        synonym.full_clean()


# --- pins ----------------------------------------------------------------------------------
@pytest.fixture
def pinned(phu_yen):
    entry = SearchEntry.objects.of(phu_yen).filter(type="regulation", language="vi").first()
    Pin.objects.create(authority=phu_yen, query="Lịch trực Tết", url=entry.url)
    return entry


@pytest.mark.parametrize("text", ["lịch trực tết", "LICH TRUC TET", " lịch  trực, tết! "])
def test_what_is_pinned_comes_first_once(phu_yen, pinned, text):
    results = search(phu_yen, Asked(text, language="vi", limit=100))
    assert [hit.entry.pk for hit in results.hits].count(pinned.pk) == 1
    assert results.hits[0].entry.pk == pinned.pk
    assert results.hits[0].is_pinned
    assert results.total >= len(results.hits)


def test_pins_and_results_are_paged_through_without_gap_or_double(phu_yen, pinned):
    Pin.objects.create(authority=phu_yen, query="thi đua", url=pinned.url)
    whole = search(phu_yen, Asked("thi đua", language="vi", limit=60)).hits
    parts = [
        hit.entry.pk
        for offset in range(0, 60, 13)
        for hit in search(
            phu_yen, Asked("thi đua", language="vi", limit=min(13, 60 - offset), offset=offset)
        ).hits
    ]
    assert parts == [hit.entry.pk for hit in whole]
    assert parts[0] == pinned.pk
    assert len(set(parts)) == len(parts)


def test_a_pin_keeps_to_filters_order_and_authority(phu_yen, binh_dinh, pinned):
    filters = {"type": ("report",)}
    assert pinned.title not in titles(phu_yen, "lịch trực tết", filters=filters)
    assert pinned.title not in titles(binh_dinh, "lịch trực tết")
    by_date = search(phu_yen, Asked("lịch trực tết", language="vi", sort="date")).hits
    assert not any(hit.is_pinned for hit in by_date)


def test_what_is_no_longer_public_is_no_longer_pinned(phu_yen, pinned):
    SearchEntry.objects.filter(pk=pinned.pk).delete()
    assert not any(hit.is_pinned for hit in search(phu_yen, Asked("lịch trực tết")).hits)


# --- the admin -----------------------------------------------------------------------------
def test_an_administrator_pins_an_address_of_the_browser(sign_in, phu_yen, pinned):
    client = sign_in("quantri.phu-yen")
    form = {
        "query": "quy chế mới",
        "url": f"http://phu-yen.localhost{pinned.url}?x=1#y",
        "position": "1",
    }
    answer = client.post("/admin/records/pin/new/", form, headers=HOST)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    assert Pin.objects.get(query="quy chế mới").url == pinned.url


@pytest.mark.parametrize(
    "url", ["http://phu-yen.localhost/vi/khong-co/", "x", "javascript:alert(1)"]
)
def test_an_address_that_nobody_finds_is_refused_at_its_field(sign_in, url):
    client = sign_in("quantri.phu-yen")
    form = {"query": "quy chế", "url": url, "position": "1"}
    answer = client.post("/admin/records/pin/new/", form, headers=HOST)
    assert answer.status_code == 200
    assert "url" in answer.context["form"].errors


def test_another_authority_s_page_cannot_be_pinned(sign_in, binh_dinh):
    entry = SearchEntry.objects.of(binh_dinh).filter(type="enterprise").first()
    client = sign_in("quantri.phu-yen")
    form = {"query": "quy chế", "url": entry.url, "position": "1"}
    answer = client.post("/admin/records/pin/new/", form, headers=HOST)
    assert answer.status_code == 200
    assert not Pin.objects.filter(query="quy chế").exists()


@pytest.mark.parametrize(
    "path", ["/admin/searched/", "/admin/search-state/", "/admin/records/synonym/"]
)
def test_only_administrators_see_it(sign_in, path):
    assert sign_in("quantri.phu-yen").get(path, headers=HOST).status_code == 200
    answer = sign_in("bientap.phu-yen").get(path, headers=HOST)
    assert answer.status_code in (302, 403)


# --- what was asked ------------------------------------------------------------------------
def test_what_was_asked_is_counted_once_a_query(client, sign_in, phu_yen):
    for text in ("Chuột túi", "chuot tui", "CHUỘT TÚI!"):
        client.get("/api/v1/search", {"q": text, "lang": "vi"}, headers=HOST)
    client.get("/vi/tim-kiem/", {"q": "thi đua"}, headers=HOST)
    client.get("/vi/tim-kiem/", {"q": "thi đua", "page": "2"}, headers=HOST)
    rows = SearchedQuery.objects.filter(authority=phu_yen)
    assert {(row.query_key, row.asked) for row in rows} == {("chuot tui", 3), ("thi dua", 1)}
    html = sign_in("quantri.phu-yen").get("/admin/searched/", headers=HOST).content.decode()
    assert "CHUỘT TÚI!" in html


@pytest.mark.parametrize(
    "text", ["an@example.org", "0912 345 678", "079.123.456.789", "", "***", "dài " * 40]
)
def test_personal_data_and_long_texts_are_not_kept(phu_yen, text):
    query_note(phu_yen, text, language="vi", total=0)
    assert not SearchedQuery.objects.filter(authority=phu_yen).exists()


def test_old_queries_are_forgotten(phu_yen):
    query_note(phu_yen, "cũ", language="vi", total=0)
    query_note(phu_yen, "mới", language="vi", total=0)
    SearchedQuery.objects.filter(text="cũ").update(last_asked_at=timezone.now() - 2 * KEPT)
    assert queries_forget() == 1
    assert SearchedQuery.objects.get(authority=phu_yen).text == "mới"


# --- the state -----------------------------------------------------------------------------
def test_the_state_names_files_that_were_not_read_with_the_reason(sign_in, phu_yen):
    FileText.objects.create(
        authority=phu_yen,
        name="x.doc",
        filename="bao-cao-cu.doc",
        state=FileState.FAILED,
        notice=Notice.OLD_FORMAT,
    )
    html = sign_in("quantri.phu-yen").get("/admin/search-state/", headers=HOST).content.decode()
    assert "bao-cao-cu.doc" in html
    assert "Định dạng cũ" in html
