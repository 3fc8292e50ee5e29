"""Texts of public files: read once for each stored file, outside any request."""

from dataclasses import asdict
from datetime import timedelta

from django.core.files.storage import storages
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from portal.sources import source_of

from ..enums import FileState
from ..extraction import Extraction, Notice, extract
from ..models import FileText
from .entries import entries_refresh

CLAIMED = timedelta(minutes=5)  # a worker that takes longer has died


def file_text_next() -> FileText | None:
    """A file that waits, taken so that no other worker reads it, too."""
    waiting = FileText.objects.filter(state=FileState.PENDING)
    free = Q(claimed_at=None) | Q(claimed_at__lt=timezone.now() - CLAIMED)
    for file in waiting.filter(free).order_by("pk")[:10]:
        own = waiting.filter(free, pk=file.pk)
        if own.update(claimed_at=timezone.now()):
            return file
    return None


def file_text_read(file: FileText) -> None:
    """Read it, and write anew what is found of the things it belongs to."""
    found = _extraction(file)
    file.pages = [asdict(page) for page in found.pages if page.text]
    file.notice, file.read_by_ocr = found.notice or "", found.read_by_ocr
    file.state = FileState.READ if file.pages else FileState.FAILED
    file.claimed_at, file.read_at = None, timezone.now()
    with transaction.atomic():
        file.save()
        for entry in file.entries.select_related("kind"):  # type: ignore[attr-defined]
            model = entry.kind.model_class()
            source = source_of(model) if model else None
            if source is not None:
                entries_refresh(source, [entry.object_id])


def _extraction(file: FileText) -> Extraction:
    try:
        with storages["private"].open(file.name, "rb") as content:
            return extract(content.read())
    except OSError:
        return Extraction(notice=Notice.BROKEN)


def file_texts_forget() -> int:
    """Files that nothing public has any more; how many."""
    return FileText.objects.filter(entries=None).delete()[0]


def file_text_again(file: FileText) -> None:
    """Have it read again: somebody has installed text recognition, or mended the file."""
    FileText.objects.filter(pk=file.pk).update(state=FileState.PENDING, claimed_at=None)
