"""Nightly checks of what no constraint can hold: gaps and identities over time."""

from collections.abc import Iterable
from datetime import date
from itertools import pairwise

from portal.due import nightly
from portal.tenancy.models import Authority

from .models import CriteriaSet, Enterprise, Membership, Ranking
from .ranking import ALGORITHM
from .services import criteria_problems
from .services.rankings import inputs_hash, places
from .years import reporting_years


@nightly("status without gaps")
def status_gaps() -> Iterable[str]:
    """INV-06: one status at any date from the first one on."""
    for enterprise in Enterprise.objects.prefetch_related("statuses"):
        rows = sorted(enterprise.statuses.all(), key=lambda row: row.valid_from)
        for earlier, later in pairwise(rows):
            if earlier.valid_to != later.valid_from:
                yield f"{enterprise.code} has no status from {earlier.valid_to}"


@nightly("membership identity")
def membership_identity() -> Iterable[str]:
    """INV-11: members at year's end = a year before + founding, new and readmitted − left."""
    for authority in Authority.objects.all():
        for year in reporting_years(authority):
            members = [_members(authority, date(y, 12, 31)) for y in (year - 1, year)]
            rows = Membership.objects.of(authority)
            came = rows.joined_in(year).count() - rows.joined_in(year).transferred().count()
            if members[1] != members[0] + came - rows.left_in(year).count():
                yield f"{authority.code} {year}: entries and departures do not add up"


def _members(authority: Authority, on: date) -> int:
    return Membership.objects.of(authority).active(on).count()


@nightly("transfers in pairs")
def unpaired_transfers() -> Iterable[str]:
    """INV-08: a transfer leaves one bloc on the very day it enters another."""
    for row in Membership.objects.transferred().select_related("enterprise"):
        before = row.enterprise.memberships.filter(valid_to=row.valid_from, exit_kind="transfer")
        if not before.exclude(bloc=row.bloc).exists():
            yield f"{row.enterprise.code} transferred in on {row.valid_from} from nowhere"


@nightly("criteria sums")
def criteria_sums() -> Iterable[str]:
    """INV-13: what has been issued still sums up to its scale."""
    for criteria_set in CriteriaSet.objects.public().select_related("authority"):
        for problem in criteria_problems(criteria_set):
            yield f"{criteria_set.authority.code} {criteria_set.code}: {problem}"


@nightly("rankings reproducible")
def changed_rankings() -> Iterable[str]:
    """INV-19: what a ranking was computed from is untouched, and gives the same places again."""
    rankings = Ranking.objects.filter(algorithm=ALGORITHM).select_related("bloc", "period")
    for ranking in rankings.prefetch_related("results"):
        name = f"{ranking.bloc.code} {ranking.period.year}, revision {ranking.revision}"
        if inputs_hash(ranking.inputs) != ranking.inputs_hash:
            yield f"{name}: the inputs have been changed"
        elif _stored(ranking) != _computed(ranking):
            yield f"{name}: the inputs give other places"


def _stored(ranking: Ranking) -> dict[int, tuple]:
    rows = ranking.results.all()  # type: ignore[attr-defined]
    return {
        row.sheet_id: (row.total, row.score_rank, row.final_rank, row.tie_break) for row in rows
    }


def _computed(ranking: Ranking) -> dict[int, tuple]:
    sheets = {row["enterprise"]: row["sheet"] for row in ranking.inputs["sheets"]}
    return {
        sheets[one.candidate.key]: (
            one.candidate.total,
            one.score_rank,
            one.final_rank,
            one.decided_by or "",
        )
        for one in places(ranking.inputs)
    }
