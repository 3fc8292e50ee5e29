"""A value a year, drawn as columns; a share a year, drawn as a line on its own scale above them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from portal.formats import Number

from .parts import (
    Chart,
    Head,
    Reading,
    Row,
    Scale,
    Segment,
    Spot,
    Table,
    Text,
    anchor,
    at,
    centres,
    change,
    cut,
    known,
    percent,
    plain,
    rooms,
    segments,
    sentence,
)

WIDEST = 11.0  # percent of the drawing: two years do not make two walls
UNDER_ZERO = 8.0  # percent kept below a column that hangs down, for its number


@dataclass(frozen=True)
class Point:
    """A year (or other short label), its value, and its share in percent (28.85, not 0.2885)."""

    label: Text
    value: Number | None
    share: Number | None = None


@dataclass(frozen=True)
class Column:
    """A point on the paper; `share_y` is `None` where the line has a gap."""

    x: str
    left: str
    width: str
    top: str
    height: str
    value: str
    value_y: str
    hangs: bool
    label: str
    anchor: str
    room: str
    share: str
    share_y: str | None


@dataclass(frozen=True)
class Columns(Chart):
    """`unit` names what the columns count ("enterprises"), `share` what the line shows.

    Without `share` no line is drawn. The two scales never meet: each begins at nought and has a
    strip of its own, so that nothing can be read from where line and columns happen to cross.
    """

    template_name: ClassVar[str] = "portal/charts/columns.html"

    title: Text
    unit: Text
    points: Sequence[Point]
    share: Text = ""
    empty: Text = ""

    @cached_property
    def _values(self) -> list[Number | None]:
        return [known(point.value) for point in self.points]

    @cached_property
    def _shares(self) -> list[Number | None]:
        return [known(point.share) if self.share else None for point in self.points]

    @property
    def has_line(self) -> bool:
        return any(share is not None for share in self._shares)

    @property
    def has_numbers(self) -> bool:
        return self.has_line or any(value is not None for value in self._values)

    @property
    def summary(self) -> str:
        values = self._readings(self._values, plain)
        shares = self._readings(self._shares, percent)
        named = ((self.unit, values), (self.share, shares))
        return sentence(f"{name}: {change(readings)}" for name, readings in named if readings)

    def _readings(
        self, numbers: Sequence[Number | None], written: Callable[[Number], str]
    ) -> list[Reading]:
        pairs = zip(self.points, numbers, strict=True)
        return [Reading(written(n), point.label, n) for point, n in pairs if n is not None]

    @property
    def table(self) -> Table:
        width = 2 if self.has_line else 1
        rows = [
            Row(Head(point.label), [plain(value), percent(share)][:width])
            for point, value, share in zip(self.points, self._values, self._shares, strict=True)
        ]
        return Table([Head(_("Year")), *map(Head, (self.unit, self.share)[:width])], rows)

    # --- the drawing -----------------------------------------------------------------------
    @cached_property
    def _scale(self) -> Scale:
        below = min((value for value in self._values if value is not None), default=0) < 0
        top, bottom = (44.0, 91.5) if self.has_line else (13.0, 88.0)
        return Scale.of(self._values, top, bottom - UNDER_ZERO if below else bottom)

    @cached_property
    def _share_scale(self) -> Scale:
        """The upper third."""
        return Scale.of(self._shares, 9, 32)

    @cached_property
    def _spots(self) -> list[Spot | None]:
        """Where the line passes."""
        places = zip(centres(len(self.points)), self._shares, strict=True)
        return [None if share is None else (x, self._share_scale.y(share)) for x, share in places]

    @property
    def zero_y(self) -> str:
        return at(self._scale.y(0))

    @property
    def share_zero_y(self) -> str:
        return at(self._share_scale.y(0))

    @property
    def line(self) -> list[Segment]:
        return segments(self._spots)

    @property
    def columns(self) -> list[Column]:
        labels = [cut(point.label) for point in self.points]
        shares = [percent(share) if self.has_line else "" for share in self._shares]
        texts = list(zip(labels, map(plain, self._values), shares, strict=True))
        slots = zip(centres(len(texts)), rooms(texts), strict=True)
        return [
            self._column(index, x, texts[index], anchor(index, labels), room)
            for index, (x, room) in enumerate(slots)
        ]

    def _column(
        self, index: int, x: float, texts: tuple[str, str, str], hanging: str, room: str
    ) -> Column:
        value, spot = self._values[index] or 0, self._spots[index]
        end, zero = self._scale.y(value), self._scale.y(0)
        width = min(62 / len(self.points), WIDEST)
        return Column(
            x=at(x),
            left=at(x - width / 2),
            width=at(width),
            top=at(min(end, zero)),
            height=at(abs(end - zero)),
            value=texts[1],
            value_y=at(end),
            hangs=value < 0,
            label=texts[0],
            anchor=hanging,
            room=room,
            share=texts[2],
            share_y=at(spot[1]) if spot else None,
        )
