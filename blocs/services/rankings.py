"""Ballots and rankings; only a decision makes a ranking public (`blocs.services.decisions`)."""

import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.users.models import User

from ..enums import (
    Classification,
    PeriodState,
    RankingState,
    SheetState,
    TieBreak,
)
from ..models import (
    Ballot,
    BallotOption,
    Bloc,
    Conference,
    Decision,
    EmulationPeriod,
    Enterprise,
    Membership,
    Ranking,
    Result,
    ScoreLine,
    ScoreSheet,
)
from ..ranking import ALGORITHM, Candidate, Placed, classify, prize, rank
from ..states import locked, state_change, states_change

READY = (SheetState.VERIFIED, SheetState.EXEMPT)


# --- ballots -------------------------------------------------------------------------------
@transaction.atomic
def ballot_enter(
    *,
    period: EmulationPeriod,
    bloc: Bloc,
    eligible: int,
    cast: int,
    votes: Mapping[Enterprise, int],
    held_at: Conference | None = None,
) -> Ballot:
    """Enter, or enter anew, a bloc's totals, until the bloc is ranked.

    Raises ValidationError for more votes than voters and for who has no sheet in the bloc.
    """
    if Ranking.objects.filter(period=period, bloc=bloc, state=RankingState.FINAL).exists():
        raise ValidationError(_("The bloc has been ranked; the ballot is final."))
    ballot = Ballot.objects.filter(period=period, bloc=bloc).first()
    ballot = ballot or Ballot(authority_id=period.authority_id, period=period, bloc=bloc)
    ballot.eligible, ballot.cast, ballot.held_at = eligible, cast, held_at
    ballot.full_clean()
    ballot.save()
    ballot.options.all().delete()
    sheets = ScoreSheet.objects.filter(period=period, bloc=bloc).current()
    candidates = set(sheets.values_list("enterprise", flat=True))
    for enterprise, number in votes.items():
        if enterprise.pk not in candidates:
            message = _("%(name)s has no score sheet in this bloc.")
            raise ValidationError(message % {"name": enterprise})
        option = BallotOption(ballot=ballot, enterprise=enterprise, votes=number)
        option.full_clean()
        option.save()
    return ballot


# --- readiness -----------------------------------------------------------------------------
def ranking_obstacles(period: EmulationPeriod, bloc: Bloc) -> list[str]:
    """Why a bloc cannot be ranked yet (INV-18): a sentence for each member that is not ready."""
    members = Membership.objects.of(period.authority).active(period.data_to).filter(bloc=bloc)
    sheets = {
        sheet.enterprise_id: sheet
        for sheet in ScoreSheet.objects.filter(period=period, bloc=bloc).current()
    }
    found = []
    for row in members.select_related("enterprise").order_by("enterprise__code"):
        sheet = sheets.get(row.enterprise_id)
        if sheet is None:
            found.append(_("%(name)s has no score sheet.") % {"name": row.enterprise})
        elif sheet.state not in (*READY, SheetState.PUBLISHED):
            values = {"name": row.enterprise, "state": sheet.get_state_display()}
            found.append(_("%(name)s: the sheet is “%(state)s”.") % values)
    if not sheets:
        found.append(_("The bloc has no sheets in this period."))
    return found


# --- ranking -------------------------------------------------------------------------------
def ranking_inputs(period: EmulationPeriod, bloc: Bloc) -> dict[str, Any]:
    """Everything the ranking depends on, as plain JSON; four queries, whatever the size.

    Members that left before the period's last day have sheets but no place.
    """
    criteria: Any = period.criteria_set
    members = Membership.objects.of(period.authority).active(period.data_to).filter(bloc=bloc)
    counting = ScoreSheet.objects.filter(period=period, bloc=bloc).current()
    counting = counting.filter(enterprise__in=members.values("enterprise"))
    sheets = list(counting.exclude(state=SheetState.EXEMPT).select_related("enterprise"))
    firsts = _first_group_points(sheets)
    votes = {
        option.enterprise_id: option.votes
        for option in BallotOption.objects.filter(ballot__period=period, ballot__bloc=bloc)
    }
    return {
        "tie_break": list(criteria.tie_break),
        "bands": [[name.value, str(least)] for name, least in criteria.bands()],
        "consolation_prizes": criteria.consolation_prizes,
        "sheets": [
            _input(sheet, firsts.get(sheet.pk, Decimal(0)), votes.get(sheet.enterprise_id))
            for sheet in sorted(sheets, key=lambda sheet: sheet.enterprise.code)
        ],
    }


def _first_group_points(sheets: list[ScoreSheet]) -> dict[int, Decimal]:
    """Verified points of the set's first group, by sheet."""
    found: dict[int, Decimal] = {}
    lines = ScoreLine.objects.filter(sheet__in=[sheet.pk for sheet in sheets])
    for line in lines.filter(criterion__code__startswith="I.").select_related("criterion"):
        found[line.sheet_id] = found.get(line.sheet_id, Decimal(0)) + (line.verified_points or 0)
    return found


def _input(sheet: ScoreSheet, group_i: Decimal, votes: int | None) -> dict[str, Any]:
    return {
        "enterprise": sheet.enterprise.code,
        "sheet": sheet.pk,
        "total": str(sheet.total),
        "group_i": str(group_i),
        "penalties": str(sheet.penalty_points),
        "votes": votes,
        "chair_place": sheet.chair_place,
        "chair_reason": sheet.chair_reason,
        "disqualified": sheet.disqualified,
    }


def inputs_hash(inputs: Mapping[str, Any]) -> str:
    """SHA-256 of the inputs in a canonical form: the same inputs, the same hash."""
    canonical = json.dumps(inputs, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def places(inputs: Mapping[str, Any]) -> list[Placed]:
    """The ranking of stored inputs, by the algorithm as it is now."""
    candidates = [
        Candidate(
            key=row["enterprise"],
            total=Decimal(row["total"]),
            group_i=Decimal(row["group_i"]),
            penalties=Decimal(row["penalties"]),
            votes=row["votes"],
            chair_place=row["chair_place"],
            disqualified=row["disqualified"],
        )
        for row in inputs["sheets"]
    ]
    return rank(candidates, [TieBreak(step) for step in inputs["tie_break"]])


def ranking_preview(period: EmulationPeriod, bloc: Bloc) -> list[Result]:
    """The results as they would be now, unsaved, best first. Sheets without a total count 0."""
    inputs = ranking_inputs(period, bloc)
    for row in inputs["sheets"]:
        row["total"] = row["total"] if row["total"] != "None" else "0"
    return _results(inputs, None)


def _results(inputs: Mapping[str, Any], ranking: Ranking | None) -> list[Result]:
    rows = {row["enterprise"]: row for row in inputs["sheets"]}
    sheets = ScoreSheet.objects.select_related("enterprise__page", "bloc").in_bulk(
        [row["sheet"] for row in rows.values()]
    )
    bands = [(Classification(name), Decimal(least)) for name, least in inputs["bands"]]
    return [
        _result(one, rows[one.candidate.key], sheets, bands, inputs["consolation_prizes"], ranking)
        for one in places(inputs)
    ]


def _result(
    placed: Placed,
    row: Mapping[str, Any],
    sheets: Mapping[int, ScoreSheet],
    bands: list[Any],
    consolations: int,
    ranking: Ranking | None,
) -> Result:
    sheet = sheets[row["sheet"]]
    by_chair = placed.decided_by == TieBreak.CHAIR_DECISION
    return Result(
        ranking=ranking,
        authority_id=sheet.authority_id,
        sheet=sheet,
        enterprise=sheet.enterprise,
        total=placed.candidate.total,
        score_rank=placed.score_rank,
        final_rank=placed.final_rank,
        votes=placed.candidate.votes,
        tie_break=placed.decided_by or "",
        tie_reason=row["chair_reason"] if by_chair else "",
        prize=prize(placed.final_rank, consolations),
        classification=classify(
            placed.candidate.total, bands, disqualified=placed.candidate.disqualified
        ),
    )


@transaction.atomic
def ranking_finalise(
    *,
    period: EmulationPeriod,
    bloc: Bloc,
    user: User | None = None,
    correction_reason: str = "",
) -> Ranking:
    """Rank a bloc; its sheets are locked until the ranking is published or taken back.

    After a publication this makes the next revision, and needs the reason of the correction.
    Raises ValidationError with every obstacle.
    """
    period = locked(period)
    if not period.is_open:
        raise ValidationError(_("The scoring round is not open."))
    if obstacles := ranking_obstacles(period, bloc):
        raise ValidationError(obstacles)
    if Ranking.objects.filter(period=period, bloc=bloc, state=RankingState.FINAL).exists():
        raise ValidationError(_("The bloc has already been ranked."))
    earlier = Ranking.objects.filter(period=period, bloc=bloc).order_by("-revision").first()
    inputs = ranking_inputs(period, bloc)
    ranking = Ranking(
        authority_id=period.authority_id,
        period=period,
        bloc=bloc,
        revision=earlier.revision + 1 if earlier else 1,
        criteria_set=period.criteria_set,
        algorithm=ALGORITHM,
        inputs=inputs,
        inputs_hash=inputs_hash(inputs),
        ranked_at=timezone.now(),
        ranked_by=user,
        correction_reason=correction_reason.strip() if earlier else "",
    )
    if earlier:
        _require_correction(ranking, earlier)
    ranking.full_clean()
    ranking.save()
    Result.objects.bulk_create(_results(inputs, ranking))
    ready = _sheets_of(ranking).filter(state=SheetState.VERIFIED)
    states_change(list(ready), SheetState.LOCKED, user=user)
    return ranking


def _require_correction(ranking: Ranking, earlier: Ranking) -> None:
    if ranking.inputs_hash == earlier.inputs_hash:
        raise ValidationError(_("Nothing has changed since the bloc was last ranked."))
    if not ranking.correction_reason:
        raise ValidationError(_("Give the reason of the correction."))


def _sheets_of(ranking: Ranking) -> Any:
    own = ranking.results.values("sheet")
    places = ("period", "bloc", "enterprise")
    return ScoreSheet.objects.filter(pk__in=own).select_related(*places)


@transaction.atomic
def ranking_discard(*, ranking: Ranking, reason: str, user: User | None = None) -> None:
    """Take back a ranking that is not published; its sheets can be reopened again."""
    ranking = locked(ranking)
    if ranking.state != RankingState.FINAL:
        raise ValidationError(_("A published ranking is changed by a correcting decision only."))
    if ranking.decision_items.exists():
        raise ValidationError(_("A draft decision approves this ranking; remove it there first."))
    ranked = _sheets_of(ranking).filter(state=SheetState.LOCKED)
    states_change(list(ranked), SheetState.VERIFIED, user=user, reason=reason)
    ranking.delete()


@transaction.atomic
def ranking_publish(*, ranking: Ranking, decision: Decision, user: User | None = None) -> Ranking:
    """Part of issuing a decision: the result is public and final from now on.

    A revision supersedes the one before; that one stays readable. When no ranked sheet of the
    period is left unpublished, the period closes.
    """
    ranking = locked(ranking)
    for before in Ranking.objects.filter(
        period=ranking.period, bloc=ranking.bloc, state=RankingState.PUBLISHED
    ):
        state_change(before, RankingState.SUPERSEDED, user=user)
    ranking.decision = decision
    state_change(ranking, RankingState.PUBLISHED, user=user)
    ranked = _sheets_of(ranking).filter(state=SheetState.LOCKED)
    states_change(list(ranked), SheetState.PUBLISHED, user=user)
    _close_if_done(ranking.period, user)
    return ranking


def _close_if_done(period: EmulationPeriod, user: User | None) -> None:
    done = (SheetState.PUBLISHED, SheetState.EXEMPT)
    if period.is_open and not period.sheets.current().exclude(state__in=done).exists():  # type: ignore[attr-defined]
        state_change(locked(period), PeriodState.CLOSED, user=user)
