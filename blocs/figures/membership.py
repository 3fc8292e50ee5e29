"""Figures about blocs, memberships and enterprises."""

from collections.abc import Callable, Iterable
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.formats import approx_phrase

from ..enums import DecisionKind, EntryKind
from ..models import Bloc, Decision, Enterprise, Membership
from .core import (
    Computed,
    Figure,
    Part,
    Scope,
    blocs,
    members,
    number_style,
    register,
    stable,
    year_style,
)


# --- the decisions behind a figure ---------------------------------------------------------
def _membership_decisions(scope: Scope) -> list[Decision]:
    """The latest decision on membership by the as-of date."""
    kinds = (DecisionKind.ESTABLISH, DecisionKind.CONSOLIDATE)
    return [decision for decision in scope.decisions.values() if decision.kind in kinds][-1:]


def _among(scope: Scope, ids: set[int]) -> list[Decision]:
    """The decisions with these ids; where nothing changed, the one that left it so."""
    found = [decision for pk, decision in scope.decisions.items() if pk in ids]
    return found or _membership_decisions(scope)


def _entry_decisions(kind: EntryKind) -> Callable[[Scope], list[Decision]]:
    """The decisions by which members of this kind came in the year."""

    def sources(scope: Scope) -> list[Decision]:
        return _among(scope, {row.entry_item.decision_id for row in scope.entered(kind)})

    return sources


def _exit_decisions(scope: Scope) -> list[Decision]:
    return _among(scope, {row.exit_item.decision_id for row in scope.left})


def _founding_decisions(scope: Scope) -> list[Decision]:
    """The decisions by which the blocs of the first year were established."""
    return _among(scope, {bloc.established_by_id for bloc in _first_blocs(scope)})


def _bloc_decisions(scope: Scope) -> list[Decision]:
    return _among(scope, {bloc.established_by_id for bloc in scope.blocs})


def _first_blocs(scope: Scope) -> list[Bloc]:
    year = scope.blocs[0].established_on.year if scope.blocs else None
    return [bloc for bloc in scope.blocs if bloc.established_on.year == year]


# --- computations --------------------------------------------------------------------------
def _share(numerator: int, denominator: int) -> Decimal | None:
    return Decimal(100 * numerator) / denominator if denominator else None


def _first_year(scope: Scope) -> Computed:
    founded = _first_blocs(scope)
    year = founded[0].established_on.year if founded else None
    label = _("blocs established in that year")
    return year, Part(len(founded), label), blocs(scope)


def _blocs(scope: Scope) -> Computed:
    total, with_members = len(scope.blocs), len({row.bloc_id for row in scope.active})
    return total, Part(with_members, _("blocs with members")), blocs(scope)


def _active(scope: Scope) -> Computed:
    return scope.members, members(scope), stable(scope)


def _coverage(scope: Scope) -> Computed:
    share = _share(scope.members, scope.stable_count)
    return share, members(scope), stable(scope)


def _gap(scope: Scope) -> Computed:
    gap = scope.stable_count - scope.members
    label = _("enterprises in stable operation outside the blocs")
    return gap, Part(gap, label), stable(scope)


def _stable(scope: Scope) -> Computed:
    on_record = Enterprise.objects.of(scope.authority).count()
    found = stable(scope)
    return found.value, found, Part(on_record, _("enterprises on record"))


def _of_members(rows: Iterable[Membership], label: Promise, scope: Scope) -> Computed:
    enterprises = len({row.enterprise_id for row in rows})
    return enterprises, Part(enterprises, label), members(scope)


def _new(scope: Scope) -> Computed:
    return _of_members(scope.entered(EntryKind.NEW), _("first-time members in the year"), scope)


def _new_blocs(scope: Scope) -> Computed:
    number = len({row.bloc_id for row in scope.entered(EntryKind.NEW)})
    label = _("blocs that received first-time members in the year")
    return number, Part(number, label), blocs(scope)


def _readmitted(scope: Scope) -> Computed:
    rows = scope.entered(EntryKind.READMITTED)
    return _of_members(rows, _("members readmitted in the year"), scope)


def _transfers(scope: Scope) -> Computed:
    rows = scope.entered(EntryKind.TRANSFER)
    return _of_members(rows, _("members transferred in the year"), scope)


def _left(scope: Scope) -> Computed:
    return _of_members(scope.left, _("members that left in the year"), scope)


register(
    Figure(
        "bloc.first_year",
        _("Year the first blocs were established"),
        _("The year of the earliest establishment of a bloc."),
        _first_year,
        year_style,
        _founding_decisions,
    ),
    Figure(
        "bloc.active",
        _("Emulation blocs"),
        _("Blocs established and not dissolved on the date."),
        _blocs,
        number_style,
        _bloc_decisions,
    ),
    Figure(
        "membership.active",
        _("Member enterprises"),
        _("Enterprises that are members of a bloc on the date."),
        _active,
        number_style,
        _membership_decisions,
    ),
    Figure(
        "membership.coverage",
        _("Members among the enterprises in stable operation"),
        _("Members divided by the enterprises in stable operation in the parks on the date."),
        _coverage,
        approx_phrase,
        _membership_decisions,
    ),
    Figure(
        "membership.gap",
        _("Enterprises not yet in a bloc"),
        _("Enterprises in stable operation less members on the date."),
        _gap,
        number_style,
        _membership_decisions,
    ),
    Figure(
        "membership.new",
        _("New member enterprises in the year"),
        _("First-time members since 1 January; founders, transfers and readmissions not counted."),
        _new,
        number_style,
        _entry_decisions(EntryKind.NEW),
    ),
    Figure(
        "membership.new.blocs",
        _("Blocs that received new members"),
        _("Different blocs joined by the year's first-time members."),
        _new_blocs,
        number_style,
        _entry_decisions(EntryKind.NEW),
    ),
    Figure(
        "membership.readmitted",
        _("Members readmitted in the year"),
        _("Enterprises that had left the blocs before and came back."),
        _readmitted,
        number_style,
        _entry_decisions(EntryKind.READMITTED),
    ),
    Figure(
        "membership.transfers",
        _("Transfers in the year"),
        _("Members that moved from one bloc to another; they change no total."),
        _transfers,
        number_style,
        _entry_decisions(EntryKind.TRANSFER),
    ),
    Figure(
        "membership.left",
        _("Members that left in the year"),
        _("Memberships that ended in the year, transfers not counted."),
        _left,
        number_style,
        _exit_decisions,
    ),
    Figure(
        "enterprise.stable",
        _("Enterprises in stable operation"),
        _("Enterprises whose status is stable operation, in a park of the authority, on the date."),
        _stable,
        number_style,
        lambda scope: [],
    ),
)
