from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.tenancy.constraints import Frozen
from portal.tenancy.models import AuthorityRecord

from ..enums import PeriodKind, PeriodState
from ..querysets import EmulationPeriodQuerySet
from .criteria import CriteriaSet

DEADLINES = ("self_due", "cross_due", "verify_due", "publish_due")


class EmulationPeriod(AuthorityRecord):
    """*Kỳ thi đua*. A scoring period has a criteria set and four deadlines; the others only a name.

    Members on `data_to` are scored. Deadlines mark what is late, they lock nobody out: which
    step a sheet is at is the sheet's own state.
    """

    year = models.PositiveSmallIntegerField(_("year"))
    kind = models.CharField(_("kind"), max_length=8, choices=PeriodKind.choices)
    data_from = models.DateField(_("data from"))
    data_to = models.DateField(_("data until"))
    criteria_set = models.ForeignKey(
        CriteriaSet,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="periods",
        verbose_name=_("criteria set"),
        help_text=_("Empty where nothing is scored."),
    )
    self_due = models.DateField(_("self-scores due"), null=True, blank=True)
    cross_due = models.DateField(_("cross-scores due"), null=True, blank=True)
    verify_due = models.DateField(_("verification due"), null=True, blank=True)
    publish_due = models.DateField(_("publication due"), null=True, blank=True)
    state = models.CharField(
        _("state"),
        max_length=8,
        choices=PeriodState.choices,
        default=PeriodState.PLANNED,
        editable=False,
    )

    objects = EmulationPeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("emulation period")
        verbose_name_plural = _("emulation periods")
        ordering = ["-year", "-data_to"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "year", "kind"],
                name="period_once",
                violation_error_message=_("This period already exists."),
            ),
            models.CheckConstraint(
                name="period_ends_after_it_begins",
                condition=Q(data_to__gt=F("data_from")),
                violation_error_message=_("The end must be later than the beginning."),
            ),
            models.CheckConstraint(
                name="period_deadlines_ascend",
                condition=Q(criteria_set=None)
                | Q(self_due__isnull=False, cross_due__isnull=False)
                & Q(verify_due__isnull=False, publish_due__isnull=False)
                & Q(self_due__lt=F("cross_due"), cross_due__lt=F("verify_due"))
                & Q(verify_due__lt=F("publish_due")),
                violation_error_message=_(
                    "A scored period needs its four deadlines, each later than the one before."
                ),
            ),
            Frozen(
                name="period_in_use",
                states=(PeriodState.OPEN, PeriodState.CLOSED),
                fields=("year", "kind", "data_from", "data_to", "criteria_set"),
                violation_error_message=_("The period is being scored; only deadlines change now."),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        super().clean()
        missing = [name for name in DEADLINES if not getattr(self, name)]
        if self.criteria_set_id and missing:
            message = _("A scored period needs this date.")
            raise ValidationError(dict.fromkeys(missing, message))

    @property
    def label(self) -> str:
        """ "2019", or "first half of the year 2019" for a part of it."""
        if self.kind == PeriodKind.YEAR:
            return str(self.year)
        return gettext("%(kind)s %(year)s") % {"kind": self.get_kind_display(), "year": self.year}

    @property
    def is_scored(self) -> bool:
        return self.criteria_set_id is not None

    @property
    def is_open(self) -> bool:
        return self.state == PeriodState.OPEN

    @property
    def is_final(self) -> bool:
        return self.state == PeriodState.CLOSED
