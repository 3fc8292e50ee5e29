"""Points reached of the maximum, criterion group by criterion group."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import ClassVar

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.formats import Number

from .parts import Chart, Head, Row, Table, Text, at, known, plain, sentence


@dataclass(frozen=True)
class Group:
    """The points of one enterprise in a criterion group, and those of its bloc beside them.

    `lang` is the language of the label where it is not the reader's.
    """

    label: Text
    points: Number | None
    maximum: Number | None
    lowest: Number | None = None
    average: Number | None = None
    best: Number | None = None
    lang: str = ""

    @property
    def written(self) -> str:
        """512,5 / 550"""
        return f"{plain(known(self.points))} / {plain(known(self.maximum))}"

    def share(self, value: Number | None) -> float | None:
        """A part of the maximum, in percent; bonus and penalty points do not leave the bar."""
        value, maximum = known(value), known(self.maximum)
        if value is None or maximum is None or maximum <= 0:
            return None
        share = Fraction(value) / Fraction(maximum)
        return 100 * float(min(Fraction(1), max(Fraction(0), share)))


@dataclass(frozen=True)
class Bar:
    """A group on the paper; a place is `None` where it is not known."""

    label: Text
    lang: str
    written: str
    fill: str | None
    lowest: str | None
    average: str | None
    best: str | None


@dataclass(frozen=True)
class Profile(Chart):
    """Every bar is as long as its group's maximum, so that small groups are seen as well."""

    template_name: ClassVar[str] = "portal/charts/profile.html"

    title: Text
    groups: Sequence[Group]
    empty: Text = ""

    @property
    def has_numbers(self) -> bool:
        return any(known(group.points) is not None for group in self.groups)

    @cached_property
    def has_bloc(self) -> bool:
        """Whether the bloc stands beside the enterprise anywhere."""
        marks = [mark for g in self.groups for mark in (g.lowest, g.average, g.best)]
        return any(known(mark) is not None for mark in marks)

    @property
    def summary(self) -> str:
        """The groups nearest to their maximum and furthest from it; of equals the first."""
        shares = [(group.share(group.points), group) for group in self.groups]
        scored = [(share, group) for share, group in shares if share is not None]
        if not scored:
            return ""
        words = {}
        for name, pick in (("high", max), ("low", min)):
            _share, group = pick(scored, key=lambda pair: pair[0])
            words[name] = f"{group.label} ({group.written})"
        if words["high"] == words["low"]:
            return sentence([words["high"]])
        nearest = gettext("nearest to the maximum: %(high)s") % words
        return sentence([nearest, gettext("furthest from it: %(low)s") % words])

    @property
    def table(self) -> Table:
        columns = [_("Criterion group"), _("Points"), _("Maximum")]
        if self.has_bloc:
            columns += [_("Lowest of the bloc"), _("Average of the bloc"), _("Best of the bloc")]
        return Table([*map(Head, columns)], [self._row(group) for group in self.groups])

    def _row(self, group: Group) -> Row:
        numbers = [group.points, group.maximum]
        if self.has_bloc:
            numbers += [group.lowest, group.average, group.best]
        return Row(Head(group.label, group.lang), [plain(known(number)) for number in numbers])

    @property
    def bars(self) -> list[Bar]:
        return [self._bar(group) for group in self.groups]

    def _bar(self, group: Group) -> Bar:
        numbers = (group.points, group.lowest, group.average, group.best)
        shares = [group.share(number) for number in numbers]
        places = [None if share is None else at(share) for share in shares]
        return Bar(group.label, group.lang, group.written, *places)
