"""Parts of a year as people write them, in both languages."""

from functools import cache

from portal.sources import SourcePeriod
from portal.text import fold

_QUARTERS = {
    SourcePeriod.FIRST_QUARTER: ("i", "1", "mot", "nhat", "first", "1st", "one"),
    SourcePeriod.SECOND_QUARTER: ("ii", "2", "hai", "second", "2nd", "two"),
    SourcePeriod.THIRD_QUARTER: ("iii", "3", "ba", "third", "3rd", "three"),
    SourcePeriod.FOURTH_QUARTER: ("iv", "4", "bon", "tu", "fourth", "4th", "four"),
}
_SPANS = {
    SourcePeriod.FIRST_HALF: (
        "6 thang dau nam|sau thang dau nam|nua dau nam|6 thang|sau thang|"
        "first half of the year|first half year|first half|first six months|first 6 months|"
        "six months|6 months|half year|h1|mid year"
    ),
    SourcePeriod.SECOND_HALF: (
        "6 thang cuoi nam|sau thang cuoi nam|nua cuoi nam|second half of the year|second half|"
        "last six months|last 6 months|h2"
    ),
    SourcePeriod.NINE_MONTHS: (
        "9 thang dau nam|chin thang dau nam|9 thang|chin thang|first nine months|nine months|"
        "9 months|9m"
    ),
    SourcePeriod.YEAR: "ca nam|full year|whole year|12 thang|twelve months",
}
_NAMES = {"year": SourcePeriod.YEAR, "nam": SourcePeriod.YEAR, "annual": SourcePeriod.YEAR}


@cache
def period_phrases() -> dict[tuple[str, ...], SourcePeriod]:
    """Words without accents and leading zeros, and the period they name."""
    found: dict[tuple[str, ...], SourcePeriod] = {}
    for period, names in _QUARTERS.items():
        for name in names:
            found |= {("quy", name): period, (name, "quarter"): period, ("quarter", name): period}
        found[(str(period).lower(),)] = period
    for period, phrases in _SPANS.items():
        found |= {tuple(phrase.split()): period for phrase in phrases.split("|")}
    return found


def period_of(text: str) -> SourcePeriod | None:
    """The period that a whole text names: "Q1", "quý I", "06 tháng đầu năm", "first quarter"."""
    words = [word.lstrip("0") for word in fold(text).replace("_", " ").replace("-", " ").split()]
    name = " ".join(words)
    return period_phrases().get(tuple(words)) or _NAMES.get(name)
