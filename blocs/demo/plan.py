"""What the members of the blocs scored in a year, before any of it is written (rules G6, G7).

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
BOLDER_PEERS = 0.05  # of lines that are not full, so some 3 % of all
STRONG = 1.0  # how much better those are of whom the sample wants it
RETURNED = 2


@dataclass(frozen=True)
class Table:
    """What a criteria set gives: the most points by criterion, of its bonuses and penalty."""

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
    tied: bool = False
    lines: list[LinePlan] = field(default_factory=list)
    bonuses: dict[str, int] = field(default_factory=dict)
    declined: str = ""
    is_late: bool = False
    returned: bool = False
    chair_place: int | None = None


def plan_round(
    authority: str,
    year: int,
    members: Mapping[str, Iterable[str]],
    given: Mapping[str, Any],
    table: Table,
) -> dict[str, list[SheetPlan]]:
    """The sheets of every bloc, best first; `members` and `given` are by bloc code."""
    found = {bloc: _ranked(authority, year, bloc, codes, given) for bloc, codes in members.items()}
    _incidents([plan for plans in found.values() for plan in plans], chance(authority, year))
    for bloc, plans in found.items():
        for plan in plans:
            seed = f"tie {bloc}" if plan.chair_place else plan.enterprise
            _fill(plan, table, chance(authority, year, seed))
    return found


# --- ranks and totals ----------------------------------------------------------------------
def _ranked(
    authority: str, year: int, bloc: str, members: Iterable[str], given: Mapping[str, Any]
) -> list[SheetPlan]:
    ranked = _order(authority, year, members, given.get("first", {}).get(bloc, ()), given)
    tied = given.get("ties", {}).get(bloc, 0)
    plans = []
    for place, (code, total) in enumerate(
        zip(ranked, _totals(len(ranked), bloc, given), strict=True), 1
    ):
        plan = SheetPlan(code, place, total, tied=place in (tied - 1, tied))
        if plan.tied and given.get("by_chair"):
            plan.chair_place = place - tied + 2
        plans.append(plan)
    return plans


def _order(
    authority: str,
    year: int,
    members: Iterable[str],
    first: Sequence[str],
    given: Mapping[str, Any],
) -> list[str]:
    """Members from best to last: two thirds their own strength, one third the year."""

    def strength(code: str) -> float:
        own = 2 * chance(authority, code).random() + chance(authority, year, code).random()
        return own + (STRONG if code in given.get("strong", ()) else 0)

    return [*first, *sorted(set(members) - set(first), key=lambda code: (-strength(code), code))]


def _totals(number: int, bloc: str, given: Mapping[str, Any]) -> list[Decimal]:
    """The totals of a bloc from the first rank to the last."""
    excellent, (step, lower) = given["excellent"][bloc], map(_points, given["steps"])
    top, good = _points(given["top"]), _points(given["good"])
    found = [
        top - rank * step if rank < excellent else good - (rank - excellent) * lower
        for rank in range(number)
    ]
    if tied := given.get("ties", {}).get(bloc):
        found[tied - 1] = found[tied - 2]
    return [total - _points(given["offsets"][bloc]) for total in found]


def _points(value: float) -> Decimal:
    return Decimal(str(value))


def _incidents(plans: list[SheetPlan], luck: Random) -> None:
    """One sheet comes late and two are sent back once; none of them leads or is tied."""
    ordinary = [plan for plan in plans if plan.place > 1 and not plan.tied]
    late, *returned = luck.sample(ordinary, 1 + RETURNED)
    late.is_late = True
    for plan in returned:
        plan.returned = True


# --- points --------------------------------------------------------------------------------
def _fill(plan: SheetPlan, table: Table, luck: Random) -> None:
    if not plan.tied:
        _adjust(plan, table, luck)
    bonus = sum((table.bonuses[code][0] * n for code, n in plan.bonuses.items()), Decimal(0))
    penalty = table.penalty[1] if plan.is_late else Decimal(0)
    verified = split(plan.total - bonus + penalty, table, luck)
    plan.lines = [_line(code, points, table, luck) for code, points in verified.items()]


def _adjust(plan: SheetPlan, table: Table, luck: Random) -> None:
    """Bonuses for good sheets, and whatever a total above the table's sum cannot do without."""
    first, *others = table.bonuses
    needed = plan.total > sum(table.maxima.values(), Decimal(0)) * Decimal("0.99")
    if needed or luck.random() < 1.2 / (1 + plan.place):
        plan.bonuses = {first: luck.randint(1, table.bonuses[first][1])}
        plan.bonuses |= {code: 1 for code in others if luck.random() < 0.3}
    elif luck.random() < 0.15:
        plan.declined = [first, *others][-1]


def split(base: Decimal, table: Table, luck: Random) -> dict[str, Decimal]:
    """Points by criterion that sum up to `base`: what is missing is taken off by weight.

    In whole units, the remainder from the largest fractions; what one criterion cannot give
    the others do.
    """
    most_off = {code: _floor(most * MOST_OFF, table.unit) for code, most in table.maxima.items()}
    weights = {
        code: most * luck.randint(50, 150) / Decimal(100) for code, most in table.maxima.items()
    }
    off = dict.fromkeys(table.maxima, Decimal(0))
    rest = sum(table.maxima.values(), Decimal(0)) - base
    while rest > 0:
        open_ = {code: weight for code, weight in weights.items() if off[code] < most_off[code]}
        for code, share in _shares(rest, open_, table.unit).items():
            taken = min(share, most_off[code] - off[code])
            off[code] += taken
            rest -= taken
    return {code: most - off[code] for code, most in table.maxima.items()}


def _shares(amount: Decimal, weights: Mapping[str, Decimal], unit: Decimal) -> dict[str, Decimal]:
    whole = sum(weights.values(), Decimal(0))
    exact = {code: amount * weight / whole for code, weight in weights.items()}
    found = {code: _floor(value, unit) for code, value in exact.items()}
    left = int((amount - sum(found.values(), Decimal(0))) / unit)
    for code in sorted(exact, key=lambda code: (found[code] - exact[code], code))[:left]:
        found[code] += unit
    return found


def _floor(value: Decimal, unit: Decimal) -> Decimal:
    return (value / unit).to_integral_value(ROUND_FLOOR) * unit


def _line(code: str, verified: Decimal, table: Table, luck: Random) -> LinePlan:
    """An enterprise thinks up to 3 % better of itself; its peer lies between, or sees more."""
    most, unit = table.maxima[code], table.unit
    margin = int(most * OVERRATED / unit)
    own = min(most, verified + luck.randint(0, margin) * unit)
    cross = verified + luck.randint(0, int((own - verified) / unit)) * unit
    if own < most and luck.random() < BOLDER_PEERS:
        cross = min(most, own + max(1, margin) * unit)
    return LinePlan(code, own, cross, verified)


def votes(number: int, cast: int) -> list[int]:
    """Each voter has one vote; half of them go to the first, half of the rest to the second …"""
    found = []
    for _ in range(number):
        found.append(-(-cast // 2))
        cast -= found[-1]
    return found
