"""The reading process: a file on standard input, what it says on standard output."""

import sys
from collections.abc import Callable

from .contract import Extraction, Notice, Page, written

OUT_OF_MEMORY = 3
OLE = b"\xd0\xcf\x11\xe0"
MOST_CHARACTERS = 5_000_000


def main() -> None:
    content = sys.stdin.buffer.read()
    try:
        found = extraction_of(content)
    except MemoryError:
        sys.exit(OUT_OF_MEMORY)
    sys.stdout.buffer.write(written(found))


def extraction_of(content: bytes) -> Extraction:
    reader = _reader_of(content)
    if isinstance(reader, Notice):
        return Extraction(notice=reader)
    try:
        return shortened(reader(content))
    except MemoryError:
        raise
    except Exception:
        return Extraction(notice=Notice.BROKEN)


def _reader_of(content: bytes) -> Callable[[bytes], Extraction] | Notice:
    """By the content; each reader's library is loaded for its own files only."""
    if b"%PDF-" in content[:1024]:
        from .pdf import pdf_extraction

        return pdf_extraction
    if content.startswith(OLE):
        return Notice.LOCKED if _is_encrypted(content) else Notice.OLD_FORMAT
    if content.startswith(b"PK\x03\x04"):
        from .office import office_extraction

        return office_extraction
    return Notice.BROKEN


def _is_encrypted(content: bytes) -> bool:
    """New Office files behind a password are old ones outside."""
    return "EncryptedPackage".encode("utf-16-le") in content


def shortened(found: Extraction) -> Extraction:
    """No more than `MOST_CHARACTERS`, and a notice where something was cut."""
    left, pages = MOST_CHARACTERS, []
    for page in found.pages:
        pages.append(Page(page.text[:left], page.number, page.label))
        left -= len(page.text)
        if left < 0:
            return Extraction(pages, Notice.TOO_LARGE, found.read_by_ocr)
    return found
