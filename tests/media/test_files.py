"""Images and documents: in the authority's own collection, with a public id."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from PIL import Image as PillowImage

from portal.media.models import PortalDocument, PortalImage

pytestmark = pytest.mark.django_db
HOST = {"host": "phu-yen.localhost"}


def picture(name: str = "le-phat-dong.png") -> SimpleUploadedFile:
    buffer = io.BytesIO()
    PillowImage.new("RGB", (640, 480), "navy").save(buffer, "PNG")
    return SimpleUploadedFile(name, buffer.getvalue(), content_type="image/png")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_an_editor_uploads_an_image_into_his_own_collection(sign_in, phu_yen, language):
    client = sign_in("bientap.phu-yen")
    response = client.post(
        reverse("wagtailimages:add"),
        {"title": "Lễ phát động", "file": picture(), "collection": phu_yen.collection_id},
        headers=HOST | {"accept-language": language},
    )
    assert response.status_code == 302
    image = PortalImage.objects.get()
    assert (image.title, image.collection) == ("Lễ phát động", phu_yen.collection)
    assert image.uid


def test_no_upload_reaches_the_collection_of_another_authority(sign_in, binh_dinh):
    client = sign_in("bientap.phu-yen")
    form = {"title": "Lạc chỗ", "file": picture(), "collection": binh_dinh.collection_id}
    client.post(reverse("wagtailimages:add"), form, headers=HOST)
    assert not PortalImage.objects.filter(collection=binh_dinh.collection).exists()


def test_a_document_has_a_title_in_each_language(phu_yen):
    document = PortalDocument(title="Quyết định kiện toàn", title_en="Consolidation decision")
    assert document.public_title == "Quyết định kiện toàn"
    with translation.override("en"):
        assert document.public_title == "Consolidation decision"
        document.title_en = ""
        assert document.public_title == "Quyết định kiện toàn"


def test_the_media_menus_are_there_for_an_editor(sign_in):
    client = sign_in("bientap.phu-yen")
    for name in ("wagtailimages:index", "wagtaildocs:index"):
        assert client.get(reverse(name), headers=HOST).status_code == 200
