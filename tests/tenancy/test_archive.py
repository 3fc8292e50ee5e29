"""An exported authority: everything that is its own, nothing of another, and the sums fit."""

import hashlib
import io
import json
import re
import zipfile
from datetime import date

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from wagtail.models import ModelLogEntry

from blocs.models import Decision, ScoreSheet
from news.models import ArticlePage
from portal.archive import authority_export
from portal.media.models import PortalDocument, PortalImage
from portal.tenancy.models import Authority, AuthorityRecord, RoleAssignment
from portal.tenancy.services.lifecycle import EXPORT, authority_suspend
from portal.users.models import User
from tests.isolation.planting import MARKERS, pages_of, plant

pytestmark = pytest.mark.django_db
PLATFORM = {"host": "localhost"}


def exported(authority) -> zipfile.ZipFile:
    out = io.BytesIO()
    authority_export(authority=authority, user=None, out=out)
    return zipfile.ZipFile(out)


@pytest.fixture
def archive(phu_yen):
    return exported(phu_yen)


def read(archive: zipfile.ZipFile, path: str):
    return json.loads(archive.read(path))


def test_every_kind_of_record_is_in_it_with_every_row(archive, phu_yen):
    for model in apps.get_models():
        if issubclass(model, AuthorityRecord):
            rows = read(archive, f"records/{model._meta.label}.json")
            own = model._base_manager.filter(authority=phu_yen).values_list("pk", flat=True)
            assert sorted(row["id"] for row in rows) == sorted(own), model


def test_the_manifest_names_every_file_with_its_size_and_sum(archive):
    manifest = read(archive, "manifest.json")
    told = {file["path"]: file for file in manifest["files"]}
    assert {*told, "manifest.json"} == set(archive.namelist())
    assert len(told) == len(manifest["files"])
    for path, file in told.items():
        content = archive.read(path)
        assert file["bytes"] == len(content)
        assert file["sha256"] == hashlib.sha256(content).hexdigest()
    for path, count in manifest["counts"].items():
        assert len(read(archive, path)) == count
    assert manifest["missing"] == []
    assert archive.testzip() is None


def test_values_are_plain_and_relations_have_names(archive, phu_yen):
    decision = Decision.objects.of(phu_yen).exclude(issued_on=None).first()
    [row] = [
        row for row in read(archive, "records/blocs.Decision.json") if row["id"] == decision.pk
    ]
    assert date.fromisoformat(row["issued_on"]) == decision.issued_on
    assert (row["abstract_vi"], row["abstract_en"]) == (decision.abstract_vi, decision.abstract_en)
    assert "abstract" not in row
    assert row["authority"] == {"id": phu_yen.pk, "name": phu_yen.name_vi}
    scores = read(archive, f"records/{ScoreSheet._meta.label}.json")
    assert {type(row["bloc"]["name"]) for row in scores if "bloc" in row} <= {str}


def test_every_page_is_in_it_in_both_languages(archive, phu_yen, seed_article):
    paths = [name for name in archive.namelist() if name.startswith("pages/")]
    assert len(paths) == pages_of(phu_yen).count()
    page = read(archive, f"pages/{seed_article.pk}-{seed_article.slug}.json")
    assert page["type"] == "news.ArticlePage"
    assert (page["state"], page["draft"]) == ("published", None)
    assert page["fields"]["title_vi"] == seed_article.title_vi
    assert page["fields"]["title_en"] == seed_article.title_en
    assert page["fields"]["body_vi"] == list(seed_article.body_vi.raw_data)
    assert page["addresses"]["en"] == seed_article.url_path_en


def test_a_draft_is_marked_and_told_beside_what_is_published(phu_yen, seed_article):
    live = seed_article.title_vi
    seed_article.title_vi = "Tiêu đề đang sửa"
    seed_article.save_revision()
    page = read(exported(phu_yen), f"pages/{seed_article.pk}-{seed_article.slug}.json")
    assert page["state"] == "published"
    assert page["fields"]["title_vi"] == live
    assert page["draft"]["title_vi"] == "Tiêu đề đang sửa"
    article = ArticlePage.objects.get(pk=seed_article.pk)
    article.unpublish()
    page = read(exported(phu_yen), f"pages/{seed_article.pk}-{seed_article.slug}.json")
    assert page["state"] == "draft"


def test_files_are_their_originals(phu_yen):
    document = PortalDocument(title="Quyết định", collection=phu_yen.collection)
    document.file.save("quyet-dinh.pdf", ContentFile(b"%PDF-1.4 x"))
    archive = exported(phu_yen)
    rows = read(archive, "records/media.PortalDocument.json")
    [row] = [row for row in rows if row["id"] == document.pk]
    assert archive.read(row["file"]) == b"%PDF-1.4 x"
    [logo] = [
        row
        for row in read(archive, "records/media.PortalImage.json")
        if row["id"] == phu_yen.logo_id
    ]
    with phu_yen.logo.file.open() as original:
        assert archive.read(logo["file"]) == original.read()
    for path in ("records/blocs.ReportFile.json", "records/blocs.Evidence.json"):
        for row in read(archive, path):
            assert row["file"] in archive.namelist()


def test_a_lost_file_is_named_and_stops_nothing(phu_yen):
    image = PortalImage.objects.get(pk=phu_yen.logo_id)
    PortalImage.objects.filter(pk=image.pk).update(file="original_images/khong-co.png")
    manifest = read(exported(phu_yen), "manifest.json")
    assert manifest["missing"] == [f"files/portalimage/{image.pk}-khong-co.png"]


def test_people_are_named_without_what_lets_them_in(archive, phu_yen):
    rows = read(archive, "roles.json")
    assert len(rows) == RoleAssignment.objects.filter(authority=phu_yen).count()
    person = User.objects.get(username="quantri.phu-yen")
    [row] = [row for row in rows if row["person"]["username"] == person.username]
    assert row["role"] == "administrator"
    assert row["person"]["email"] == person.email
    everything = b"".join(archive.read(name) for name in archive.namelist()).decode(errors="ignore")
    for user in User.objects.all():
        assert user.password not in everything
    assert not re.search(r'"\w*(password|token|secret)\w*":', everything)


def test_the_authority_and_its_history_are_told(phu_yen):
    authority_suspend(authority=phu_yen, user=None, reason="Sáp nhập")
    archive = exported(phu_yen)
    told = read(archive, "authority.json")
    assert (told["code"], told["host"]) == ("phu-yen", "phu-yen.localhost")
    assert told["state"] == "suspended"
    reasons = [entry["data"].get("reason") for entry in read(archive, "history.json")]
    assert "Sáp nhập" in reasons


def test_it_says_in_two_languages_what_it_is(archive, phu_yen):
    text = archive.read("README.txt").decode()
    assert text.index(phu_yen.name_vi) < text.index(phu_yen.name_en)
    assert "manifest.json" in text


# --- one authority's only ------------------------------------------------------------------
@pytest.mark.sqlite
@pytest.mark.parametrize(("own", "other"), [("phu-yen", "binh-dinh"), ("binh-dinh", "phu-yen")])
def test_nothing_in_it_is_another_authority_s(own, other):
    for authority in Authority.objects.all():
        plant(authority)
    archive = exported(Authority.objects.get(code=own))
    marked = [name for name in archive.namelist() if MARKERS[own].encode() in archive.read(name)]
    assert len(marked) > 50
    foreign = MARKERS[other].encode()
    assert not [name for name in archive.namelist() if foreign in archive.read(name)]
    assert foreign.decode() not in " ".join(archive.namelist())
    drafts = [name for name in marked if name.startswith("pages/")]
    assert any(read(archive, name)["state"] == "draft" for name in drafts)


# --- how it is asked for -------------------------------------------------------------------
def test_the_command_writes_a_file_once_and_whole(tmp_path, phu_yen):
    output = tmp_path / "phu-yen.zip"
    call_command("export_authority", "phu-yen", output=output, stdout=io.StringIO())
    assert read(zipfile.ZipFile(output), "authority.json")["code"] == "phu-yen"
    assert [path.name for path in tmp_path.iterdir()] == ["phu-yen.zip"]
    before = output.read_bytes()
    with pytest.raises(CommandError, match="already"):
        call_command("export_authority", "phu-yen", output=output)
    assert output.read_bytes() == before
    for code, path in (("khong-co", output), ("phu-yen", tmp_path / "none" / "x.zip")):
        with pytest.raises(CommandError):
            call_command("export_authority", code, output=path)


def test_an_error_leaves_no_half_an_archive(tmp_path, monkeypatch):
    def fail(*args):
        raise RuntimeError

    monkeypatch.setattr("portal.archive.services.contents.history", fail)
    with pytest.raises(RuntimeError):
        call_command("export_authority", "phu-yen", output=tmp_path / "x.zip")
    assert not list(tmp_path.iterdir())


def test_the_operator_downloads_it_by_post(sign_in, phu_yen):
    client, url = sign_in("dieuhanh"), reverse("authorities:export", args=[phu_yen.pk])
    assert client.get(url, headers=PLATFORM)["Content-Type"].startswith("text/html")
    assert not ModelLogEntry.objects.filter(action=EXPORT).exists()
    response = client.post(url, headers=PLATFORM)
    assert response["Content-Type"] == "application/zip"
    assert 'filename="phu-yen-' in response["Content-Disposition"]
    assert "no-store" in response["Cache-Control"]
    archive = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))
    assert read(archive, "authority.json")["code"] == "phu-yen"
    assert ModelLogEntry.objects.get(action=EXPORT).user.username == "dieuhanh"


def test_it_does_not_read_what_it_has_written(phu_yen):
    """So it can go to a pipe, and is never whole in memory."""

    class Pipe(io.RawIOBase):
        written = 0

        def writable(self) -> bool:
            return True

        def seekable(self) -> bool:
            return False

        def write(self, part) -> int:
            self.written += len(part)
            return len(part)

    pipe = Pipe()
    authority_export(authority=phu_yen, user=None, out=pipe)
    assert pipe.written > 10_000
