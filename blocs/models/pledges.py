"""What the members of a bloc commit themselves to, year by year."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.tenancy.enums import Role
from portal.tenancy.models import AuthorityRecord
from portal.text import slug

from ..enums import COMMERCIAL, Direction, Indicator, PledgeState, SignatureMethod, Visibility
from ..querysets import PledgeQuerySet, PledgeTargetQuerySet
from .conferences import Conference
from .enterprises import Enterprise
from .organisation import Bloc


class Pledge(AuthorityRecord):
    """*Giao ước thi đua*: one per bloc and year."""

    bloc = models.ForeignKey(Bloc, models.PROTECT, related_name="pledges", verbose_name=_("bloc"))
    year = models.PositiveSmallIntegerField(_("year"))
    slug = models.SlugField(max_length=80, editable=False)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"), blank=True)
    signed_at = models.ForeignKey(
        Conference,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="pledges",
        verbose_name=_("signed at"),
    )
    state = models.CharField(
        _("state"), max_length=12, choices=PledgeState.choices, default=PledgeState.DRAFT
    )

    objects = PledgeQuerySet.as_manager()
    edited_by = (Role.ADMINISTRATOR, Role.EDITOR)

    class Meta:
        verbose_name = _("pledge")
        verbose_name_plural = _("pledges")
        ordering = ["-year", "bloc__ordinal", "bloc__code"]
        constraints = [
            models.UniqueConstraint(fields=["bloc", "year"], name="pledge_once_a_year"),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.slug = slug(f"{self.bloc.code} {self.year}")
        super().save(*args, **kwargs)

    @property
    def is_signed(self) -> bool:
        return self.state == PledgeState.SIGNED


class PledgeTarget(AuthorityRecord):
    """What one enterprise promises in figures; business figures stay inside unless it agrees."""

    pledge = models.ForeignKey(
        Pledge, models.CASCADE, related_name="targets", verbose_name=_("pledge")
    )
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="pledge_targets", verbose_name=_("enterprise")
    )
    indicator = models.CharField(_("indicator"), max_length=20, choices=Indicator.choices)
    direction = models.CharField(
        max_length=2, choices=Direction.choices, default=Direction.AT_LEAST
    )
    target = models.DecimalField(_("target"), max_digits=16, decimal_places=2)
    unit = models.CharField(_("unit"), max_length=40)
    visibility = models.CharField(
        _("seen by"), max_length=10, choices=Visibility.choices, default=Visibility.BLOC
    )
    consented = models.BooleanField(_("the enterprise agrees to publication"), default=False)

    objects = PledgeTargetQuerySet.as_manager()
    authority_from = "pledge"
    edited_by = ()
    viewed_by = ()

    class Meta:
        verbose_name = _("pledge target")
        verbose_name_plural = _("pledge targets")
        ordering = ["enterprise__code", "indicator"]
        constraints = [
            models.UniqueConstraint(
                fields=["pledge", "enterprise", "indicator"], name="pledge_target_once"
            ),
            models.CheckConstraint(
                name="pledge_target_public_by_consent",
                condition=~Q(visibility=Visibility.PUBLIC)
                | ~Q(indicator__in=COMMERCIAL)
                | Q(consented=True),
                violation_error_message=_("A business figure is public only if they agree."),
            ),
            models.CheckConstraint(
                name="pledge_target_not_negative",
                condition=Q(target__gte=0),
                violation_error_message=_("A target is not negative."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} · {self.get_indicator_display()}"


class PledgeSignature(AuthorityRecord):
    """Who has signed; members without a row are "not signed yet" (INV-26).

    The signatory's name is personal data: for the bloc and the authority only.
    """

    pledge = models.ForeignKey(
        Pledge, models.CASCADE, related_name="signatures", verbose_name=_("pledge")
    )
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="signatures", verbose_name=_("enterprise")
    )
    signed_on = models.DateField(_("signed on"))
    method = models.CharField(
        _("way of signing"),
        max_length=8,
        choices=SignatureMethod.choices,
        default=SignatureMethod.WET,
    )
    signatory_name = models.CharField(_("signed by"), max_length=120, blank=True)
    signatory_title = models.CharField(_("title of the signatory"), max_length=120, blank=True)

    authority_from = "pledge"
    edited_by = ()
    viewed_by = ()

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering = ["enterprise__code"]
        constraints = [
            models.UniqueConstraint(fields=["pledge", "enterprise"], name="pledge_signed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} · {self.pledge}"

    def clean(self) -> None:
        super().clean()
        if not (self.pledge_id and self.enterprise_id and self.signed_on):
            return
        members = self.pledge.bloc.memberships.active(self.signed_on)
        if not members.filter(enterprise=self.enterprise_id).exists():
            message = _("Only members of the bloc on that day sign its pledge.")
            raise ValidationError({"enterprise": message})
