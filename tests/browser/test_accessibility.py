"""axe finds no violation, contrast included, on every public page type in both languages."""

import pytest
from axe_playwright_python.sync_playwright import Axe

PAGES = {
    "home": ("/vi/", "/en/"),
    "news index": ("/vi/tin-tuc/", "/en/news/"),
    "article": (
        "/vi/tin-tuc/day-manh-phong-trao-thi-dua-cac-khoi-thi-dua-tai-cac-khu-cong-nghiep/",
        "/en/news/stepping-up-the-emulation-movement-of-the-emulation-blocs/",
    ),
    "bloc index": ("/vi/khoi-thi-dua/", "/en/emulation-blocs/?year=2018"),
    "bloc": (
        "/vi/khoi-thi-dua/khoi-thi-dua-kcn-hoa-hiep/?year=2019",
        "/en/emulation-blocs/hoa-hiep-emulation-bloc/",
    ),
    "enterprise index": ("/vi/doanh-nghiep/", "/en/enterprises/?status=suspended"),
    "enterprise": (
        "/vi/doanh-nghiep/cong-ty-tnhh-co-dien-tu-lu-quang/",
        "/en/enterprises/tu-lu-quang-electro-mechanical-co-ltd/",
    ),
    "nothing found": ("/vi/doanh-nghiep/?q=khongcogi", "/en/enterprises/?q=nothing"),
    "conference index": ("/vi/hoi-nghi/", "/en/conferences/"),
    "conference": ("/vi/hoi-nghi/py-hn-2019-q1/", "/en/conferences/py-hn-2020-q1/"),
    "decision index": ("/vi/quyet-dinh/", "/en/decisions/"),
    "decision": ("/vi/quyet-dinh/9028-qd-bql-2019/", "/en/decisions/9035-qd-bql-2019/"),
    "pledge index": ("/vi/giao-uoc-thi-dua/", "/en/emulation-pledges/"),
    "pledge": ("/vi/giao-uoc-thi-dua/h-2019/", "/en/emulation-pledges/h-2019/"),
    "regulation index": ("/vi/quy-che/", "/en/regulations/"),
    "regulation": (
        "/vi/quy-che/quy-che-hoat-dong-cua-khoi-thi-dua/",
        "/en/regulations/quy-che-hoat-dong-cua-khoi-thi-dua/",
    ),
    "result index": ("/vi/ket-qua-thi-dua/", "/en/results/?year=2018"),
    "result": ("/vi/ket-qua-thi-dua/s-2019/", "/en/results/a-2018/"),
    "superseded result": (
        "/vi/ket-qua-thi-dua/a-2018/?revision=1",
        "/en/results/a-2018/?revision=1",
    ),
    "criteria index": ("/vi/tieu-chi-thi-dua/", "/en/criteria/"),
    "criteria": ("/vi/tieu-chi-thi-dua/py-2019/", "/en/criteria/py-2019/"),
    "report index": ("/vi/bao-cao/", "/en/reports/?year=2019"),
    "report": ("/vi/bao-cao/9121-bc-bql-2020/", "/en/reports/9121-bc-bql-2020/"),
    "award index": ("/vi/khen-thuong/", "/en/awards/?year=2017"),
    "open data": ("/vi/du-lieu-mo/", "/en/open-data/"),
    "search": ("/vi/tim-kiem/?q=an+toàn&year=2019", "/en/search/?q=safety+report"),
    "search without results": ("/vi/tim-kiem/?q=zzzz&year=1999", "/en/search/?date_from=x"),
    "archive": ("/vi/luu-tru/", "/en/archive/"),
    "standard page": ("/vi/lien-he/", "/en/accessibility-statement/"),
    "not found": ("/vi/khong-co-trang-nay/", "/en/no-such-page/"),
}
ADDRESSES = [
    pytest.param("phu-yen", path, id=f"{name} {path[1:3]}")
    for name, paths in PAGES.items()
    for path in paths
] + [
    pytest.param("binh-dinh", "/vi/", id="the other theme vi"),
    pytest.param("binh-dinh", "/en/emulation-blocs/", id="the other theme en"),
]


def violations(page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{v['id']}: {v['nodes'][0]['html'][:160]} ({len(v['nodes'])})" for v in found]


@pytest.mark.parametrize(("code", "path"), ADDRESSES)
def test_axe_finds_nothing(page, url, code, path):
    response = page.goto(url(code, path))
    assert response.status in (200, 404)
    assert violations(page) == []


@pytest.mark.parametrize("path", ["/vi/", "/en/"])
def test_axe_finds_nothing_on_the_list_of_authorities(page, server, path):
    page.goto(f"http://localhost:{server}{path}")
    assert violations(page) == []


@pytest.mark.parametrize("path", [PAGES["article"][0], PAGES["bloc"][1], PAGES["search"][0]])
def test_axe_finds_nothing_on_a_phone(page, url, path):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(url("phu-yen", path))
    assert violations(page) == []
