"""Reads about a scoring round, for those who run it; each says what it costs."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Sum

from .access import Person
from .enums import PeriodState, RankingState, SheetState
from .models import Bloc, EmulationPeriod, Pledge, Ranking, ScoreSheet

HANDED_IN = (
    SheetState.SUBMITTED,
    SheetState.CROSS_CHECKED,
    SheetState.VERIFIED,
    SheetState.LOCKED,
    SheetState.PUBLISHED,
)


@dataclass(frozen=True)
class Round:
    """One bloc in one period: its current sheets and, once ranked, its ranking."""

    period: EmulationPeriod
    bloc: Bloc
    sheets: list[Any]
    ranking: Ranking | None

    @property
    def counts(self) -> list[tuple[SheetState, int]]:
        """How many sheets are in each state, in the order of a sheet's life."""
        found = Counter(sheet.state for sheet in self.sheets)
        return [(state, found[state]) for state in SheetState if found[state]]

    @property
    def handed_in(self) -> int:
        return len([sheet for sheet in self.sheets if sheet.state in HANDED_IN])

    def late(self, on: date) -> list[Any]:
        """Handed in late, or not yet although it is due."""
        due = self.period.self_due
        waiting = (SheetState.DRAFT, SheetState.RETURNED)
        return [
            sheet
            for sheet in self.sheets
            if sheet.is_late or (sheet.state in waiting and due and due < on)
        ]


def rounds_of(person: Person) -> list[Round]:
    """The rounds this person runs, open ones first; three queries."""
    blocs = list(person.blocs())
    periods = EmulationPeriod.objects.of(person.authority).scored()
    periods = periods.exclude(state=PeriodState.PLANNED).order_by("-year", "-data_to")[:3]
    return [round_of(period, bloc) for period in periods for bloc in blocs]


def round_of(period: EmulationPeriod, bloc: Bloc) -> Round:
    """Sheets with their totals of each kind, and the ranking; two queries."""
    sheets = (
        ScoreSheet.objects.filter(period=period, bloc=bloc)
        .current()
        .select_related("enterprise", "cross_checker", "period__criteria_set", "bloc")
        .annotate(self_total=Sum("lines__self_points"), cross_total=Sum("lines__cross_points"))
        .order_by("enterprise__code")
    )
    rankings = Ranking.objects.filter(period=period, bloc=bloc)
    current = rankings.exclude(state=RankingState.SUPERSEDED).order_by("-revision").first()
    return Round(period, bloc, list(sheets), current)


@dataclass(frozen=True)
class Tasks:
    """What waits for a person, in open periods."""

    own: list[ScoreSheet]
    to_check: list[ScoreSheet]
    to_verify: list[ScoreSheet]
    pledges: list[Pledge]

    def __bool__(self) -> bool:
        return bool(self.own or self.to_check or self.to_verify or self.pledges)


def tasks_of(person: Person) -> Tasks:
    """Three or four queries."""
    sheets = ScoreSheet.objects.of(person.authority).current()
    sheets = sheets.filter(period__state=PeriodState.OPEN)
    sheets = sheets.select_related("enterprise", "period", "bloc")
    waiting = (SheetState.DRAFT, SheetState.RETURNED)
    own = sheets.filter(enterprise__in=person.enterprise_ids, state__in=waiting)
    submitted = SheetState.SUBMITTED
    check = sheets.filter(cross_checker__in=person.enterprise_ids, state=submitted)
    verify = sheets.filter(state=SheetState.CROSS_CHECKED) if person.is_administrator else []
    collecting = Pledge.objects.of(person.authority).filter(state="collecting")
    pledges = collecting.filter(bloc__in=person.bloc_ids)
    return Tasks(list(own), list(check), list(verify), list(pledges))
