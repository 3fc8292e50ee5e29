"""Files that are not everybody's: kept apart from the media, served by a view that asks first."""

from typing import Any

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.http import FileResponse, Http404
from django.utils.cache import patch_cache_control

from .uploads import OLD_OFFICE, check_upload, suffix_of

LARGEST = 20 * 1024 * 1024
KINDS = ("pdf", "docx", "xlsx", "jpg", "jpeg", "png")
PAST_KINDS = (*KINDS, *OLD_OFFICE)
# How a browser is told to take a file: never as a page of the site.
OFFICE = "application/vnd.openxmlformats-officedocument"
CONTENT_TYPES = {
    ".pdf": "application/pdf",
    ".doc": "application/msword",
    ".xls": "application/vnd.ms-excel",
    ".docx": f"{OFFICE}.wordprocessingml.document",
    ".xlsx": f"{OFFICE}.spreadsheetml.sheet",
    ".pptx": f"{OFFICE}.presentationml.presentation",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}
INLINE = (".pdf", ".jpg", ".jpeg", ".png", ".webp")


def private_storage() -> Storage:
    return storages["private"]


def validate_file(file: Any) -> None:
    """What may be kept with a record."""
    check_upload(file, kinds=KINDS, largest=LARGEST)


def validate_past_file(file: Any) -> None:
    """What may be kept of the past, which nobody can save in another format any more."""
    check_upload(file, kinds=PAST_KINDS, largest=LARGEST)


def validate_document(file: Any) -> None:
    """A document's file, when it is new: one that is stored has been checked."""
    if not getattr(file, "_committed", False):
        largest = settings.WAGTAILDOCS_MAX_UPLOAD_SIZE
        check_upload(file, kinds=settings.WAGTAILDOCS_EXTENSIONS, largest=largest)


def validate_image(file: Any) -> None:
    largest = settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE
    check_upload(file, kinds=settings.WAGTAILIMAGES_EXTENSIONS, largest=largest)


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
    """The file as a download (or, for a PDF or an image, to look at), never sniffed for another
    type, never kept by a cache that others use. Raises Http404 for a file that is gone.
    """
    suffix = suffix_of(file.name)
    try:
        opened = file.storage.open(file.name, "rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(
        opened,
        as_attachment=not (inline and suffix in INLINE),
        filename=filename,
        content_type=CONTENT_TYPES.get(suffix, "application/octet-stream"),
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'"
    patch_cache_control(response, private=True, no_cache=True)
    return response
