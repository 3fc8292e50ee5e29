"""Ballots, rankings and results: what a bloc's year came to."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from portal.tenancy.constraints import Frozen
from portal.tenancy.models import AuthorityRecord
from portal.text import slug

from ..enums import Classification, PeriodKind, Prize, RankingState, TieBreak
from ..querysets import RankingQuerySet
from .conferences import Conference
from .criteria import CriteriaSet, points
from .enterprises import Enterprise
from .organisation import Bloc
from .periods import EmulationPeriod
from .scores import ScoreSheet

OUT = (RankingState.PUBLISHED, RankingState.SUPERSEDED)


class Ballot(AuthorityRecord, ClusterableModel):
    """*Bỏ phiếu suy tôn*: only totals, never who voted for whom."""

    period = models.ForeignKey(
        EmulationPeriod, models.PROTECT, related_name="ballots", verbose_name=_("period")
    )
    bloc = models.ForeignKey(Bloc, models.PROTECT, related_name="ballots", verbose_name=_("bloc"))
    held_at = models.ForeignKey(
        Conference,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="ballots",
        verbose_name=_("held at"),
    )
    eligible = models.PositiveSmallIntegerField(_("entitled to vote"))
    cast = models.PositiveSmallIntegerField(_("votes cast"))

    edited_by = ()

    class Meta:
        verbose_name = _("ballot")
        verbose_name_plural = _("ballots")
        ordering = ["-period__year", "bloc__ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["period", "bloc"], name="ballot_once"),
            models.CheckConstraint(
                name="ballot_cast_by_entitled",
                condition=Q(cast__lte=F("eligible")),
                violation_error_message=_("More votes were cast than there are voters."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bloc} · {self.period}"


class BallotOption(AuthorityRecord):
    ballot = ParentalKey(Ballot, on_delete=models.CASCADE, related_name="options")
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="+", verbose_name=_("enterprise")
    )
    votes = models.PositiveSmallIntegerField(_("votes"))

    authority_from = "ballot"
    edited_by = ()

    class Meta:
        verbose_name = _("votes for an enterprise")
        ordering = ["-votes", "enterprise__code"]
        constraints = [
            models.UniqueConstraint(fields=["ballot", "enterprise"], name="ballot_option_once"),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise}: {self.votes}"

    def clean(self) -> None:
        super().clean()
        if None not in (self.votes, self.ballot.cast) and self.votes > self.ballot.cast:
            raise ValidationError({"votes": _("This is more than the votes cast.")})


class Ranking(AuthorityRecord):
    """One computed ranking of a bloc in a period; a correction is a further `revision`.

    `inputs` is all that `blocs.ranking` read; the same inputs and algorithm give the same
    results, and `inputs_hash` (SHA-256) proves that they are the same.
    """

    period = models.ForeignKey(
        EmulationPeriod, models.PROTECT, related_name="rankings", verbose_name=_("period")
    )
    bloc = models.ForeignKey(Bloc, models.PROTECT, related_name="rankings", verbose_name=_("bloc"))
    revision = models.PositiveSmallIntegerField(_("revision"), default=1)
    slug = models.SlugField(max_length=80, editable=False)
    criteria_set = models.ForeignKey(CriteriaSet, models.PROTECT, related_name="rankings")
    algorithm = models.CharField(max_length=20)
    inputs = models.JSONField()
    inputs_hash = models.CharField(max_length=64)
    ranked_at = models.DateTimeField()
    ranked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False
    )
    state = models.CharField(
        _("state"), max_length=10, choices=RankingState.choices, default=RankingState.FINAL
    )
    decision = models.ForeignKey(
        "blocs.Decision",
        models.PROTECT,
        null=True,
        related_name="rankings",
        verbose_name=_("decision"),
        editable=False,
    )
    correction_reason = models.TextField(_("reason of the correction"), blank=True)

    objects = RankingQuerySet.as_manager()
    edited_by = ()
    named_by = "bloc"

    class Meta:
        verbose_name = _("ranking")
        verbose_name_plural = _("rankings")
        ordering = ["-period__year", "bloc__ordinal", "-revision"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "bloc", "revision"], name="ranking_revision_once"
            ),
            models.UniqueConstraint(
                fields=["period", "bloc"],
                condition=Q(state=RankingState.PUBLISHED),
                name="ranking_one_published",
            ),
            models.UniqueConstraint(
                fields=["period", "bloc"],
                condition=Q(state=RankingState.FINAL),
                name="ranking_one_final",
            ),
            models.CheckConstraint(
                name="ranking_published_by_decision",
                condition=Q(state=RankingState.FINAL) | Q(decision__isnull=False),
            ),
            models.CheckConstraint(
                name="ranking_correction_says_why",
                condition=Q(revision=1) | ~Q(correction_reason=""),
            ),
            Frozen(
                name="ranking_out",
                states=OUT,
                fields=(
                    "period",
                    "bloc",
                    "revision",
                    "criteria_set",
                    "algorithm",
                    "inputs",
                    "inputs_hash",
                    "ranked_at",
                    "decision",
                    "correction_reason",
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bloc} · {self.period}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        part = "" if self.period.kind == PeriodKind.YEAR else self.period.kind
        self.slug = slug(f"{self.bloc.code} {self.period.year} {part}")
        super().save(*args, **kwargs)

    @property
    def is_published(self) -> bool:
        return self.state == RankingState.PUBLISHED


class Result(AuthorityRecord):
    """One enterprise's line of a ranking. Ranks are empty for whoever is excluded."""

    ranking = models.ForeignKey(Ranking, models.CASCADE, related_name="results")
    sheet = models.ForeignKey(ScoreSheet, models.PROTECT, related_name="results")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="results")
    total = points(_("total"))
    score_rank = models.PositiveSmallIntegerField(_("rank by total"), null=True, editable=False)
    final_rank = models.PositiveSmallIntegerField(_("rank"), null=True, editable=False)
    votes = models.PositiveSmallIntegerField(_("votes"), null=True, editable=False)
    tie_break = models.CharField(
        _("decided by"), max_length=16, choices=TieBreak.choices, blank=True
    )
    tie_reason = models.TextField(_("reason"), blank=True)
    prize = models.CharField(_("prize"), max_length=12, choices=Prize.choices, default=Prize.NONE)
    classification = models.CharField(_("class"), max_length=14, choices=Classification.choices)

    authority_from = "ranking"
    edited_by = ()

    class Meta:
        verbose_name = _("result")
        verbose_name_plural = _("results")
        ordering = [F("final_rank").asc(nulls_last=True), "enterprise__code"]
        constraints = [
            models.UniqueConstraint(fields=["ranking", "enterprise"], name="result_once"),
            models.CheckConstraint(
                name="result_rank_explained",
                condition=Q(final_rank=F("score_rank"))
                | Q(final_rank=None, score_rank=None)
                | ~Q(tie_break=""),
            ),
            models.CheckConstraint(
                name="result_chair_says_why",
                condition=~Q(tie_break=TieBreak.CHAIR_DECISION) | ~Q(tie_reason=""),
            ),
            Frozen(name="result_out", through="ranking", states=OUT),
        ]

    def __str__(self) -> str:
        return f"{self.final_rank or '–'}. {self.enterprise}"
