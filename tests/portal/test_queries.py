"""What a public page costs: few queries on a cold cache, and no more when there are more rows."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Site

pytestmark = pytest.mark.django_db

MOST = 20
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
    "standard page": ("lien-he/", "contact/"),
}
ADDRESSES = {
    (name, language): f"/{language}/{path}"
    for name, both in PAGES.items()
    for language, path in zip(("vi", "en"), both, strict=True)
}
by_page = pytest.mark.parametrize("page", ADDRESSES, ids=" ".join)


@pytest.fixture
def cost(at):
    """How many queries a page takes with every cache empty but that of content types."""

    def count(path: str, code: str = "phu-yen") -> int:
        at(code, path)  # content types are read once in the life of a process
        cache.clear()
        Site.clear_site_root_paths_cache()
        with CaptureQueriesContext(connection, ) as queries:
            response = at(code, path)
        assert response.status_code == 200
        return len(queries)

    return count


@by_page
def test_a_public_page_costs_few_queries(cost, page):
    assert cost(ADDRESSES[page]) <= MOST


@by_page
def test_the_platform_s_second_authority_pays_no_more(cost, page, at):
    name, _language = page
    if not name.endswith("index") and name != "home":
        pytest.skip("its records have other addresses")
    assert cost(ADDRESSES[page], "binh-dinh") <= MOST
