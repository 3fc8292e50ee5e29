from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.tenancy.models import Authority

from ..enums import FileState
from ..extraction import Notice


class FileText(models.Model):
    """What a public file says, page by page; read once for each stored file, by the worker."""

    authority = models.ForeignKey(Authority, models.CASCADE, related_name="+")
    name = models.CharField(max_length=300)
    filename = models.CharField(_("file name"), max_length=250)
    url = models.CharField(_("address"), max_length=1000, blank=True)
    state = models.CharField(
        _("state"), max_length=8, choices=FileState.choices, default=FileState.PENDING
    )
    notice = models.CharField(max_length=12, blank=True)
    read_by_ocr = models.BooleanField(_("read from pictures"), default=False)
    pages = models.JSONField(default=list)
    claimed_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("text of a file")
        verbose_name_plural = _("texts of files")
        constraints = [
            models.UniqueConstraint(fields=["authority", "name"], name="file_text_once"),
        ]

    def __str__(self) -> str:
        return self.filename

    @property
    def text(self) -> str:
        return "\n".join(page["text"] for page in self.pages)

    @property
    def reason(self) -> Any:
        """Why it has no text, or not all of it, in words; empty where it has."""
        return NOTICES.get(Notice(self.notice), "") if self.notice else ""


NOTICES = {
    Notice.SCANNED: _("Its pages are pictures, and no text recognition is installed."),
    Notice.OLD_FORMAT: _("The old formats .doc, .xls and .ppt are not read; save it anew."),
    Notice.LOCKED: _("It needs a password."),
    Notice.BROKEN: _("The file is damaged or not what its name says."),
    Notice.TOO_LARGE: _("It is too large: not all of it was read."),
}
