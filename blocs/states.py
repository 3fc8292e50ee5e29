"""Which state may follow which, and the record of every step that was taken."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.users.models import User

from .enums import (
    AwardState,
    CriteriaState,
    PeriodState,
    PledgeState,
    RankingState,
    ReportState,
    SheetState,
)
from .history import STEP, note
from .models import (
    Award,
    CriteriaSet,
    EmulationPeriod,
    Pledge,
    Ranking,
    Report,
    ScoreSheet,
    Transition,
)


@dataclass(frozen=True)
class Step:
    """A permitted change of state; going back, or out of turn, needs a reason."""

    source: str
    target: str
    needs_reason: bool = False


def _steps(*path: str) -> tuple[Step, ...]:
    return tuple(Step(*pair) for pair in pairwise(path))


S = SheetState
STEPS: dict[type[models.Model], tuple[Step, ...]] = {
    CriteriaSet: _steps(CriteriaState.DRAFT, CriteriaState.ISSUED, CriteriaState.LOCKED),
    EmulationPeriod: (
        *_steps(PeriodState.PLANNED, PeriodState.OPEN, PeriodState.CLOSED),
        Step(PeriodState.CLOSED, PeriodState.OPEN, needs_reason=True),
    ),
    ScoreSheet: (
        *_steps(S.DRAFT, S.SUBMITTED, S.CROSS_CHECKED, S.VERIFIED, S.LOCKED, S.PUBLISHED),
        Step(S.RETURNED, S.SUBMITTED),
        Step(S.SUBMITTED, S.RETURNED, needs_reason=True),
        Step(S.CROSS_CHECKED, S.RETURNED, needs_reason=True),
        Step(S.VERIFIED, S.CROSS_CHECKED, needs_reason=True),
        Step(S.LOCKED, S.VERIFIED, needs_reason=True),
        *(
            Step(state, S.EXEMPT, needs_reason=True)
            for state in (S.DRAFT, S.RETURNED, S.SUBMITTED, S.CROSS_CHECKED)
        ),
        Step(S.EXEMPT, S.DRAFT, needs_reason=True),
    ),
    Ranking: _steps(RankingState.FINAL, RankingState.PUBLISHED, RankingState.SUPERSEDED),
    Pledge: (
        *_steps(PledgeState.DRAFT, PledgeState.COLLECTING, PledgeState.SIGNED),
        Step(PledgeState.SIGNED, PledgeState.COLLECTING, needs_reason=True),
    ),
    Award: (
        *_steps(AwardState.GRANTED, AwardState.PRESENTED, AwardState.REVOKED),
        Step(AwardState.GRANTED, AwardState.REVOKED),
    ),
    Report: (
        *_steps(
            ReportState.DRAFT, ReportState.SUBMITTED, ReportState.ACCEPTED, ReportState.PUBLISHED
        ),
        Step(ReportState.SUBMITTED, ReportState.DRAFT, needs_reason=True),
        Step(ReportState.PUBLISHED, ReportState.ACCEPTED, needs_reason=True),
    ),
}


class ForbiddenStep(ValidationError):
    """The record is not in a state from which this is possible."""


@transaction.atomic
def state_change(record: Any, to: str, *, user: User | None, reason: str = "") -> None:
    """Save the record in its new state and write down the step.

    Raises ForbiddenStep for a step that is not permitted and ValidationError where it needs a
    reason. The caller has locked the row and checked who may do this.
    """
    transition = _transition(record, to, user, reason)
    record.state = to
    record.full_clean()
    record.save()
    transition.save()
    _note(record, transition)


@transaction.atomic
def states_change(records: list[Any], to: str, *, user: User | None, reason: str = "") -> None:
    """As `state_change` for many records of one kind whose state alone changes; two queries."""
    if not records:
        return
    transitions = [_transition(record, to, user, reason) for record in records]
    rows = type(records[0])._base_manager.filter(pk__in=[record.pk for record in records])
    rows.update(state=to, updated_at=timezone.now())
    Transition.objects.bulk_create(transitions)
    for record, transition in zip(records, transitions, strict=True):
        _note(record, transition)


def _note(record: Any, step: Transition) -> None:
    note(record, STEP, **{"from": step.from_state, "to": step.to_state, "reason": step.reason})


def _transition(record: Any, to: str, user: User | None, reason: str) -> Transition:
    step, reason = _permitted(record, to), reason.strip()
    if step.needs_reason and not reason:
        raise ValidationError(_("Give a reason."))
    return Transition(
        authority_id=record.authority_id,
        subject_type=ContentType.objects.get_for_model(record),
        subject_id=record.pk,
        from_state=step.source,
        to_state=to,
        reason=reason,
        actor=user,
        at=timezone.now(),
    )


def _permitted(record: Any, to: str) -> Step:
    for step in STEPS[type(record)]:
        if (step.source, step.target) == (record.state, to):
            return step
    states = type(record)._meta.get_field("state").choices
    names = {str(value): str(label) for value, label in states}
    message = _("“%(record)s” is “%(state)s”; it cannot become “%(target)s”.")
    values = {"record": record, "state": names[str(record.state)], "target": names[str(to)]}
    raise ForbiddenStep(message % values)


def locked(record: Any) -> Any:
    """The record as it is now in the database, its row locked until the transaction ends."""
    return type(record)._base_manager.select_for_update().get(pk=record.pk)
