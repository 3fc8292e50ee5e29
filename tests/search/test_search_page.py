"""The search page: what readers type, narrow, and come back to."""

import bs4
import pytest
from django.core.management import call_command

from news.models import ArchiveItem
from search.models import FileText, SearchEntry
from search.services import words_count

pytestmark = pytest.mark.django_db
VI, EN = "/vi/tim-kiem/", "/en/search/"


@pytest.fixture(scope="session", autouse=True)
def catalogues():
    call_command("catalogues", "compile")


@pytest.fixture
def page(at):
    def read(path: str, code: str = "phu-yen", **query):
        answer = at(code, path, query_params=query)
        assert answer.status_code == 200
        return bs4.BeautifulSoup(answer.content, "html.parser")

    return read


def titles(soup) -> list[str]:
    return [one.get_text(strip=True) for one in soup.select(".result__title")]


def href(soup, text: str) -> str:
    """Of a chip, a facet or a hint."""
    links = soup.select(".chips a, .facets a, .search-hint a")
    return next(a["href"] for a in links if text in a.get_text())


def test_it_has_an_address_in_each_language_and_the_switch_keeps_the_search(page):
    soup = page(VI, q="an toàn lao động", year="2018")
    [other] = soup.select('.lang-switch a[hreflang="en"]')
    path, _, query = other["href"].partition("?")
    assert path == EN
    assert "year=2018" in query
    assert soup.select_one('meta[name="robots"]')["content"] == "noindex"
    assert not soup.select('link[rel="alternate"]')


@pytest.mark.parametrize("path", ["/vi/", EN, "/vi/tin-tuc/", "/en/emulation-blocs/"])
def test_one_box_is_on_every_page(page, path):
    [box] = page(path).select("form[role=search]")
    assert box["action"] == (VI if path.startswith("/vi") else EN)


@pytest.mark.parametrize(
    "query", ["khối hoà hiệp 2019", "khoi hoa hiep 2019", "KHỐI HÒA HIỆP 2019"]
)
def test_facts_are_shown_and_can_be_taken_out(page, query):
    soup = page(VI, q=query)
    chips = [a.get_text(" ", strip=True) for a in soup.select(".chips a")]
    assert chips == ["Bỏ: Khối thi đua KCN Hòa Hiệp", "Bỏ: 2019"]
    assert "2019" not in href(soup, "2019")
    assert "2019" in href(soup, "Khối thi đua KCN Hòa Hiệp")


def test_results_say_what_they_are_and_mark_what_was_found(page):
    soup = page(VI, q="9028/QĐ-BQL")
    first = soup.select_one(".result")
    assert "9028/QĐ-BQL" in first.select_one(".result__title").get_text()
    assert first.select_one(".tag").get_text() == "Quyết định"
    assert first.select_one("time")
    assert first.select("mark")


def test_a_passage_of_a_file_leads_to_its_page(page, phu_yen):
    entry = SearchEntry.objects.of(phu_yen).filter(type="report", language="vi").first()
    pages = [{"number": 7, "text": f"Trang bảy nhắc lại: {entry.title}"}]
    file = FileText.objects.create(
        authority=phu_yen, name="bay.pdf", filename="bay.pdf", url="/bay/", pages=pages
    )
    entry.files.add(file)
    links = page(VI, q=entry.title).select(".result .result__file")
    assert ("bay.pdf, trang 7", "/bay/#page=7") in [
        (link.get_text(strip=True), link["href"]) for link in links
    ]


def test_a_result_in_the_other_language_says_so(page):
    soup = page(VI, q="safety report")
    english = [one for one in soup.select(".result") if one.get("lang") == "en"]
    assert english
    assert "Tiếng Anh" in english[0].get_text()
    assert all(not one.get("lang") for one in soup.select(".result") if one not in english)


def test_narrowing_adds_up_and_is_taken_back(page):
    soup = page(VI, q="thi đua")
    narrower = href(soup, "Báo cáo")
    assert "type=report" in narrower
    soup = page(VI + narrower)
    assert {one.get_text() for one in soup.select(".result .tag:first-child")} == {"Báo cáo"}
    again = href(soup, "2019")
    assert "type=report" in again
    assert "year=2019" in again
    soup = page(VI + again)
    chips = [a.get_text(" ", strip=True) for a in soup.select(".chips a")]
    assert chips == ["Bỏ: Báo cáo", "Bỏ: 2019", "Xóa bộ lọc"]
    assert href(soup, "Xóa bộ lọc") == "?q=thi+%C4%91ua"


def test_all_results_can_be_paged_through_once(page):
    seen, address = [], f"{VI}?q=thi+đua&type=report&in=vi"
    while address:
        soup = page(address)
        seen += [a["href"] for a in soup.select(".result__title a")]
        following = soup.select_one(".pagination__next a")
        address = VI + following["href"] if following else None
    total = int(soup.select_one("#results b").get_text())
    assert len(seen) == len(set(seen)) == total > 10


def test_the_order_may_be_by_date(page):
    soup = page(VI, q="thi đua", sort="date", type="report")
    days = [one["datetime"] for one in soup.select(".result time")]
    assert days == sorted(days, reverse=True)


def test_days_are_read_as_they_are_written_here(page):
    soup = page(VI, q="thi đua", date_from="05/04/2019", date_to="2019-04-30")
    days = {one["datetime"] for one in soup.select(".result time")}
    assert days
    assert all("2019-04-05" <= day <= "2019-04-30" for day in days)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"date_from": "32/13/2019"}, "hợp lệ"),
        ({"date_from": "05/04/2019", "date_to": "01/04/2019"}, "đứng trước ngày bắt đầu"),
        ({"type": "khong-co"}, "Đã bỏ qua vì không có giá trị này: khong-co"),
        ({"year": "hai nghìn"}, "Đã bỏ qua"),
        ({"period": "Q9"}, "Đã bỏ qua"),
        ({"in": "fr"}, "Đã bỏ qua"),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_is_answered(page, query, message):
    soup = page(VI, q="thi đua", **query)
    assert message in soup.select_one("main").get_text()
    assert titles(soup)


@pytest.mark.parametrize("number", ["0", "-1", "abc", "999", "1000000000", "1" * 300, "\x00", "٣"])
def test_any_page_number_is_answered(page, number):
    assert titles(page(VI, q="thi đua", page=number))


def test_many_values_are_answered(page):
    assert page(VI, q="thi đua", bloc=[f"x{n}" for n in range(500)])


def test_nothing_found_leads_on(page):
    soup = page(VI, q="hòa hiệp", year="1999")
    assert "Không tìm thấy kết quả nào" in soup.get_text()
    assert href(soup, "Tìm không có bộ lọc") == "?q=h%C3%B2a+hi%E1%BB%87p"
    assert "không dấu" in soup.select_one(".search-tips").get_text()


def test_a_mistyped_word_is_corrected_with_its_accents(page, phu_yen):
    words_count(phu_yen)
    soup = page(VI, q="hội nghii thi đua")
    assert soup.select_one(".search-hint a").get_text() == "hội nghị thi đua"


def test_hostile_titles_and_texts_stay_text(page, phu_yen):
    evil = "<script>alert(1)</script> chuột túi"
    ArchiveItem.objects.create(
        authority=phu_yen,
        source_id="evil",
        type="news",
        language="vi",
        title=evil,
        body="<p>chuột túi &lt;img src=x onerror=alert(1)&gt;</p>",
        digest="x",
    )
    soup = page(VI, q="chuột túi")
    assert evil in soup.select_one(".result__title").get_text()
    assert not soup.select(".result script, .result img")


def test_another_authority_s_things_are_never_there(page):
    for path in (VI, EN):
        for query in ("Nhơn Hội", "Bình Định", "9015/QĐ-BQL"):
            for result in page(path, q=query).select(".result"):
                assert "Nhơn Hội" not in result.get_text()
    assert titles(page(VI, "binh-dinh", q="Nhơn Hội"))


def test_the_platform_has_no_search(client):
    assert client.get(VI, headers={"host": "localhost"}).status_code == 404
