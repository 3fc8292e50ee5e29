"""What the kinds of chart share: words and numbers, places on the paper, the table."""

import math
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import ClassVar, TypeAlias
from zlib import crc32

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from portal import formats
from portal.formats import Number
from portal.languages import current_language

Text: TypeAlias = str | Promise
Spot: TypeAlias = tuple[float, float]

MISSING = "–"
SHORT = 200  # letters: five lines on a phone


# --- words and numbers, in the reader's language -------------------------------------------
def known(value: Number | None) -> Number | None:
    """The number, or `None` where there is none: a Decimal or float may be NaN or infinite."""
    return value if value is not None and math.isfinite(value) else None


def plain(value: Number | None) -> str:
    """A number with the decimals it has, two at most: 550, 512,5; "–" where it is missing."""
    if value is None:
        return MISSING
    exponent = Decimal(str(value)).normalize().as_tuple().exponent
    decimals = min(2, max(0, -int(exponent)))
    return formats.number(value, current_language(), decimals)


def percent(value: Number | None) -> str:
    return MISSING if value is None else formats.percent(value, current_language())


@dataclass(frozen=True)
class Reading:
    """A number as it is said: `size` only tells whether things went up or down."""

    text: str
    at: Text
    size: Number


def change(readings: Sequence[Reading]) -> str:
    """from 15 (2016) up to 28 (2020): the first reading and the last."""
    first, last = readings[0], readings[-1]
    if len(readings) == 1:
        return f"{first.text} ({first.at})"
    words = {"first": first.text, "start": first.at, "last": last.text, "end": last.at}
    if last.size > first.size:
        return _("from %(first)s (%(start)s) up to %(last)s (%(end)s)") % words
    if last.size < first.size:
        return _("from %(first)s (%(start)s) down to %(last)s (%(end)s)") % words
    return _("%(first)s (%(start)s) and %(last)s (%(end)s)") % words


def sentence(parts: Iterable[str]) -> str:
    text = "; ".join(parts)
    return f"{capfirst(text)}." if text else ""


# --- the chart and its table ---------------------------------------------------------------
@dataclass(frozen=True)
class Head:
    """The head of a row or column; `lang` is its language where that is not the reader's."""

    text: Text
    lang: str = ""


@dataclass(frozen=True)
class Row:
    head: Head
    cells: Sequence[str]


@dataclass(frozen=True)
class Table:
    """The numbers of a chart: the first of `columns` is the head of the rows' heads."""

    columns: Sequence[Head]
    rows: Sequence[Row]


class Chart(ABC):
    """One chart; `{% chart %}` shows nothing, or `empty`, where it has no number at all."""

    template_name: ClassVar[str]
    title: Text
    empty: Text

    @property
    @abstractmethod
    def has_numbers(self) -> bool: ...

    @property
    @abstractmethod
    def summary(self) -> str:
        """What is to be seen, in one sentence: the drawing's text alternative."""

    @property
    def summary_is_short(self) -> bool:
        """Whether it is worth reading beside the drawing; a longer one is only read aloud."""
        return len(self.summary) <= SHORT

    @property
    @abstractmethod
    def table(self) -> Table: ...

    @cached_property
    def key(self) -> str:
        """The id of the drawing: the same on every view of it, another for any other chart."""
        rows = [f"{row.head.text} {row.cells}" for row in self.table.rows]
        return f"chart-{crc32(' '.join([str(self.title), *rows]).encode()):08x}"


# --- places on the paper -------------------------------------------------------------------
def at(position: float) -> str:
    """A place or length as SVG has it; a string, for templates write floats with a comma."""
    return f"{position:.2f}%"


def centres(count: int, left: float = 0) -> list[float]:
    """The middles of `count` equal slots from `left` to the right edge."""
    width = (100 - left) / max(count, 1)
    return [left + width * (index + 0.5) for index in range(count)]


@dataclass(frozen=True)
class Scale:
    """Puts numbers between two heights, from the paper's top; nought is always on the scale."""

    low: Fraction
    high: Fraction
    top: float
    bottom: float

    @classmethod
    def of(cls, values: Iterable[Number | None], top: float, bottom: float) -> "Scale":
        exact = [Fraction(0), *(Fraction(value) for value in values if value is not None)]
        return cls(min(exact), max(exact), top, bottom)

    def y(self, value: Number) -> float:
        span = self.high - self.low
        share = float((Fraction(value) - self.low) / span) if span else 0.0
        return self.bottom - share * (self.bottom - self.top)


@dataclass(frozen=True)
class Segment:
    """A straight piece of a line."""

    x1: str
    y1: str
    x2: str
    y2: str


def segments(spots: Iterable[Spot | None]) -> list[Segment]:
    """The line through the spots, broken at each gap."""
    return [
        Segment(at(a[0]), at(a[1]), at(b[0]), at(b[1]))
        for a, b in pairwise(spots)
        if a is not None and b is not None
    ]


# --- which labels have room ----------------------------------------------------------------
PHONE, SCREEN = 300, 540  # px a drawing has at least, below and above the breakpoint of the CSS
LETTER, SPACE = 7.5, 6  # px of a digit in the labels' size, and between two labels
LONGEST = 12
MARGIN = 12  # px a label may stand out of the drawing, into the gutter of the page


def cut(text: Text) -> str:
    """A label on the axis: a year, as a rule; the table has the whole of a longer one."""
    return text if len(text := str(text)) <= LONGEST else f"{text[: LONGEST - 1]}…"


def rooms(labels: Sequence[Sequence[str]]) -> list[str]:
    """For each slot with its labels: "all", "screen" (hidden on a phone) or "none".

    Counted from the last slot, which is the newest year and always keeps its labels.
    """
    longest = max((len(text) for slot in labels for text in slot), default=0)
    screen = _every(longest, SCREEN / max(len(labels), 1))
    phone = screen * _every(longest, PHONE * screen / max(len(labels), 1))
    return [_room(index, phone, screen) for index in range(len(labels) - 1, -1, -1)]


def _every(length: int, slot: float) -> int:
    """In every how many slots a label of that length has room."""
    return max(1, math.ceil((length * LETTER + SPACE) / slot))


def _room(index: int, phone: int, screen: int) -> str:
    if index % phone == 0:
        return "all"
    return "none" if index % screen else "screen"


def anchor(index: int, labels: Sequence[str]) -> str:
    """How a label hangs on its slot's middle: those too long for the outer slots turn inwards."""
    fits = len(labels[index]) * LETTER <= PHONE / len(labels) + 2 * MARGIN
    if fits or 0 < index < len(labels) - 1 or len(labels) == 1:
        return "middle"
    return "end" if index else "start"
