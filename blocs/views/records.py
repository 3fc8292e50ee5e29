"""What the public pages of decisions, conferences, pledges, regulations, results … show."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.db.models import Count, Prefetch
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from portal.basepage.contexts import context_for
from portal.charts import Group, Profile
from portal.languages import foreign_language
from portal.parameters import text_parameter

from ..comparisons import criteria_diff, regulation_diff
from ..enums import RegulationState, ReportKind, ReportLevel
from ..models import (
    Award,
    AwardIndexPage,
    Bloc,
    Conference,
    CriteriaSet,
    Decision,
    Pledge,
    Ranking,
    Regulation,
    RegulationVersion,
    Report,
    ReportIndexPage,
    Result,
    ResultIndexPage,
)
from ..selectors import (
    GroupScore,
    ReportFilter,
    award_years,
    awards_for,
    group_scores,
    public_targets,
    published_results,
    report_years,
    reports_about,
    result_years,
    revisions_of,
    signing_of,
)

ITEM_PLACES = (
    "enterprise__page",
    "bloc__page",
    "regulation_version__regulation",
    "criteria_set",
    "ranking__bloc",
    "ranking__period",
    "award_type",
    "award__award_type",
    "award__enterprise__page",
)


@context_for(Decision)
def decision_context(decision: Decision, request: HttpRequest) -> dict[str, Any]:
    return {"items": decision.items.select_related(*ITEM_PLACES)}


@context_for(Conference)
def conference_context(conference: Conference, request: HttpRequest) -> dict[str, Any]:
    places = ("award_type", "enterprise__page")
    return {
        "conference_blocs": conference.conference_blocs.select_related("bloc__page"),
        "agenda": conference.agenda.select_related("decision", "regulation_version__regulation"),
        "pledges": conference.pledges.signed().select_related("bloc", "signed_at"),  # type: ignore[attr-defined]
        "awards": conference.awards.select_related(*places),  # type: ignore[attr-defined]
    }


@context_for(Pledge)
def pledge_context(pledge: Pledge, request: HttpRequest) -> dict[str, Any]:
    pledge.authority = request.authority
    targets = list(public_targets(pledge))
    by_indicator = groupby(targets, key=lambda row: row.get_indicator_display())
    return {
        "signing": signing_of(pledge),
        "targets": [(indicator, list(rows)) for indicator, rows in by_indicator],
    }


# --- regulations ---------------------------------------------------------------------------
@context_for(Regulation)
def regulation_context(regulation: Regulation, request: HttpRequest) -> dict[str, Any]:
    """Every public version; the text in force, or of `?version=`, and what it changed."""
    places = ("adopted_at", "issued_by")
    versions = list(regulation.versions.select_related(*places).prefetch_related("provisions"))  # type: ignore[attr-defined]
    versions = [version for version in versions if version.is_public]
    shown = _chosen(versions, text_parameter(request, "version"))
    before = next((each for each in versions if shown and each.number < shown.number), None)
    changes = regulation_diff(before, shown) if shown and before else []
    return {"versions": versions, "shown": shown, "before": before, "changes": changes}


def _chosen(versions: list[RegulationVersion], asked: str) -> RegulationVersion | None:
    by_number = {str(version.number): version for version in versions}
    in_force = [each for each in versions if each.state == RegulationState.IN_FORCE]
    return by_number.get(asked) or next(iter(in_force or versions), None)


# --- criteria ------------------------------------------------------------------------------
@context_for(CriteriaSet)
def criteria_context(criteria_set: CriteriaSet, request: HttpRequest) -> dict[str, Any]:
    before = criteria_set.cloned_from
    before = before if before and before.is_final else None
    return {
        "groups": _grouped(criteria_set),
        "rules": list(criteria_set.rules.all()),
        "bands": criteria_set.bands(),
        "periods": criteria_set.periods.all(),  # type: ignore[attr-defined]
        "before": before,
        "changes": criteria_diff(before, criteria_set) if before else [],
    }


def _grouped(criteria_set: CriteriaSet) -> list[tuple[Any, list[Any]]]:
    criteria = list(criteria_set.criteria.all())
    return [
        (one, [leaf for leaf in criteria if leaf.group_code == one.code and not leaf.is_group])
        for one in criteria
        if one.is_group
    ]


# --- results -------------------------------------------------------------------------------
@context_for(ResultIndexPage)
def result_index_context(page: ResultIndexPage, request: HttpRequest) -> dict[str, Any]:
    """The best of each bloc in one year, the last one unless `?year=` asks for another."""
    best = Result.objects.filter(final_rank__lte=3).select_related("enterprise__page")
    rankings = page.public_records(request.authority).prefetch_related(
        Prefetch("results", best, to_attr="best"), "bloc__page"
    )
    rankings = rankings.annotate(ranked=Count("results__final_rank"))
    years = result_years(request.authority)
    year = _chosen_year(request, years)
    return {
        "found": Ranking.objects.none(),
        "years": years,
        "chosen_year": year,
        "rankings": rankings.filter(period__year=year),
    }


def _chosen_year(request: HttpRequest, years: list[int]) -> int | None:
    """The year that is asked for, if there is something in it, else the last."""
    asked = text_parameter(request, "year")
    return int(asked) if asked in map(str, years) else (years[-1] if years else None)


@context_for(Ranking)
def result_context(ranking: Ranking, request: HttpRequest) -> dict[str, Any]:
    """The result in force, or the superseded one that `?revision=` asks for."""
    ranking.authority = request.authority
    revisions = revisions_of(ranking)
    shown = _revision(ranking, revisions, text_parameter(request, "revision"))
    results = published_results(shown)
    scores = group_scores(ranking.criteria_set, [row.sheet_id for row in results])
    year = ranking.period.year
    awards = Award.objects.of(request.authority).filter(bloc=ranking.bloc, year=year)
    return {
        "shown": shown,
        "revisions": revisions,
        "results": results,
        "groups": scores,
        "profile": score_profile(scores, results[0]),
        "awards": awards.select_related("award_type", "enterprise__page"),
        "reports": reports_about(ranking.bloc, year),
    }


def _revision(ranking: Ranking, revisions: list[Ranking], asked: str) -> Ranking:
    """Raises Http404 for a revision that does not exist: a citation must not lie."""
    if not asked:
        return ranking
    for each in revisions:
        if str(each.revision) == asked:
            return each
    raise Http404


def score_profile(scores: Iterable[GroupScore], first: Result) -> Profile:
    """What the first reached, group by group, with the lowest, average and best of all."""
    groups = [
        Group(
            label=f"{score.group.code}. {score.group.title}",
            points=score.points.get(first.sheet_id),
            maximum=score.group.max_points,
            lowest=score.lowest,
            average=score.average,
            best=score.best,
            lang=foreign_language(score.group, "title"),
        )
        for score in scores
    ]
    title = _("Points of the first, %(name)s") % {"name": first.enterprise}
    return Profile(title=title, groups=groups)


# --- awards --------------------------------------------------------------------------------
@context_for(AwardIndexPage)
def award_index_context(page: AwardIndexPage, request: HttpRequest) -> dict[str, Any]:
    years = award_years(request.authority)
    year = _chosen_year(request, years)
    awards = awards_for(request.authority, year) if year else Award.objects.none()
    by_type = groupby(awards, key=lambda award: award.award_type)
    return {
        "years": years,
        "chosen_year": year,
        "awards": [(kind, list(rows)) for kind, rows in by_type],
    }


# --- reports -------------------------------------------------------------------------------
@context_for(ReportIndexPage)
def report_index_context(page: ReportIndexPage, request: HttpRequest) -> dict[str, Any]:
    names = ("year", "kind", "level", "bloc")
    chosen = ReportFilter(**{name: text_parameter(request, name) for name in names})
    return {
        "found": chosen.apply(page.public_records(request.authority)),
        "filter": chosen,
        "years": report_years(request.authority),
        "kinds": ReportKind.choices,
        "levels": ReportLevel.choices,
        "blocs": Bloc.objects.of(request.authority),
    }


@context_for(Report)
def report_context(report: Report, request: HttpRequest) -> dict[str, Any]:
    return {"files": list(report.files.all())}  # type: ignore[attr-defined]
