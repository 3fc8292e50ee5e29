"""Ranks over the years: the first at the top, a gap where a year has none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from typing import ClassVar

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .parts import (
    MISSING,
    Chart,
    Head,
    Reading,
    Row,
    Segment,
    Spot,
    Table,
    Text,
    anchor,
    at,
    centres,
    change,
    cut,
    rooms,
    segments,
    sentence,
)

LEFT, TOP, BOTTOM = 6.0, 12.0, 84.0  # the paper inside the axes, in percent
STYLES = 4  # colours and dashes in the CSS; the last one's marks are filled
# Outlines of about the same weight, 20 px across: a circle, a square, a diamond.
SHAPES = (
    "M-10 0a10 10 0 1 0 20 0a10 10 0 1 0-20 0Z",
    "M-9-9h18v18h-18Z",
    "M0-13 13 0 0 13-13 0Z",
)


@dataclass(frozen=True)
class Place:
    """A rank, and among how many: 2/13."""

    rank: int
    of: int | None = None

    def __str__(self) -> str:
        return str(self.rank) if self.of is None else f"{self.rank}/{self.of}"


@dataclass(frozen=True)
class Series:
    """The places of one enterprise by year, a year without a rank left out or `None`.

    `lang` is the language of the label where it is not the reader's.
    """

    label: Text
    places: Mapping[str, Place | None]
    lang: str = ""


@dataclass(frozen=True)
class Tick:
    y: str
    rank: int


@dataclass(frozen=True)
class Year:
    x: str
    label: str
    anchor: str
    room: str


@dataclass(frozen=True)
class Mark:
    """A place on the paper; its text goes below where the line comes from above on both sides."""

    x: str
    y: str
    text: str
    below: bool
    room: str


@dataclass(frozen=True)
class Drawn:
    """A series on the paper: told from the others by dashes and shape, not by colour alone."""

    label: Text
    lang: str
    style: int
    shape: str
    line: list[Segment]
    marks: list[Mark]


@dataclass(frozen=True)
class Ranks(Chart):
    """One series shows its places ("2/13"); several show the bare ranks inside their marks.

    A place outside `years` is not shown.
    """

    template_name: ClassVar[str] = "portal/charts/ranks.html"

    title: Text
    years: Sequence[str]
    series: Sequence[Series]
    empty: Text = ""

    @cached_property
    def _places(self) -> list[list[Place | None]]:
        return [[each.places.get(year) for year in self.years] for each in self.series]

    @cached_property
    def _known(self) -> list[Place]:
        return [place for places in self._places for place in places if place]

    @property
    def has_numbers(self) -> bool:
        return bool(self._known)

    @property
    def is_single(self) -> bool:
        return len(self.series) == 1

    @property
    def summary(self) -> str:
        said = []
        for each, places in zip(self.series, self._places, strict=True):
            readings = [
                Reading(gettext("rank %(place)s") % {"place": place}, year, -place.rank)
                for year, place in zip(self.years, places, strict=True)
                if place
            ]
            if readings:
                text = change(readings)
                said.append(text if self.is_single else f"{each.label}: {text}")
        return sentence(said)

    @property
    def table(self) -> Table:
        heads = [Head(each.label, each.lang) for each in self.series]
        if self.is_single:
            heads = [Head(_("Rank"))]
        rows = [
            Row(Head(year), [str(place) if place else MISSING for place in places])
            for year, *places in zip(self.years, *self._places, strict=True)
        ]
        return Table([Head(_("Year")), *heads], rows)

    # --- the drawing -----------------------------------------------------------------------
    @cached_property
    def _last(self) -> int:
        """The rank at the bottom: twice the worst of a single series, within the field.

        The whole field of 68 enterprises would press the ranks of a good one into a straight line;
        the marks of several series need all the height there is.
        """
        worst = max((place.rank for place in self._known), default=1)
        field = max((place.of or worst for place in self._known), default=worst)
        return max(worst, 2, min(max(2 * worst if self.is_single else worst, 5), field))

    def _y(self, rank: int) -> float:
        depth = min(max(rank - 1, 0) / (self._last - 1), 1.0)
        return TOP + depth * (BOTTOM - TOP)

    @property
    def ticks(self) -> list[Tick]:
        """The first rank and the last, and at most five round ones between them."""
        steps = (size * 10**power for power in count() for size in (1, 2, 5))
        step = next(step for step in steps if self._last // step <= 5)
        round_ranks = range(max(step, 2), self._last - step // 2, step)
        return [Tick(at(self._y(rank)), rank) for rank in (1, *round_ranks, self._last)]

    @cached_property
    def _rooms(self) -> list[str]:
        """Bare ranks fit into any slot: only a single series has places to be thinned."""
        shown = self._places if self.is_single else []
        by_year = zip(self.years, *shown, strict=True)
        return rooms([[cut(year), *map(str, filter(None, places))] for year, *places in by_year])

    @property
    def axis_years(self) -> list[Year]:
        labels = [cut(year) for year in self.years]
        slots = zip(centres(len(labels), LEFT), labels, self._rooms, strict=True)
        return [
            Year(at(x), label, anchor(index, labels), room)
            for index, (x, label, room) in enumerate(slots)
        ]

    @cached_property
    def _spots(self) -> list[list[Spot | None]]:
        """Where each series stands each year; those of equal rank stand side by side."""
        slot = (100 - LEFT) / max(len(self.years), 1)
        spots: list[list[Spot | None]] = [[] for _series in self.series]
        for x, *places in zip(centres(len(self.years), LEFT), *self._places, strict=True):
            ranks = [place.rank if place else None for place in places]
            for index, rank in enumerate(ranks):
                aside = _aside(ranks[:index].count(rank), ranks.count(rank), slot)
                spots[index].append(None if rank is None else (x + aside, self._y(rank)))
        return spots

    @property
    def drawn(self) -> list[Drawn]:
        return [
            Drawn(
                label=each.label,
                lang=each.lang,
                style=index % STYLES,
                shape=_shape(index),
                line=segments(self._spots[index]),
                marks=self._marks(index),
            )
            for index, each in enumerate(self.series)
        ]

    def _marks(self, index: int) -> list[Mark]:
        spots, places = self._spots[index], self._places[index]
        heights = [spot[1] if spot else None for spot in spots]
        return [
            Mark(
                x=at(spot[0]),
                y=at(spot[1]),
                text=str(place) if self.is_single else str(place.rank),
                below=_is_lowest(heights, year),
                room=self._rooms[year] if self.is_single else "all",
            )
            for year, (spot, place) in enumerate(zip(spots, places, strict=True))
            if spot and place
        ]


def _aside(before: int, equals: int, slot: float) -> float:
    """How far a mark stands from its slot's middle, `before` others of equal rank to its left."""
    if equals < 2:
        return 0.0
    return (before - (equals - 1) / 2) * min(0.7 * slot / (equals - 1), 5.0)


def _shape(index: int) -> str:
    """Shifted by one after every four styles, so that twelve series differ."""
    return SHAPES[(index % STYLES + index // STYLES) % len(SHAPES)]


def _is_lowest(heights: Sequence[float | None], index: int) -> bool:
    """Whether the line comes down to this place from either side it comes from."""
    here = heights[index]
    beside = [*heights[max(index - 1, 0) : index], *heights[index + 1 : index + 2]]
    known = [height for height in beside if height is not None]
    return here is not None and bool(known) and all(height < here for height in known)
