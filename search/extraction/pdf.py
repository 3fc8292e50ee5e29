"""PDF, page by page; pages that are pictures go to Tesseract where it is installed."""

import io
import shutil
import subprocess
from typing import Any

import pypdfium2

from portal.text import legacy_decode, nfc

from .contract import Extraction, Notice, Page

MOST_PAGES = 2_000
OCR_PAGES = 60  # a minute and more of work on a small machine
OCR_SCALE = 200 / 72  # 200 dpi
OCR_SECONDS = 20


def pdf_extraction(content: bytes) -> Extraction:
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        is_locked = "password" in str(error).lower()
        return Extraction(notice=Notice.LOCKED if is_locked else Notice.BROKEN)
    numbers = range(min(len(document), MOST_PAGES))
    pages = [Page(_text(document[number]), number + 1) for number in numbers]
    if not any(page.text for page in pages):
        return _scanned(document, len(pages))
    cut = len(document) > MOST_PAGES
    return Extraction(pages, Notice.TOO_LARGE if cut else None)


def _text(page: Any) -> str:
    """Hyphens that a line break left go; the page's own old encoding is read."""
    raw = page.get_textpage().get_text_bounded()
    joined = raw.replace("\x02", "").replace("\r\n", "\n")
    return nfc(legacy_decode(joined)).strip()


# --- pages that are pictures -----------------------------------------------------------------
def _scanned(document: Any, count: int) -> Extraction:
    tesseract = shutil.which("tesseract")
    if tesseract is None or not _reads_vietnamese(tesseract):
        return Extraction([Page("", number + 1) for number in range(count)], Notice.SCANNED)
    numbers = range(min(count, OCR_PAGES))
    pages = [Page(_ocr(tesseract, document[number]), number + 1) for number in numbers]
    cut = count > OCR_PAGES
    return Extraction(pages, Notice.TOO_LARGE if cut else None, read_by_ocr=True)


def _reads_vietnamese(tesseract: str) -> bool:
    listed = subprocess.run(  # noqa: S603
        [tesseract, "--list-langs"], capture_output=True, text=True, check=False
    )
    return "vie" in listed.stdout.split()


def _ocr(tesseract: str, page: Any) -> str:
    picture = io.BytesIO()
    page.render(scale=OCR_SCALE).to_pil().convert("L").save(picture, "PNG")
    try:
        done = subprocess.run(  # noqa: S603
            [tesseract, "stdin", "stdout", "-l", "vie+eng"],
            input=picture.getvalue(),
            capture_output=True,
            timeout=OCR_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return ""
    return nfc(done.stdout.decode("utf-8", "replace")).strip()
