"""What the embedded engines index of an entry: its distinct words, each with a letter before it.

One letter tells form and place, so that one full-text column without positions answers them all,
on SQLite and PostgreSQL alike. Words without accents have no exact term: theirs is the folded one.
"""

import re
from collections.abc import Iterable, Iterator

from portal.text import fold

from .enums import WordForm

IN_TITLE = {WordForm.EXACT: "t", WordForm.FOLDED: "u", WordForm.STEM: "v"}
OWN_NUMBER, NUMBER, SCOPE = "n", "m", "z"
MOST_TERMS = 20_000

# 9028/QĐ-BQL, 13/2018/QĐ-UBND, 34-CT/TW; spaces about the signs are forgiven.
NUMBER_AND_SYMBOL = re.compile(
    r"(?<![\w/])(?P<number>\d{1,6})(?:\s?/\s?(?:19|20)\d{2})?\s?[/-]\s?"
    r"(?P<symbol>[^\W\d_][\w.]*(?:\s?[-/–]\s?[^\W\d_][\w.]*){0,3})"
)


def word_term(form: WordForm, word: str, *, in_title: bool = False) -> str:
    return (IN_TITLE[form] if in_title else str(form)) + word


def scope_term(letter: str, value: object) -> str:
    """A term for a filter: a authority, l language, t type, y year, p period, b bloc, e enterprise.

    Codes are written in hexadecimal figures: they may hold any character.
    """
    plain = str(value) if letter in "aly" else str(value).encode().hex()
    return f"{SCOPE}{letter}{plain}"


def number_keys(text: str) -> list[list[str]]:
    """Each document number in a text, from its figure alone to number and whole symbol.

    "9028/QĐ-BQL" → ["9028", "9028qd", "9028qdbql"].
    """
    return [_keys(found["number"], found["symbol"]) for found in NUMBER_AND_SYMBOL.finditer(text)]


def _keys(number: str, symbol: str) -> list[str]:
    keys = [number.lstrip("0") or "0"]
    for part in re.split(r"[\s./–-]+", fold(symbol)):
        keys.append(keys[-1] + part)
    return keys


def number_terms(letter: str, texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        for keys in number_keys(text):
            yield from (letter + key for key in keys)
