"""The admin's search boxes: with accents and without, odd texts, one's own authority only."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.images.tests.utils import get_test_image_file

from news.models import ArticlePage, NewsIndexPage
from portal.media.models import PortalDocument, PortalImage

pytestmark = pytest.mark.django_db
HOST = {"host": "phu-yen.localhost"}
TITLE = "Ký giao ước ở Khu công nghiệp Hòa Hiệp, đợt đặc biệt"
QUERIES = (
    "hòa hiệp",
    "hoà hiệp",
    "hoa hiep",
    "HOA HIEP",
    "Hoà Hi",
    "dot dac biet",
    "đợt đặc biệt",
    "kí giao ước",
    '"hoà hiệp"',
    "ho\u0300a hie\u0323\u0302p",
)
ODD = (
    '"',
    "*",
    "(",
    ")",
    "\x00",
    "\ud800",
    "-",
    "AND",
    "NEAR(",
    "a" * 12_000,
    "a " * 5_000,
    "'",
    "\\",
)
ADDRESSES = {
    "pages": "wagtailadmin_pages:search_results",
    "page chooser": "wagtailadmin_choose_page_search",
    "images": "wagtailimages:index_results",
    "image chooser": "wagtailimages_chooser:choose_results",
    "documents": "wagtaildocs:index_results",
    "document chooser": "wagtaildocs_chooser:choose_results",
}

by_address = pytest.mark.parametrize("name", ADDRESSES.values(), ids=ADDRESSES.keys())


def plant(authority, title: str = TITLE) -> None:
    news = NewsIndexPage.objects.descendant_of(authority.site.root_page).get()
    news.add_child(instance=ArticlePage(title_vi=title, slug="hoa-hiep-thu", live=False))
    image = PortalImage(title=title, collection=authority.collection)
    image.file = get_test_image_file(filename="thu.png")
    image.save()
    document = PortalDocument(title=title, collection=authority.collection)
    document.file.save("thu.pdf", ContentFile(b"%PDF-1.4 thu"), save=False)
    document.save()


def said(client, name: str, text: str, **data) -> str:
    response = client.get(reverse(name), {"q": text, **data}, headers=HOST)
    assert response.status_code == 200
    return response.content.decode()


@by_address
def test_it_is_found_however_it_is_typed(name, sign_in, phu_yen):
    plant(phu_yen)
    client = sign_in("quantri.phu-yen")
    assert [text for text in QUERIES if TITLE not in said(client, name, text)] == []


@by_address
def test_other_words_do_not_find_it(name, sign_in, phu_yen):
    plant(phu_yen)
    assert TITLE not in said(sign_in("quantri.phu-yen"), name, "hoa hiep khac")


@by_address
def test_another_authority_s_are_not_found(name, sign_in, binh_dinh):
    plant(binh_dinh)
    assert TITLE not in said(sign_in("quantri.phu-yen"), name, "hoa hiep")


@by_address
def test_an_odd_text_fails_nothing(name, sign_in, phu_yen):
    plant(phu_yen)
    client = sign_in("quantri.phu-yen")
    for text in ODD:
        said(client, name, text.encode(errors="replace"))


def test_the_explorer_finds_below_a_page(sign_in, phu_yen):
    plant(phu_yen)
    address = reverse("wagtailadmin_explore_results", args=(phu_yen.site.root_page_id,))
    client = sign_in("quantri.phu-yen")
    for text, is_found in (
        ("hoa hiep", True),
        ("hoà hiệp", True),
        ("khong co", False),
        ("*", False),
    ):
        response = client.get(address, {"q": text}, headers=HOST)
        assert response.status_code == 200
        assert (TITLE in response.content.decode()) is is_found


def test_a_changed_title_is_found_anew(sign_in, phu_yen):
    plant(phu_yen)
    document = PortalDocument.objects.get(title=TITLE)
    document.title = "Bản đồ Đông Bắc"
    document.save()
    client = sign_in("quantri.phu-yen")
    assert "Bản đồ Đông Bắc" in said(client, ADDRESSES["documents"], "dong bac")
    assert "Bản đồ Đông Bắc" not in said(client, ADDRESSES["documents"], "hoa hiep")
