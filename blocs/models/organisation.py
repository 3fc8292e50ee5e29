import uuid

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from portal.languages import in_base_language
from portal.tenancy.constraints import NoOverlap
from portal.tenancy.models import AuthorityRecord

from ..enums import LeadershipRole, ParkKind
from ..querysets import BlocQuerySet, DatedQuerySet, IndustrialParkQuerySet
from .validity import Validity


class IndustrialPark(models.Model):
    """A place, not a tenant's row: parks pass from one authority to another by date."""

    uid = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(
        _("kind"), max_length=4, choices=ParkKind.choices, default=ParkKind.INDUSTRIAL_PARK
    )

    objects = IndustrialParkQuerySet.as_manager()
    authority_lookup = "assignments__authority"

    class Meta:
        verbose_name = _("industrial park")
        verbose_name_plural = _("industrial parks")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    save = in_base_language(models.Model.save)


class ParkAssignment(Validity, AuthorityRecord):
    """Which authority a park belongs to, and when."""

    park = models.ForeignKey(
        IndustrialPark,
        models.PROTECT,
        related_name="assignments",
        verbose_name=_("industrial park"),
    )

    objects = DatedQuerySet.as_manager()
    edited_by = viewed_by = ()  # the operator's alone

    class Meta:
        verbose_name = _("park assignment")
        verbose_name_plural = _("park assignments")
        constraints = [
            *Validity.constraints("park_assignment"),
            NoOverlap(name="park_one_authority", keys=("park",)),
        ]

    def __str__(self) -> str:
        return f"{self.park} · {self.validity}"


class Bloc(AuthorityRecord, ClusterableModel):
    """*Khối thi đua*: enterprises of the same parks that compete with one another."""

    code = models.SlugField(_("code"), max_length=20)
    ordinal = models.PositiveSmallIntegerField(_("order"), default=0)
    name = models.CharField(_("name"), max_length=200)
    established_on = models.DateField(_("established on"), null=True, blank=True, editable=False)
    dissolved_on = models.DateField(_("dissolved on"), null=True, blank=True, editable=False)
    established_by = models.ForeignKey(
        "blocs.Decision", models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = BlocQuerySet.as_manager()

    class Meta:
        verbose_name = _("bloc")
        verbose_name_plural = _("blocs")
        ordering = ["ordinal", "code"]
        constraints = [
            models.UniqueConstraint(fields=["authority", "code"], name="bloc_code_unique"),
        ]

    def __str__(self) -> str:
        return self.name


class BlocPark(AuthorityRecord):
    bloc = ParentalKey(Bloc, on_delete=models.CASCADE, related_name="bloc_parks")
    park = models.ForeignKey(
        IndustrialPark, models.PROTECT, related_name="bloc_parks", verbose_name=_("industrial park")
    )

    authority_from = "bloc"

    class Meta:
        verbose_name = _("park of the bloc")
        constraints = [
            models.UniqueConstraint(fields=["bloc", "park"], name="bloc_park_unique"),
        ]

    def __str__(self) -> str:
        return str(self.park)

    def clean(self) -> None:
        super().clean()
        if self.park_id and not self.park.assignments.filter(authority=self.authority).exists():
            raise ValidationError({"park": _("This park is not the authority's.")})


class Leadership(Validity, AuthorityRecord):
    """The enterprise that holds an office of a bloc; only issuing a decision writes this."""

    bloc = models.ForeignKey(
        Bloc, models.PROTECT, related_name="leaderships", verbose_name=_("bloc")
    )
    enterprise = models.ForeignKey(
        "blocs.Enterprise", models.PROTECT, related_name="leaderships", verbose_name=_("enterprise")
    )
    role = models.CharField(_("role"), max_length=10, choices=LeadershipRole.choices)
    item = models.ForeignKey(
        "blocs.DecisionItem",
        models.PROTECT,
        related_name="leaderships",
        editable=False,
        verbose_name=_("item"),
    )

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("leadership")
        verbose_name_plural = _("leaderships")
        ordering = ["-valid_from", "role"]
        constraints = [
            *Validity.constraints("leadership"),
            NoOverlap(name="leadership_one_office", keys=("bloc", "enterprise")),
            models.UniqueConstraint(
                fields=["bloc"],
                condition=models.Q(role=LeadershipRole.LEADER, valid_to=None),
                name="leadership_one_leader",
                violation_error_message=_("The bloc already has a leader."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} · {self.get_role_display()} · {self.validity}"
