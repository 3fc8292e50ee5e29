"""What is uploaded: the lines by themselves, or a ZIP of the lines and the files they name."""

import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from portal.files import LARGEST
from portal.uploads import ZIP

MOST_BYTES = 100 * 1024 * 1024  # of an upload, and of its lines
SUFFIXES = (".jsonl", ".ndjson")


@dataclass(frozen=True)
class Package:
    """`open_file` raises FileNotFoundError for what was not packed, ValidationError for damage."""

    lines: Iterable[bytes]
    open_file: Callable[[str], bytes]


def check_package(file: Any) -> None:
    """Refuse what `package` could not open. Raises ValidationError for the person."""
    if file.size > MOST_BYTES:
        text = _("The file is larger than %(most)s MB.")
        raise ValidationError(text % {"most": MOST_BYTES >> 20})
    file.seek(0)
    head = file.read(4096)
    if not head.startswith(ZIP):
        if b"\0" in head:
            raise ValidationError(_("This is neither a text file nor a ZIP file."))
        return
    try:
        with zipfile.ZipFile(file) as archive:
            lines = archive.getinfo(_lines_of(archive))
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise ValidationError(_("The file is not what its name says, or it is damaged.")) from error
    if lines.file_size > MOST_BYTES:
        raise ValidationError(_("The file is too large when unpacked."))


@contextmanager
def package(file: IO[bytes]) -> Iterator[Package]:
    is_packed = file.read(len(ZIP)) == ZIP
    file.seek(0)
    if not is_packed:
        yield Package(file, _nothing)
        return
    with zipfile.ZipFile(file) as archive:
        name = _lines_of(archive)
        folder = name.rpartition("/")[0]
        with archive.open(name) as lines:
            yield Package(lines, lambda path: _read(archive, f"{folder}/{path}".lstrip("/")))


def _lines_of(archive: zipfile.ZipFile) -> str:
    """The one file of lines; a Mac packs a shadow of each file, which does not count."""
    names = [
        name
        for name in archive.namelist()
        if name.lower().endswith(SUFFIXES) and not name.startswith("__MACOSX/")
    ]
    if len(names) != 1:
        raise ValidationError(_("Pack exactly one JSONL file, with the files its lines name."))
    return names[0]


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        part = archive.getinfo(name)
        if part.file_size > LARGEST:
            raise ValidationError(
                _("The file is larger than %(most)s MB.") % {"most": LARGEST >> 20}
            )
        return archive.read(part)
    except KeyError as error:
        raise FileNotFoundError(name) from error
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise ValidationError(_("The file is not what its name says, or it is damaged.")) from error


def _nothing(name: str) -> bytes:
    raise FileNotFoundError(name)
