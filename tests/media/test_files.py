"""Images and documents: whose they are, where they lie, and who may read them."""

import re
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from taggit.models import TaggedItem
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction
from wagtail.rich_text import RichText

from blocs.models import Decision
from portal.media.access import record_fields
from portal.media.models import PortalDocument, PortalImage, PortalRendition
from portal.tenancy.models import AuthorityRecord
from tests.factories import signed

from .bad_files import PDF, image

pytestmark = pytest.mark.django_db
HOST = {"host": "phu-yen.localhost"}
OTHER_HOST = {"host": "binh-dinh.localhost"}
PLATFORM = {"host": "localhost"}
HOSTS = ("phu-yen", "binh-dinh")
WORKERS = ("quantri.phu-yen", "bientap.phu-yen", "duyet.phu-yen", "dieuhanh")
OTHERS = ("quantri.binh-dinh", "bientap.binh-dinh", "lienhe.phu-yen", "thuky.phu-yen")


def picture(name: str = "le-phat-dong.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, image(), content_type="image/png")


def image_of(authority, name: str = "bi-mat.png") -> PortalImage:
    file = ContentFile(image(), name=name)
    return PortalImage.objects.create(title="Bí mật", collection=authority.collection, file=file)


def document_of(authority, name: str = "tai-lieu.pdf") -> PortalDocument:
    made = PortalDocument(title="Tài liệu", collection=authority.collection)
    made.file.save(name, ContentFile(PDF), save=False)
    made.save()
    return made


@pytest.fixture
def document(phu_yen) -> PortalDocument:
    return document_of(phu_yen)


@pytest.fixture
def reads(client, document):
    """What a person (or nobody) gets at a document's address on the host of an authority."""

    def get(username: str | None = None, host: str = "phu-yen", of: PortalDocument = document):
        from portal.users.models import User

        client.logout()
        if username:
            client.force_login(User.objects.get(username=username))
        return client.get(of.url, headers={"host": f"{host}.localhost"}).status_code

    return get


def put_on(page, block, language: str = "vi") -> None:
    getattr(page, f"body_{language}").append(block)
    page.save_revision().publish()


def link(document) -> RichText:
    return RichText(f'<p><a linktype="document" id="{document.pk}">Tài liệu</a></p>')


# --- whose they are ------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["vi", "en"])
def test_an_editor_uploads_an_image_into_his_own_collection(sign_in, phu_yen, language):
    client = sign_in("bientap.phu-yen")
    response = client.post(
        reverse("wagtailimages:add"),
        {"title": "Lễ phát động", "file": picture(), "collection": phu_yen.collection_id},
        headers=HOST | {"accept-language": language},
    )
    assert response.status_code == 302
    image = PortalImage.objects.latest("pk")
    assert (image.title, image.collection) == ("Lễ phát động", phu_yen.collection)
    assert image.uid


def test_no_upload_reaches_the_collection_of_another_authority(sign_in, binh_dinh):
    client = sign_in("bientap.phu-yen")
    before = PortalImage.objects.filter(collection=binh_dinh.collection).count()
    form = {"title": "Lạc chỗ", "file": picture(), "collection": binh_dinh.collection_id}
    client.post(reverse("wagtailimages:add"), form, headers=HOST)
    assert PortalImage.objects.filter(collection=binh_dinh.collection).count() == before


def test_a_document_has_a_title_in_each_language(phu_yen):
    document = PortalDocument(title="Quyết định kiện toàn", title_en="Consolidation decision")
    assert document.public_title == "Quyết định kiện toàn"
    with translation.override("en"):
        assert document.public_title == "Consolidation decision"
        document.title_en = ""
        assert document.public_title == "Quyết định kiện toàn"


# --- the admin still works -----------------------------------------------------------------
def test_the_media_menus_are_there_for_an_editor(sign_in):
    client = sign_in("bientap.phu-yen")
    for name in ("wagtailimages:index", "wagtaildocs:index"):
        assert client.get(reverse(name), headers=HOST).status_code == 200


@pytest.mark.parametrize(
    ("username", "headers"),
    [("bientap.phu-yen", HOST), ("dieuhanh", HOST), ("dieuhanh", PLATFORM)],
)
def test_every_view_of_an_image_answers(sign_in, phu_yen, username, headers):
    client, made = sign_in(username), image_of(phu_yen)
    addresses = [
        reverse("wagtailimages:index"),
        reverse("wagtailimages:index") + "?layout=list",
        reverse("wagtailimages:edit", args=[made.pk]),
        reverse("wagtailimages:preview", args=[made.pk, "max-100x100"]),
        reverse("wagtailimages:image_usage", args=[made.pk]),
        reverse("wagtailimages_chooser:choose"),
        reverse("wagtailimages_chooser:chosen", args=[made.pk]),
        reverse("wagtailimages:delete", args=[made.pk]),
        reverse("media_original", args=[made.pk]),
    ]
    for address in addresses:
        assert client.get(address, headers=headers).status_code == 200, address


def test_every_view_of_a_document_answers(sign_in, document):
    client = sign_in("bientap.phu-yen")
    addresses = [
        reverse("wagtaildocs:index"),
        reverse("wagtaildocs:edit", args=[document.pk]),
        reverse("wagtaildocs:document_usage", args=[document.pk]),
        reverse("wagtaildocs_chooser:choose"),
        reverse("wagtaildocs_chooser:chosen", args=[document.pk]),
        reverse("wagtaildocs:delete", args=[document.pk]),
    ]
    for address in addresses:
        assert client.get(address, headers=HOST).status_code == 200, address


def test_the_form_of_an_image_leads_to_its_original_without_making_a_copy(sign_in, phu_yen):
    client, made = sign_in("bientap.phu-yen"), image_of(phu_yen)
    html = client.get(reverse("wagtailimages:edit", args=[made.pk]), headers=HOST).content.decode()
    assert f'href="{reverse("media_original", args=[made.pk])}"' in html
    assert not made.renditions.filter(filter_spec__contains="original").exists()


@pytest.mark.parametrize("make", [image_of, document_of])
def test_a_deleted_file_leaves_nothing_behind(make, phu_yen, django_capture_on_commit_callbacks):
    made = make(phu_yen)
    kept = [made.file] if make is document_of else [made.file, made.get_rendition("width-20").file]
    assert all(file.storage.exists(file.name) for file in kept)
    with django_capture_on_commit_callbacks(execute=True):
        made.delete()
    assert not any(file.storage.exists(file.name) for file in kept)


# --- where they lie ------------------------------------------------------------------------
def test_originals_lie_outside_the_public_files(phu_yen, document, settings):
    public = Path(settings.STORAGES["default"]["OPTIONS"]["location"])
    for made in (image_of(phu_yen), document):
        assert not Path(made.file.path).is_relative_to(public)
        assert not storages["default"].exists(made.file.name)


def test_no_address_of_public_files_leads_to_an_original(client, phu_yen, document, settings):
    settings.DEBUG = True
    for made in (image_of(phu_yen), document):
        for address in (f"/media/{made.file.name}", f"/private/{made.file.name}"):
            assert client.get(address, headers=HOST).status_code == 404


def test_the_names_of_renditions_are_random(phu_yen):
    made = image_of(phu_yen, "danh-sach-luong.png")
    renditions = [
        made.get_rendition("width-100"),
        *made.get_renditions("width-50", "width-60").values(),
    ]
    names = [rendition.file.name for rendition in renditions]
    assert all(re.fullmatch(r"images/[0-9a-f]{32}\.png", name) for name in names)
    assert len(set(names)) == len(names) == 3
    assert not any("luong" in name for name in names)
    assert storages["default"].exists(names[0])


def test_a_rendition_does_not_change_its_name(phu_yen):
    made = image_of(phu_yen)
    first = made.get_rendition("width-100").url
    assert PortalImage.objects.get(pk=made.pk).get_rendition("width-100").url == first


@pytest.mark.parametrize("username", [*WORKERS, *OTHERS, None])
@pytest.mark.parametrize("host", HOSTS)
def test_an_original_goes_to_people_of_its_authority_only(client, phu_yen, username, host):
    from portal.users.models import User

    made = image_of(phu_yen)
    if username:
        client.force_login(User.objects.get(username=username))
    address = reverse("media_original", args=[made.pk])
    response = client.get(address, headers={"host": f"{host}.localhost"})
    allowed = username in WORKERS and host == "phu-yen"
    assert response.status_code in ((200,) if allowed else (302, 404))
    if allowed:
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "private" in response["Cache-Control"]


# --- who reads a document ------------------------------------------------------------------
@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("username", [*WORKERS, *OTHERS, None])
def test_a_document_that_nothing_uses_is_for_people_of_its_authority(reads, username, host):
    allowed = username in WORKERS and host == "phu-yen"
    assert reads(username, host) == (200 if allowed else 404)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("kind", ["document", "paragraph"])
def test_a_document_is_public_while_a_live_page_shows_it(
    reads, document, seed_article, kind, language
):
    assert reads() == 404
    value = document if kind == "document" else link(document)
    put_on(seed_article, (kind, value), language=language)
    assert reads() == 200
    assert reads("lienhe.phu-yen") == reads("bientap.binh-dinh") == 200
    seed_article.unpublish()
    assert reads() == 404
    assert reads("bientap.phu-yen") == 200
    seed_article.get_latest_revision().publish()
    assert reads() == 200


def test_a_public_document_is_not_found_on_another_host(reads, document, seed_article):
    put_on(seed_article, ("document", document))
    assert [reads(name, "binh-dinh") for name in (None, "bientap.binh-dinh", "dieuhanh")] == [
        404
    ] * 3


def test_another_authority_s_page_publishes_nothing(reads, binh_dinh, seed_article):
    foreign = document_of(binh_dinh)
    put_on(seed_article, ("document", foreign))
    assert reads(of=foreign) == reads(of=foreign, host="binh-dinh") == 404


def test_a_draft_publishes_and_withdraws_nothing(reads, document, seed_article, phu_yen):
    put_on(seed_article, ("document", document))
    second = document_of(phu_yen, "moi.pdf")
    draft = seed_article.get_latest_revision_as_object()
    draft.body_vi = [("document", second)]
    draft.save_revision()
    assert reads() == 200
    assert reads(of=second) == 404
    draft.get_latest_revision().publish()
    assert reads() == 404
    assert reads(of=second) == 200


def test_a_page_that_is_not_for_all_readers_publishes_to_those_it_is_for(
    reads, client, document, seed_article
):
    put_on(seed_article, ("document", document))
    PageViewRestriction.objects.create(page=seed_article, restriction_type="login")
    assert reads() == 404
    assert reads("lienhe.phu-yen") == 200


def test_a_restricted_collection_publishes_nothing_and_asks_for_no_password(
    reads, client, document, seed_article, phu_yen
):
    put_on(seed_article, ("document", document))
    CollectionViewRestriction.objects.create(
        collection=phu_yen.collection, restriction_type="password", password="x"
    )
    assert reads() == 404
    assert reads("bientap.phu-yen") == 200
    for address in ("/documents/authenticate_with_password/1/", "/_util/documents/1/"):
        assert client.get(address, headers=HOST).status_code == 404


def test_the_file_of_a_decision_is_public_once_it_is_issued(reads, phu_yen):
    issued = Decision.objects.of(phu_yen).issued().exclude(file=None).first()
    assert reads(of=issued.file) == 200
    assert reads(of=issued.file, host="binh-dinh") == 404
    file = signed(phu_yen)["file"]
    bare = {"abstract_vi": "Về việc", "issued_on": issued.issued_on, "kind": issued.kind}
    Decision.objects.create(authority=phu_yen, full_number="991/QĐ-BQL", file=file, **bare)
    assert reads(of=file) == 404
    assert reads("duyet.phu-yen", of=file) == 200


def test_every_record_that_names_a_document_says_when_it_is_public():
    models = {field.model for field in record_fields()}
    assert Decision in models
    own = AuthorityRecord.public_rows.__func__
    assert not [model for model in models if model.public_rows.__func__ is own]


def test_a_file_of_no_authority_is_the_operator_s(client, sign_in):
    made = PortalDocument(title="Chung", collection=Collection.get_first_root_node())
    made.file.save("chung.pdf", ContentFile(PDF), save=False)
    made.save()
    for headers, expected in ((PLATFORM, 200), (HOST, 404)):
        assert sign_in("dieuhanh").get(made.url, headers=headers).status_code == expected
    for headers in (PLATFORM, HOST):
        assert sign_in("quantri.phu-yen").get(made.url, headers=headers).status_code == 404


def test_on_the_platform_s_host_people_read_what_is_theirs(client, sign_in, document):
    assert client.get(document.url, headers=PLATFORM).status_code == 404
    assert sign_in("bientap.phu-yen").get(document.url, headers=PLATFORM).status_code == 200
    assert sign_in("bientap.binh-dinh").get(document.url, headers=PLATFORM).status_code == 404


def test_a_document_is_sent_as_what_it_is(sign_in, phu_yen, document):
    client = sign_in("bientap.phu-yen")
    response = client.get(document.url, headers=HOST)
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("inline")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'"
    assert "private" in response["Cache-Control"]
    table = client.get(document_of(phu_yen, "bang.xlsx").url, headers=HOST)
    assert table["Content-Disposition"].startswith("attachment")


def test_only_the_right_name_and_only_reading_answers(sign_in, document):
    client = sign_in("bientap.phu-yen")
    for address in (
        f"/documents/{document.pk}/khac.pdf",
        f"/documents/{document.pk}/",
        f"/documents/{document.pk}/../{document.filename}",
        f"/documents/999999999999999999/{document.filename}",
        f"/documents/{'9' * 40}/{document.filename}",
    ):
        assert client.get(address, headers=HOST).status_code == 404, address
    assert client.post(document.url, headers=HOST).status_code == 405


def test_a_file_that_is_gone_is_not_found(sign_in, document):
    document.file.storage.delete(document.file.name)
    assert sign_in("bientap.phu-yen").get(document.url, headers=HOST).status_code == 404


# --- tags, which all authorities would share -----------------------------------------------
@pytest.fixture
def foreign_tag(binh_dinh) -> str:
    for made in (image_of(binh_dinh), document_of(binh_dinh)):
        made.tags.add("thebimat")
    assert TaggedItem.objects.filter(tag__name="thebimat").count() == 2
    return "thebimat"


@pytest.mark.parametrize("username", ["bientap.phu-yen", "bientap.binh-dinh", "dieuhanh"])
@pytest.mark.parametrize(
    "name",
    [
        "wagtailimages:index",
        "wagtailimages:add",
        "wagtailimages:add_multiple",
        "wagtailimages_chooser:choose",
        "wagtaildocs:index",
        "wagtaildocs:add",
        "wagtaildocs_chooser:choose",
    ],
)
def test_no_page_shows_or_asks_for_a_tag(sign_in, foreign_tag, name, username):
    html = sign_in(username).get(reverse(name), headers=HOST).content.decode()
    assert foreign_tag not in html
    assert not re.search(r'name="[\w-]*tags?"', html)


@pytest.mark.parametrize("path", ["", "taggit/tag/"])
@pytest.mark.parametrize("headers", [HOST, PLATFORM], ids=["authority", "platform"])
def test_no_tag_is_completed(sign_in, foreign_tag, path, headers):
    address = f"/admin/tag-autocomplete/{path}?term=the"
    assert sign_in("bientap.phu-yen").get(address, headers=headers).status_code in (302, 403)


@pytest.mark.parametrize("model", [PortalImage, PortalDocument])
def test_nothing_is_tagged_in_bulk(sign_in, phu_yen, model):
    label, name = ContentType.objects.get_for_model(model).natural_key()
    made = (image_of if model is PortalImage else document_of)(phu_yen)
    address = reverse("wagtail_bulk_action", args=[label, name, "add_tags"])
    response = sign_in("bientap.phu-yen").get(f"{address}?id={made.pk}", headers=HOST)
    assert response.status_code == 404


# --- files from before they were private ---------------------------------------------------
def test_files_of_an_older_installation_leave_the_public_folder(phu_yen):
    migration = import_module("portal.media.migrations.0002_private_files")
    public, private = storages["default"], storages["private"]
    made, kept = document_of(phu_yen, "cu.pdf"), document_of(phu_yen, "moi.pdf")
    public.save(made.file.name, ContentFile(PDF))
    private.delete(made.file.name)
    migration.move_originals(apps, None)
    assert not public.exists(made.file.name)
    assert all(file.read() == PDF for file in (made.file, kept.file))


def test_renditions_with_names_that_tell_are_made_anew(phu_yen):
    migration = import_module("portal.media.migrations.0002_private_files")
    rendition = image_of(phu_yen).get_rendition("width-20")
    migration.forget_renditions(apps, None)
    assert not storages["default"].exists(rendition.file.name)
    assert not PortalRendition.objects.filter(pk=rendition.pk).exists()
