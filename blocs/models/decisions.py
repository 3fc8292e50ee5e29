import re
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from portal.tenancy.constraints import Frozen
from portal.tenancy.models import Authority, AuthorityRecord
from portal.text import slug

from ..enums import DecisionKind, DecisionState, Effect, ExitKind, LeadershipRole, Level
from ..querysets import DecisionQuerySet
from .enterprises import Enterprise
from .organisation import Bloc

# NĐ 30/2020/NĐ-CP: number "/" type "-" issuer, e.g. 9028/QĐ-BQL; the year stands in legal acts.
FULL_NUMBER = re.compile(r"^\d{1,6}(/(19|20)\d{2})?/[A-ZĐƯ][\w]*(-[A-ZĐƯ0-9][\w.]*)*\Z")


def validate_full_number(value: str) -> None:
    if not FULL_NUMBER.match(value):
        raise ValidationError(
            _("“%(value)s” is not a document number such as 9028/QĐ-BQL."),
            params={"value": value},
        )


class Decision(AuthorityRecord, ClusterableModel):
    """*Quyết định*. Issuing it applies its items, all of them, once (`decision_issue`)."""

    code = models.CharField(_("code"), max_length=40, blank=True)
    slug = models.SlugField(max_length=80, editable=False)
    full_number = models.CharField(
        _("number and symbol"), max_length=40, validators=[validate_full_number]
    )
    kind = models.CharField(_("kind"), max_length=20, choices=DecisionKind.choices)
    abstract = models.TextField(_("abstract"))
    issuer = models.CharField(
        _("issued by"), max_length=200, blank=True, help_text=_("Empty: the authority itself.")
    )
    level = models.CharField(
        _("level of the issuer"), max_length=10, choices=Level.choices, default=Level.AUTHORITY
    )
    issued_on = models.DateField(_("date of issue"))
    effective_on = models.DateField(_("effective from"), null=True, blank=True)
    signer_name = models.CharField(_("signed by"), max_length=120, blank=True)
    signer_title = models.CharField(_("title of the signatory"), max_length=120, blank=True)
    file = models.ForeignKey(
        settings.WAGTAILDOCS_DOCUMENT_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("signed file"),
    )
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=DecisionState.choices,
        default=DecisionState.DRAFT,
        editable=False,
    )
    issued_at = models.DateTimeField(null=True, editable=False)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-issued_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                "authority",
                ExtractYear("issued_on"),
                "full_number",
                name="decision_number_once_a_year",
                violation_error_message=_("This number is already used in that year."),
            ),
            Frozen(
                name="decision_issued",
                states=(DecisionState.ISSUED,),
                fields=("full_number", "kind", "abstract_vi", "issued_on", "effective_on"),
            ),
        ]

    def __str__(self) -> str:
        return self.full_number

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.slug = slug(f"{self.full_number} {self.issued_on.year}")
        super().save(*args, **kwargs)

    @classmethod
    def public_rows(cls, authority: Authority) -> models.QuerySet:
        return cls.objects.of(authority).issued()

    @property
    def is_issued(self) -> bool:
        return self.state == DecisionState.ISSUED

    @property
    def is_final(self) -> bool:
        """Issued decisions change only by another decision."""
        return self.is_issued

    @property
    def takes_effect_on(self) -> Any:
        return self.effective_on or self.issued_on

    def clean(self) -> None:
        super().clean()
        if self.effective_on and self.issued_on and self.effective_on < self.issued_on:
            raise ValidationError(
                {"effective_on": _("A decision cannot take effect before it is issued.")}
            )


class DecisionItem(AuthorityRecord):
    """One change a decision makes. What the fields mean depends on `effect`; see `clean`."""

    decision = ParentalKey(Decision, on_delete=models.CASCADE, related_name="items")
    sort_order = models.PositiveSmallIntegerField(default=0, editable=False)
    sort_order_field = "sort_order"  # the admin's inline panels can reorder them
    effect = models.CharField(_("effect"), max_length=20, choices=Effect.choices)
    bloc = models.ForeignKey(
        Bloc, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("bloc")
    )
    enterprise = models.ForeignKey(
        Enterprise,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="decision_items",
        verbose_name=_("enterprise"),
    )
    exit_kind = models.CharField(
        _("reason for leaving"), max_length=16, choices=ExitKind.choices, blank=True
    )
    office = models.CharField(
        _("office"), max_length=10, choices=LeadershipRole.choices, blank=True
    )
    regulation_version = models.ForeignKey(
        "blocs.RegulationVersion",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("regulation"),
    )
    criteria_set = models.ForeignKey(
        "blocs.CriteriaSet",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("criteria set"),
    )
    ranking = models.ForeignKey(
        "blocs.Ranking",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="decision_items",
        verbose_name=_("ranking"),
    )
    award_type = models.ForeignKey(
        "blocs.AwardType",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("award"),
    )
    year = models.PositiveSmallIntegerField(
        _("year"), null=True, blank=True, help_text=_("The year an award is for.")
    )
    award = models.ForeignKey(
        "blocs.Award",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("award to revoke"),
    )

    authority_from = "decision"
    REQUIRED: dict[str, tuple[str, ...]] = {
        Effect.BLOC_ESTABLISHED: ("bloc",),
        Effect.MEMBER_ADDED: ("bloc", "enterprise"),
        Effect.MEMBER_REMOVED: ("enterprise", "exit_kind"),
        Effect.MEMBER_TRANSFERRED: ("bloc", "enterprise"),
        Effect.LEADERSHIP_SET: ("bloc", "enterprise", "office"),
        Effect.REGULATION_ISSUED: ("regulation_version",),
        Effect.CRITERIA_ISSUED: ("criteria_set",),
        Effect.RESULT_APPROVED: ("ranking",),
        Effect.AWARD_GRANTED: ("award_type", "enterprise", "year"),
        Effect.AWARD_REVOKED: ("award",),
    }

    WORDS = ("exit_kind", "office")
    TARGETS = ("enterprise", "bloc", "regulation_version", "criteria_set", "ranking", "award")

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")
        ordering = ["sort_order", "pk"]
        constraints = [
            Frozen(name="item_issued", through="decision", states=(DecisionState.ISSUED,)),
        ]

    def __str__(self) -> str:
        target = next(filter(None, (getattr(self, name) for name in self.TARGETS)), None)
        effect = self.get_effect_display()
        return f"{effect}: {target}" if target else str(effect)

    def clean(self) -> None:
        """Asks for what the effect needs and empties the rest."""
        super().clean()
        required = self.REQUIRED.get(self.effect, ())
        missing = [name for name in required if not getattr(self, name)]
        for name in self._all_fields().difference(required):
            setattr(self, name, "" if name in self.WORDS else None)
        if self.effect == Effect.MEMBER_REMOVED and self.exit_kind == ExitKind.TRANSFER:
            message = _("A transfer is an effect of its own, not a reason for leaving.")
            raise ValidationError({"exit_kind": message})
        if missing:
            raise ValidationError({name: _("This effect needs this field.") for name in missing})

    @classmethod
    def _all_fields(cls) -> set[str]:
        return {name for names in cls.REQUIRED.values() for name in names}
