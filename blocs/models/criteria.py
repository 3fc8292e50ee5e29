from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from portal.tenancy.constraints import Frozen
from portal.tenancy.models import AuthorityRecord
from portal.text import slug

from ..enums import BonusMode, Classification, CriteriaState, RuleKind, TieBreak
from ..querysets import CriteriaSetQuerySet

FIXED = (CriteriaState.ISSUED, CriteriaState.LOCKED)


def points(label: Any, **options: Any) -> models.DecimalField:
    return models.DecimalField(label, max_digits=7, decimal_places=2, **options)


def validate_tie_break(chain: Any) -> None:
    if not isinstance(chain, list) or len(set(chain)) != len(chain):
        raise ValidationError(_("Give each way of breaking ties once."))
    if set(chain) - set(TieBreak.values):
        raise ValidationError(_("This is no known way of breaking ties."))


def default_tie_break() -> list[str]:
    return list(TieBreak.values)


class CriteriaSet(AuthorityRecord, ClusterableModel):
    """*Bảng tiêu chí chấm điểm*: what a year is scored by; fixed once a decision issues it.

    `bonus_mode` says whether the bonus lies outside the scale (1000 + up to `bonus_cap`) or
    inside it (the criteria then sum up to `scale_max − bonus_cap`).
    """

    code = models.CharField(_("code"), max_length=40)
    slug = models.SlugField(max_length=80, editable=False)
    title = models.CharField(_("title"), max_length=200)
    year = models.PositiveSmallIntegerField(_("year"))
    scale_max = points(_("highest score"), default=Decimal(1000))
    bonus_mode = models.CharField(
        _("bonus points"), max_length=8, choices=BonusMode.choices, default=BonusMode.OUTSIDE
    )
    bonus_cap = points(_("most bonus points"), default=Decimal(0))
    excellent_from = points(_("“excellent” from"))
    good_from = points(_("“good” from"))
    fair_from = points(_("“fair” from"))
    completed_from = points(_("“tasks completed” from"))
    consolation_prizes = models.PositiveSmallIntegerField(_("consolation prizes"), default=0)
    tie_break = models.JSONField(
        _("order of breaking ties"), default=default_tie_break, validators=[validate_tie_break]
    )
    cloned_from = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="clones"
    )
    issued_by = models.ForeignKey(
        "blocs.Decision", models.PROTECT, null=True, editable=False, related_name="issued_criteria"
    )
    state = models.CharField(
        _("state"),
        max_length=8,
        choices=CriteriaState.choices,
        default=CriteriaState.DRAFT,
        editable=False,
    )

    objects = CriteriaSetQuerySet.as_manager()

    class Meta:
        verbose_name = _("criteria set")
        verbose_name_plural = _("criteria sets")
        ordering = ["-year", "code"]
        constraints = [
            models.UniqueConstraint(fields=["authority", "code"], name="criteria_code_unique"),
            models.UniqueConstraint(fields=["authority", "slug"], name="criteria_slug_unique"),
            models.CheckConstraint(
                name="criteria_bands_descend",
                condition=Q(excellent_from__gt=F("good_from"))
                & Q(good_from__gt=F("fair_from"))
                & Q(fair_from__gt=F("completed_from"))
                & Q(completed_from__gte=0),
                violation_error_message=_("Each class must begin below the one before it."),
            ),
            models.CheckConstraint(
                name="criteria_scale",
                condition=Q(scale_max__gt=0, bonus_cap__gte=0, bonus_cap__lt=F("scale_max")),
                violation_error_message=_("The bonus must be less than the highest score."),
            ),
            Frozen(
                name="criteria_final",
                states=FIXED,
                fields=(
                    "code",
                    "year",
                    "scale_max",
                    "bonus_mode",
                    "bonus_cap",
                    "excellent_from",
                    "good_from",
                    "fair_from",
                    "completed_from",
                    "consolation_prizes",
                    "tie_break",
                    "issued_by",
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.code

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.slug = slug(self.code)
        super().save(*args, **kwargs)

    @property
    def is_final(self) -> bool:
        return self.state in FIXED

    @property
    def base_max(self) -> Decimal:
        """What the criteria must sum up to."""
        inside = self.bonus_mode == BonusMode.INSIDE
        return self.scale_max - self.bonus_cap if inside else self.scale_max

    @property
    def tie_break_labels(self) -> list[str]:
        return [str(TieBreak(step).label) for step in self.tie_break]

    def bands(self) -> list[tuple[Classification, Decimal]]:
        """The classes and the least total of each, best first."""
        return [
            (Classification.EXCELLENT, self.excellent_from),
            (Classification.GOOD, self.good_from),
            (Classification.FAIR, self.fair_from),
            (Classification.COMPLETED, self.completed_from),
            (Classification.NOT_COMPLETED, Decimal(0)),
        ]


class Criterion(AuthorityRecord):
    """A line of the table: a group ("I") or a criterion of it ("I.2"); its code says which."""

    criteria_set = ParentalKey(CriteriaSet, on_delete=models.CASCADE, related_name="criteria")
    sort_order = models.PositiveSmallIntegerField(default=0, editable=False)
    sort_order_field = "sort_order"
    code = models.CharField(
        _("code"), max_length=12, help_text=_("“I” for a group, “I.2” for a criterion in it.")
    )
    title = models.CharField(_("title"), max_length=300)
    max_points = points(_("most points"))
    guidance = models.TextField(_("how points are given"), blank=True)
    evidence_required = models.BooleanField(_("evidence required"), default=False)

    authority_from = "criteria_set"

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["sort_order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["criteria_set", "code"], name="criterion_code_unique"),
            models.CheckConstraint(
                name="criterion_points_positive",
                condition=Q(max_points__gt=0),
                violation_error_message=_("A criterion is worth more than 0 points."),
            ),
            Frozen(name="criterion_final", through="criteria_set", states=FIXED),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def is_group(self) -> bool:
        return "." not in self.code

    @property
    def group_code(self) -> str:
        return self.code.partition(".")[0]


class AdjustmentRule(AuthorityRecord):
    """A bonus, a penalty, or what excludes an enterprise from the ranking."""

    criteria_set = ParentalKey(CriteriaSet, on_delete=models.CASCADE, related_name="rules")
    sort_order = models.PositiveSmallIntegerField(default=0, editable=False)
    sort_order_field = "sort_order"
    kind = models.CharField(_("kind"), max_length=10, choices=RuleKind.choices)
    code = models.CharField(_("code"), max_length=12)
    title = models.CharField(_("title"), max_length=300)
    points = points(_("points each time"), default=Decimal(0))
    max_times = models.PositiveSmallIntegerField(_("times at most"), default=1)

    authority_from = "criteria_set"

    class Meta:
        verbose_name = _("adjustment rule")
        verbose_name_plural = _("adjustment rules")
        ordering = ["sort_order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["criteria_set", "code"], name="rule_code_unique"),
            models.CheckConstraint(
                name="rule_points",
                condition=Q(kind=RuleKind.DISQUALIFY, points=0)
                | (~Q(kind=RuleKind.DISQUALIFY) & Q(points__gt=0)),
                violation_error_message=_(
                    "A bonus or penalty has points; what excludes from ranking has none."
                ),
            ),
            Frozen(name="rule_final", through="criteria_set", states=FIXED),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"
