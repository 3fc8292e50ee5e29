from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from portal.formats import Precision, fuzzy_date
from portal.languages import current_language
from portal.tenancy.enums import Role
from portal.tenancy.models import AuthorityRecord
from portal.text import slug

from ..enums import AgendaKind, ConferenceKind, ConferenceState
from ..querysets import ConferenceQuerySet
from .decisions import Decision
from .organisation import Bloc

PRECISIONS = [
    (Precision.DAY.value, _("the day")),
    (Precision.EARLY_MONTH.value, _("early in the month")),
    (Precision.MID_MONTH.value, _("in the middle of the month")),
    (Precision.LATE_MONTH.value, _("late in the month")),
    (Precision.MONTH.value, _("the month")),
    (Precision.QUARTER.value, _("the quarter")),
    (Precision.EARLY_YEAR.value, _("early in the year")),
    (Precision.YEAR.value, _("the year")),
]


def validate_kinds(kinds: Any) -> None:
    if not isinstance(kinds, list) or not kinds or set(kinds) - set(ConferenceKind.values):
        raise ValidationError(_("Choose one or more kinds of conference."))


class Conference(AuthorityRecord, ClusterableModel):
    """*Hội nghị*; one event often is several kinds, such as a review and a pledge signing."""

    code = models.CharField(_("code"), max_length=40)
    slug = models.SlugField(max_length=80, editable=False)
    title = models.CharField(_("title"), max_length=200)
    kinds = models.JSONField(_("kinds"), default=list, validators=[validate_kinds])
    held_on = models.DateField(_("date"))
    precision = models.CharField(
        _("precision of the date"),
        max_length=12,
        choices=PRECISIONS,
        default=Precision.DAY.value,
        help_text=_("How exactly the sources give the date."),
    )
    place = models.CharField(_("place"), max_length=200, blank=True)
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=ConferenceState.choices,
        default=ConferenceState.PLANNED,
    )

    objects = ConferenceQuerySet.as_manager()
    edited_by = (Role.ADMINISTRATOR, Role.EDITOR)

    class Meta:
        verbose_name = _("conference")
        verbose_name_plural = _("conferences")
        ordering = ["-held_on"]
        constraints = [
            models.UniqueConstraint(fields=["authority", "code"], name="conference_code_unique"),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.slug = slug(self.code)
        super().save(*args, **kwargs)

    @property
    def date_text(self) -> str:
        """The date no more exactly than the sources know it."""
        return fuzzy_date(self.held_on, self.held_on, Precision(self.precision), current_language())

    @property
    def kind_labels(self) -> list[str]:
        return [str(ConferenceKind(kind).label) for kind in self.kinds]


class ConferenceBloc(AuthorityRecord):
    conference = ParentalKey(Conference, on_delete=models.CASCADE, related_name="conference_blocs")
    bloc = models.ForeignKey(
        Bloc, models.PROTECT, related_name="conference_blocs", verbose_name=_("bloc")
    )

    authority_from = "conference"

    class Meta:
        verbose_name = _("bloc of the conference")
        ordering = ["bloc__ordinal", "bloc__code"]
        constraints = [
            models.UniqueConstraint(fields=["conference", "bloc"], name="conference_bloc_unique"),
        ]

    def __str__(self) -> str:
        return str(self.bloc)


class AgendaItem(AuthorityRecord):
    conference = ParentalKey(Conference, on_delete=models.CASCADE, related_name="agenda")
    sort_order = models.PositiveSmallIntegerField(default=0, editable=False)
    sort_order_field = "sort_order"  # the admin's inline panels can reorder them
    kind = models.CharField(_("kind"), max_length=24, choices=AgendaKind.choices)
    title = models.CharField(_("title"), max_length=200, blank=True)
    decision = models.ForeignKey(
        Decision,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="agenda_items",
        verbose_name=_("decision"),
    )
    regulation_version = models.ForeignKey(
        "blocs.RegulationVersion",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("regulation"),
    )

    authority_from = "conference"

    class Meta:
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda")
        ordering = ["sort_order", "pk"]

    def __str__(self) -> str:
        return self.title or self.get_kind_display()
