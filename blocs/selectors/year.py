"""What a year came to, for readers: only what has been published; each says what it costs."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from portal.tenancy.models import Authority

from ..enums import PeriodKind
from ..models import (
    Award,
    Bloc,
    CriteriaSet,
    Criterion,
    Enterprise,
    Pledge,
    PledgeTarget,
    Ranking,
    Report,
    Result,
    ScoreLine,
)


# --- results -------------------------------------------------------------------------------
def published_results(ranking: Ranking) -> list[Result]:
    """A ranking's lines in order of rank, with the enterprises' pages; one query."""
    return list(ranking.results.select_related("enterprise__page"))  # type: ignore[attr-defined]


def ranking_of(bloc: Bloc, year: int) -> Ranking | None:
    """The published ranking of a bloc's whole year; one query."""
    rankings = Ranking.objects.of(bloc.authority).published()
    rankings = rankings.filter(bloc=bloc, period__year=year, period__kind=PeriodKind.YEAR)
    return rankings.select_related("period", "decision", "criteria_set").first()


def revisions_of(ranking: Ranking) -> list[Ranking]:
    """The published ranking and those it has superseded, the latest first; one query."""
    same = Ranking.objects.of(ranking.authority).public()
    same = same.filter(period=ranking.period_id, bloc=ranking.bloc_id)
    return list(same.select_related("decision").order_by("-revision"))


@dataclass(frozen=True)
class GroupScore:
    """Points of one criterion group: the most there is, what each sheet reached."""

    group: Criterion
    points: dict[int, Decimal]

    @property
    def best(self) -> Decimal:
        return max(self.points.values())

    @property
    def lowest(self) -> Decimal:
        return min(self.points.values())

    @property
    def average(self) -> Decimal:
        return sum(self.points.values(), Decimal(0)) / len(self.points)


def group_scores(criteria_set: CriteriaSet, sheet_ids: Iterable[int]) -> list[GroupScore]:
    """Verified points by criterion group for published sheets; two queries.

    Self- and cross-scores are nobody's business and are not read.
    """
    points: dict[str, dict[int, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    lines = ScoreLine.objects.of(criteria_set.authority).filter(sheet__in=list(sheet_ids))
    for sheet, code, scored in lines.values_list("sheet", "criterion__code", "verified_points"):
        points[code.partition(".")[0]][sheet] += scored or Decimal(0)
    groups = [one for one in criteria_set.criteria.all() if one.is_group]
    return [GroupScore(one, dict(points[one.code])) for one in groups if points[one.code]]


@dataclass(frozen=True)
class YearResult:
    """An enterprise's result of one year, and how many were ranked with it."""

    result: Result
    ranked: int

    @property
    def year(self) -> int:
        return self.result.ranking.period.year


def results_of(enterprise: Enterprise) -> list[YearResult]:
    """Published results over the years, oldest first; two queries."""
    rows = Result.objects.of(enterprise.authority).filter(
        enterprise=enterprise,
        ranking__state="published",
        ranking__period__kind=PeriodKind.YEAR,
    )
    rows = rows.select_related("ranking__period", "ranking__bloc__page", "ranking__decision")
    found = list(rows.order_by("ranking__period__year"))
    rankings = [row.ranking_id for row in found]
    sizes = Ranking.objects.of(enterprise.authority).filter(pk__in=rankings)
    counts = dict(sizes.annotate(size=Count("results")).values_list("pk", "size"))
    return [YearResult(row, counts[row.ranking_id]) for row in found]


# --- awards --------------------------------------------------------------------------------
AWARD_PLACES = (
    "award_type",
    "enterprise__page",
    "bloc",
    "granted_by__decision",
    "presented_at",
    "revoked_by__decision",
)


def awards_for(authority: Authority, year: int) -> QuerySet[Award]:
    """Every award for a year, revoked ones too: they stay, marked; one query."""
    awards = Award.objects.of(authority).filter(year=year).select_related(*AWARD_PLACES)
    return awards.order_by("award_type__code", "bloc__ordinal", "enterprise__code")


def awards_of(enterprise: Enterprise) -> QuerySet[Award]:
    """As `awards_for`, of one enterprise over all years, oldest first."""
    awards = Award.objects.of(enterprise.authority).filter(enterprise=enterprise)
    return awards.select_related(*AWARD_PLACES).order_by("year", "conferred_on")


def result_years(authority: Authority) -> list[int]:
    """Years with a published result, oldest first; one query."""
    rankings = Ranking.objects.of(authority).published().order_by("period__year")
    return list(rankings.values_list("period__year", flat=True).distinct())


def award_years(authority: Authority) -> list[int]:
    """Years with an award, be it a revoked one, oldest first; one query."""
    awards = Award.objects.of(authority).order_by("year")
    return list(awards.values_list("year", flat=True).distinct())


# --- pledges -------------------------------------------------------------------------------
@dataclass(frozen=True)
class Signing:
    """Who of the members has signed a pledge, when, and who has not (INV-26)."""

    signed: list[Any]
    missing: list[Enterprise]


def signing_of(pledge: Pledge) -> Signing:
    """Enterprises and dates only: a signatory's name is personal data; three queries."""
    signed = list(
        pledge.signatures.select_related("enterprise__page")  # type: ignore[attr-defined]
        .defer("signatory_name", "signatory_title")
        .order_by("enterprise__code")
    )
    on = pledge.signed_at.held_on if pledge.signed_at else _last_signed(pledge)
    if on is None:
        return Signing(signed, [])
    members = pledge.bloc.memberships.active(on).values("enterprise")  # type: ignore[attr-defined]
    missing = Enterprise.objects.of(pledge.authority).filter(pk__in=members)
    missing = missing.exclude(pk__in=[row.enterprise_id for row in signed])
    return Signing(signed, list(missing.select_related("page")))


def _last_signed(pledge: Pledge) -> date | None:
    return pledge.signatures.aggregate(on=Max("signed_on"))["on"]  # type: ignore[attr-defined]


def public_targets(pledge: Pledge) -> QuerySet[PledgeTarget]:
    """What everybody may see of the targets (INV-35); one query."""
    targets = pledge.targets.public()  # type: ignore[attr-defined]
    return targets.select_related("enterprise__page").order_by("indicator", "enterprise__code")


def public_targets_of(enterprise: Enterprise) -> QuerySet[PledgeTarget]:
    """Of one enterprise, over the years, from signed pledges only; one query."""
    targets = PledgeTarget.objects.of(enterprise.authority).public()
    signed = targets.filter(enterprise=enterprise, pledge__state="signed")
    return signed.select_related("pledge").order_by("pledge__year", "indicator")


# --- reports -------------------------------------------------------------------------------
@dataclass(frozen=True)
class ReportFilter:
    """The filters of the report index; an empty one filters nothing."""

    year: str = ""
    kind: str = ""
    level: str = ""
    bloc: str = ""

    def apply(self, reports: QuerySet[Report]) -> QuerySet[Report]:
        wanted = Q()
        if self.year.isdecimal():
            wanted &= Q(period__year=int(self.year[:4]))
        if self.kind:
            wanted &= Q(kind=self.kind)
        if self.level:
            wanted &= Q(level=self.level)
        if self.bloc:
            wanted &= Q(bloc__code=self.bloc)
        return reports.filter(wanted)


def report_years(authority: Authority) -> list[int]:
    """Years with a published report, the latest first; one query."""
    reports = Report.objects.of(authority).published().order_by("-period__year")
    return list(reports.values_list("period__year", flat=True).distinct())


def reports_about(bloc: Bloc, year: int) -> QuerySet[Report]:
    """Published reports of a bloc about a year; one query."""
    return Report.objects.of(bloc.authority).published().filter(bloc=bloc, period__year=year)
