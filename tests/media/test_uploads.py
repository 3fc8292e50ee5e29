"""What people upload is judged by its content, wherever they upload it; nothing bad is stored."""

import re
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import UploadedFile

from blocs.models import ReportFile
from portal.files import validate_document, validate_file, validate_image, validate_past_file
from portal.media.models import PortalDocument, PortalImage
from portal.uploads import _kind_of
from tests.blocs import year

from .bad_files import BAD_DOCUMENTS, BAD_IMAGES, EXE, GOOD_DOCUMENTS, HTML, OLE, PDF, docx, image

pytestmark = pytest.mark.django_db
HOST = {"host": "phu-yen.localhost", "accept-language": "vi"}
PREFIX = {"images": "image-chooser-upload", "docs": "document-chooser-upload"}
WAYS = ("single", "multiple", "chooser")


@pytest.fixture(scope="module", autouse=True)
def catalogues():
    call_command("catalogues", "compile")


@pytest.fixture
def editor(sign_in):
    return sign_in("bientap.phu-yen")


@pytest.fixture
def nothing_is_written(monkeypatch):
    def refuse(self, name, content):
        raise AssertionError(f"{name} was stored")

    monkeypatch.setattr(FileSystemStorage, "_save", refuse)


def upload(client, app: str, way: str, name: str, content, collection: int):
    """Upload as a person does: by the form, with several, or while choosing for a page."""
    content = content() if callable(content) else content
    file = SimpleUploadedFile(name, content, content_type="application/pdf")
    data = {"title": "Tệp", "collection": collection}
    if way == "single":
        address, sent = f"wagtail{app}:add", data | {"file": file}
    elif way == "multiple":
        address, sent = f"wagtail{app}:add_multiple", data | {"files[]": file}
    else:
        address = f"wagtail{app}_chooser:create"
        data["file"] = file
        sent = {f"{PREFIX[app]}-{field}": value for field, value in data.items()}
    return client.post(reverse(address), sent, headers=HOST)


def told(response, way: str) -> str:
    """What the person reads at the field."""
    assert response.status_code == 200
    if way == "multiple":
        assert response.json()["success"] is False
        return response.json()["error_message"]
    text = response.json()["htmlFragment"] if way == "chooser" else response.content.decode()
    return unescape(" ".join(re.findall(r'class="error-message"[^>]*>(.*?)</p>', text, re.DOTALL)))


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("case", BAD_DOCUMENTS)
def test_a_bad_document_is_refused_with_a_reason(case, way, editor, phu_yen, nothing_is_written):
    name, content, word = BAD_DOCUMENTS[case]
    before = PortalDocument.objects.count()
    response = upload(editor, "docs", way, name, content, phu_yen.collection_id)
    assert word in told(response, way)
    assert PortalDocument.objects.count() == before
    assert not UploadedFile.objects.exists()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("case", BAD_IMAGES)
def test_a_bad_image_is_refused_with_a_reason(case, way, editor, phu_yen, nothing_is_written):
    name, content, word = BAD_IMAGES[case]
    before = PortalImage.objects.count()
    response = upload(editor, "images", way, name, content, phu_yen.collection_id)
    assert word in told(response, way)
    assert PortalImage.objects.count() == before
    assert not UploadedFile.objects.exists()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", GOOD_DOCUMENTS)
def test_an_honest_document_is_kept(name, way, editor, phu_yen):
    response = upload(editor, "docs", way, name, GOOD_DOCUMENTS[name], phu_yen.collection_id)
    assert response.status_code in (200, 302)
    document = PortalDocument.objects.latest("pk")
    assert document.collection == phu_yen.collection
    with document.file.open("rb") as file:
        assert file.read() == GOOD_DOCUMENTS[name]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("name", "kind"), [("a.png", "PNG"), ("a.JPG", "JPEG"), ("a.webp", "WEBP")]
)
def test_an_honest_image_is_kept(name, kind, way, editor, phu_yen):
    response = upload(editor, "images", way, name, image(kind), phu_yen.collection_id)
    assert response.status_code in (200, 302)
    assert PortalImage.objects.latest("pk").collection == phu_yen.collection


def test_a_file_cannot_be_exchanged_for_a_bad_one(editor, phu_yen):
    upload(editor, "docs", "single", "a.pdf", PDF, phu_yen.collection_id)
    document = PortalDocument.objects.latest("pk")
    file = SimpleUploadedFile("b.pdf", HTML)
    data = {"title": "Khác", "file": file, "collection": phu_yen.collection_id}
    address = reverse("wagtaildocs:edit", args=[document.pk])
    assert editor.post(address, data, headers=HOST).status_code == 200
    document.refresh_from_db()
    with document.file.open("rb") as stored:
        assert stored.read() == PDF


def test_the_title_of_a_document_changes_without_its_file(editor, phu_yen):
    upload(editor, "docs", "single", "a.pdf", PDF, phu_yen.collection_id)
    document = PortalDocument.objects.latest("pk")
    document.file.storage.delete(document.file.name)
    data = {"title": "Tên mới", "collection": phu_yen.collection_id}
    response = editor.post(reverse("wagtaildocs:edit", args=[document.pk]), data, headers=HOST)
    assert response.status_code == 302
    document.refresh_from_db()
    assert document.title == "Tên mới"


def test_an_upload_that_waits_for_its_title_waits_in_private(editor, phu_yen, settings):
    file = SimpleUploadedFile("cho.pdf", PDF)
    data = {"title": "x" * 300, "files[]": file, "collection": phu_yen.collection_id}
    response = editor.post(reverse("wagtaildocs:add_multiple"), data, headers=HOST)
    upload = UploadedFile.objects.get()
    assert response.json()["uploaded_file_id"] == upload.pk
    assert upload.file.path.startswith(settings.STORAGES["private"]["OPTIONS"]["location"])
    address = reverse("wagtaildocs:create_multiple_from_uploaded_document", args=[upload.pk])
    prefix = f"uploaded-document-{upload.pk}"
    data = {f"{prefix}-title": "Tên", f"{prefix}-collection": phu_yen.collection_id}
    assert editor.post(address, data, headers=HOST).json()["success"] is True
    assert PortalDocument.objects.get(title="Tên").file.read() == PDF


# --- files of records ----------------------------------------------------------------------
@pytest.mark.parametrize("case", [case for case in BAD_DOCUMENTS if case not in ("no suffix",)])
def test_no_bad_file_is_kept_with_a_record(case):
    name, content, word = BAD_DOCUMENTS[case]
    content = content() if callable(content) else content
    with pytest.raises(ValidationError) as refused:
        validate_file(ContentFile(content, name=name))
    assert word in refused.value.messages[0]


OLD = OLE + b"\0" * 600


@pytest.mark.parametrize("name", ["a.doc", "a.xls"])
def test_an_old_office_file_is_kept_with_the_past_only(name):
    validate_past_file(ContentFile(OLD, name=name))
    with pytest.raises(ValidationError):
        validate_file(ContentFile(OLD, name=name))


@pytest.mark.parametrize("stream", ["_VBA_PROJECT", "\x01Ole10Native"])
def test_not_with_macros_or_packed_objects(stream):
    with pytest.raises(ValidationError):
        validate_past_file(ContentFile(OLD + stream.encode("utf-16-le"), name="a.doc"))


def test_nor_as_a_new_one():
    with pytest.raises(ValidationError, match=r"password|mật khẩu"):
        validate_past_file(ContentFile(OLD, name="a.docx"))


@pytest.mark.parametrize("case", ["script in pdf", "docm", "old excel as xlsx", "exe inside"])
def test_a_bad_file_of_a_report_is_refused_at_its_field(case, sign_in, phu_yen, nothing_is_written):
    name, content, word = BAD_DOCUMENTS[case]
    report = year.report(phu_yen)
    address = reverse("report:files", args=[report.pk])
    data = {"file": SimpleUploadedFile(name, content), "language": "vi"}
    response = sign_in("quantri.phu-yen").post(address, data, headers=HOST)
    assert response.status_code == 422
    assert word in unescape(response.content.decode())
    assert not ReportFile.objects.filter(report=report).exists()


# --- any bytes at all ----------------------------------------------------------------------
MARKS = (b"", PDF, OLE, EXE, HTML, b"PK\x03\x04", b"RIFF0000WEBP", b"\xff\xd8\xff", docx()[:900])


@given(
    st.sampled_from(MARKS), st.binary(max_size=300), st.sampled_from(["pdf", "docx", "png", "x"])
)
def test_any_bytes_are_kept_or_refused_never_an_error(mark, rest, suffix):
    for validate in (validate_file, validate_document, validate_image):
        file = ContentFile(mark + rest, name=f"a.{suffix}")
        try:
            validate(file)
        except ValidationError as error:
            assert len(error.messages) == 1
        else:
            assert _kind_of(file.read()) == suffix


@given(st.data())
def test_a_damaged_docx_is_never_an_error(data):
    content = bytearray(docx())
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        validate_file(ContentFile(bytes(content), name="a.docx"))
    except ValidationError as error:
        assert len(error.messages) == 1
