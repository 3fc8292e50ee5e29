from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.files import PrivateFileField
from portal.languages import language_labels
from portal.tenancy.enums import Role
from portal.tenancy.models import AuthorityRecord
from portal.text import slug

from ..enums import FileKind, ReportKind, ReportLevel, ReportState
from ..querysets import ReportQuerySet
from .decisions import validate_full_number
from .enterprises import Enterprise
from .organisation import Bloc
from .periods import EmulationPeriod


class Report(AuthorityRecord):
    """*Báo cáo*: what an enterprise, a bloc or the authority reports about a period."""

    kind = models.CharField(_("kind"), max_length=10, choices=ReportKind.choices)
    level = models.CharField(_("level"), max_length=10, choices=ReportLevel.choices)
    period = models.ForeignKey(
        EmulationPeriod, models.PROTECT, related_name="reports", verbose_name=_("period")
    )
    bloc = models.ForeignKey(
        Bloc,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reports",
        verbose_name=_("bloc"),
    )
    enterprise = models.ForeignKey(
        Enterprise,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reports",
        verbose_name=_("enterprise"),
    )
    full_number = models.CharField(
        _("number and symbol"), max_length=40, blank=True, validators=[validate_full_number]
    )
    slug = models.SlugField(max_length=120, editable=False)
    issued_on = models.DateField(_("date of issue"))
    title = models.CharField(_("title"), max_length=250)
    summary = models.TextField(_("summary"), blank=True)
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=ReportState.choices,
        default=ReportState.DRAFT,
        editable=False,
    )

    objects = ReportQuerySet.as_manager()
    edited_by = (Role.ADMINISTRATOR, Role.EDITOR)

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["-issued_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["authority", "slug"], name="report_slug_unique"),
            models.CheckConstraint(
                name="report_level_has_its_author",
                condition=Q(level=ReportLevel.AUTHORITY, bloc=None, enterprise=None)
                | Q(level=ReportLevel.BLOC, bloc__isnull=False, enterprise=None)
                | Q(level=ReportLevel.ENTERPRISE, enterprise__isnull=False),
                violation_error_message=_(
                    "A bloc's report names the bloc, an enterprise's the enterprise, "
                    "the authority's neither."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.full_number

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.slug = self.slug or self._free_slug()
        super().save(*args, **kwargs)

    def _free_slug(self) -> str:
        own = f"{self.full_number} {self.issued_on.year}" if self.full_number else self.title_vi
        taken = set(type(self).objects.of(self.authority).values_list("slug", flat=True))
        candidates = [slug(own, 110), *(f"{slug(own, 110)}-{n}" for n in range(2, 1000))]
        return next(name for name in candidates if name not in taken)

    @property
    def is_final(self) -> bool:
        return self.state == ReportState.PUBLISHED


class ReportFile(AuthorityRecord):
    """One file of a report, in one language."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="files")
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    kind = models.CharField(_("kind"), max_length=5, choices=FileKind.choices, editable=False)
    file = PrivateFileField(_("file"), folder="reports")
    filename = models.CharField(_("file name"), max_length=200, editable=False)
    sha256 = models.CharField(_("checksum (SHA-256)"), max_length=64, editable=False)
    size = models.PositiveIntegerField(_("bytes"), editable=False)
    is_scanned = models.BooleanField(
        _("scanned"), default=False, help_text=_("Pictures of pages; no text can be read from it.")
    )

    authority_from = "report"
    edited_by = (Role.ADMINISTRATOR, Role.EDITOR)

    class Meta:
        verbose_name = _("file of a report")
        verbose_name_plural = _("files of a report")
        ordering = ["-language", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["report", "filename"], name="report_filename_once"),
        ]

    def __str__(self) -> str:
        return self.filename

    def clean(self) -> None:
        super().clean()
        if self.report_id and self.report.is_final:
            raise ValidationError(_("The files of a published report are final."))

    @property
    def language_label(self) -> str:
        return language_labels()[self.language]

    @property
    def is_accessible(self) -> bool:
        """Whether a screen reader can read it: not a scan."""
        return not self.is_scanned
