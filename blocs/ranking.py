"""Totals, classes and ranks: pure functions, so that the same inputs always give the same output.

Ranks are standard competition ranks (1, 2, 2, 4) on the total. Equal totals then pass through the
criteria set's tie-break chain, step by step; who is still equal at its end shares the rank.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from .enums import Classification, Prize, TieBreak

ALGORITHM = "competition-1"
PRIZES = (Prize.FIRST, Prize.SECOND, Prize.THIRD)


@dataclass(frozen=True)
class Candidate:
    """What the ranking of one enterprise is computed from; points are Decimals."""

    key: str
    total: Decimal
    group_i: Decimal = Decimal(0)
    penalties: Decimal = Decimal(0)
    votes: int | None = None
    chair_place: int | None = None
    disqualified: bool = False


@dataclass(frozen=True)
class Placed:
    """Its place. `decided_by` is the step that separated it from an equal total, if any did."""

    candidate: Candidate
    score_rank: int | None
    final_rank: int | None
    decided_by: TieBreak | None = None


@dataclass(frozen=True)
class Total:
    """The parts of a sheet's total. `bonus` is what counts of it, at most the cap."""

    base: Decimal
    bonus: Decimal
    penalty: Decimal

    @property
    def value(self) -> Decimal:
        """Never below 0."""
        return max(Decimal(0), self.base + self.bonus - self.penalty)


def total(
    points: Iterable[Decimal],
    bonuses: Iterable[Decimal],
    penalties: Iterable[Decimal],
    cap: Decimal,
) -> Total:
    """`Σ points + min(Σ bonuses, cap) − Σ penalties`, the same inside and outside the scale:

    inside, the criteria sum up to the scale less the cap (domain 2.13, 2.14).
    """
    zero = Decimal(0)
    return Total(sum(points, zero), min(sum(bonuses, zero), cap), sum(penalties, zero))


# --- ranks ---------------------------------------------------------------------------------
# Each step gives a sort key, the better the smaller. None: this step cannot judge.
STEPS: dict[TieBreak, Callable[[Candidate], Any]] = {
    TieBreak.GROUP_I: lambda one: -one.group_i,
    TieBreak.FEWER_PENALTIES: lambda one: one.penalties,
    TieBreak.BALLOT: lambda one: None if one.votes is None else -one.votes,
    TieBreak.CHAIR_DECISION: lambda one: one.chair_place,
}


def rank(candidates: Iterable[Candidate], chain: Sequence[TieBreak]) -> list[Placed]:
    """Everybody in order of place; the disqualified last, without one."""
    everybody = sorted(candidates, key=lambda one: (-one.total, one.key))
    placed, place = [], 1
    ranked = [one for one in everybody if not one.disqualified]
    for _total, equals in groupby(ranked, key=lambda one: one.total):
        tied = list(equals)
        placed += _separate(tied, list(chain), place, place, None)
        place += len(tied)
    return placed + [Placed(one, None, None) for one in everybody if one.disqualified]


def _separate(
    tied: list[Candidate],
    chain: list[TieBreak],
    score_rank: int,
    place: int,
    decided_by: TieBreak | None,
) -> list[Placed]:
    """Places of candidates that every step so far has left equal."""
    if len(tied) == 1 or not chain:
        return [Placed(one, score_rank, place, decided_by) for one in tied]
    step, *later = chain
    keys = [STEPS[step](one) for one in tied]
    if None in keys or len(set(keys)) == 1:
        return _separate(tied, later, score_rank, place, decided_by)
    found: list[Placed] = []
    for _key, equals in groupby(sorted(tied, key=STEPS[step]), key=STEPS[step]):
        found += _separate(list(equals), later, score_rank, place + len(found), step)
    return found


# --- what a rank and a total come to -------------------------------------------------------
def classify(
    total: Decimal, bands: Iterable[tuple[Classification, Decimal]], *, disqualified: bool = False
) -> Classification:
    """The best class whose threshold the total reaches; `bands` from the best down."""
    if disqualified:
        return Classification.UNCLASSIFIED
    return next(name for name, threshold in bands if total >= threshold)


def prize(final_rank: int | None, consolations: int = 0) -> Prize:
    """First to third by rank, then as many consolation prizes as the criteria set gives."""
    if final_rank is None:
        return Prize.NONE
    if final_rank <= len(PRIZES):
        return PRIZES[final_rank - 1]
    return Prize.CONSOLATION if final_rank <= len(PRIZES) + consolations else Prize.NONE
