"""What is read out of files, and that no file can hurt whoever reads it."""

import io
import zipfile

import docx
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from blocs.demo.papers import docx_bytes, pdf_bytes, scanned_pdf_bytes, tcvn3_docx_bytes
from search.extraction import Extraction, Notice, extract
from search.extraction import pdf as pdf_module
from search.extraction.worker import MOST_CHARACTERS, extraction_of
from tests.blocs.test_papers import REPORT, TEXT


def one_line(found: Extraction) -> str:
    return " ".join(found.text.split())


def workbook(**sheets: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


# --- what is read ------------------------------------------------------------------------------
def test_a_pdf_is_read_with_the_numbers_of_its_pages():
    content = pdf_bytes(REPORT)
    found = extract(content)
    assert found.notice is None
    numbers = [page.number for page in found.pages]
    assert numbers == list(range(1, len(PdfReader(io.BytesIO(content)).pages) + 1))
    assert TEXT in one_line(found)
    assert "Công ty TNHH Lam Vỹ Sa 40" in one_line(Extraction(found.pages[-1:]))


def test_a_paper_is_read_with_its_tables():
    found = extract(docx_bytes(REPORT))
    assert found.notice is None
    assert TEXT in one_line(found)
    assert "Lam Vỹ Sa 40" in one_line(found)


def test_a_paper_in_the_old_fonts_is_read_as_it_was_meant():
    assert TEXT in one_line(extract(tcvn3_docx_bytes(REPORT)))


def test_a_workbook_is_read_sheet_by_sheet():
    content = workbook(Diem=[["Hạng", "Doanh nghiệp"], [1, "Công ty Thục Nhiên Vân"]], Trong=[])
    found = extract(content)
    assert [page.label for page in found.pages] == ["Diem", "Trong"]
    assert found.pages[0].text == "Hạng Doanh nghiệp\n1 Công ty Thục Nhiên Vân"


def test_old_encodings_are_read_without_a_font_that_tells():
    paper = docx.Document()
    paper.add_paragraph("Baùo caùo toång keát phong traøo thi ñua cuûa khoái")
    out = io.BytesIO()
    paper.save(out)
    assert extract(out.getvalue()).text == "Báo cáo tổng kết phong trào thi đua của khối"


# --- what is not, and why ----------------------------------------------------------------------
def test_a_scan_has_its_pages_and_a_notice_where_nothing_reads_pictures(monkeypatch):
    monkeypatch.setattr(pdf_module.shutil, "which", lambda name: None)
    found = extraction_of(scanned_pdf_bytes(REPORT))
    assert found.notice == Notice.SCANNED
    assert [page.text for page in found.pages] == [""] * len(found.pages)


def test_pictures_are_read_where_tesseract_is(monkeypatch):
    """Whatever it says is the page's text; the tool itself is not this project's."""
    monkeypatch.setattr(pdf_module.shutil, "which", lambda name: "/usr/bin/tesseract")
    answers = {"--list-langs": "List:\nvie\n", "stdin": "Báo cáo quét\n".encode()}

    def run(command, **options):
        return type("Done", (), {"stdout": answers[command[1]]})

    monkeypatch.setattr(pdf_module.subprocess, "run", run)
    found = extraction_of(scanned_pdf_bytes(REPORT))
    assert found.read_by_ocr
    assert found.pages[0].text == "Báo cáo quét"


def locked_pdf() -> bytes:
    writer = PdfWriter()
    writer.append(io.BytesIO(pdf_bytes(REPORT)))
    writer.encrypt("bi-mat")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "notice"),
    [
        (b"", Notice.BROKEN),
        (b"%PDF-1.7 va het", Notice.BROKEN),
        (b"PK\x03\x04 hong", Notice.BROKEN),
        (b"<html>", Notice.BROKEN),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, Notice.OLD_FORMAT),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), Notice.LOCKED),
        (locked_pdf(), Notice.LOCKED),
    ],
    ids=["empty", "cut pdf", "cut zip", "html", "doc or xls", "locked office", "locked pdf"],
)
def test_what_cannot_be_read_says_why(content, notice):
    found = extract(content)
    assert (found.notice, found.text) == (notice, "")


def test_an_archive_of_something_else_is_no_paper():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "a")
    assert extract(out.getvalue()).notice == Notice.BROKEN


# --- what would hurt ---------------------------------------------------------------------------
def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * 300_000_000)
    return out.getvalue()


def test_what_unpacks_to_much_more_is_not_unpacked():
    assert extract(bomb()).notice == Notice.TOO_LARGE


def worker(monkeypatch, code: str) -> None:
    """Let the reading process do something else."""
    monkeypatch.setattr("search.extraction.reading.START", code)


def test_a_file_that_takes_too_long_is_given_up(monkeypatch):
    worker(monkeypatch, "import time; time.sleep(60)")
    assert extract(b"", seconds=1).notice == Notice.TOO_LARGE


def test_a_file_that_wants_all_memory_does_not_get_it(monkeypatch):
    worker(monkeypatch, "import sys\ntry:\n b'x' * (8 << 30)\nexcept MemoryError: sys.exit(3)")
    assert extract(b"").notice == Notice.TOO_LARGE


def test_a_reader_that_crashes_takes_nobody_along(monkeypatch):
    worker(monkeypatch, "import os; os.abort()")
    assert extract(b"").notice == Notice.TOO_LARGE


@pytest.mark.parametrize("said", ["", "{}", "[1]", '{"pages": [1], "notice": null}'])
def test_an_answer_nobody_understands_is_none(said, monkeypatch):
    worker(monkeypatch, f"print({said!r})")
    assert extract(b"").notice == Notice.BROKEN


def test_a_text_that_never_ends_is_cut():
    found = extraction_of(workbook(A=[["a" * 30_000]] * 200))
    assert found.notice == Notice.TOO_LARGE
    assert len(found.text) == MOST_CHARACTERS


@settings(max_examples=60, deadline=None)
@given(junk=st.binary(max_size=400), place=st.floats(0, 1), kind=st.sampled_from(["pdf", "docx"]))
def test_damaged_files_are_read_or_named(junk, place, kind):
    """Inside the process, so that many can be tried; a crash there would only be a notice."""
    whole = WHOLE[kind]
    at = int(place * len(whole))
    found = extraction_of(whole[:at] + junk + whole[at + len(junk) :])
    assert isinstance(found, Extraction)


WHOLE = {"pdf": pdf_bytes(REPORT), "docx": docx_bytes(REPORT)}
