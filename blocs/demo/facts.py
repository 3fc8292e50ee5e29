"""What the reports of the sample may say: every placeholder, computed from the records."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from portal.formats import count, number

from ..enums import Classification, LeadershipRole, PeriodKind, RankingState
from ..figures import figures_compute
from ..models import Award, Bloc, EmulationPeriod, Leadership, Membership, Result, ScoreSheet
from .source import read

PERIODS = {
    PeriodKind.FIRST_HALF: {"vi": "06 tháng đầu năm {year}", "en": "the first half of {year}"},
    PeriodKind.YEAR: {"vi": "năm {year}", "en": "{year}"},
}


@dataclass(frozen=True)
class Facts:
    """A period of an authority, or of one of its blocs, in one language."""

    period: EmulationPeriod
    bloc: Bloc | None
    language: str

    @cached_property
    def values(self) -> dict[str, str]:
        found = self._of_every_report() | (self._of_a_bloc() if self.bloc else self._of_all())
        return found | (self._of_results() if self.results else {})

    def _of_every_report(self) -> dict[str, str]:
        year = self.period.year
        return {
            "year": str(year),
            "next_year": str(year + 1),
            "period": PERIODS[PeriodKind(self.period.kind)][self.language].format(year=year),
            "theme": read("pledge_texts.yaml")["themes"][year][self.language],
        }

    def _of_all(self) -> dict[str, str]:
        codes = {
            "members": "membership.active",
            "blocs": "bloc.active",
            "new": "membership.new",
            "coverage": "membership.coverage",
        }
        scope = {"authority": self.period.authority, "as_of": self.period.data_to}
        figures = figures_compute(codes.values(), **scope)
        pairs = zip(codes, figures, strict=True)
        return {name: figure.render(self.language) for name, figure in pairs}

    def _of_a_bloc(self) -> dict[str, str]:
        rows = Leadership.objects.active(self.period.data_to).filter(bloc=self.bloc)
        leader = rows.get(role=LeadershipRole.LEADER).enterprise
        members = Membership.objects.active(self.period.data_to).filter(bloc=self.bloc)
        return {
            "bloc": self._name(self.bloc),
            "leader": self._name(leader),
            "members": count(members.count(), self.language),
        }

    def _of_results(self) -> dict[str, str]:
        """What is known once the bloc, or all of them, have been ranked."""
        sheets = ScoreSheet.objects.current().filter(period=self.period)
        sheets = sheets.filter(bloc=self.bloc) if self.bloc else sheets
        excellent = [row for row in self.results if row.classification == Classification.EXCELLENT]
        firsts = [row for row in self.results if row.final_rank == 1]
        awards = Award.objects.filter(authority=self.period.authority, year=self.period.year)
        flags = awards.filter(award_type__code="CO_KHOI").count()
        return {
            "sheets": count(sheets.count(), self.language),
            "excellent": count(len(excellent), self.language),
            "first": self._name(firsts[0].enterprise),
            "total": points(firsts[0].total, self.language),
            "winners": _listed([self._winner(row) for row in firsts], self.language),
            "flags": count(flags, self.language),
        }

    @cached_property
    def results(self) -> list[Result]:
        """Of the published rankings, best first in each bloc."""
        rows = Result.objects.filter(
            ranking__period=self.period, ranking__state=RankingState.PUBLISHED
        )
        rows = rows.filter(ranking__bloc=self.bloc) if self.bloc else rows
        rows = rows.select_related("enterprise", "ranking__bloc", "sheet")
        return list(rows.order_by("ranking__bloc__ordinal", "final_rank"))

    def _winner(self, row: Result) -> str:
        return f"{self._name(row.enterprise)} ({self._name(row.ranking.bloc)})"

    def _name(self, record: Any) -> str:
        name: str = getattr(record, f"name_{self.language}")
        return name


def points(value: Decimal, language: str) -> str:
    """As many decimals as the points have: 985; 95,8."""
    whole = plain(value)
    return number(whole, language, 0 if isinstance(whole, int) else 1)


def plain(value: Decimal) -> int | Decimal:
    """The number as people write it; points have one decimal at most."""
    return int(value) if value == int(value) else value.quantize(Decimal("0.1"))


def _listed(names: list[str], language: str) -> str:
    *others, last = names
    conjunction = {"vi": " và ", "en": " and "}[language]
    return f"{', '.join(others)}{conjunction}{last}" if others else last
