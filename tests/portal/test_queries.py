"""What a public page costs: few queries on a cold cache, and no more when there are more rows."""

import re
import sys
from collections.abc import Iterator
from html import unescape

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.sources import together
from tests.factories import report_of

pytestmark = pytest.mark.django_db

MOST = 20
SPREAD = 2  # an empty table saves the queries of its parts
PAGES = {
    "home": ("", ""),
    "news index": ("tin-tuc/", "news/"),
    "article": (
        "tin-tuc/day-manh-phong-trao-thi-dua-cac-khoi-thi-dua-tai-cac-khu-cong-nghiep/",
        "news/stepping-up-the-emulation-movement-of-the-emulation-blocs/",
    ),
    "bloc index": ("khoi-thi-dua/", "emulation-blocs/"),
    "bloc": (
        "khoi-thi-dua/khoi-thi-dua-kcn-hoa-hiep/",
        "emulation-blocs/hoa-hiep-emulation-bloc/",
    ),
    "enterprise index": ("doanh-nghiep/", "enterprises/"),
    "enterprise": (
        "doanh-nghiep/cong-ty-co-phan-thuy-san-lam-vy-sa/",
        "enterprises/lam-vy-sa-seafood-jsc/",
    ),
    "conference index": ("hoi-nghi/", "conferences/"),
    "conference": ("hoi-nghi/py-hn-2019-q1/", "conferences/py-hn-2019-q1/"),
    "decision index": ("quyet-dinh/", "decisions/"),
    "decision": ("quyet-dinh/9028-qd-bql-2019/", "decisions/9028-qd-bql-2019/"),
    "pledge index": ("giao-uoc-thi-dua/", "emulation-pledges/"),
    "pledge": ("giao-uoc-thi-dua/h-2019/", "emulation-pledges/h-2019/"),
    "regulation index": ("quy-che/", "regulations/"),
    "regulation": (
        "quy-che/quy-che-hoat-dong-cua-khoi-thi-dua/",
        "regulations/quy-che-hoat-dong-cua-khoi-thi-dua/",
    ),
    "result index": ("ket-qua-thi-dua/", "results/"),
    "result": ("ket-qua-thi-dua/s-2019/", "results/s-2019/"),
    "corrected result": ("ket-qua-thi-dua/a-2018/", "results/a-2018/"),
    "superseded result": ("ket-qua-thi-dua/a-2018/?revision=1", "results/a-2018/?revision=1"),
    "criteria index": ("tieu-chi-thi-dua/", "criteria/"),
    "criteria set": ("tieu-chi-thi-dua/py-2019/", "criteria/py-2019/"),
    "report index": ("bao-cao/", "reports/"),
    "report": ("bao-cao/9501-bc-bql-2019/", "reports/9501-bc-bql-2019/"),
    "award index": ("khen-thuong/", "awards/"),
    "open data": ("du-lieu-mo/", "open-data/"),
    "standard page": ("lien-he/", "contact/"),
    "archive": ("luu-tru/", "archive/"),
}
# Two pages of the same type, the second with far more rows than the first.
FEW_AND_MANY = {
    "enterprises found": ("doanh-nghiep/?q=PY-H01", "doanh-nghiep/"),
    "enterprises of a bloc": ("doanh-nghiep/?bloc=A", "doanh-nghiep/?status=stable"),
    "members of a bloc": (
        "khoi-thi-dua/khoi-thi-dua-kcn-an-phu/?year=2016",
        "khoi-thi-dua/khoi-thi-dua-kcn-hoa-hiep/?year=2020",
    ),
    "items of a decision": ("quyet-dinh/9032-qd-bql-2016/", "quyet-dinh/9031-qd-bql-2016/"),
    "history of an enterprise": (
        "doanh-nghiep/cong-ty-tnhh-bao-bi-thuc-dai-kha/",
        "doanh-nghiep/cong-ty-co-phan-thuy-san-lam-vy-sa/",
    ),
    "agenda of a conference": ("hoi-nghi/py-hn-2017-6t/", "hoi-nghi/py-hn-2019-q1/"),
    "results of a bloc": ("ket-qua-thi-dua/a-2016/", "ket-qua-thi-dua/h-2020/"),
    "awards of a year": ("khen-thuong/?year=2016", "khen-thuong/?year=2019"),
    "reports found": ("bao-cao/?year=2018", "bao-cao/?year=2019"),
    "versions of a regulation": (
        "quy-che/quy-che-hoat-dong-cua-khoi-thi-dua/?version=1",
        "quy-che/quy-che-hoat-dong-cua-khoi-thi-dua/?version=2",
    ),
}


@pytest.fixture(autouse=True)
def reports(phu_yen):
    """One report of 2018 and twelve of 2019."""
    with together():
        report_of(phu_yen, 2018)
        for number in range(12):
            report_of(phu_yen, 2019, number=9501 + number)


@pytest.fixture(scope="module")
def table() -> Iterator[dict[str, dict[str, str]]]:
    """What was measured, printed with `pytest -s`."""
    rows: dict[str, dict[str, str]] = {}
    yield rows
    for name, counts in rows.items():
        cells = "  ".join(f"{label} {count}" for label, count in counts.items())
        sys.stdout.write(f"\n{name:26}{cells}")


@pytest.fixture
def cost(at):
    """How many queries a page takes when nothing is in any cache.

    Content types stay: a process reads them once in its life.
    """

    def count(path: str, code: str = "phu-yen", *, new_process: bool = False) -> int:
        assert at(code, path).status_code == 200
        cache.clear()
        if new_process:
            ContentType.objects.clear_cache()
        with CaptureQueriesContext(connection) as queries:
            response = at(code, path)
        assert response.status_code == 200
        return len(queries)

    return count


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_public_page_costs_few_queries(cost, table, language):
    dear = {}
    for name, both in PAGES.items():
        path = f"/{language}/{both[language == 'en']}"
        own, first = cost(path), cost(path, new_process=True)
        table.setdefault(name, {})[language] = f"{own:2} (new process {first:2})"
        dear |= {name: own} if own > MOST else {}
    assert dear == {}


def test_another_authority_with_other_numbers_of_rows_pays_the_same(cost):
    paths = [f"/vi/{PAGES[name][0]}" for name in PAGES if name.endswith("index")]
    both = {path: (cost(path), cost(path, "binh-dinh")) for path in paths}
    assert {path: two for path, two in both.items() if abs(two[0] - two[1]) > SPREAD} == {}


def switch(response, language: str) -> str:
    """The address of the same page in a language, as the language switch has it."""
    html = unescape(response.content.decode())
    [nav] = re.findall(r'<nav class="lang-switch".*?</nav>', html, re.DOTALL)
    return re.search(rf'<a href="([^"]*)" lang="{language}"', nav)[1]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_more_rows_cost_no_more_queries(cost, at, language):
    dearer = {}
    for name, paths in FEW_AND_MANY.items():
        few, many = (cost(switch(at("phu-yen", f"/vi/{path}"), language)) for path in paths)
        dearer |= {name: (few, many)} if abs(few - many) > SPREAD else {}
    assert dearer == {}


def test_a_page_of_enterprises_costs_the_same_with_thirty_as_with_one(cost, at):
    sizes = [
        len(at("phu-yen", f"/vi/doanh-nghiep/{query}").context["enterprises"].object_list)
        for query in ("?q=PY-H01", "")
    ]
    assert sizes == [1, 30]
    one, thirty = cost("/vi/doanh-nghiep/?q=PY-H01"), cost("/vi/doanh-nghiep/")
    assert abs(one - thirty) <= SPREAD
