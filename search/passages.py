"""Where an entry says what was asked: passages of the original text, the found words marked."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from portal.text import fold, iy_twin

from .analysis import stem
from .analysis import words as words_of
from .enums import WordForm
from .query import Query

WIDTH = 240  # characters of a passage
READ = 400_000  # characters of an entry that are looked through
Span = tuple[int, int]


def _spelled(form: WordForm, word: str) -> str:
    """A pattern for a word as it may stand in folded text: i for y, a stem with its endings."""
    if form == WordForm.STEM:
        return rf"{re.escape(word)}\w{{0,5}}"
    ways = {fold(word), fold(iy_twin(word) or word), fold(iy_twin(fold(word)) or word)}
    return "(?:" + "|".join(rf"0*{re.escape(way)}" for way in sorted(ways)) + ")"


@dataclass(frozen=True)
class Place:
    """Where a text stands: in a file, on a page of it (from 1); nowhere but in the thing itself."""

    file: str = ""
    page: int | None = None
    url: str = ""

    @property
    def address(self) -> str:
        """Of the file; a PDF opens at the page (RFC 8118)."""
        return f"{self.url}#page={self.page}" if self.url and self.page else self.url


@dataclass(frozen=True)
class Passage:
    """A piece of a text as runs, those of the found words marked."""

    runs: tuple[tuple[str, bool], ...]
    place: Place = Place()
    begins: bool = True
    ends: bool = True

    @property
    def text(self) -> str:
        return "".join(run for run, _ in self.runs)


class Marker:
    """Finds the words of one query in original texts, and what may stand for them as a whole."""

    def __init__(self, query: Query) -> None:
        self.exact: set[str] = set()
        self.folded: set[str] = set()
        self.ways: set[tuple[WordForm, tuple[str, ...]]] = set()
        for concept in query.required:
            for token in concept.tokens:
                self.folded.add(token.folded)
                self.exact.add(token.folded if token.is_doubtful else token.exact)
                if not token.is_accented:
                    self.ways.add((WordForm.STEM, (token.stem,)))
            for other in (*concept.alternatives, *(one for near in concept.near for one in near)):
                self.ways.add((other.form, other.words))

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """On folded text; a stem may go on, a phrase has little between its words."""
        known = self.folded | self.exact
        words = {_spelled(WordForm.FOLDED, word) for word in known}
        phrases = {
            r"\W{1,3}".join(_spelled(form, word) for word in words) for form, words in self.ways
        }
        ways = "|".join(sorted(words | phrases, key=len, reverse=True)) or "(?!)"
        return re.compile(rf"(?<!\w)(?:{ways})(?!\w)")

    def spans(self, text: str) -> list[Span]:
        """Found words; where a word stands with the very accents that were typed, only those."""
        folded = fold(text)
        if len(folded) != len(text):
            return []
        found = [(m.start(), m.end()) for m in self._pattern.finditer(folded)]
        return [span for span in found if self._is_meant(text[slice(*span)])]

    def _is_meant(self, text: str) -> bool:
        exact = tuple(word.exact for word in words_of(text))
        folded = tuple(map(fold, exact))
        if {
            (WordForm.EXACT, exact),
            (WordForm.FOLDED, folded),
            (WordForm.STEM, tuple(map(stem, folded))),
        } & self.ways:
            return True
        if len(exact) != 1:
            return False
        return exact[0] in self.exact or (
            folded[0] in self.folded and not self._has_accented(folded[0])
        )

    def _has_accented(self, folded: str) -> bool:
        return folded in self._accented

    @cached_property
    def _accented(self) -> set[str]:
        return {fold(word) for word in self.exact if fold(word) != word}

    def marked(self, text: str) -> Passage:
        """The whole of a short text."""
        return Passage(tuple(_runs(text, self.spans(text), 0, len(text))))

    def best(self, text: str, place: Place) -> tuple[int, Passage] | None:
        """The passage with the most different words, and how many; None where there is none."""
        spans = self.spans(text)
        if not spans:
            return None
        value, start = max(
            (self._value(text, spans, index), -span[0]) for index, span in enumerate(spans)
        )
        begin, end = _window(text, -start)
        runs = tuple(_runs(text, spans, begin, end))
        return value, Passage(runs, place, begin == 0, end == len(text))

    def _value(self, text: str, spans: Sequence[Span], index: int) -> int:
        begin = spans[index][0]
        inside = [text[slice(*span)] for span in spans[index:] if span[1] <= begin + WIDTH]
        return len({fold(word) for word in inside})


def _window(text: str, at: int) -> Span:
    """About `WIDTH` characters with `at` near their beginning, cut between words."""
    begin = max(0, at - WIDTH // 5)
    if begin:
        begin = text.find(" ", begin, at) + 1 or at
    end = min(len(text), begin + WIDTH)
    if end < len(text):
        end = max(text.rfind(" ", at, end), at + 1) if " " in text[at:end] else end
    return begin, end


def _runs(text: str, spans: Iterable[Span], begin: int, end: int) -> Iterator[tuple[str, bool]]:
    at = begin
    for start, stop in spans:
        if start < begin or stop > end:
            continue
        if start > at:
            yield text[at:start], False
        yield text[start:stop], True
        at = stop
    if at < end:
        yield text[at:end], False


def passages(
    marker: Marker, body: str, pages: Iterable[tuple[str, Place]], most: int = 2
) -> list[Passage]:
    """The best of the body, then of the files' pages, where they say more."""
    found: list[tuple[int, Passage]] = []
    left = READ
    for text, place in ((body, Place()), *pages):
        if left <= 0:
            break
        if best := marker.best(text[:left], place):
            found.append(best)
        left -= len(text)
    found.sort(key=lambda one: -one[0])
    return [passage for _, passage in found[:most]]
