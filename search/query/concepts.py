"""The parts a query is understood to consist of."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from ..analysis import folded_form, stem
from ..enums import WordForm
from ..expressions import Expression, Term, all_of, any_of
from ..terms import word_term


@dataclass(frozen=True)
class Token:
    """A word of the query; `start` and `end` in the cleaned text.

    `is_doubtful`: nobody writes the word with these accents, so they are not insisted on.
    """

    written: str
    exact: str
    folded: str
    start: int
    end: int
    is_doubtful: bool = False

    @property
    def is_accented(self) -> bool:
        return self.exact != self.folded and not self.is_doubtful

    @property
    def stem(self) -> str:
        return stem(self.folded)


class Kind(StrEnum):
    """What a concept is read as; all but `WORD` are shown to the reader, and can be taken back."""

    WORD = "word"
    YEAR = "year"
    PERIOD = "period"
    BLOC = "bloc"
    NUMBER = "number"


@dataclass(frozen=True)
class Alternative:
    """Words that may stand for a concept's own; `weight` 1 is as good as what was typed."""

    words: tuple[str, ...]
    form: WordForm
    weight: float

    def expression(self, *, in_title: bool = False) -> Expression:
        """Words without accents have no exact term: theirs is the folded one."""
        return all_of(Term(self._term(word, in_title)) for word in self.words)

    def _term(self, word: str, in_title: bool) -> str:
        is_folded = self.form == WordForm.EXACT and folded_form(word) == word
        return word_term(WordForm.FOLDED if is_folded else self.form, word, in_title=in_title)


@dataclass(frozen=True)
class Concept:
    """Words of the query that belong together, and what else may stand for them.

    `scope` are terms of an entry's own facts that satisfy it: a year, a bloc. `value` is what is
    understood (a year, a period's or bloc's code, a number's keys), `label` how it is shown.
    `parts` are what it consists of, when it is several things: hiến máu, tình nguyện.
    """

    tokens: tuple[Token, ...]
    kind: Kind = Kind.WORD
    alternatives: tuple[Alternative, ...] = ()
    near: tuple[tuple[Alternative, ...], ...] = ()
    parts: tuple["Concept", ...] = ()
    scope: tuple[str, ...] = ()
    value: str = ""
    label: str = ""
    is_optional: bool = False
    weight: float = field(default=1.0, compare=False)

    @property
    def start(self) -> int:
        return self.tokens[0].start

    @property
    def end(self) -> int:
        return self.tokens[-1].end

    def expression(self, *, in_title: bool = False) -> Expression:
        """Has the concept in any way; in its title, if it is to be there, by its words only."""
        ways = [self._typed(in_title), *self._others(in_title)]
        return any_of(ways if in_title else ways + [Term(term) for term in self.scope])

    def loose(self) -> Expression:
        """Has the concept, or any part of it."""
        return any_of([self.expression(), *(part.expression() for part in self.parts)])

    def exact(self, *, in_title: bool = False) -> Expression:
        """Has every word as it was typed, accents and all, or the fact it stands for."""
        typed = all_of(
            Term(word_term(WordForm.EXACT, token.exact, in_title=in_title))
            if token.is_accented
            else Term(word_term(WordForm.FOLDED, token.folded, in_title=in_title))
            for token in self.tokens
        )
        return typed if in_title else any_of([typed, *(Term(term) for term in self.scope)])

    def _typed(self, in_title: bool) -> Expression:
        return all_of(
            any_of(self._token_ways(token, index, in_title))
            for index, token in enumerate(self.tokens)
        )

    def _token_ways(self, token: Token, index: int, in_title: bool) -> Iterator[Expression]:
        yield Term(word_term(WordForm.FOLDED, token.folded, in_title=in_title))
        if not token.is_accented:
            yield Term(word_term(WordForm.STEM, token.stem, in_title=in_title))
        if index < len(self.near):
            yield from (other.expression(in_title=in_title) for other in self.near[index])

    def _others(self, in_title: bool) -> Iterator[Expression]:
        return (other.expression(in_title=in_title) for other in self.alternatives)
