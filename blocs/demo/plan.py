"""What the members of a bloc scored in a year, before any of it is written (rules G6 and G7).

Totals come first; points are taken off the criteria until the total of a sheet is right, and the
self- and cross-scores are put on top. Pure functions of the sample's chance.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_FLOOR, Decimal
from random import Random
from typing import Any

from .source import chance

MOST_OFF = Decimal("0.6")  # no criterion is left with less than 40 % of its points
OVERRATED = Decimal("0.03")
BOLDER_PEERS = 0.03  # of all lines, the peer gives more than the enterprise itself


@dataclass(frozen=True)
class Table:
    """What a criteria set gives: the most points by criterion, of its bonuses and penalties."""

    maxima: Mapping[str, Decimal]
    bonuses: Mapping[str, tuple[Decimal, int]]
    penalty: tuple[str, Decimal]
    unit: Decimal


@dataclass(frozen=True)
class LinePlan:
    code: str
    own: Decimal
    cross: Decimal
    verified: Decimal


@dataclass
class SheetPlan:
    """One sheet; `place` is its rank by plan, `returned` whether it was sent back once."""

    enterprise: str
    place: int
    total: Decimal
    lines: list[LinePlan] = field(default_factory=list)
    bonuses: dict[str, int] = field(default_factory=dict)
    declined: str = ""
    is_late: bool = False
    returned: bool = False
    chair_place: int | None = None


def order(authority: str, year: int, members: Iterable[str], first: Sequence[str]) -> list[str]:
    """Members from best to last: two thirds their own strength, one third the year."""

    def strength(code: str) -> float:
        return 2 * chance(authority, code).random() + chance(authority, year, code).random()

    others = sorted(set(members) - set(first), key=strength, reverse=True)
    return [*first, *others]


def totals(number: int, code: str, round_: Mapping[str, Any]) -> list[Decimal]:
    """The totals of a bloc from the first rank to the last."""
    excellent, (step, lower) = round_["excellent"][code], round_["steps"]
    found = [
        _points(round_["top"]) - rank * _points(step)
        if rank < excellent
        else _points(round_["good"]) - (rank - excellent) * _points(lower)
        for rank in range(number)
    ]
    if tied := round_.get("ties", {}).get(code):
        found[tied - 1] = found[tied - 2]
    return [total - _points(round_["offsets"][code]) for total in found]


def _points(value: float) -> Decimal:
    return Decimal(str(value))


def sheets(
    authority: str,
    year: int,
    bloc: str,
    members: Iterable[str],
    round_: Mapping[str, Any],
    table: Table,
) -> list[SheetPlan]:
    """The plans of a bloc's sheets, best first, with their lines."""
    ranked = order(authority, year, members, round_.get("first", {}).get(bloc, ()))
    points = totals(len(ranked), bloc, round_)
    plans = [
        SheetPlan(code, place, total)
        for place, (code, total) in enumerate(zip(ranked, points, strict=True), 1)
    ]
    _incidents(plans, chance(authority, year, bloc))
    tied = round_.get("ties", {}).get(bloc, 0)
    for plan in plans:
        alike = round_.get("by_chair") and plan.place in (tied - 1, tied)
        seed = f"tie {bloc}" if alike else plan.enterprise
        _fill(plan, table, chance(authority, year, seed), plain=plan.place in (tied - 1, tied))
        plan.chair_place = plan.place - tied + 2 if alike else None
    return plans


def _incidents(plans: list[SheetPlan], luck: Random) -> None:
    """In each bloc one sheet is sent back; nobody tied or leading hands in late."""
    luck.choice(plans).returned = True


def _fill(plan: SheetPlan, table: Table, luck: Random, *, plain: bool) -> None:
    _adjust(plan, table, luck, plain=plain)
    bonus = sum((table.bonuses[code][0] * n for code, n in plan.bonuses.items()), Decimal(0))
    penalty = table.penalty[1] if plan.is_late else Decimal(0)
    verified = split(plan.total - bonus + penalty, table, luck)
    plan.lines = [_line(code, points, table, luck) for code, points in verified.items()]


def _adjust(plan: SheetPlan, table: Table, luck: Random, *, plain: bool) -> None:
    """Bonuses for good sheets, and whatever a total above the table's sum cannot do without."""
    codes = list(table.bonuses)
    needed = plan.total > sum(table.maxima.values(), Decimal(0)) * Decimal("0.99")
    if needed or (not plain and luck.random() < 1.2 / (1 + plan.place)):
        plan.bonuses = {codes[0]: luck.randint(1, table.bonuses[codes[0]][1])}
        for code in codes[1:]:
            if luck.random() < 0.3:
                plan.bonuses[code] = 1
    elif not plain and luck.random() < 0.15:
        plan.declined = codes[-1]


def split(base: Decimal, table: Table, luck: Random) -> dict[str, Decimal]:
    """Points by criterion that sum up to `base`: what is missing is taken off by weight.

    Largest remainder in units of the table; what a criterion cannot give the others do.
    """
    off = dict.fromkeys(table.maxima, Decimal(0))
    rest = sum(table.maxima.values(), Decimal(0)) - base
    weights = {
        code: most * _points(round(luck.uniform(0.5, 1.5), 3))
        for code, most in table.maxima.items()
    }
    while rest > 0:
        open_ = [code for code in off if off[code] < _limit(code, table)]
        for code, share in _shares(rest, {code: weights[code] for code in open_}, table.unit):
            taken = min(share, _limit(code, table) - off[code])
            off[code] += taken
            rest -= taken
    return {code: most - off[code] for code, most in table.maxima.items()}


def _limit(code: str, table: Table) -> Decimal:
    return _floor(table.maxima[code] * MOST_OFF, table.unit)


def _floor(value: Decimal, unit: Decimal) -> Decimal:
    return (value / unit).to_integral_value(ROUND_FLOOR) * unit


def _shares(
    amount: Decimal, weights: Mapping[str, Decimal], unit: Decimal
) -> list[tuple[str, Decimal]]:
    """The amount in whole units by weight, the remainder to the largest fractions."""
    whole = sum(weights.values(), Decimal(0))
    exact = {code: amount * weight / whole for code, weight in weights.items()}
    found = {code: _floor(value, unit) for code, value in exact.items()}
    left = int((amount - sum(found.values(), Decimal(0))) / unit)
    for code in sorted(exact, key=lambda code: (found[code] - exact[code], code))[:left]:
        found[code] += unit
    return list(found.items())


def _line(code: str, verified: Decimal, table: Table, luck: Random) -> LinePlan:
    """An enterprise thinks up to 3 % better of itself; its peer lies between, or sees more."""
    most, unit = table.maxima[code], table.unit
    own = min(most, verified + luck.randint(0, int(most * OVERRATED / unit)) * unit)
    cross = verified + luck.randint(0, int((own - verified) / unit)) * unit
    if own < most and luck.random() < BOLDER_PEERS * 1.6:  # a third of lines is full already
        cross = min(most, own + max(unit, _floor(most * OVERRATED, unit)))
    return LinePlan(code, own, cross, verified)


def votes(number: int, cast: int) -> list[int]:
    """Each voter has one vote; half of them go to the first, half of the rest to the second …"""
    found = []
    for _ in range(number):
        found.append(-(-cast // 2))
        cast -= found[-1]
    return found
