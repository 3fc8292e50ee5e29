"""An authority's logo: its own image, in its own header, by a name that tells nothing."""

import re

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.files.storage import storages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.images.tests.utils import get_test_image_file

from portal.media.models import PortalImage
from portal.pages.sample_logo import logo_png
from portal.tenancy.isolation import crossings
from portal.tenancy.models import Authority
from tests.isolation.planting import MARKERS

pytestmark = pytest.mark.django_db
HOST = {"host": "phu-yen.localhost"}


def image_of(authority, name: str = "mau.png") -> PortalImage:
    file = get_test_image_file(filename=name, size=(640, 320))
    return PortalImage.objects.create(title="Ảnh", file=file, collection=authority.collection)


def header_image(response) -> str:
    [found] = re.findall(r'<img class="masthead__\w+"[^>]*>', response.content.decode())
    return found


@pytest.mark.parametrize("path", ["/vi/", "/en/", "/vi/khong-co/", "/vi/doanh-nghiep/"])
def test_the_header_shows_the_logo_beside_the_name(at, phu_yen, path):
    shown = header_image(at("phu-yen", path))
    rendition = phu_yen.logo.renditions.get()
    assert f'src="{rendition.url}"' in shown
    assert 'alt=""' in shown  # the name stands beside it, in the same link
    assert f'width="{rendition.width}" height="{rendition.height}"' in shown


def test_without_a_logo_the_emblem_of_its_colours_is_there(at, phu_yen):
    Authority.objects.filter(pk=phu_yen.pk).update(logo=None)
    assert "emblem-sea.svg" in header_image(at("phu-yen", "/vi/"))


def test_it_costs_no_query_of_its_own(at, phu_yen):
    def cost() -> int:
        assert at("phu-yen", "/vi/").status_code == 200
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            at("phu-yen", "/vi/")
        return len(queries)

    with_logo = cost()
    Authority.objects.filter(pk=phu_yen.pk).update(logo=None)
    assert with_logo == cost()


def test_another_logo_takes_the_place_of_the_first(at, phu_yen):
    phu_yen.logo = image_of(phu_yen)
    phu_yen.save()
    for _ in range(2):  # made by the first page, found by the second
        shown = header_image(at("phu-yen", "/vi/"))
        assert f'src="{phu_yen.logo.renditions.get().url}"' in shown


def test_a_lost_file_breaks_no_page(at, phu_yen):
    phu_yen.logo.renditions.all().delete()
    phu_yen.logo.file.name = "original_images/khong-co.png"
    phu_yen.logo.save()
    assert "emblem-sea.svg" in header_image(at("phu-yen", "/vi/"))


def test_the_original_is_neither_shown_nor_told(at, client, phu_yen):
    phu_yen.logo = image_of(phu_yen, f"{MARKERS['phu-yen']}.png")
    phu_yen.save()
    shown = header_image(at("phu-yen", "/vi/"))
    assert re.search(r'src="/media/images/[0-9a-f]{32}\.png"', shown)
    assert MARKERS["phu-yen"] not in at("phu-yen", "/vi/").content.decode()
    rendition = phu_yen.logo.renditions.get()
    assert (rendition.width, rendition.height) == (320, 160)
    with storages["default"].open(rendition.file.name) as small, phu_yen.logo.file.open() as own:
        assert small.read() != own.read()
    original = reverse("media_original", args=[phu_yen.logo_id])
    assert client.get(original, headers=HOST).status_code == 302


def test_a_deleted_image_leaves_the_authority_without_a_logo(phu_yen):
    phu_yen.logo.delete()
    phu_yen.refresh_from_db()
    assert phu_yen.logo is None


# --- another authority's -------------------------------------------------------------------
def save(client, authority, image):
    url = reverse("authorities:edit", args=[authority.pk])
    form = client.get(url, headers=HOST).context["form"]
    data = {name: form[name].value() or "" for name in form.fields} | {"logo": str(image.pk)}
    return client.post(url, data, headers=HOST)


def test_the_form_takes_an_image_of_the_own_collection_only(sign_in, phu_yen, binh_dinh):
    client, own = sign_in("quantri.phu-yen"), image_of(phu_yen)
    assert save(client, phu_yen, binh_dinh.logo).context["form"].errors.keys() == {"logo"}
    phu_yen.refresh_from_db()
    assert phu_yen.logo != binh_dinh.logo
    assert save(client, phu_yen, own).status_code == 302
    phu_yen.refresh_from_db()
    assert phu_yen.logo == own


def test_the_model_refuses_another_s(phu_yen, binh_dinh):
    phu_yen.logo = binh_dinh.logo
    with pytest.raises(ValidationError) as caught:
        phu_yen.full_clean()
    assert set(caught.value.message_dict) == {"logo"}


def test_one_that_got_there_all_the_same_is_found(phu_yen, binh_dinh):
    Authority.objects.filter(pk=phu_yen.pk).update(logo=binh_dinh.logo)
    assert f"tenancy.Authority {phu_yen.pk}: logo leads to another authority" in crossings()


# --- the sample's --------------------------------------------------------------------------
@pytest.mark.parametrize("theme", ["sea", "lotus"])
def test_the_sample_s_logos_are_drawn_alike_each_time(theme):
    assert logo_png(theme) == logo_png(theme)
    assert logo_png(theme).startswith(b"\x89PNG")
