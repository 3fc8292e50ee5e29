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

from portal.formats import count, number, percent
from portal.tenancy.models import Authority

from ..enums import EntryKind, ExitKind, PeriodKind, RankingState
from ..models import Award, Bloc, Decision, Enterprise, Membership, Result


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

    @cached_property
    def results(self) -> list[Result]:
        """Published results for the year of the date."""
        rows = Result.objects.of(self.authority).filter(
            ranking__state=RankingState.PUBLISHED,
            ranking__period__year=self.as_of.year,
            ranking__period__kind=PeriodKind.YEAR,
        )
        rows = rows.filter(ranking__bloc=self.bloc) if self.bloc else rows
        return list(rows.select_related("ranking__decision"))

    @cached_property
    def awards(self) -> list[Award]:
        """Awards for the year of the date that are not revoked on it."""
        rows = Award.objects.of(self.authority).filter(year=self.as_of.year)
        rows = rows.filter(bloc=self.bloc) if self.bloc else rows
        rows = rows.select_related("award_type", "granted_by__decision")
        return [row for row in rows if row.revoked_on is None or row.revoked_on > self.as_of]

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


def register(*figures: Figure) -> None:
    FIGURES.update({figure.code: figure for figure in figures})


# --- styles: a value as a sentence says it -------------------------------------------------
def year_style(value: Any, language: str) -> str:
    return str(value)


def number_style(value: Any, language: str) -> str:
    return count(value, language) if value < 10 else number(value, language)


# --- parts that several figures count ------------------------------------------------------
MEMBERS = _("members of the blocs on that date")
STABLE = _("enterprises in stable operation on that date")
BLOCS = _("blocs existing on that date")


def members(scope: Scope) -> Part:
    return Part(scope.members, MEMBERS)


def stable(scope: Scope) -> Part:
    return Part(scope.stable_count, STABLE)


def blocs(scope: Scope) -> Part:
    return Part(len(scope.blocs), BLOCS)
