"""Named figures: every number about blocs is computed here from records, and says from which.

A figure is a function of an authority, an as-of date and optionally a bloc. Its value carries
numerator and denominator, the date and the decisions behind it; nothing is stored. The rules are
those of the domain (docs/figures.md): new members exclude founders, transfers and readmissions;
coverage divides by enterprises in *stable* operation on the date.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.formats import approx_phrase, count, number, percent
from portal.tenancy.models import Authority

from ..enums import DecisionKind, EntryKind, ExitKind
from ..models import Bloc, Decision, Enterprise, Membership


@dataclass(frozen=True)
class Scope:
    """What figures are asked about; `bloc=None` means all blocs of the authority.

    Figures computed together share one scope, which reads each table once.
    """

    authority: Authority
    as_of: date
    bloc: Bloc | None = None

    @cached_property
    def _memberships(self) -> list[Membership]:
        """Every membership that was valid on some day of the year, up to the as-of date."""
        still = Q(valid_to=None) | Q(valid_to__gte=date(self.as_of.year, 1, 1))
        rows = Membership.objects.of(self.authority).filter(still, valid_from__lte=self.as_of)
        rows = rows.filter(bloc=self.bloc) if self.bloc else rows
        return list(rows.select_related("entry_item", "exit_item"))

    @cached_property
    def active(self) -> list[Membership]:
        return [m for m in self._memberships if m.valid_to is None or m.valid_to > self.as_of]

    @cached_property
    def joined(self) -> list[Membership]:
        """Memberships begun in the year, up to the as-of date."""
        return [m for m in self._memberships if m.valid_from.year == self.as_of.year]

    @cached_property
    def left(self) -> list[Membership]:
        """Memberships ended in the year, up to the as-of date; a transfer is no departure."""
        ended = [m for m in self._memberships if m.valid_to and m.valid_to <= self.as_of]
        return [m for m in ended if m.exit_kind != ExitKind.TRANSFER]

    @cached_property
    def blocs(self) -> list[Bloc]:
        blocs = Bloc.objects.of(self.authority).established(self.as_of).order_by("established_on")
        return list(blocs.filter(pk=self.bloc.pk) if self.bloc else blocs)

    @cached_property
    def stable_count(self) -> int:
        return Enterprise.objects.of(self.authority).stable(self.as_of).count()

    @cached_property
    def decisions(self) -> dict[int, Decision]:
        """Every decision issued by the date, oldest first."""
        decisions = Decision.objects.of(self.authority).issued(by=self.as_of)
        return {decision.pk: decision for decision in decisions.order_by("issued_on", "pk")}

    def entered(self, kind: EntryKind) -> list[Membership]:
        return [row for row in self.joined if row.entry_kind == kind]

    @property
    def members(self) -> int:
        return len({row.enterprise_id for row in self.active})


@dataclass(frozen=True)
class Part:
    """A numerator or denominator: a count and what was counted."""

    value: int
    label: str | Promise


@dataclass(frozen=True)
class FigureValue:
    """One computed figure. `value` is an int, or a Decimal percentage, or None if undefined."""

    definition: "Figure"
    scope: Scope
    value: int | Decimal | None
    numerator: Part
    denominator: Part
    sources: list[Decision] = field(default_factory=list)

    @property
    def as_of(self) -> date:
        return self.scope.as_of

    @property
    def is_share(self) -> bool:
        return isinstance(self.value, Decimal)

    @property
    def counts_stable(self) -> bool:
        """Whether the authority's rule of "stable operation" belongs beside the figure."""
        return STABLE in (self.numerator.label, self.denominator.label)

    def render(self, language: str) -> str:
        """As a sentence would say it: "04", "gần 40%"; "4", "nearly 40%"."""
        return "–" if self.value is None else self.definition.style(self.value, language)

    def exact(self, language: str) -> str:
        """The value without rounding to a phrase: "39,4%" for a share, else the plain number."""
        if isinstance(self.value, Decimal):
            return percent(self.value, language)
        return "–" if self.value is None else str(self.value)


@dataclass(frozen=True)
class Figure:
    """The definition of a figure: what it is called, what it means, how it is computed."""

    code: str
    title: str | Promise
    meaning: str | Promise
    compute: Callable[[Scope], "Computed"]
    style: Callable[[Any, str], str]
    sources: Callable[[Scope], list[Decision]]


Computed = tuple[int | Decimal | None, Part, Part]
FIGURES: dict[str, Figure] = {}


class UnknownFigure(LookupError):
    """No figure has this code."""


def figure_compute(
    code: str, *, authority: Authority, as_of: date, bloc: Bloc | None = None
) -> FigureValue:
    """Compute one figure. Raises UnknownFigure for a code nobody registered."""
    return figures_compute([code], authority=authority, as_of=as_of, bloc=bloc)[0]


def figures_compute(
    codes: Iterable[str], *, authority: Authority, as_of: date, bloc: Bloc | None = None
) -> list[FigureValue]:
    """As `figure_compute`, for several figures of the same date at the cost of one."""
    scope = Scope(authority, as_of, bloc)
    return [_evaluate(code, scope) for code in codes]


def _evaluate(code: str, scope: Scope) -> FigureValue:
    try:
        definition = FIGURES[code]
    except KeyError as error:
        raise UnknownFigure(code) from error
    value, numerator, denominator = definition.compute(scope)
    sources = definition.sources(scope)
    return FigureValue(definition, scope, value, numerator, denominator, sources)


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
MEMBERS = _("members of the blocs on that date")
STABLE = _("enterprises in stable operation on that date")
BLOCS = _("blocs existing on that date")


def _share(numerator: int, denominator: int) -> Decimal | None:
    return Decimal(100 * numerator) / denominator if denominator else None


def _first_year(scope: Scope) -> Computed:
    founded = _first_blocs(scope)
    year = founded[0].established_on.year if founded else None
    label = _("blocs established in that year")
    return year, Part(len(founded), label), Part(len(scope.blocs), BLOCS)


def _blocs(scope: Scope) -> Computed:
    total, with_members = len(scope.blocs), len({row.bloc_id for row in scope.active})
    return total, Part(with_members, _("blocs with members")), Part(total, BLOCS)


def _active(scope: Scope) -> Computed:
    return scope.members, Part(scope.members, MEMBERS), Part(scope.stable_count, STABLE)


def _coverage(scope: Scope) -> Computed:
    share = _share(scope.members, scope.stable_count)
    return share, Part(scope.members, MEMBERS), Part(scope.stable_count, STABLE)


def _gap(scope: Scope) -> Computed:
    gap = scope.stable_count - scope.members
    label = _("enterprises in stable operation outside the blocs")
    return gap, Part(gap, label), Part(scope.stable_count, STABLE)


def _stable(scope: Scope) -> Computed:
    on_record = Enterprise.objects.of(scope.authority).count()
    stable = Part(scope.stable_count, STABLE)
    return stable.value, stable, Part(on_record, _("enterprises on record"))


def _of_members(rows: Iterable[Membership], label: Promise, scope: Scope) -> Computed:
    enterprises = len({row.enterprise_id for row in rows})
    return enterprises, Part(enterprises, label), Part(scope.members, MEMBERS)


def _new(scope: Scope) -> Computed:
    return _of_members(scope.entered(EntryKind.NEW), _("first-time members in the year"), scope)


def _new_blocs(scope: Scope) -> Computed:
    blocs = len({row.bloc_id for row in scope.entered(EntryKind.NEW)})
    label = _("blocs that received first-time members in the year")
    return blocs, Part(blocs, label), Part(len(scope.blocs), BLOCS)


def _readmitted(scope: Scope) -> Computed:
    rows = scope.entered(EntryKind.READMITTED)
    return _of_members(rows, _("members readmitted in the year"), scope)


def _transfers(scope: Scope) -> Computed:
    rows = scope.entered(EntryKind.TRANSFER)
    return _of_members(rows, _("members transferred in the year"), scope)


def _left(scope: Scope) -> Computed:
    return _of_members(scope.left, _("members that left in the year"), scope)


def _year_style(value: Any, language: str) -> str:
    return str(value)


def _number_style(value: Any, language: str) -> str:
    return count(value, language) if value < 10 else number(value, language)


def _register(*figures: Figure) -> None:
    FIGURES.update({figure.code: figure for figure in figures})


_register(
    Figure(
        "bloc.first_year",
        _("Year the first blocs were established"),
        _("The year of the earliest establishment of a bloc."),
        _first_year,
        _year_style,
        _founding_decisions,
    ),
    Figure(
        "bloc.active",
        _("Emulation blocs"),
        _("Blocs established and not dissolved on the date."),
        _blocs,
        _number_style,
        _bloc_decisions,
    ),
    Figure(
        "membership.active",
        _("Member enterprises"),
        _("Enterprises that are members of a bloc on the date."),
        _active,
        _number_style,
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
        _number_style,
        _membership_decisions,
    ),
    Figure(
        "membership.new",
        _("New member enterprises in the year"),
        _("First-time members since 1 January; founders, transfers and readmissions not counted."),
        _new,
        _number_style,
        _entry_decisions(EntryKind.NEW),
    ),
    Figure(
        "membership.new.blocs",
        _("Blocs that received new members"),
        _("Different blocs joined by the year's first-time members."),
        _new_blocs,
        _number_style,
        _entry_decisions(EntryKind.NEW),
    ),
    Figure(
        "membership.readmitted",
        _("Members readmitted in the year"),
        _("Enterprises that had left the blocs before and came back."),
        _readmitted,
        _number_style,
        _entry_decisions(EntryKind.READMITTED),
    ),
    Figure(
        "membership.transfers",
        _("Transfers in the year"),
        _("Members that moved from one bloc to another; they change no total."),
        _transfers,
        _number_style,
        _entry_decisions(EntryKind.TRANSFER),
    ),
    Figure(
        "membership.left",
        _("Members that left in the year"),
        _("Memberships that ended in the year, transfers not counted."),
        _left,
        _number_style,
        _exit_decisions,
    ),
    Figure(
        "enterprise.stable",
        _("Enterprises in stable operation"),
        _("Enterprises whose status is stable operation, in a park of the authority, on the date."),
        _stable,
        _number_style,
        lambda scope: [],
    ),
)


def figure_choices() -> list[tuple[str, Any]]:
    return [(code, figure.title) for code, figure in FIGURES.items()]
