"""Score sheets: an enterprise scores itself, a peer checks it, the authority verifies it."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.files import PrivateFileField
from portal.tenancy.constraints import Frozen
from portal.tenancy.models import AuthorityRecord

from ..enums import AdjustmentState, RuleKind, SheetState
from ..querysets import ScoreSheetQuerySet
from .criteria import AdjustmentRule, Criterion, points
from .enterprises import Enterprise
from .organisation import Bloc
from .periods import EmulationPeriod

RANKABLE = (SheetState.VERIFIED, SheetState.LOCKED, SheetState.PUBLISHED)
# Scores change only before this; afterwards by sending the sheet back, with a reason.
SCORED = (SheetState.VERIFIED, SheetState.EXEMPT, SheetState.LOCKED, SheetState.PUBLISHED)


class ScoreSheet(AuthorityRecord):
    """*Phiếu chấm điểm* of one enterprise in one period.

    A published sheet never changes; a correction is a new `revision` of it, the current one.
    Totals are written when the sheet is verified, from its lines and accepted adjustments.
    """

    period = models.ForeignKey(
        EmulationPeriod, models.PROTECT, related_name="sheets", verbose_name=_("period")
    )
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="sheets", verbose_name=_("enterprise")
    )
    bloc = models.ForeignKey(Bloc, models.PROTECT, related_name="sheets", verbose_name=_("bloc"))
    revision = models.PositiveSmallIntegerField(default=1)
    is_current = models.BooleanField(default=True)
    state = models.CharField(
        _("state"), max_length=14, choices=SheetState.choices, default=SheetState.DRAFT
    )
    cross_checker = models.ForeignKey(
        Enterprise,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sheets_to_check",
        verbose_name=_("cross-checked by"),
    )
    submitted_at = models.DateTimeField(null=True, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False
    )
    is_late = models.BooleanField(_("late"), default=False)
    cross_checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False
    )
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False
    )
    verified_points = points(_("verified points"), null=True, editable=False)
    bonus_points = points(_("bonus points"), default=Decimal(0))
    penalty_points = points(_("penalty points"), default=Decimal(0))
    total = points(_("total"), null=True, editable=False)
    disqualified = models.BooleanField(_("excluded from the ranking"), default=False)
    chair_place = models.PositiveSmallIntegerField(
        _("place among equals"),
        null=True,
        blank=True,
        help_text=_("The chair's decision where totals and every other rule leave a tie."),
    )
    chair_reason = models.TextField(_("reason of the chair's decision"), blank=True)

    objects = ScoreSheetQuerySet.as_manager()
    edited_by = ()
    viewed_by = ()

    class Meta:
        verbose_name = _("score sheet")
        verbose_name_plural = _("score sheets")
        ordering = ["-period__year", "bloc__ordinal", "enterprise__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "enterprise", "revision"], name="sheet_revision_once"
            ),
            models.UniqueConstraint(
                fields=["period", "enterprise"],
                condition=Q(is_current=True),
                name="sheet_one_current",
                violation_error_message=_("This enterprise already has a sheet."),
            ),
            models.UniqueConstraint(
                fields=["period", "cross_checker"],
                condition=Q(is_current=True, cross_checker__isnull=False),
                name="sheet_one_per_checker",
                violation_error_message=_("This enterprise already cross-checks another sheet."),
            ),
            models.CheckConstraint(
                name="sheet_not_self_checked",
                condition=Q(cross_checker=None) | ~Q(cross_checker=F("enterprise")),
                violation_error_message=_("Nobody cross-checks his own sheet."),
            ),
            models.CheckConstraint(
                name="sheet_not_self_verified",
                condition=Q(verified_by=None)
                | Q(submitted_by=None)
                | ~Q(verified_by=F("submitted_by")),
                violation_error_message=_("Whoever submitted a sheet cannot verify it."),
            ),
            models.CheckConstraint(
                name="sheet_ranked_has_total",
                condition=~Q(state__in=RANKABLE) | Q(total__isnull=False),
            ),
            models.CheckConstraint(
                name="sheet_chair_says_why",
                condition=Q(chair_place=None) | ~Q(chair_reason=""),
                violation_error_message=_("The chair's decision needs a reason."),
            ),
            Frozen(
                name="sheet_published",
                states=(SheetState.PUBLISHED,),
                fields=(
                    "period",
                    "enterprise",
                    "bloc",
                    "revision",
                    "verified_points",
                    "bonus_points",
                    "penalty_points",
                    "total",
                    "disqualified",
                    "chair_place",
                    "chair_reason",
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} · {self.period}"

    def clean(self) -> None:
        super().clean()
        if self.cross_checker_id and not self._is_peer():
            message = _("Only another member of the bloc can cross-check the sheet.")
            raise ValidationError({"cross_checker": message})

    def _is_peer(self) -> bool:
        members = self.bloc.memberships.active(self.period.data_to)  # type: ignore[attr-defined]
        return bool(members.filter(enterprise=self.cross_checker_id).exists())


class ScoreLine(AuthorityRecord):
    """One criterion of a sheet, scored up to three times; `max_points` is the criterion's."""

    sheet = models.ForeignKey(ScoreSheet, models.CASCADE, related_name="lines")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    max_points = points(_("most points"))
    self_points = points(_("self-score"), null=True, blank=True)
    self_note = models.TextField(_("note"), blank=True)
    cross_points = points(_("cross-score"), null=True, blank=True)
    cross_note = models.TextField(_("cross-checker's note"), blank=True)
    verified_points = points(_("verified score"), null=True, blank=True)
    verified_note = models.TextField(_("verifier's note"), blank=True)

    authority_from = "sheet"
    edited_by = ()
    viewed_by = ()

    class Meta:
        verbose_name = _("score line")
        verbose_name_plural = _("score lines")
        ordering = ["criterion__sort_order", "criterion_id"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "criterion"], name="line_once"),
            *(
                models.CheckConstraint(
                    name=f"line_{kind}_in_range",
                    condition=Q(**{f"{kind}_points": None})
                    | Q(**{f"{kind}_points__gte": 0, f"{kind}_points__lte": F("max_points")}),
                    violation_error_message=_("Points lie between 0 and the criterion's most."),
                )
                for kind in ("self", "cross", "verified")
            ),
            Frozen(name="line_final", through="sheet", states=SCORED),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}"


class AdjustmentLine(AuthorityRecord):
    """A bonus the enterprise asks for or a penalty the authority finds; the verifier decides."""

    sheet = models.ForeignKey(ScoreSheet, models.CASCADE, related_name="adjustments")
    rule = models.ForeignKey(AdjustmentRule, models.PROTECT, related_name="+")
    times = models.PositiveSmallIntegerField(_("times"), default=1)
    note = models.TextField(_("note"), blank=True)
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=AdjustmentState.choices,
        default=AdjustmentState.PROPOSED,
    )
    decision_note = models.TextField(_("reason"), blank=True)

    authority_from = "sheet"
    edited_by = ()
    viewed_by = ()

    class Meta:
        verbose_name = _("adjustment")
        verbose_name_plural = _("adjustments")
        ordering = ["rule__sort_order", "rule_id"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "rule"], name="adjustment_once"),
            models.CheckConstraint(name="adjustment_happens", condition=Q(times__gte=1)),
            Frozen(name="adjustment_final", through="sheet", states=SCORED),
        ]

    def __str__(self) -> str:
        return f"{self.rule} × {self.times}"

    def clean(self) -> None:
        super().clean()
        if self.rule_id and self.times and self.times > self.rule.max_times:
            message = _("This rule applies %(most)s times at most.")
            raise ValidationError({"times": message % {"most": self.rule.max_times}})

    @property
    def points(self) -> Decimal:
        """Positive for a bonus and a penalty alike."""
        return self.rule.points * self.times

    @property
    def counts(self) -> bool:
        return self.state == AdjustmentState.ACCEPTED


def accepted(lines: Iterable[AdjustmentLine], kind: RuleKind) -> list[AdjustmentLine]:
    return [line for line in lines if line.counts and line.rule.kind == kind]


class Evidence(AuthorityRecord):
    """A file behind a self-score; never public, seen by those who handle the sheet."""

    line = models.ForeignKey(ScoreLine, models.CASCADE, related_name="evidence")
    file = PrivateFileField(_("file"), folder="evidence")
    filename = models.CharField(_("file name"), max_length=200)
    size = models.PositiveIntegerField(_("bytes"))
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False
    )

    authority_from = "line"
    edited_by = ()
    viewed_by = ()

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.filename

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        deleted = super().delete(*args, **kwargs)
        self.file.delete(save=False)
        return deleted
