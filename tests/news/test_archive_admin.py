"""Importing the past in the admin: tried first, written when somebody has seen what happens."""

import json
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.storage import FileSystemStorage, storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from news.archive import jobs
from news.archive.jobs import Job, Stage, State, jobs_forget
from news.archive.lines import FIELDS
from news.models import ArchiveItem
from portal.uploads import OLE

pytestmark = pytest.mark.django_db
HOST = {"host": "phu-yen.localhost"}
UPLOAD = "/admin/archive-import/"


@pytest.fixture(autouse=True)
def own_storage(tmp_path, monkeypatch):
    private = FileSystemStorage(location=tmp_path, base_url="/private/")
    monkeypatch.setitem(storages._storages, "private", private)
    return private


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """No thread: it would not see what a test has not committed."""
    monkeypatch.setattr(jobs, "beside", lambda work: work())


@pytest.fixture
def administrator(sign_in):
    return sign_in("quantri.phu-yen")


def line(number: int, **fields) -> bytes:
    data = {"source_id": f"cu-{number}", "type": "news", "lang": "vi", "title": f"Tin cũ {number}"}
    return json.dumps(data | fields, ensure_ascii=False).encode() + b"\n"


@pytest.fixture
def upload(administrator, django_capture_on_commit_callbacks):
    def send(*lines: bytes, client=administrator):
        file = SimpleUploadedFile("cu.jsonl", b"".join(lines))
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(UPLOAD, {"file": file}, headers=HOST)

    return send


@pytest.fixture
def write(administrator, django_capture_on_commit_callbacks):
    def send(address: str, **data):
        with django_capture_on_commit_callbacks(execute=True):
            return administrator.post(f"{address}write/", data, headers=HOST)

    return send


def items(authority):
    return ArchiveItem.objects.of(authority).filter(source_id__startswith="cu-")


def state(client, address: str) -> State:
    return client.get(address, headers=HOST).context["state"]


def test_a_file_is_tried_then_written(upload, write, administrator, phu_yen, binh_dinh):
    response = upload(line(1), line(2, title="Hội nghị cũ"))
    assert response.status_code == 302
    tried = state(administrator, response.url)
    assert (tried.stage, tried.created, tried.fault_count) == (Stage.TRIED, 2, 0)
    assert "data-working" not in administrator.get(response.url, headers=HOST).content.decode()
    assert not items(phu_yen).exists()
    assert write(response.url).url == response.url
    written = state(administrator, response.url)
    assert (written.stage, written.created) == (Stage.WRITTEN, 2)
    assert items(phu_yen).count() == 2
    assert not items(binh_dinh).exists()


def test_every_bad_line_is_said_and_nothing_is_written(upload, write, administrator, phu_yen):
    response = upload(line(1), b"no json\n", line(3, type="chim"), line(4, lang=""))
    page = administrator.get(response.url, headers=HOST)
    faults = page.context["state"].faults
    assert [number for number, _field, _message in faults] == [2, 3, 4]
    said = page.content.decode()
    assert all(f"<td>{number}</td>" in said for number in (2, 3, 4))
    write(response.url)
    assert state(administrator, response.url).stage == Stage.TRIED
    assert not items(phu_yen).exists()


def test_good_lines_are_kept_where_that_is_ticked(upload, write, administrator, phu_yen):
    response = upload(line(1), b"no json\n")
    write(response.url, keep_going="on")
    assert state(administrator, response.url).stage == Stage.WRITTEN
    assert items(phu_yen).count() == 1


def test_the_same_file_again_changes_nothing(upload, write, administrator, phu_yen):
    write(upload(line(1)).url)
    again = upload(line(1)).url
    assert (state(administrator, again).created, state(administrator, again).unchanged) == (0, 1)


def test_it_is_written_once(upload, write, administrator, phu_yen):
    address = upload(line(1)).url
    write(address)
    items(phu_yen).delete()
    write(address)
    assert not items(phu_yen).exists()


def packed(**parts: bytes) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize("folder", ["", "trang-cu/"])
def test_files_come_along_in_a_zip(folder, upload, write, administrator, phu_yen):
    lines = line(1, file="tep/a.pdf") + line(2, file="tep/b.doc")
    parts = {
        f"{folder}cu.jsonl": lines,
        f"{folder}tep/a.pdf": b"%PDF-1.4 thu",
        f"{folder}tep/b.doc": OLE + b"\0" * 600,
        "__MACOSX/cu.jsonl": b"",
    }
    address = upload(packed(**parts)).url
    assert state(administrator, address).faults == []
    write(address)
    assert [item.filename for item in items(phu_yen).order_by("source_id")] == ["a.pdf", "b.doc"]


@pytest.mark.parametrize("name", ["b.pdf", "../a.pdf", "tep/a.pdf"])
def test_a_zip_gives_only_what_lies_in_it(name, upload, administrator):
    content = packed(**{"cu.jsonl": line(1, file=name), "a.pdf": b"%PDF-1.4", "tep/a.pdf": b"?"})
    assert len(state(administrator, upload(content).url).faults) == 1


@pytest.mark.parametrize(
    "content",
    [
        packed(**{"a.pdf": b""}),
        packed(**{"a.jsonl": b"", "b.jsonl": b""}),
        packed(**{"a.jsonl": b"{}"})[:-10],
        b"PK\x03\x04",
    ],
    ids=["no lines", "two files of lines", "cut off", "no ZIP"],
)
def test_a_zip_of_something_else_is_refused(content, upload):
    assert upload(content).status_code == 422


def test_a_file_beside_the_lines_is_refused_with_reason(upload, administrator):
    faults = state(administrator, upload(line(1, file="a.pdf")).url).faults
    assert [(number, name) for number, name, _message in faults] == [(1, "file")]


def test_what_is_too_large_or_no_text_is_refused(upload, monkeypatch):
    monkeypatch.setattr("news.archive.packages.MOST_BYTES", 10)
    assert upload(line(1)).status_code == 422
    monkeypatch.undo()
    assert upload(b"\x00\x01").status_code == 422
    assert upload(b"").status_code == 422


@pytest.mark.parametrize("username", ["bientap.phu-yen", "duyet.phu-yen", "quantri.binh-dinh"])
def test_others_are_refused(username, upload, sign_in):
    address = upload(line(1)).url
    client = sign_in(username)
    for path in (UPLOAD, address):
        assert client.get(path, headers=HOST).status_code in (302, 403)


def test_another_authority_s_job_does_not_exist(upload, sign_in, write):
    address = upload(line(1)).url
    client = sign_in("quantri.binh-dinh")
    there = {"host": "binh-dinh.localhost"}
    assert client.get(address, headers=there).status_code == 404
    assert client.post(f"{address}write/", headers=there).status_code == 404


def test_the_list_leads_there(administrator, sign_in):
    listing = reverse("archiveitem:index")
    assert UPLOAD in administrator.get(listing, headers=HOST).content.decode()
    assert UPLOAD not in sign_in("bientap.phu-yen").get(listing, headers=HOST).content.decode()


def test_every_field_of_a_line_is_explained(administrator):
    said = administrator.get(UPLOAD, headers=HOST).content.decode()
    assert all(f"<code>{name}</code>" in said for name in FIELDS)


def test_a_page_shows_how_far_it_is(upload, administrator, phu_yen):
    address = upload(line(1)).url
    job = Job(phu_yen, address.rstrip("/").rpartition("/")[2])
    job.note(State(Stage.WRITING, done=40, lines=100))
    said = administrator.get(address, headers=HOST).content.decode()
    assert "data-working" in said
    assert 'max="100" value="40"' in said


def test_what_fails_says_so_and_writes_nothing(upload, write, administrator, phu_yen, monkeypatch):
    address = upload(line(1)).url

    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(jobs, "archive_import", fail)
    write(address)
    assert state(administrator, address).stage == Stage.STOPPED


def test_a_job_whose_process_died_has_stopped(phu_yen, monkeypatch):
    job = Job(phu_yen, "0")
    job.note(State(Stage.WRITING))
    assert job.state().stage == Stage.WRITING
    monkeypatch.setattr(jobs, "DEAD", timedelta(0))
    assert job.state().stage == Stage.STOPPED


def test_old_jobs_are_forgotten(upload, administrator, own_storage, monkeypatch):
    address = upload(line(1)).url
    jobs_forget()
    assert administrator.get(address, headers=HOST).status_code == 200
    later = timezone.now() + timedelta(days=2)
    monkeypatch.setattr(jobs.timezone, "now", lambda: later)
    jobs_forget()
    assert not own_storage.listdir(
        "imports/archive/" + own_storage.listdir("imports/archive")[0][0]
    )[0]
