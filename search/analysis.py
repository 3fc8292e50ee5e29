"""A text as the words that are compared, the same for an index and for a query.

Each word has an exact form (accents kept, one spelling of each syllable) and a folded one
(no accents). English words have a stem too, by Porter 2 (snowballstem.org).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import snowballstemmer

from portal.text import canonical, fold, iy_key

# Words, and whole figures: 1.250 and 1,250 are one word.
WORD = re.compile(
    r"(?<![\d.,])\d{1,3}(?:[.,]\d{3})+(?![.,]?\d)"
    r"|[^\W_](?:[^\W_]|[\u0300-\u036f])*(?:['’ʼ][a-zA-Z]+)?"
)
LONGEST_WORD = 64
_POSSESSIVE = re.compile(r"['’ʼ].*\Z")
_GROUPS = re.compile(r"(?<=\d)[.,](?=\d)")
_ZEROS = re.compile(r"\A0+(?=\d+\Z)")
_stemmer = snowballstemmer.stemmer("english")


class Word(NamedTuple):
    """A word of a text; `start` and `end` are where it stands in what was analysed."""

    exact: str
    folded: str
    start: int
    end: int


def words(text: str) -> Iterator[Word]:
    """The words of a text as it stands; offsets are the text's own, so that it can be marked."""
    for found in WORD.finditer(text):
        for piece, start in _pieces(found[0], found.start()):
            exact = exact_form(piece)
            yield Word(exact, folded_form(exact), start, start + len(piece))


def _pieces(word: str, start: int) -> Iterator[tuple[str, int]]:
    for at in range(0, len(word), LONGEST_WORD):
        yield word[at : at + LONGEST_WORD], start + at


@lru_cache(maxsize=65536)
def exact_form(word: str) -> str:
    """Lower case, NFC, old-style tones, y for i, no possessive, figures without signs or zeros."""
    spelled = iy_key(canonical(_POSSESSIVE.sub("", _GROUPS.sub("", word))).lower())
    return _ZEROS.sub("", spelled)


@lru_cache(maxsize=65536)
def folded_form(exact: str) -> str:
    return fold(exact)


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    return str(_stemmer.stemWord(word))


@dataclass(frozen=True)
class Analysed:
    """The words of a text, in order: equal positions in each list are the same word."""

    exact: tuple[str, ...]
    folded: tuple[str, ...]

    @classmethod
    def of(cls, text: str, limit: int | None = None) -> "Analysed":
        found: list[Word] = []
        for word in words(text):
            if limit is not None and len(found) == limit:
                break
            found.append(word)
        return cls(tuple(word.exact for word in found), tuple(word.folded for word in found))

    def __len__(self) -> int:
        return len(self.exact)

    @property
    def stems(self) -> tuple[str, ...]:
        return tuple(stem(word) for word in self.folded)
