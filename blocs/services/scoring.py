"""A scoring round: sheets are opened, self-scored, cross-checked, verified.

Who may do what is checked where people come in (`blocs.access`); what is possible at all, here.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from portal.choices import TextChoices
from portal.users.models import User

from ..enums import AdjustmentState, CriteriaState, PeriodState, RuleKind, SheetState
from ..models import (
    AdjustmentLine,
    AdjustmentRule,
    Criterion,
    EmulationPeriod,
    Enterprise,
    Evidence,
    Membership,
    ScoreLine,
    ScoreSheet,
)
from ..models.scores import accepted
from ..ranking import Total, total
from ..states import locked, state_change

EDITABLE = (SheetState.DRAFT, SheetState.RETURNED)


# --- opening -------------------------------------------------------------------------------
@transaction.atomic
def period_open(*, period: EmulationPeriod, user: User | None = None) -> EmulationPeriod:
    """Begin a scoring round: the criteria are locked, every member gets a sheet.

    Raises ValidationError for a period without criteria or whose criteria nobody has issued.
    """
    period = locked(period)
    criteria = period.criteria_set
    if criteria is None:
        raise ValidationError(_("A period without a criteria set is not scored."))
    if criteria.state == CriteriaState.DRAFT:
        raise ValidationError(_("The criteria set has not been issued by a decision."))
    if criteria.state == CriteriaState.ISSUED:
        state_change(criteria, CriteriaState.LOCKED, user=user)
    state_change(period, PeriodState.OPEN, user=user)
    sheets_create(period=period)
    return period


@transaction.atomic
def sheets_create(*, period: EmulationPeriod) -> int:
    """A sheet for every member on the period's last day that has none; how many were made."""
    members = Membership.objects.of(period.authority).active(period.data_to)
    members = members.filter(bloc__established_on__lte=period.data_to)
    having = ScoreSheet.objects.filter(period=period).current().values("enterprise")
    made = [_sheet(period, row) for row in members.exclude(enterprise__in=having)]
    ScoreSheet.objects.bulk_create(made)
    leaves = _leaves(period)
    lines = [_line(sheet, leaf) for sheet in made for leaf in leaves]
    ScoreLine.objects.bulk_create(lines, batch_size=1000)
    return len(made)


def _sheet(period: EmulationPeriod, membership: Membership) -> ScoreSheet:
    return ScoreSheet(
        authority_id=period.authority_id,
        period=period,
        enterprise_id=membership.enterprise_id,
        bloc_id=membership.bloc_id,
    )


def _leaves(period: EmulationPeriod) -> list[Criterion]:
    return [one for one in period.criteria_set.criteria.all() if not one.is_group]  # type: ignore[union-attr]


def _line(sheet: ScoreSheet, criterion: Criterion) -> ScoreLine:
    return ScoreLine(
        authority_id=sheet.authority_id,
        sheet=sheet,
        criterion=criterion,
        max_points=criterion.max_points,
    )


# --- writing points ------------------------------------------------------------------------
@dataclass(frozen=True)
class Score:
    """Points and note that somebody gives one criterion; points may still be missing."""

    points: Decimal | None
    note: str = ""


def _open_sheet(sheet: ScoreSheet, states: Iterable[SheetState]) -> ScoreSheet:
    """The sheet as it is now, locked. Raises ValidationError unless it is in one of `states`."""
    sheet = locked(sheet)
    if not sheet.period.is_open:
        raise ValidationError(_("The scoring round is not open."))
    if sheet.state not in states:
        message = _("The sheet is “%(state)s”; nothing can be entered now.")
        raise ValidationError(message % {"state": sheet.get_state_display()})
    return sheet


class SheetChanged(ValidationError):
    """Somebody else has written the same kind of scores since they were shown."""


def sheet_version(sheet: ScoreSheet, kind: str) -> str:
    """What the scores of one kind, and the adjustments, are now: changes whenever they do."""
    parts: list[Any] = [
        [line.pk, str(getattr(line, f"{kind}_points")), getattr(line, f"{kind}_note")]
        for line in sheet.lines.order_by("pk")  # type: ignore[attr-defined]
    ]
    parts += [
        [row.rule_id, row.times, row.state, row.decision_note]
        for row in sheet.adjustments.order_by("rule")  # type: ignore[attr-defined]
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


def _require_unchanged(sheet: ScoreSheet, kind: str, seen: str) -> None:
    """`seen` is the version that the scores were entered upon; empty where nobody looked."""
    if seen and seen != sheet_version(sheet, kind):
        raise SheetChanged(_("Somebody else has changed this sheet meanwhile."))


def _write(sheet: ScoreSheet, kind: str, scores: Mapping[str, Score]) -> None:
    """Store points by criterion code; every bad line is named in one ValidationError."""
    errors: dict[str, list[str]] = {}
    lines = {line.criterion.code: line for line in sheet.lines.select_related("criterion")}
    for code, score in scores.items():
        line = lines.get(code)
        if line is None:
            errors[code] = [_("There is no such criterion in the set.")]
            continue
        line.sheet = sheet
        setattr(line, f"{kind}_points", score.points)
        setattr(line, f"{kind}_note", score.note.strip())
        try:
            line.full_clean()
        except ValidationError as error:
            errors[code] = error.messages
        else:
            line.save()
    if errors:
        raise ValidationError(
            [f"{code}: {message}" for code, found in errors.items() for message in found]
        )


@transaction.atomic
def sheet_score(
    *,
    sheet: ScoreSheet,
    scores: Mapping[str, Score],
    bonuses: Mapping[str, int] | None = None,
    seen: str = "",
) -> ScoreSheet:
    """Keep a self-score, complete or not: points by criterion code, times by bonus rule code.

    Raises SheetChanged if it is no longer what `seen`, a `sheet_version`, says, and
    ValidationError, naming the criteria, when one cannot be kept; then none is.
    """
    sheet = _open_sheet(sheet, EDITABLE)
    _require_unchanged(sheet, "self", seen)
    _write(sheet, "self", scores)
    for code, times in (bonuses or {}).items():
        _propose(sheet, code, times, kinds=(RuleKind.BONUS,))
    return sheet


def _propose(sheet: ScoreSheet, code: str, times: int, *, kinds: Iterable[RuleKind]) -> None:
    rules = AdjustmentRule.objects.filter(criteria_set=sheet.period.criteria_set, kind__in=kinds)
    rule = rules.filter(code=code).first()
    if rule is None:
        raise ValidationError(_("There is no rule %(code)s in the set.") % {"code": code})
    line = sheet.adjustments.filter(rule=rule).first() or AdjustmentLine(sheet=sheet, rule=rule)
    if not times:
        if line.pk:
            line.delete()
        return
    if line.times != times:  # a word on another number of times is no word on this one
        line.state, line.decision_note = AdjustmentState.PROPOSED, ""
    line.times = times
    line.full_clean()
    line.save()


class Gap(TextChoices):
    """What a sheet still lacks before a step; the value is the part of the line to fill in."""

    POINTS = "points", _lazy("points")
    EVIDENCE = "file", _lazy("evidence")
    NOTE = "note", _lazy("a note on the difference")
    DECISION = "state", _lazy("the decision")


def sheet_gaps(sheet: ScoreSheet, kind: str) -> list[tuple[str, Gap]]:
    """What keeps scores of one kind ("self", "cross", "verified") from being handed in.

    Each is the code of a criterion or rule and what it lacks; two or three queries.
    """
    lines = sheet.lines.select_related("criterion").prefetch_related("evidence")  # type: ignore[attr-defined]
    gaps = [(line.criterion.code, gap) for line in lines if (gap := _gap(line, kind))]
    if kind == "verified":
        undecided = sheet.adjustments.filter(state=AdjustmentState.PROPOSED)  # type: ignore[attr-defined]
        gaps += [(row.rule.code, Gap.DECISION) for row in undecided.select_related("rule")]
    return gaps


def _gap(line: ScoreLine, kind: str) -> Gap | None:
    """Evidence is asked for where points are claimed, a note where a peer differs much."""
    if getattr(line, f"{kind}_points") is None:
        return Gap.POINTS
    if kind == "self" and _lacks_evidence(line):
        return Gap.EVIDENCE
    if kind == "cross" and _differs_silently(line):
        return Gap.NOTE
    return None


def _lacks_evidence(line: ScoreLine) -> bool:
    wanted = line.criterion.evidence_required and (line.self_points or 0) > 0
    return wanted and not line.evidence.all()  # type: ignore[attr-defined]


def missing_self(sheet: ScoreSheet) -> list[str]:
    """The codes of criteria without a self-score, or without the evidence they require."""
    return [code for code, _gap in sheet_gaps(sheet, "self")]


def _codes(gaps: Iterable[tuple[str, Gap]]) -> str:
    return ", ".join(code for code, _gap in gaps)


@transaction.atomic
def sheet_submit(*, sheet: ScoreSheet, user: User | None = None) -> ScoreSheet:
    """Hand in a self-score; after the period's date it is marked late.

    Raises ValidationError naming every criterion that still lacks points or evidence.
    """
    sheet = _open_sheet(sheet, EDITABLE)
    if gaps := sheet_gaps(sheet, "self"):
        message = _("Points or evidence are still missing: %(codes)s.")
        raise ValidationError(message % {"codes": _codes(gaps)})
    now = timezone.now()
    sheet.submitted_at, sheet.submitted_by = now, user
    sheet.is_late = timezone.localdate(now) > sheet.period.self_due
    state_change(sheet, SheetState.SUBMITTED, user=user)
    return sheet


@transaction.atomic
def sheet_return(*, sheet: ScoreSheet, reason: str, user: User | None = None) -> ScoreSheet:
    """Send a sheet back to the enterprise; the reason is mandatory. Peer's scores stay to see."""
    sheet = _open_sheet(sheet, (SheetState.SUBMITTED, SheetState.CROSS_CHECKED))
    state_change(sheet, SheetState.RETURNED, user=user, reason=reason)
    return sheet


@transaction.atomic
def evidence_add(
    *, line: ScoreLine, file: File, filename: str, user: User | None = None
) -> Evidence:
    """Attach a file to a self-score. Raises ValidationError for a file that cannot be kept."""
    _open_sheet(line.sheet, EDITABLE)
    evidence = Evidence(
        line=line,
        authority_id=line.authority_id,
        file=file,
        filename=filename[:200],
        size=file.size,
        uploaded_by=user,
    )
    evidence.full_clean()
    evidence.save()
    return evidence


@transaction.atomic
def evidence_remove(*, evidence: Evidence) -> None:
    _open_sheet(evidence.line.sheet, EDITABLE)
    evidence.delete()


# --- cross-checking ------------------------------------------------------------------------
TOLERANCE = Decimal("0.1")  # of a criterion's most; beyond it a peer says why (US-18)


@transaction.atomic
def cross_checkers_assign(
    *, sheets: Mapping[ScoreSheet, Enterprise | None], user: User | None = None
) -> None:
    """Say who checks whose sheet, for several sheets of one bloc at once.

    Sheets that are not named keep their checker. What a former checker has entered is cleared:
    the next one judges for himself. Raises ValidationError where somebody would check himself,
    where two would check each other although the bloc has three members or more, or where one
    would check two (INV-16).
    """
    _lock_whole_blocs(sheets)
    # All are freed first: two sheets may exchange their checkers.
    rows = [_open_sheet(sheet, (*EDITABLE, SheetState.SUBMITTED)) for sheet in sheets]
    before = {row.pk: row.cross_checker_id for row in rows}
    ScoreSheet.objects.filter(pk__in=before).update(cross_checker=None)
    for row, peer in zip(rows, sheets.values(), strict=True):
        _refuse_pair(row, peer)
        row.cross_checker = peer
        row.full_clean()
        row.save()
        if peer is None or before[row.pk] not in (None, peer.pk):
            row.lines.update(cross_points=None, cross_note="")


def _lock_whole_blocs(sheets: Iterable[ScoreSheet]) -> None:
    """Two people who assign in one bloc wait for each other: pairs are looked for in all of it."""
    for period, bloc in sorted({(sheet.period_id, sheet.bloc_id) for sheet in sheets}):
        rows = ScoreSheet.objects.select_for_update().filter(period=period, bloc=bloc)
        list(rows.order_by("pk").values_list("pk"))


def _refuse_pair(sheet: ScoreSheet, peer: Enterprise | None) -> None:
    """Among all sheets of the bloc, not only those that are assigned together.

    Who is exempted neither checks nor counts: two who are left check each other.
    """
    others = ScoreSheet.objects.filter(period=sheet.period, bloc=sheet.bloc).current()
    others = others.exclude(pk=sheet.pk).exclude(state=SheetState.EXEMPT)
    if peer is None:
        return
    if others.filter(cross_checker=peer).exists():
        raise ValidationError(_("An enterprise cross-checks one sheet only."))
    mutual = others.filter(enterprise=peer, cross_checker=sheet.enterprise)
    if others.count() > 1 and mutual.exists():
        raise ValidationError(
            _("Two enterprises of a bloc of three or more do not check each other.")
        )


def cross_checkers_propose(enterprises: list[Enterprise], *, turn: int = 1) -> dict[Any, Any]:
    """Who could check whom: each the next in the list, moved on by `turn`, in a circle.

    A circle has no one checking himself and, from three members on, no mutual pair.
    """
    size = len(enterprises)
    if size < 2:
        return {}
    step = 1 + (turn - 1) % (size - 1)
    if size > 2 and size == 2 * step:
        step += 1 if step + 1 < size else -1
    return {one: enterprises[(place + step) % size] for place, one in enumerate(enterprises)}


@transaction.atomic
def sheet_cross_score(
    *, sheet: ScoreSheet, scores: Mapping[str, Score], seen: str = ""
) -> ScoreSheet:
    """Keep a peer's scores, complete or not. Raises ValidationError as `sheet_score`."""
    sheet = _open_sheet(sheet, (SheetState.SUBMITTED,))
    _require_unchanged(sheet, "cross", seen)
    _write(sheet, "cross", scores)
    return sheet


@transaction.atomic
def sheet_cross_submit(*, sheet: ScoreSheet, user: User | None = None) -> ScoreSheet:
    """Hand in a peer's check.

    Raises ValidationError where scores are missing, or differ by more than a tenth of the
    criterion's most without a note.
    """
    sheet = _open_sheet(sheet, (SheetState.SUBMITTED,))
    if sheet.cross_checker_id is None:
        raise ValidationError(_("Nobody has been asked to cross-check this sheet."))
    gaps = sheet_gaps(sheet, "cross")
    if missing := [one for one in gaps if one[1] == Gap.POINTS]:
        message = _("Cross-scores are still missing: %(codes)s.")
        raise ValidationError(message % {"codes": _codes(missing)})
    if gaps:
        message = _("A difference of more than a tenth needs a note: %(codes)s.")
        raise ValidationError(message % {"codes": _codes(gaps)})
    sheet.cross_checked_by = user
    state_change(sheet, SheetState.CROSS_CHECKED, user=user)
    return sheet


def _differs_silently(line: ScoreLine) -> bool:
    own, peer = line.self_points or Decimal(0), line.cross_points or Decimal(0)
    return abs(own - peer) > TOLERANCE * line.max_points and not line.cross_note


# --- verifying -----------------------------------------------------------------------------
@dataclass(frozen=True)
class Verdict:
    """The authority's word on a bonus, penalty or exclusion; 0 times: it does not apply."""

    times: int
    accepted: bool
    note: str = ""


@transaction.atomic
def sheet_verify_scores(
    *,
    sheet: ScoreSheet,
    scores: Mapping[str, Score],
    verdicts: Mapping[str, Verdict] | None = None,
    seen: str = "",
) -> ScoreSheet:
    """Keep the authority's scores and its word on bonuses and penalties, complete or not.

    Raises ValidationError as `sheet_score`.
    """
    sheet = _open_sheet(sheet, (SheetState.CROSS_CHECKED,))
    _require_unchanged(sheet, "verified", seen)
    _write(sheet, "verified", scores)
    for code, verdict in (verdicts or {}).items():
        _propose(sheet, code, verdict.times, kinds=RuleKind)
        _decide(sheet, code, verdict)
    return sheet


def _decide(sheet: ScoreSheet, code: str, verdict: Verdict) -> None:
    line = sheet.adjustments.filter(rule__code=code).first()
    if line is None:
        return
    line.state = AdjustmentState.ACCEPTED if verdict.accepted else AdjustmentState.DECLINED
    line.decision_note = verdict.note.strip()
    line.full_clean()
    line.save()


@transaction.atomic
def sheet_verify(*, sheet: ScoreSheet, user: User | None = None) -> ScoreSheet:
    """Confirm a sheet: its totals are written and its scores are final.

    Raises ValidationError where scores are missing, a bonus is undecided, or the person is the
    one who submitted the sheet (INV-17).
    """
    sheet = _open_sheet(sheet, (SheetState.CROSS_CHECKED,))
    if user is not None and sheet.submitted_by_id == user.pk:
        raise ValidationError(_("Whoever submitted a sheet cannot verify it."))
    if gaps := sheet_gaps(sheet, "verified"):
        message = _("Verified scores or decisions are still missing: %(codes)s.")
        raise ValidationError(message % {"codes": _codes(gaps)})
    _write_totals(sheet, sheet_total(sheet, "verified"))
    sheet.verified_by = user
    state_change(sheet, SheetState.VERIFIED, user=user)
    return sheet


def sheet_total(sheet: ScoreSheet, kind: str) -> Total:
    """What the points of one kind ("self", "cross", "verified") sum up to.

    A verified total counts accepted adjustments only, the others every proposed bonus.
    """
    lines = list(sheet.lines.all())
    points = [getattr(line, f"{kind}_points") or Decimal(0) for line in lines]
    rows = list(sheet.adjustments.all())
    if kind != "verified":
        proposed = [row.points for row in rows if row.rule.kind == RuleKind.BONUS]
        return total(points, proposed, (), sheet.period.criteria_set.bonus_cap)  # type: ignore[union-attr]
    bonuses = [row.points for row in accepted(rows, RuleKind.BONUS)]
    penalties = [row.points for row in accepted(rows, RuleKind.PENALTY)]
    return total(points, bonuses, penalties, sheet.period.criteria_set.bonus_cap)  # type: ignore[union-attr]


def _write_totals(sheet: ScoreSheet, found: Total) -> None:
    sheet.verified_points, sheet.bonus_points = found.base, found.bonus
    sheet.penalty_points, sheet.total = found.penalty, found.value
    rows = sheet.adjustments.select_related("rule")
    sheet.disqualified = bool(accepted(rows, RuleKind.DISQUALIFY))


@transaction.atomic
def sheet_reopen(*, sheet: ScoreSheet, reason: str, user: User | None = None) -> ScoreSheet:
    """Take a verification back, before the sheet is ranked."""
    sheet = _open_sheet(sheet, (SheetState.VERIFIED,))
    state_change(sheet, SheetState.CROSS_CHECKED, user=user, reason=reason)
    return sheet


@transaction.atomic
def sheet_exempt(*, sheet: ScoreSheet, reason: str, user: User | None = None) -> ScoreSheet:
    """Formally exempt a member from the ranking (INV-18), with a reason."""
    sheet = _open_sheet(sheet, (*EDITABLE, SheetState.SUBMITTED, SheetState.CROSS_CHECKED))
    state_change(sheet, SheetState.EXEMPT, user=user, reason=reason)
    return sheet


@transaction.atomic
def sheet_include(*, sheet: ScoreSheet, reason: str, user: User | None = None) -> ScoreSheet:
    """Take an exemption back."""
    sheet = _open_sheet(sheet, (SheetState.EXEMPT,))
    state_change(sheet, SheetState.DRAFT, user=user, reason=reason)
    return sheet


@transaction.atomic
def chair_decide(*, sheet: ScoreSheet, place: int | None, reason: str) -> ScoreSheet:
    """The chair's place for a sheet among equals (INV-20); no place takes it back."""
    sheet = _open_sheet(sheet, (SheetState.VERIFIED,))
    sheet.chair_place = place
    sheet.chair_reason = reason.strip() if place else ""
    sheet.full_clean()
    sheet.save()
    return sheet


@transaction.atomic
def sheet_revise(*, sheet: ScoreSheet, reason: str, user: User | None = None) -> ScoreSheet:
    """A new revision of a published sheet, to be verified again; the old one stays as it is.

    The first step of correcting a published result (INV-21). The period is opened again.
    """
    old = locked(sheet)
    if old.state != SheetState.PUBLISHED or not old.is_current:
        raise ValidationError(_("Only a published sheet is corrected by a new revision."))
    if not old.period.is_open:
        state_change(locked(old.period), PeriodState.OPEN, user=user, reason=reason)
    old.is_current = False
    old.save()
    new = ScoreSheet.objects.create(
        authority_id=old.authority_id,
        period=old.period,
        enterprise=old.enterprise,
        bloc=old.bloc,
        revision=old.revision + 1,
        state=SheetState.CROSS_CHECKED,
        cross_checker=old.cross_checker,
        submitted_at=old.submitted_at,
        submitted_by=old.submitted_by,
        cross_checked_by=old.cross_checked_by,
    )
    _copy_parts(old, new)
    return new


def _copy_parts(old: ScoreSheet, new: ScoreSheet) -> None:
    for part in (*old.lines.all(), *old.adjustments.all()):
        part.pk = None
        part._state.adding = True
        part.uid = part._meta.get_field("uid").get_default()
        part.sheet = new
        part.save()
