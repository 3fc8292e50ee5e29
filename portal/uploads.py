"""What an uploaded file really is: judged by its content, its name only has to agree.

Nothing here opens a file for a reader: every check is bounded before it unpacks or decodes.
"""

import html
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image

LARGEST_UNPACKED = 100 * 1024 * 1024
MOST_PARTS = 5_000  # files inside one archive
DEEPEST = 1  # a workbook inside a document is usual, one inside that is not
OLE = b"\xd0\xcf\x11\xe0"  # old binary Office files, and new ones behind a password
ZIP = b"PK\x03\x04"
PROGRAMS = (
    b"MZ",
    b"\x7fELF",
    b"\xca\xfe\xba\xbe",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xfe\xed\xfa",
    b"#!",
)
SIGNATURES = {"pdf": b"%PDF-", "jpg": b"\xff\xd8\xff", "png": b"\x89PNG\r\n\x1a\n"}
SAME_KIND = {"jpeg": "jpg"}
OLD_OFFICE = ("doc", "xls")
OFFICE_TYPE = "application/vnd.openxmlformats-officedocument."
OFFICE_KINDS = {
    f"{OFFICE_TYPE}wordprocessingml.document.main+xml": "docx",
    f"{OFFICE_TYPE}spreadsheetml.sheet.main+xml": "xlsx",
    f"{OFFICE_TYPE}presentationml.presentation.main+xml": "pptx",
}
CONTENT_TYPES_PART = "[Content_Types].xml"
MACRO_MARKS = ("macroenabled", "vbaproject", "macrosheet", "activex")
PROGRAM_SUFFIXES = re.compile(
    r"\.(exe|dll|com|scr|msi|bat|cmd|ps1|vbs|jse?|wsf|hta|jar|lnk|sh|py)$", re.IGNORECASE
)
OFFICE_SUFFIXES = frozenset((".docx", ".xlsx", ".pptx"))


def suffix_of(name: str) -> str:
    return PurePath(name).suffix.lower()


def check_upload(file: Any, *, kinds: Collection[str], largest: int) -> None:
    """Refuse what is too large, of another kind, dangerous, damaged, or not what its name says.

    `kinds` are suffixes without the dot; old Office files only where they are among them.
    Raises ValidationError with one message for the person.
    """
    suffix = suffix_of(file.name)[1:]
    if not file.size:
        raise ValidationError(_("The file is empty."))
    if file.size > largest:
        raise ValidationError(_("The file is larger than %(most)s MB.") % {"most": largest >> 20})
    file.seek(0)
    content = file.read()
    file.seek(0)
    if content.startswith(OLE) and suffix in OLD_OFFICE and suffix in kinds:
        _check_old_office(content)
        return
    _refuse_by_signature(content)
    if suffix not in kinds:
        message = _("Only these kinds of file can be kept: %(kinds)s.")
        raise ValidationError(message % {"kinds": ", ".join(kind.upper() for kind in kinds)})
    if _kind_of(content) != SAME_KIND.get(suffix, suffix):
        raise _damaged()
    if check := CHECKS.get(SAME_KIND.get(suffix, suffix)):
        check(content)


def _damaged() -> ValidationError:
    return ValidationError(_("The file is not what its name says, or it is damaged."))


def _refuse_by_signature(content: bytes) -> None:
    if content.startswith(OLE):
        message = _(
            "This is an old Office file (.doc, .xls, .ppt) or one behind a password; "
            "save it as DOCX, XLSX or PDF without a password and try again."
        )
        raise ValidationError(message)
    if content.startswith(PROGRAMS):
        raise ValidationError(_("Programs cannot be uploaded."))


def _kind_of(content: bytes) -> str | None:
    """The suffix such content should have; None for what is not known here."""
    if content.startswith(ZIP):
        return _office_kind(content)
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "webp"
    return next((kind for kind, mark in SIGNATURES.items() if content.startswith(mark)), None)


# --- images --------------------------------------------------------------------------------
def _check_image(content: bytes) -> None:
    """The header says how many pixels there will be, so nothing is decoded before that is asked."""
    most = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS
    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG", "WEBP")) as image:
            pixels = image.width * image.height * getattr(image, "n_frames", 1)
            if pixels <= most:
                image.load()
    except Image.DecompressionBombError:
        pixels = most + 1
    except Exception as error:  # Pillow raises whatever its parsers raise
        raise _damaged() from error
    if pixels > most:
        message = _("The image has more than %(most)s million pixels; make it smaller.")
        raise ValidationError(message % {"most": most // 1_000_000})


# --- PDF -----------------------------------------------------------------------------------
def _name(text: str) -> bytes:
    """A pattern for a name in a PDF, any letter of which may be written as #xx."""
    letters = (f"(?:{letter}|#{ord(letter):02x}|#{ord(letter):02X})" for letter in text)
    return ("/" + "".join(letters) + r"(?![\w#])").encode()


ACTIVE = re.compile(_name("JavaScript") + b"|" + _name("Launch"))
PACKED_OBJECTS = re.compile(_name("ObjStm"))
MOST_PACKED = 10_000
PIECE = 64 * 1024
STREAM = re.compile(rb"stream\r?\n")


def _check_pdf(content: bytes) -> None:
    """No scripts and no programs to start, as far as that can be read without a PDF library."""
    if ACTIVE.search(content) or any(ACTIVE.search(part) for part in _unpacked(content)):
        message = _(
            "The PDF contains scripts or starts programs; print it to PDF again and upload that."
        )
        raise ValidationError(message)


def _unpacked(content: bytes) -> Iterator[bytes]:
    """What the compressed object streams hold; their dictionary stands just before them."""
    left = LARGEST_UNPACKED
    for number, found in enumerate(PACKED_OBJECTS.finditer(content)):
        start = STREAM.search(content, found.end(), found.end() + 500)
        part = _inflated(memoryview(content)[start.end() :], left) if start else b""
        left -= len(part)
        if left <= 0 or number > MOST_PACKED:
            raise ValidationError(_("The file is too large when unpacked."))
        yield part


def _inflated(packed: memoryview, most: int) -> bytes:
    """As much as is well compressed: zlib copies what it leaves, so it is fed by the piece."""
    stream, out = zlib.decompressobj(), bytearray()
    for place in range(0, len(packed), PIECE):
        try:
            out += stream.decompress(packed[place : place + PIECE], most - len(out) + 1)
        except zlib.error:
            break
        if stream.eof or len(out) > most:
            break
    return bytes(out)


# --- Office --------------------------------------------------------------------------------
def _check_old_office(content: bytes) -> None:
    """No macros and no packed objects, as the names of an old file's streams tell (MS-CFB 2.6)."""
    if "_VBA_PROJECT".encode("utf-16-le") in content:
        raise ValidationError(_("The file contains macros; save it without them and try again."))
    if "Ole10Native".encode("utf-16-le") in content:
        raise ValidationError(
            _("The file contains an embedded program or object; remove it and try again.")
        )


def is_bomb(archive: zipfile.ZipFile) -> bool:
    """Whether unpacking it would cost more than any honest file; only the directory is read."""
    parts = archive.infolist()
    return len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED


def _office_kind(content: bytes, depth: int = 0) -> str | None:
    """The kind of an Office file without macros, programs and objects; None for another archive.

    Raises ValidationError for one that holds any of them.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if is_bomb(archive):
                raise ValidationError(_("The file is too large when unpacked."))
            kind = _declared_kind(archive)
            for part in archive.infolist():
                _check_part(archive, part, depth)
            return kind
    except ValidationError:
        raise
    except Exception as error:  # zipfile raises whatever it stumbles over
        raise _damaged() from error


def _declared_kind(archive: zipfile.ZipFile) -> str | None:
    names = archive.namelist()
    if len(set(names)) != len(names):  # which of two would be opened depends on the reader
        raise _damaged()
    if CONTENT_TYPES_PART not in names:
        return None
    text = html.unescape(archive.read(CONTENT_TYPES_PART).decode("utf-8-sig"))
    if "<!" in text.replace("<!--", ""):
        raise _damaged()
    has_macros = any(mark in "\n".join((text, *names)).lower() for mark in MACRO_MARKS)
    if has_macros:
        raise ValidationError(_("The file contains macros; save it without them and try again."))
    declared = set(re.findall(r"ContentType\s*=\s*[\"']([^\"']+)", text))
    kinds = [kind for content_type, kind in OFFICE_KINDS.items() if content_type in declared]
    return kinds[0] if len(kinds) == 1 else None


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, depth: int) -> None:
    if part.flag_bits & 0x1 or part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise _damaged()
    with archive.open(part) as opened:
        head = opened.read(8)
        if head.startswith((OLE, *PROGRAMS)) or PROGRAM_SUFFIXES.search(part.filename):
            message = _("The file contains an embedded program or object; remove it and try again.")
            raise ValidationError(message)
        if head.startswith(ZIP):
            _check_inner(head + opened.read(), part.filename, depth)


def _check_inner(content: bytes, name: str, depth: int) -> None:
    """A chart brings its workbook; any other archive inside is refused."""
    known = depth < DEEPEST and suffix_of(name) in OFFICE_SUFFIXES
    if not (known and _office_kind(content, depth + 1)):
        raise ValidationError(_("The file contains another archive; remove it and try again."))


CHECKS: dict[str, Callable[[bytes], None]] = {
    "pdf": _check_pdf,
    "jpg": _check_image,
    "png": _check_image,
    "webp": _check_image,
}
