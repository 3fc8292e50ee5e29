"""Files that are not everybody's: kept apart from the media, served by a view that asks first."""

from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.storage import Storage, storages
from django.db import models
from django.http import FileResponse
from django.utils.translation import gettext as _

LARGEST = 20 * 1024 * 1024
# What may be kept, and how a browser is told to take it: never as a page of the site.
CONTENT_TYPES = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
}
SIGNATURES = {
    ".pdf": (b"%PDF-",),
    ".docx": (b"PK\x03\x04",),
    ".xlsx": (b"PK\x03\x04",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".png": (b"\x89PNG\r\n\x1a\n",),
}


def private_storage() -> Storage:
    return storages["private"]


def suffix_of(name: str) -> str:
    return PurePath(name).suffix.lower()


def validate_file(file: Any) -> None:
    """Refuse what is too large, of another kind, or not what its name says."""
    suffix = suffix_of(file.name)
    if suffix not in CONTENT_TYPES:
        kinds = ", ".join(kind[1:].upper() for kind in CONTENT_TYPES)
        message = _("Only these kinds of file can be kept: %(kinds)s.")
        raise ValidationError(message % {"kinds": kinds})
    if file.size > LARGEST:
        most = LARGEST // 1024 // 1024
        raise ValidationError(_("The file is larger than %(most)s MB.") % {"most": most})
    file.seek(0)
    head = file.read(8)
    file.seek(0)
    if not head.startswith(SIGNATURES[suffix]):
        raise ValidationError(_("The file is not what its name says, or it is damaged."))


class PrivateFileField(models.FileField):
    """A file in the private storage, under the record's authority and public id.

    The name a person gave it is kept by the record, never used as a path.
    """

    def __init__(self, *args: Any, folder: str, **kwargs: Any) -> None:
        self.folder = folder
        kwargs |= {"storage": private_storage, "max_length": 200}
        kwargs.setdefault("validators", [validate_file])
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for own in ("storage", "upload_to", "max_length", "validators"):
            kwargs.pop(own, None)
        return name, path, args, kwargs | {"folder": self.folder}

    def generate_filename(self, instance: Any, filename: str) -> str:
        return f"{self.folder}/{instance.authority_id}/{instance.uid}{suffix_of(filename)}"


def private_file_response(file: Any, filename: str, *, inline: bool = False) -> FileResponse:
    """The file as a download (or, for a PDF, to look at), never sniffed for another type."""
    suffix = suffix_of(file.name)
    response = FileResponse(
        file.open("rb"),
        as_attachment=not (inline and suffix == ".pdf"),
        filename=filename,
        content_type=CONTENT_TYPES.get(suffix, "application/octet-stream"),
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response
