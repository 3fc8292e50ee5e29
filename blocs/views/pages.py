"""What the public pages of records show; they translate a request into selectors and figures."""

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest
from django.utils.translation import gettext as _

from portal.basepage.contexts import context_for
from portal.charts import Columns, Place, Point, Ranks, Series
from portal.pages.home import home_section
from portal.parameters import text_parameter

from ..enums import OperatingStatus
from ..figures import figures_compute
from ..models import (
    Bloc,
    BlocIndexPage,
    BlocPage,
    Conference,
    Decision,
    Enterprise,
    EnterpriseIndexPage,
    EnterprisePage,
    IndustrialPark,
    Pledge,
)
from ..selectors import (
    BlocHistory,
    EnterpriseFilter,
    awards_for,
    awards_of,
    bloc_history,
    bloc_members_by_year,
    bloc_timeline,
    blocs_on,
    conferences_in,
    enterprise_history,
    enterprises_on,
    leadership_on,
    members_by_year,
    members_on,
    public_targets_of,
    published_results,
    ranking_of,
    reports_about,
    results_of,
)
from ..years import YearView, days_of, year_view

HEADLINES = ("membership.active", "membership.coverage", "bloc.active", "enterprise.stable")
YEAR_FIGURES = (
    "membership.active",
    "membership.coverage",
    "membership.new",
    "membership.readmitted",
    "membership.left",
    "membership.transfers",
)
PER_PAGE = 30


def _year(request: HttpRequest) -> YearView:
    """The year a request asks for; read once, whatever sections of a page ask again."""
    if not hasattr(request, "_year_view"):
        request._year_view = year_view(request.authority, text_parameter(request, "year"))
    return request._year_view


@context_for(BlocIndexPage)
def bloc_index_context(page: BlocIndexPage, request: HttpRequest) -> dict[str, Any]:
    year = _year(request)
    figures = figures_compute(YEAR_FIGURES, authority=request.authority, as_of=year.as_of)
    own = {"year": year, "figures": figures, "members_chart": _members_chart(request, year)}
    return own | _blocs(request, year)


def _members_chart(request: HttpRequest, year: YearView) -> Columns:
    days = days_of(year, request.authority.today())
    rows = members_by_year(request.authority, days)
    points = [Point(str(row.year), row.members, row.coverage) for row in rows]
    share = _("of the enterprises in stable operation")
    return Columns(
        title=_("Members and coverage by year"),
        unit=_("member enterprises"),
        points=points,
        share=share,
    )


def _blocs(request: HttpRequest, year: YearView) -> dict[str, Any]:
    blocs = list(blocs_on(request.authority, year.as_of))
    most = max((bloc.member_count for bloc in blocs), default=0)
    return {"blocs": blocs, "most_members": most}


@context_for(BlocPage)
def bloc_context(page: BlocPage, request: HttpRequest) -> dict[str, Any]:
    bloc, year = Bloc.objects.select_related("established_by").get(pk=page.bloc_id), _year(request)
    bloc.authority = request.authority
    history = bloc_history(bloc)
    return {
        "bloc": bloc,
        "year": year,
        "parks": [row.park for row in bloc.bloc_parks.select_related("park")],
        "members": members_on(history, year.as_of),
        "members_chart": _bloc_chart(history, request, year),
        "leadership": leadership_on(history, year.as_of),
        "conferences": conferences_in(request.authority, year.year, bloc=bloc),
        "timeline": bloc_timeline(history, year.as_of),
    } | _bloc_year(bloc, year.year)


def _bloc_year(bloc: Bloc, year: int) -> dict[str, Any]:
    """What the bloc's year came to: result, pledge, awards, reports."""
    ranking = ranking_of(bloc, year)
    pledges = Pledge.objects.of(bloc.authority).signed().filter(bloc=bloc, year=year)
    awards = awards_for(bloc.authority, year).filter(bloc=bloc)
    return {
        "ranking": ranking,
        "results": published_results(ranking) if ranking else [],
        "pledge": pledges.annotate(signature_count=Count("signatures")).first(),
        "awards": awards,
        "reports": reports_about(bloc, year),
    }


def _bloc_chart(history: BlocHistory, request: HttpRequest, year: YearView) -> Columns:
    rows = bloc_members_by_year(history, days_of(year, request.authority.today()))
    points = [Point(str(row.year), row.members) for row in rows]
    title = _("Members of the bloc by year")
    return Columns(title=title, unit=_("member enterprises"), points=points)


@context_for(EnterpriseIndexPage)
def enterprise_index_context(page: EnterpriseIndexPage, request: HttpRequest) -> dict[str, Any]:
    year = _year(request)
    chosen = EnterpriseFilter(
        query=text_parameter(request, "q"),
        bloc=text_parameter(request, "bloc"),
        park=text_parameter(request, "park"),
        status=text_parameter(request, "status"),
    )
    found = chosen.apply(enterprises_on(request.authority, year.as_of), year.as_of)
    return {
        "year": year,
        "filter": chosen,
        "enterprises": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "blocs": Bloc.objects.of(request.authority),
        "parks": IndustrialPark.objects.of(request.authority),
        "statuses": OperatingStatus.choices,
    }


@context_for(EnterprisePage)
def enterprise_context(page: EnterprisePage, request: HttpRequest) -> dict[str, Any]:
    year = _year(request)
    history = enterprise_history(page.enterprise)
    return (
        {
            "enterprise": page.enterprise,
            "year": year,
            "status_then": _on(history["statuses"], year),
            "site_then": _on(history["sites"], year),
            "membership_then": _on(history["memberships"], year),
            "awards": awards_of(page.enterprise),
            "targets": public_targets_of(page.enterprise),
        }
        | _enterprise_results(page.enterprise)
        | history
    )


def _enterprise_results(enterprise: Enterprise) -> dict[str, Any]:
    results = results_of(enterprise)
    places = {
        str(row.year): Place(row.result.final_rank, row.ranked) if row.result.final_rank else None
        for row in results
    }
    series = [Series(str(enterprise), places)]
    years = _between(row.year for row in results)
    chart = Ranks(title=_("Rank over the years"), years=years, series=series)
    return {"results": results, "ranks_chart": chart}


def _between(years: Iterable[int]) -> list[str]:
    """Every year from the first to the last: one without a result is a gap."""
    known = list(years)
    return [str(year) for year in range(min(known), max(known) + 1)] if known else []


def _on(rows: list[Any], year: YearView) -> Any:
    """The row of a dated history that is valid on the year's date, if any."""
    for row in rows:
        if row.valid_from <= year.as_of and (row.valid_to is None or row.valid_to > year.as_of):
            return row
    return None


@home_section(order=0, template="blocs/home_figures.html")
def home_figures(request: HttpRequest) -> dict[str, Any]:
    year = _year(request)
    figures = figures_compute(HEADLINES, authority=request.authority, as_of=year.as_of)
    return {"figures": figures, "year": year}


@home_section(order=20, template="blocs/home_blocs.html")
def home_blocs(request: HttpRequest) -> dict[str, Any]:
    year = _year(request)
    return _blocs(request, year) | {"year": year}


@home_section(order=30, template="blocs/home_calendar.html")
def home_calendar(request: HttpRequest) -> dict[str, Any]:
    authority = request.authority
    conferences = Conference.objects.of(authority).order_by("-held_on")[:4]
    decisions = Decision.objects.of(authority).issued()[:4]
    return {"conferences": conferences, "decisions": decisions}
