"""Whatever a reader types: an answer, never a 500, and nothing of it unescaped in the page."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytestmark = pytest.mark.django_db

ODD = [
    "",
    " ",
    "0",
    "-1",
    "9" * 40,
    "2019.5",
    "１２３",
    "năm 2019",
    "\x00",
    "'; DROP TABLE blocs_bloc; --",
    "<script>alert(1)</script>",
    "%00",
    "%",
    "_",
    "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
    "ớ" * 500,
    "../../etc/passwd",
    "H' OR '1'='1",
]
PAGES = ["/vi/", "/vi/tin-tuc/", "/vi/khoi-thi-dua/", "/vi/doanh-nghiep/", "/vi/quyet-dinh/"]


@pytest.mark.parametrize("value", ODD)
@pytest.mark.parametrize("path", PAGES)
def test_odd_parameters_are_answered(at, path, value):
    parameters = dict.fromkeys(("year", "page", "q", "bloc", "park", "status"), value)
    response = at("phu-yen", path, data=parameters)
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


@pytest.mark.parametrize("tail", ["\x00", "%00", "a" * 3000, "<b>", "ký-tự", "..;/x", "a//b", "?x"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_odd_addresses_are_not_found(at, language, tail):
    response = at("phu-yen", f"/{language}/{tail}/")
    assert response.status_code in (200, 301, 404)


def test_a_year_without_figures_is_named_and_the_latest_shown(at):
    page = at("phu-yen", "/vi/khoi-thi-dua/", data={"year": "1999"}).content.decode()
    assert "“1999”" in page
    assert "31/12/2020" in page


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(query=st.text(max_size=40), year=st.text(max_size=8))
def test_any_text_may_be_searched_for(at, query, year):
    response = at("phu-yen", "/vi/doanh-nghiep/", data={"q": query, "year": year})
    assert response.status_code == 200
