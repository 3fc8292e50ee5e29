"""The scoring rounds of the sample: periods, sheets, ballots, rankings.

Sheets are written in bulk, complete, with the record of every step: what the services would do
one sheet at a time. The tests compare. Opening, ballots and rankings are the services' own.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from random import Random
from typing import Any

from django.contrib.contenttypes.models import ContentType

from portal.tenancy.models import Authority
from portal.users.models import User

from ..enums import AdjustmentState, PeriodKind, PeriodState, SheetState
from ..models import (
    AdjustmentLine,
    AdjustmentRule,
    Bloc,
    CriteriaSet,
    Criterion,
    EmulationPeriod,
    Enterprise,
    Evidence,
    Ranking,
    ScoreLine,
    ScoreSheet,
    Transition,
)
from ..ranking import total
from ..services import (
    ballot_enter,
    cross_checkers_propose,
    period_open,
    ranking_finalise,
)
from .documents import evidence_file
from .plan import LinePlan, SheetPlan, Table, votes
from .source import chance, clock, moment, read

PARTS = {PeriodKind.FIRST_QUARTER: (3, 31), PeriodKind.FIRST_HALF: (6, 30)}
DEADLINES = ("self_due", "cross_due", "verify_due", "publish_due")
BATCH = 2000


# --- periods -------------------------------------------------------------------------------
def periods_load(
    authority: Authority, year: int, due: Iterable[date], criteria_set: CriteriaSet
) -> dict[PeriodKind, EmulationPeriod]:
    """The reviewed parts of a year, which nobody scores, and the year itself."""
    found = {
        kind: EmulationPeriod(kind=kind, data_to=date(year, *end), state=PeriodState.CLOSED)
        for kind, end in PARTS.items()
    }
    found[PeriodKind.YEAR] = EmulationPeriod(
        kind=PeriodKind.YEAR,
        data_to=date(year, 12, 31),
        criteria_set=criteria_set,
        **dict(zip(DEADLINES, due, strict=True)),
    )
    for period in found.values():
        period.authority, period.year, period.data_from = authority, year, date(year, 1, 1)
        period.full_clean()
        period.save()
    return found


# --- a round -------------------------------------------------------------------------------
@dataclass
class Round:
    """One scored period, the plans of its blocs' sheets, and who is at work.

    `words` is the table of `criteria_texts.yaml` whose words the sheets use.
    """

    period: EmulationPeriod
    table: Table
    words: str
    opens: date
    plans: Mapping[Bloc, list[SheetPlan]]
    enterprises: Mapping[str, Enterprise]
    administrator: User | None = None
    contacts: Mapping[str, User] = field(default_factory=dict)
    has_evidence: bool = True

    @cached_property
    def criteria(self) -> list[Criterion]:
        found = Criterion.objects.filter(criteria_set=self.period.criteria_set)
        return [one for one in found if not one.is_group]

    @cached_property
    def rules(self) -> dict[str, AdjustmentRule]:
        found = AdjustmentRule.objects.filter(criteria_set=self.period.criteria_set)
        return {rule.code: rule for rule in found}

    def luck(self, plan: SheetPlan, *parts: str) -> Random:
        period = self.period
        return chance(period.authority.code, period.year, plan.enterprise, *parts)


@dataclass
class Written:
    """A sheet with the plan that it was written by, and when each step was taken."""

    round: Round
    plan: SheetPlan
    sheet: ScoreSheet
    steps: list["Step"]


@dataclass(frozen=True)
class Step:
    at: datetime
    source: SheetState
    target: SheetState
    actor: User | None
    reason: str = ""


def round_score(round_: Round) -> None:
    """Every sheet from the opening to its verification."""
    written = [
        one for bloc, plans in round_.plans.items() for one in _bloc_written(round_, bloc, plans)
    ]
    ScoreSheet.objects.bulk_create([one.sheet for one in written], BATCH)
    _lines_create(written)
    adjustments = [line for one in written for line in _adjustments(one)]
    AdjustmentLine.objects.bulk_create(adjustments, BATCH)
    with clock(moment(round_.opens, 8)):
        period_open(period=round_.period, user=round_.administrator)
    Transition.objects.bulk_create([step for one in written for step in _transitions(one)], BATCH)
    round_.period.sheets.update(state=SheetState.VERIFIED)  # type: ignore[attr-defined]
    round_.period.refresh_from_db()


# --- sheets --------------------------------------------------------------------------------
def _bloc_written(round_: Round, bloc: Bloc, plans: list[SheetPlan]) -> Iterator[Written]:
    codes = sorted(plan.enterprise for plan in plans)
    peers = cross_checkers_propose(codes, turn=round_.period.year)  # type: ignore[arg-type]
    for plan in sorted(plans, key=lambda plan: plan.enterprise):
        peer = peers[plan.enterprise]
        steps = list(_steps(round_, plan, round_.contacts.get(peer)))
        yield Written(round_, plan, _sheet(round_, bloc, plan, peer, steps), steps)


def _sheet(round_: Round, bloc: Bloc, plan: SheetPlan, peer: str, steps: list[Step]) -> ScoreSheet:
    sheet = ScoreSheet(
        authority_id=round_.period.authority_id,
        period=round_.period,
        enterprise=round_.enterprises[plan.enterprise],
        bloc=bloc,
        cross_checker=round_.enterprises[peer],
        submitted_at=steps[-3].at,
        submitted_by=round_.contacts.get(plan.enterprise),
        is_late=plan.is_late,
        cross_checked_by=round_.contacts.get(peer),
        verified_by=round_.administrator,
        chair_place=plan.chair_place,
        chair_reason=_chair_reason(plan),
    )
    _write_total(round_, sheet, plan)
    return sheet


def _write_total(round_: Round, sheet: ScoreSheet, plan: SheetPlan) -> None:
    found = total(
        [line.verified for line in plan.lines],
        [round_.rules[code].points * times for code, times in plan.bonuses.items()],
        [round_.table.penalty[1]] if plan.is_late else [],
        round_.period.criteria_set.bonus_cap,  # type: ignore[union-attr]
    )
    sheet.verified_points, sheet.bonus_points = found.base, found.bonus
    sheet.penalty_points, sheet.total = found.penalty, found.value


def _chair_reason(plan: SheetPlan) -> str:
    if plan.chair_place is None:
        return ""
    below = read("sample_rounds.yaml")["chair_below"]
    reason: str = below if plan.chair_place > 1 else _texts()["tie_break_reasons"][3]
    return reason


# --- steps ---------------------------------------------------------------------------------
S = SheetState


def _steps(round_: Round, plan: SheetPlan, peer: User | None) -> Iterator[Step]:
    """Handed in in time, or two days late; sent back once where the plan says so."""
    luck, period = round_.luck(plan, "steps"), round_.period
    due: Any = period.self_due
    owner, administrator = round_.contacts.get(plan.enterprise), round_.administrator
    if plan.returned:
        first = _between(round_.opens + timedelta(days=4), due - timedelta(days=7), luck)
        back = _between(due - timedelta(days=6), due - timedelta(days=4), luck)
        yield Step(first, S.DRAFT, S.SUBMITTED, owner)
        reason = luck.choice(_texts()["return_reasons"])
        yield Step(back, S.SUBMITTED, S.RETURNED, administrator, reason)
    handed_in = _between(*_window(round_.opens, due, plan), luck)
    yield Step(handed_in, S.RETURNED if plan.returned else S.DRAFT, S.SUBMITTED, owner)
    checked = _between(due + timedelta(days=4), period.cross_due, luck)
    yield Step(checked, S.SUBMITTED, S.CROSS_CHECKED, peer)
    verified = _between(period.cross_due + timedelta(days=1), period.verify_due, luck)
    yield Step(verified, S.CROSS_CHECKED, S.VERIFIED, administrator)


def _window(opens: date, due: date, plan: SheetPlan) -> tuple[date, date]:
    if plan.is_late:
        return due + timedelta(days=1), due + timedelta(days=3)
    if plan.returned:
        return due - timedelta(days=3), due
    return opens + timedelta(days=4), due


def _between(first: date, last: date, luck: Random) -> datetime:
    """A moment in the office hours of a working day."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    working = [day for day in days if day.weekday() < 5] or days
    return moment(luck.choice(working), luck.randint(8, 16), luck.randint(0, 59))


def _transitions(one: Written) -> Iterator[Transition]:
    kind = ContentType.objects.get_for_model(ScoreSheet)
    for step in one.steps:
        yield Transition(
            authority_id=one.sheet.authority_id,
            subject_type=kind,
            subject_id=one.sheet.pk,
            from_state=step.source,
            to_state=step.target,
            reason=step.reason,
            actor=step.actor,
            at=step.at,
        )


# --- lines ---------------------------------------------------------------------------------
def _texts() -> dict[str, Any]:
    found: dict[str, Any] = read("evidence_texts.yaml")
    return found


def _lines_create(written: list[Written]) -> None:
    lines = [line for one in written for line in _lines(one)]
    ScoreLine.objects.bulk_create(lines, BATCH)
    round_ = written[0].round
    claimed = [line for line in lines if line.criterion.evidence_required and line.self_points]
    if round_.has_evidence:
        Evidence.objects.bulk_create([_evidence(round_, line) for line in claimed], BATCH)


def _lines(one: Written) -> Iterator[ScoreLine]:
    luck, given = one.round.luck(one.plan, "notes"), {line.code: line for line in one.plan.lines}
    topics = _texts()["topics"][one.round.words]
    for criterion in one.round.criteria:
        line = given[criterion.code]
        yield ScoreLine(
            authority_id=one.sheet.authority_id,
            sheet=one.sheet,
            criterion=criterion,
            max_points=criterion.max_points,
            self_points=line.own,
            cross_points=line.cross,
            verified_points=line.verified,
            **_notes(line, topics[criterion.code], luck),
        )


def _notes(line: LinePlan, topic: str, luck: Random) -> dict[str, str]:
    """What people wrote: now and then, and always where a peer gave more."""
    texts, found = _texts(), {}
    if luck.random() < 0.12:
        found["self_note"] = luck.choice(texts["self_notes"][topic])
    if line.cross > line.own:
        found["cross_note"] = texts["cross_remarks"]["higher"][topic]
    if luck.random() < 0.15:
        found["verified_note"] = texts["verification_notes"][_verdict(line)]
    return found


def _verdict(line: LinePlan) -> int:
    """Which of the verifier's phrases fits."""
    if line.verified == line.own:
        return 1
    return 0 if line.verified == line.cross else 3


def _evidence(round_: Round, line: ScoreLine) -> Evidence:
    title = _texts()["documents"][round_.words][line.criterion.code]
    file = evidence_file(title)
    return Evidence(
        authority_id=line.authority_id,
        line=line,
        file=file,
        filename=f"{title}.png",
        size=file.size,
    )


def _adjustments(one: Written) -> Iterator[AdjustmentLine]:
    notes, plan = _texts()["verification_notes"], one.plan
    for code, times in plan.bonuses.items():
        yield _adjustment(one, code, times, AdjustmentState.ACCEPTED)
    if plan.declined:
        yield _adjustment(one, plan.declined, 1, AdjustmentState.DECLINED, notes[5])
    if plan.is_late:
        code = one.round.table.penalty[0]
        yield _adjustment(one, code, 1, AdjustmentState.ACCEPTED, notes[6])


def _adjustment(
    one: Written, code: str, times: int, state: AdjustmentState, note: str = ""
) -> AdjustmentLine:
    return AdjustmentLine(
        authority_id=one.sheet.authority_id,
        sheet=one.sheet,
        rule=one.round.rules[code],
        times=times,
        state=state,
        decision_note=note,
    )


# --- ballots and rankings ------------------------------------------------------------------
def bloc_rank(round_: Round, bloc: Bloc, *, held_at: Any = None) -> Ranking:
    """The ballot of a bloc, one member at most being absent, and its ranking."""
    plans, period = round_.plans[bloc], round_.period
    absent = chance(period.authority.code, period.year, bloc.code, "ballot").randint(0, 1)
    cast = len(plans) - absent
    numbers = zip(plans, votes(len(plans), cast), strict=True)
    ballot_enter(
        period=period,
        bloc=bloc,
        eligible=len(plans),
        cast=cast,
        votes={round_.enterprises[plan.enterprise]: number for plan, number in numbers},
        held_at=held_at,
    )
    return ranking_finalise(period=period, bloc=bloc, user=round_.administrator)
