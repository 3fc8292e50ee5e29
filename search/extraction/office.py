"""DOCX and XLSX. Runs in the old fonts .Vn… are TCVN3, whatever the rest of the paper is."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import docx
import openpyxl
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from portal.text import legacy_decode, nfc, tcvn3_decode

from .contract import Extraction, Notice, Page

LARGEST_UNPACKED = 200 * 1024 * 1024
MOST_ROWS = 50_000  # of one sheet
OLD_FONT = ".vn"


def office_extraction(content: bytes) -> Extraction:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        if sum(part.file_size for part in archive.infolist()) > LARGEST_UNPACKED:
            return Extraction(notice=Notice.TOO_LARGE)
    if "word/document.xml" in names:
        return _document(content)
    return _workbook(content) if "xl/workbook.xml" in names else Extraction(notice=Notice.BROKEN)


# --- DOCX --------------------------------------------------------------------------------------
def _document(content: bytes) -> Extraction:
    """Paragraphs in their order, those of tables among them; a cell ends like a paragraph."""
    paper = docx.Document(io.BytesIO(content))
    texts = (_paragraph(Paragraph(found, paper)) for found in paper.element.body.iter(qn("w:p")))
    return Extraction([Page(_finished("\n".join(text for text in texts if text)))])


def _paragraph(paragraph: Paragraph) -> str:
    own = paragraph.style.font.name if paragraph.style is not None else None
    return "".join(_run(run, own) for run in paragraph.runs)


def _run(run: Any, inherited: str | None) -> str:
    font = (run.font.name or inherited or "").lower()
    if not font.startswith(OLD_FONT):
        return run.text
    return tcvn3_decode(run.text, capitals=font.endswith("h"))


# --- XLSX --------------------------------------------------------------------------------------
def _workbook(content: bytes) -> Extraction:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    pages = [
        Page(_finished("\n".join(_rows(sheet))), label=nfc(sheet.title))
        for sheet in book.worksheets
    ]
    cut = any((sheet.max_row or 0) > MOST_ROWS for sheet in book.worksheets)
    return Extraction(pages, Notice.TOO_LARGE if cut else None)


def _rows(sheet: Any) -> Iterator[str]:
    for row in sheet.iter_rows(max_row=MOST_ROWS, values_only=True):
        cells = [str(cell).strip() for cell in row if cell is not None]
        if cells:
            yield " ".join(cells)


def _finished(text: str) -> str:
    return nfc(legacy_decode(text)).strip()
