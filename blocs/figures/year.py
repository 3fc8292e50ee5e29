"""Figures about a year's pledges, results and awards.

Results and awards are those *for* the year of the as-of date, whenever they were decided: a year
is ranked and awarded at its end or early in the next one. A revoked award counts until the day
it was revoked (INV-32).
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..enums import Classification, Level
from ..models import Award, Decision, Pledge, PledgeSignature, Result
from .core import Computed, Figure, Part, Scope, blocs, members, number_style, register


# --- rows ----------------------------------------------------------------------------------
def _pledges(scope: Scope) -> Any:
    rows = Pledge.objects.of(scope.authority).signed().filter(year=scope.as_of.year)
    return rows.filter(bloc=scope.bloc) if scope.bloc else rows


def _signatures(scope: Scope) -> int:
    rows = PledgeSignature.objects.of(scope.authority)
    return rows.filter(pledge__in=_pledges(scope), signed_on__lte=scope.as_of).count()


# --- the decisions behind them -------------------------------------------------------------
def _distinct(decisions: Iterable[Decision | None]) -> list[Decision]:
    found = {decision.pk: decision for decision in decisions if decision}
    return sorted(found.values(), key=lambda decision: (decision.issued_on, decision.pk))


def _approvals(scope: Scope) -> list[Decision]:
    return _distinct(row.ranking.decision for row in scope.results)


def _grants(chosen: Callable[[Award], bool]) -> Callable[[Scope], list[Decision]]:
    def sources(scope: Scope) -> list[Decision]:
        return _distinct(row.granted_by.decision for row in scope.awards if chosen(row))

    return sources


# --- computations --------------------------------------------------------------------------
def _pledge_count(scope: Scope) -> Computed:
    number = _pledges(scope).count()
    return number, Part(number, _("pledges signed for the year")), blocs(scope)


def _signature_count(scope: Scope) -> Computed:
    number = _signatures(scope)
    return number, Part(number, _("members that have signed")), members(scope)


def _of_results(chosen: Callable[[Result], bool], label: Promise) -> Callable[[Scope], Computed]:
    def compute(scope: Scope) -> Computed:
        results = [row for row in scope.results if row.final_rank]
        number = len([row for row in results if chosen(row)])
        ranked = Part(len(results), _("enterprises ranked for the year"))
        return number, Part(number, label), ranked

    return compute


def _of_awards(chosen: Callable[[Award], bool], label: Promise) -> Callable[[Scope], Computed]:
    def compute(scope: Scope) -> Computed:
        awards = scope.awards
        number = len([row for row in awards if chosen(row)])
        return number, Part(number, label), Part(len(awards), _("awards for the year"))

    return compute


def _awarded(scope: Scope) -> Computed:
    number = len({row.enterprise_id for row in scope.awards})
    return number, Part(number, _("enterprises with an award for the year")), members(scope)


def _any(row: Any) -> bool:
    return True


def _is_flag(award: Award) -> bool:
    return award.award_type.quota_per_bloc is not None


def _is_provincial(award: Award) -> bool:
    return award.award_type.level == Level.PROVINCE


def _is_excellent(result: Result) -> bool:
    return result.classification == Classification.EXCELLENT


register(
    Figure(
        "pledge.count",
        _("Pledges of the year"),
        _("Pledges signed for the year, one a bloc."),
        _pledge_count,
        number_style,
        lambda scope: [],
    ),
    Figure(
        "pledge.signatures",
        _("Members that signed the pledge"),
        _("Signatures under the pledges of the year, up to the date."),
        _signature_count,
        number_style,
        lambda scope: [],
    ),
    Figure(
        "score.ranked",
        _("Enterprises ranked for the year"),
        _("Enterprises with a rank in the published results of the year."),
        _of_results(_any, _("enterprises with a rank")),
        number_style,
        _approvals,
    ),
    Figure(
        "score.excellent",
        _("Enterprises classified as excellent"),
        _("Enterprises of the highest class in the published results of the year."),
        _of_results(_is_excellent, _("enterprises of the highest class")),
        number_style,
        _approvals,
    ),
    Figure(
        "award.count",
        _("Awards for the year"),
        _("Awards granted for the year and not revoked by the date."),
        _of_awards(_any, _("awards for the year")),
        number_style,
        _grants(_any),
    ),
    Figure(
        "award.flags",
        _("Flags of the blocs"),
        _("Awards that only the best of a bloc receive, granted for the year."),
        _of_awards(_is_flag, _("flags of the blocs")),
        number_style,
        _grants(_is_flag),
    ),
    Figure(
        "award.provincial",
        _("Awards by the province"),
        _("Awards for the year that the province decided."),
        _of_awards(_is_provincial, _("awards decided by the province")),
        number_style,
        _grants(_is_provincial),
    ),
    Figure(
        "award.enterprises",
        _("Enterprises with an award"),
        _("Different enterprises that received an award for the year."),
        _awarded,
        number_style,
        _grants(_any),
    ),
)
