from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.tenancy.constraints import NoOverlap
from portal.tenancy.models import AuthorityRecord

from ..enums import EntryKind, ExitKind, OperatingStatus, UnitKind
from ..querysets import DatedQuerySet, EnterpriseQuerySet, MembershipQuerySet
from .organisation import Bloc, IndustrialPark
from .validity import Validity


class Enterprise(AuthorityRecord):
    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=200)
    name_key = models.CharField(max_length=400, editable=False, default="")
    unit_kind = models.CharField(
        _("kind of unit"), max_length=20, choices=UnitKind.choices, default=UnitKind.LEGAL_ENTITY
    )
    parent_name = models.CharField(
        _("branch of"),
        max_length=200,
        blank=True,
        help_text=_("The parent company's name; it may belong to another authority."),
    )
    website = models.URLField(_("website"), blank=True)

    objects = EnterpriseQuerySet.as_manager()

    class Meta:
        verbose_name = _("enterprise")
        verbose_name_plural = _("enterprises")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["authority", "code"], name="enterprise_code_unique"),
        ]

    def __str__(self) -> str:
        return self.name


class EnterpriseSite(Validity, AuthorityRecord):
    """The park an enterprise stands in: one at a time."""

    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="sites", verbose_name=_("enterprise")
    )
    park = models.ForeignKey(
        IndustrialPark,
        models.PROTECT,
        related_name="enterprise_sites",
        verbose_name=_("industrial park"),
    )

    objects = DatedQuerySet.as_manager()
    authority_from = "enterprise"

    class Meta:
        verbose_name = _("location")
        verbose_name_plural = _("locations")
        ordering = ["valid_from"]
        constraints = [
            *Validity.constraints("enterprise_site"),
            NoOverlap(name="enterprise_one_site", keys=("enterprise",)),
        ]

    def __str__(self) -> str:
        return f"{self.park} · {self.validity}"

    def clean(self) -> None:
        super().clean()
        if self.park_id and not self.park.assignments.filter(authority=self.authority).exists():
            raise ValidationError({"park": _("This park is not the authority's.")})


class EnterpriseStatus(Validity, AuthorityRecord):
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="statuses", verbose_name=_("enterprise")
    )
    status = models.CharField(_("status"), max_length=20, choices=OperatingStatus.choices)
    basis = models.CharField(_("basis"), max_length=200, blank=True)

    objects = DatedQuerySet.as_manager()
    authority_from = "enterprise"

    class Meta:
        verbose_name = _("operating status")
        verbose_name_plural = _("operating statuses")
        ordering = ["valid_from"]
        constraints = [
            *Validity.constraints("enterprise_status"),
            NoOverlap(name="enterprise_one_status", keys=("enterprise",)),
        ]

    def __str__(self) -> str:
        return f"{self.get_status_display()} · {self.validity}"


class Membership(Validity, AuthorityRecord):
    """An enterprise in a bloc for a time; only issuing a decision writes this."""

    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="memberships", verbose_name=_("enterprise")
    )
    bloc = models.ForeignKey(
        Bloc, models.PROTECT, related_name="memberships", verbose_name=_("bloc")
    )
    entry_kind = models.CharField(_("entry"), max_length=12, choices=EntryKind.choices)
    exit_kind = models.CharField(_("exit"), max_length=16, choices=ExitKind.choices, blank=True)
    entry_item = models.ForeignKey(
        "blocs.DecisionItem", models.PROTECT, related_name="memberships_begun", editable=False
    )
    exit_item = models.ForeignKey(
        "blocs.DecisionItem",
        models.PROTECT,
        null=True,
        related_name="memberships_ended",
        editable=False,
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["valid_from"]
        constraints = [
            *Validity.constraints("membership"),
            NoOverlap(
                name="membership_one_at_a_time",
                keys=("authority", "enterprise"),
                violation_error_message=_("This enterprise is already a member at that time."),
            ),
            models.CheckConstraint(
                name="membership_exit_complete",
                condition=(
                    models.Q(valid_to=None, exit_kind="", exit_item=None)
                    | models.Q(valid_to__isnull=False, exit_item__isnull=False)
                    & ~models.Q(exit_kind="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} · {self.bloc} · {self.validity}"
