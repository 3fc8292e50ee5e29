"""What blocs commit themselves to: pledges, year by year, and the regulation they live under."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.tenancy.enums import Role
from portal.tenancy.models import AuthorityRecord
from portal.text import slug

from ..enums import PledgeState, RegulationState
from ..querysets import PledgeQuerySet, RegulationQuerySet
from .conferences import Conference
from .decisions import Decision
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


class Regulation(AuthorityRecord):
    """*Quy chế hoạt động của Khối*; its text lives in numbered versions."""

    code = models.CharField(_("code"), max_length=40)
    slug = models.SlugField(max_length=80, editable=False)
    title = models.CharField(_("title"), max_length=200)

    objects = RegulationQuerySet.as_manager()

    class Meta:
        verbose_name = _("regulation")
        verbose_name_plural = _("regulations")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["authority", "code"], name="regulation_code_unique"),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.slug = self.slug or slug(self.title_vi)  # a new title keeps the old address
        super().save(*args, **kwargs)


class RegulationVersion(AuthorityRecord):
    """`adopted` by the members at a conference; `in_force` by a decision (INV-25)."""

    regulation = models.ForeignKey(
        Regulation, models.PROTECT, related_name="versions", verbose_name=_("regulation")
    )
    number = models.PositiveSmallIntegerField(_("version"))
    state = models.CharField(
        _("state"), max_length=12, choices=RegulationState.choices, default=RegulationState.DRAFT
    )
    adopted_at = models.ForeignKey(
        Conference,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="adopted_versions",
        verbose_name=_("adopted at"),
    )
    issued_by = models.ForeignKey(
        Decision, models.PROTECT, null=True, editable=False, related_name="issued_versions"
    )
    in_force_from = models.DateField(_("in force from"), null=True, editable=False)
    summary = models.TextField(_("what changed"), blank=True)

    authority_from = "regulation"

    class Meta:
        verbose_name = _("version of a regulation")
        verbose_name_plural = _("versions of regulations")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["regulation", "number"], name="regulation_version_unique"
            ),
            models.CheckConstraint(
                name="regulation_in_force_by_decision",
                condition=~models.Q(state="in_force") | models.Q(issued_by__isnull=False),
                violation_error_message=_("A version is in force only by a decision."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.regulation} ({self.number})"

    @property
    def is_public(self) -> bool:
        """Adopted by the members at least."""
        return self.state != RegulationState.DRAFT

    @property
    def is_final(self) -> bool:
        """Issued versions change only by another decision."""
        return self.issued_by_id is not None
