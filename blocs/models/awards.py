from datetime import date
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.languages import in_base_language
from portal.tenancy.models import AuthorityRecord

from ..enums import AwardState, AwardSubject, Level
from ..querysets import AwardQuerySet, valid_on
from .conferences import Conference
from .enterprises import Enterprise
from .organisation import Bloc
from .validity import Validity


class AwardTypeQuerySet(models.QuerySet):
    def valid(self, on: date) -> Self:
        return self.filter(valid_on(on))


class AwardType(Validity):
    """A form of commendation under the law of its time; every authority's, the operator's to keep.

    Names, levels and legal basis change with the law, so each regime has rows of its own.
    """

    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=200)
    alternative_names = models.CharField(
        _("other English names"), max_length=300, blank=True, help_text=_("Separated by “;”.")
    )
    subject = models.CharField(_("for"), max_length=10, choices=AwardSubject.choices)
    level = models.CharField(_("level of the decision"), max_length=10, choices=Level.choices)
    decided_by = models.CharField(_("decided by"), max_length=200, blank=True)
    legal_basis = models.CharField(_("legal basis"), max_length=300, blank=True)
    quota_per_bloc = models.PositiveSmallIntegerField(
        _("at most a bloc and year"), null=True, blank=True
    )

    objects = AwardTypeQuerySet.as_manager()

    class Meta:
        verbose_name = _("type of award")
        verbose_name_plural = _("types of awards")
        ordering = ["code", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="award_type_once"),
            *Validity.constraints("award_type"),
        ]

    def __str__(self) -> str:
        return self.name

    save = in_base_language(Validity.save)


class Award(AuthorityRecord):
    """*Khen thưởng* granted by a decision. Who decides is not who presents it.

    A revoked award stays, marked: it never happened that it had not been granted.
    """

    award_type = models.ForeignKey(
        AwardType, models.PROTECT, related_name="awards", verbose_name=_("award")
    )
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="awards", verbose_name=_("enterprise")
    )
    bloc = models.ForeignKey(
        Bloc,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="awards",
        verbose_name=_("bloc"),
    )
    year = models.PositiveSmallIntegerField(_("year"))
    granted_by = models.ForeignKey(
        "blocs.DecisionItem", models.PROTECT, related_name="awards", editable=False
    )
    conferred_on = models.DateField(_("conferred on"))
    presented_at = models.ForeignKey(
        Conference,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="awards",
        verbose_name=_("presented at"),
    )
    presented_by = models.CharField(_("presented by"), max_length=200, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=AwardState.choices, default=AwardState.GRANTED
    )
    revoked_by = models.ForeignKey(
        "blocs.DecisionItem",
        models.PROTECT,
        null=True,
        related_name="awards_revoked",
        editable=False,
    )
    revoked_on = models.DateField(_("revoked on"), null=True, editable=False)

    objects = AwardQuerySet.as_manager()
    edited_by = ()

    class Meta:
        verbose_name = _("award")
        verbose_name_plural = _("awards")
        ordering = ["-year", "award_type__code", "enterprise__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["award_type", "enterprise", "year"],
                condition=~Q(state=AwardState.REVOKED),
                name="award_once_a_year",
                violation_error_message=_("The enterprise already has this award for the year."),
            ),
            models.CheckConstraint(
                name="award_revocation_complete",
                condition=Q(state=AwardState.REVOKED, revoked_by__isnull=False)
                & Q(revoked_on__isnull=False)
                | ~Q(state=AwardState.REVOKED) & Q(revoked_by=None, revoked_on=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.award_type} · {self.enterprise} · {self.year}"

    def clean(self) -> None:
        super().clean()
        dated = self.award_type_id and self.conferred_on
        if dated and not self.award_type.covers(self.conferred_on):
            message = _("The law of that date does not know this award.")
            raise ValidationError({"award_type": message})

    @property
    def is_revoked(self) -> bool:
        return self.state == AwardState.REVOKED
