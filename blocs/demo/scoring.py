"""The scoring rounds of the sample: periods, sheets through every step, ballots, rankings."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from django.core.files.base import ContentFile

from portal.users.models import User

from ..enums import DecisionKind, Effect, PeriodKind, PeriodState
from ..models import Bloc, EmulationPeriod, Enterprise, Evidence, Ranking, ScoreLine, ScoreSheet
from ..services import (
    Verdict,
    ballot_enter,
    chair_decide,
    cross_checkers_assign,
    cross_checkers_propose,
    period_open,
    ranking_finalise,
    sheet_cross_submit,
    sheet_return,
    sheet_score,
    sheet_submit,
    sheet_verify,
    sheet_verify_scores,
)
from .criteria import table_of
from .decisions import decide
from .organisation import Sample
from .plan import SheetPlan, Table, sheets, votes
from .source import chance, clock, moment, read, working_day

PARTS = {PeriodKind.FIRST_QUARTER: (3, 31), PeriodKind.FIRST_HALF: (6, 30)}
DEADLINES = ("self_due", "cross_due", "verify_due", "publish_due")


# --- periods -------------------------------------------------------------------------------
def periods_load(sample: Sample, year: int) -> None:
    """The reviewed parts of the year, which nobody scores, and the year itself."""
    for kind, (month, day) in PARTS.items():
        _period(sample, year, kind, date(year, month, day), state=PeriodState.CLOSED)
    round_ = sample.rounds[year]
    due = dict(zip(DEADLINES, round_["due"], strict=True))
    criteria_set = sample.criteria[round_["criteria"]]
    _period(sample, year, PeriodKind.YEAR, date(year, 12, 31), criteria_set=criteria_set, **due)


def _period(sample: Sample, year: int, kind: PeriodKind, end: date, **fields: Any) -> None:
    period = EmulationPeriod(
        authority=sample.authority,
        year=year,
        kind=kind,
        data_from=date(year, 1, 1),
        data_to=end,
        **fields,
    )
    period.full_clean()
    period.save()
    sample.periods[year, kind] = period


# --- a round -------------------------------------------------------------------------------
@dataclass
class Round:
    """One year's scoring of one authority."""

    sample: Sample
    year: int
    period: EmulationPeriod
    table: Table

    @property
    def given(self) -> dict[str, Any]:
        found: dict[str, Any] = self.sample.rounds[self.year]
        return found

    @property
    def words(self) -> str:
        """The criteria table whose words the round's sheets use."""
        rows = read("sample_rounds.yaml")["criteria"]
        table: str = next(row["table"] for row in rows if row["code"] == self.given["criteria"])
        return table

    @property
    def administrator(self) -> User:
        return self.sample.people["quantri"]

    def plans(self, bloc: str) -> list[SheetPlan]:
        sample = self.sample
        members = sample.members(bloc, self.period.data_to)
        return sheets(sample.authority.code, self.year, bloc, members, self.given, self.table)


def round_of(sample: Sample, year: int) -> Round:
    period = sample.periods[year, PeriodKind.YEAR]
    return Round(sample, year, period, table_of(period.criteria_set))  # type: ignore[arg-type]


def round_score(sample: Sample, year: int) -> None:
    """From the opening to the last verification, each step at its own moment."""
    round_ = round_of(sample, year)
    with clock(moment(round_.given["opens"], 8)):
        period_open(period=round_.period, user=round_.administrator)
    for code, bloc in sample.blocs.items():
        _score_bloc(round_, code, bloc)


def _score_bloc(round_: Round, code: str, bloc: Bloc) -> None:
    rows = ScoreSheet.objects.filter(period=round_.period, bloc=bloc).select_related("enterprise")
    by_code = {sheet.enterprise.code: sheet for sheet in rows}
    plans = round_.plans(code)
    _write_lines(round_, [(by_code[plan.enterprise], plan) for plan in plans])
    with clock(moment(working_day(round_.given["opens"] + timedelta(days=2)), 14)):
        _assign(round_, list(by_code.values()))
    for plan in plans:
        _score_sheet(round_, by_code[plan.enterprise], plan)


def _assign(round_: Round, rows: list[ScoreSheet]) -> None:
    peers = cross_checkers_propose([sheet.enterprise for sheet in rows], turn=round_.year)
    pairs = {sheet: peers[sheet.enterprise] for sheet in rows}
    cross_checkers_assign(sheets=pairs, user=round_.administrator)


# --- lines ---------------------------------------------------------------------------------
POINTS = ("self", "cross", "verified")
WRITTEN = [f"{kind}_{part}" for kind in POINTS for part in ("points", "note")]


def _write_lines(round_: Round, pairs: Iterable[tuple[ScoreSheet, SheetPlan]]) -> None:
    """All points of a bloc in few queries; the steps of the sheets follow."""
    written: list[ScoreLine] = []
    for sheet, plan in pairs:
        given = {line.code: line for line in plan.lines}
        for line in sheet.lines.select_related("criterion"):
            points = given[line.criterion.code]
            line.self_points, line.cross_points = points.own, points.cross
            line.verified_points = points.verified
            written.append(line)
    ScoreLine.objects.bulk_update(written, WRITTEN, batch_size=100)
    Evidence.objects.bulk_create(
        [_evidence(round_, line) for line in written if line.criterion.evidence_required]
    )


def _evidence(round_: Round, line: ScoreLine) -> Evidence:
    title = read("evidence_texts.yaml")["documents"][round_.words][line.criterion.code]
    file = ContentFile(b"%PDF-1.4", name="evidence.pdf")
    return Evidence(
        line=line,
        authority_id=line.authority_id,
        file=file,
        filename=f"{title}.pdf",
        size=file.size,
    )


# --- steps ---------------------------------------------------------------------------------
def _between(first: date, last: date, luck: Random) -> datetime:
    """A moment of a working day of the office."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    open_ = [day for day in days if day.weekday() < 5]
    return moment(luck.choice(open_), luck.randint(8, 16), luck.randint(0, 59))


def _score_sheet(round_: Round, sheet: ScoreSheet, plan: SheetPlan) -> None:
    luck = chance(round_.sample.authority.code, round_.year, plan.enterprise, "steps")
    self_due, cross_due, verify_due, _publish_due = round_.given["due"]
    _submit(round_, sheet, plan, luck)
    with clock(_between(self_due + timedelta(days=4), cross_due, luck)):
        sheet_cross_submit(sheet=sheet)
    with clock(_between(cross_due + timedelta(days=1), verify_due, luck)):
        _verify(round_, sheet, plan)


def _submit(round_: Round, sheet: ScoreSheet, plan: SheetPlan, luck: Random) -> None:
    """Handed in in time, or two days late; sent back once where the plan says so."""
    due, contact = round_.given["due"][0], _contact(round_.sample, sheet.enterprise)
    with clock(_between(round_.given["opens"] + timedelta(days=4), due - timedelta(days=7), luck)):
        sheet_score(sheet=sheet, scores={}, bonuses=_claimed(plan))
        if plan.returned:
            sheet_submit(sheet=sheet, user=contact)
    if plan.returned:
        reasons = read("evidence_texts.yaml")["return_reasons"]
        with clock(_between(due - timedelta(days=6), due - timedelta(days=4), luck)):
            sheet_return(sheet=sheet, reason=luck.choice(reasons), user=round_.administrator)
    last = due + timedelta(days=2 if plan.is_late else 0)
    with clock(_between(last - timedelta(days=0 if plan.is_late else 2), last, luck)):
        sheet_submit(sheet=sheet, user=contact)


def _contact(sample: Sample, enterprise: Enterprise) -> User | None:
    """The enterprise's own login, where the sample has one."""
    for assignment in enterprise.contacts.select_related("user"):
        return assignment.user
    return None


def _claimed(plan: SheetPlan) -> dict[str, int]:
    return plan.bonuses | ({plan.declined: 1} if plan.declined else {})


def _verify(round_: Round, sheet: ScoreSheet, plan: SheetPlan) -> None:
    verdicts = {code: Verdict(times, accepted=True) for code, times in plan.bonuses.items()}
    if plan.declined:
        verdicts[plan.declined] = Verdict(1, accepted=False, note="…")
    if plan.is_late:
        verdicts[round_.table.penalty[0]] = Verdict(1, accepted=True, note="…")
    sheet_verify_scores(sheet=sheet, scores={}, verdicts=verdicts)
    sheet_verify(sheet=sheet, user=round_.administrator)
    if plan.chair_place:
        chair_decide(sheet=sheet, place=plan.chair_place, reason="…")


# --- ranking -------------------------------------------------------------------------------
def round_rank(sample: Sample, year: int) -> list[Ranking]:
    """The ballots, the rankings, and the decision that approves them."""
    round_ = round_of(sample, year)
    rankings = [_rank(round_, code, bloc) for code, bloc in sample.blocs.items()]
    decide(
        sample,
        kind=DecisionKind.APPROVE_RESULT,
        full_number=round_.given["approval"],
        issued_on=round_.given["ranked_on"],
        items=[{"effect": Effect.RESULT_APPROVED, "ranking": one} for one in rankings],
        words={"year": year},
    )
    return rankings


def _rank(round_: Round, code: str, bloc: Bloc) -> Ranking:
    plans, sample = round_.plans(code), round_.sample
    held_at = sample.conferences.get(round_.given.get("ballot", ""))
    absent = chance(sample.authority.code, round_.year, code, "ballot").randint(0, 1)
    cast = len(plans) - absent
    numbers = zip(plans, votes(len(plans), cast), strict=True)
    ballot_enter(
        period=round_.period,
        bloc=bloc,
        eligible=len(plans),
        cast=cast,
        votes={sample.enterprises[plan.enterprise]: number for plan, number in numbers},
        held_at=held_at,
    )
    return ranking_finalise(period=round_.period, bloc=bloc, user=round_.administrator)
