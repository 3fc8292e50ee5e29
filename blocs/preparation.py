"""Reads of the pages that prepare a year: pledges collected, criteria issued, awards granted."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet

from portal.tenancy.models import Authority

from .enums import PeriodKind, RankingState
from .models import CriteriaSet, Criterion, Enterprise, Pledge, Result


# --- pledges -------------------------------------------------------------------------------
def pledge_day(pledge: Pledge, today: date) -> date:
    """The day whose members sign: the conference's, else today, but in the pledge's year."""
    if pledge.signed_at:
        return pledge.signed_at.held_on
    return min(max(today, date(pledge.year, 1, 1)), date(pledge.year, 12, 31))


def pledge_members(pledge: Pledge, today: date) -> QuerySet[Enterprise]:
    """The bloc's members on that day, and whoever has a target or a signature in the pledge."""
    members = pledge.bloc.memberships.active(pledge_day(pledge, today))
    known = (members, pledge.targets.all(), pledge.signatures.all())
    wanted = [Q(pk__in=rows.values("enterprise")) for rows in known]
    return Enterprise.objects.of(pledge.authority).filter(wanted[0] | wanted[1] | wanted[2])


# --- criteria ------------------------------------------------------------------------------
@dataclass(frozen=True)
class CriteriaGroup:
    """A group of a criteria table: its own line, if it has one, its criteria, and their sum."""

    code: str
    line: Criterion | None
    criteria: list[Criterion]

    @property
    def total(self) -> Decimal:
        return sum((one.max_points for one in self.criteria), Decimal(0))

    @property
    def adds_up(self) -> bool:
        return self.line is not None and self.line.max_points == self.total


def criteria_groups(criteria_set: CriteriaSet) -> list[CriteriaGroup]:
    """The table, group by group in its own order; one query."""
    groups: dict[str, CriteriaGroup] = {}
    for line in criteria_set.criteria.all():
        group = groups.get(line.group_code) or CriteriaGroup(line.group_code, None, [])
        if line.is_group:
            group = replace(group, line=line)
        else:
            group.criteria.append(line)
        groups[line.group_code] = group
    return list(groups.values())


# --- rankings ------------------------------------------------------------------------------
def year_results(authority: Authority, year: int) -> dict[int, Result]:
    """By enterprise, its result in the year's published rankings; one query."""
    rows = Result.objects.of(authority).filter(
        ranking__state=RankingState.PUBLISHED,
        ranking__period__year=year,
        ranking__period__kind=PeriodKind.YEAR,
    )
    return {row.enterprise_id: row for row in rows.select_related("ranking__bloc", "enterprise")}
