"""A text as concepts: facts first, then what words mean, then words as they stand."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, combinations

from portal.languages import BASE
from portal.text import is_syllable, keystrokes_decode

from ..analysis import words
from ..enums import WordForm
from ..expressions import Expression, all_of, any_of
from ..lexicon import (
    LONGEST,
    Lexicon,
    LexiconEntry,
    Reading,
    query_words,
    shared_lexicon,
    shorthand,
)
from ..vocabulary import Vocabulary
from . import reading
from .cleaning import MOST_WORDS, cleaned
from .concepts import Alternative, Concept, Kind, Token

TRANSLATION, SYNONYM, ABBREVIATION = 0.85, 0.6, 0.9
LOOSE = 0.6  # of a synonym's worth
FURTHER = 0.15  # less for a reading that is not its entry's first
NEAR = {1: 0.7, 2: 0.45}
PREFIX = 0.5
OPTIONAL_WORTH = 0.25
MOST_ALTERNATIVES = 14
CORE = 5  # concepts of which six in ten must be there, when not all can be

OPTIONAL = query_words("optional")
OPTIONAL_UNACCENTED = OPTIONAL | query_words("optional_unaccented")


@dataclass(frozen=True)
class Query:
    """What is asked for. `text` is the cleaned query; without concepts there is nothing to find.

    `types` are those of the things that are named by their kind: báo cáo, decision.
    """

    text: str
    language: str
    concepts: tuple[Concept, ...] = ()
    types: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.concepts)

    def asks_for(self, word: tuple[str, str]) -> bool:
        """Whether a word, with and without its accents, was typed or may stand for one that was."""
        exact, folded = word
        return exact in self._asked or folded in self._asked

    @cached_property
    def _asked(self) -> frozenset[str]:
        """Exact words where accents were typed, else folded ones."""
        found: set[str] = set()
        for concept in self.concepts:
            found.update(one.exact if one.is_accented else one.folded for one in concept.tokens)
            for other in (*concept.alternatives, *chain(*concept.near)):
                found.update(other.words)
        return frozenset(found)

    @cached_property
    def begun(self) -> Token | None:
        """The last word, which may not be whole yet."""
        last = self.concepts[-1].tokens[-1] if self.concepts else None
        is_word = last is not None and len(last.folded) > 1 and not last.folded.isdigit()
        return last if is_word else None

    @property
    def required(self) -> list[Concept]:
        return [concept for concept in self.concepts if not concept.is_optional] or list(
            self.concepts
        )

    @property
    def understood(self) -> list[Concept]:
        return [concept for concept in self.concepts if concept.kind != Kind.WORD]

    def all_words(self) -> Expression:
        return all_of(concept.expression() for concept in self.required)

    def titled(self) -> Iterator[Expression]:
        """All words in the title, exact ones first; then facts may be anywhere."""
        yield all_of(concept.exact(in_title=True) for concept in self.required)
        yield all_of(concept.expression(in_title=True) for concept in self.required)
        yield all_of(
            concept.expression(in_title=concept.kind == Kind.WORD) for concept in self.required
        )

    def exact_words(self) -> Expression:
        return all_of(concept.exact() for concept in self.required)

    def most_words(self) -> Expression:
        """Six in ten of the concepts that tell most."""
        core = sorted(self.required, key=lambda concept: -concept.weight)[:CORE]
        wanted = max(1, round(0.6 * len(core)))
        ways = [concept.expression() for concept in core]
        return any_of(all_of(chosen) for chosen in combinations(ways, wanted))

    def any_words(self) -> Expression:
        return any_of(concept.loose() for concept in self.required)


def understand(
    text: str,
    *,
    language: str,
    vocabulary: Vocabulary,
    lexicons: Sequence[Lexicon] = (),
    blocs: Sequence[reading.BlocName] = (),
) -> Query:
    """Read a query; `language` is the reader's. Any text is understood, if only as nothing."""
    plain = cleaned(text)
    tokens = list(_tokens(plain, vocabulary))[:MOST_WORDS]
    reader = _Reader(plain, tokens, vocabulary, (*lexicons, shared_lexicon()))
    concepts = tuple(reader.concepts(blocs))
    return Query(plain, language, concepts, frozenset(reading.types(tokens)))


# --- words ---------------------------------------------------------------------------------
def _tokens(text: str, vocabulary: Vocabulary) -> Iterator[Token]:
    for word in words(text):
        written = text[word.start : word.end]
        token = Token(written, word.exact, word.folded, word.start, word.end)
        for read in _read(token, vocabulary):
            yield replace(read, is_doubtful=_is_doubtful(read, vocabulary))


def _is_doubtful(token: Token, vocabulary: Vocabulary) -> bool:
    """Somebody writes the word, nobody with these accents."""
    return (
        token.exact != token.folded
        and vocabulary.knows(token.folded)
        and not vocabulary.count(WordForm.EXACT, token.exact)
    )


def _read(token: Token, vocabulary: Vocabulary) -> Iterator[Token]:
    """Shorthand as its words; keystrokes as the syllable they write, unless somebody wrote them."""
    long = shorthand().get(token.exact)
    if long and not token.written.isupper():
        for word in words(long):
            yield replace(token, exact=word.exact, folded=word.folded)
        return
    keyed = None if vocabulary.knows(token.folded) else keystrokes_decode(token.exact)
    if keyed and not shared_lexicon().by_stem.get((token.stem,)):
        word = next(words(keyed))
        token = replace(token, exact=word.exact, folded=word.folded)
    yield token


class _Reader:
    """Takes the tokens of one query, run by run; what is taken is not read again."""

    def __init__(
        self, text: str, tokens: list[Token], vocabulary: Vocabulary, lexicons: Sequence[Lexicon]
    ) -> None:
        self.text = text
        self.tokens = tokens
        self.vocabulary = vocabulary
        self.lexicons = lexicons
        self.is_plain = not any(token.is_accented for token in tokens)
        self.found: list[Concept] = []

    def concepts(self, blocs: Sequence[reading.BlocName]) -> list[Concept]:
        self._take(lambda tokens: reading.numbers(tokens, self.text))
        self._take(reading.years)
        self._take(reading.periods)
        self._take(lambda tokens: reading.blocs(tokens, blocs))
        for run in self._runs():
            self.found.extend(self._meanings(run))
        self.found.sort(key=lambda concept: concept.start)
        return [self._weighed(concept) for concept in self.found]

    def _take(self, read: Callable[[Sequence[Token]], Iterable[Concept]]) -> None:
        for run in self._runs():
            self.found.extend(read(run))

    def _runs(self) -> list[list[Token]]:
        """The tokens nobody has taken, in runs that are next to each other."""
        taken = {id(token) for concept in self.found for token in concept.tokens}
        runs: list[list[Token]] = [[]]
        for token in self.tokens:
            if id(token) in taken:
                runs.append([])
            else:
                runs[-1].append(token)
        return [run for run in runs if run]

    # --- what words mean ---------------------------------------------------------------
    def _meanings(self, run: list[Token]) -> Iterator[Concept]:
        """The longest readings of the lexicon from the left; other words stand for themselves."""
        index = 0
        while index < len(run):
            size, entries = self._longest(run[index:])
            yield self._concept(tuple(run[index : index + size]), entries)
            index += size

    def _longest(self, tokens: list[Token], most: int = LONGEST) -> tuple[int, list[LexiconEntry]]:
        """Loose readings add to what is found, and stand alone where nothing else does."""
        sizes = range(min(most, len(tokens)), 0, -1)
        found = {size: self._entries(tokens[:size]) for size in sizes}
        for is_enough in (lambda one: not one.is_loose, lambda one: True):
            for size in sizes:
                if any(map(is_enough, found[size])):
                    return size, found[size]
        return 1, []

    def _entries(self, span: list[Token]) -> list[LexiconEntry]:
        written = self.text[span[0].start : span[-1].end] if len(span) == 1 else ""
        return [
            entry
            for lexicon in self.lexicons
            for entry in lexicon.entries_of(
                tuple(token.exact if token.is_accented else token.folded for token in span),
                tuple(token.folded for token in span),
                tuple(token.stem for token in span),
                written=written,
            )
        ]

    def _concept(self, tokens: tuple[Token, ...], entries: list[LexiconEntry]) -> Concept:
        others = self._alternatives(tokens, entries)
        is_known = bool(entries)
        near = tuple(self._near(token, is_known=is_known) for token in tokens)
        return Concept(
            tokens,
            alternatives=tuple(others[:MOST_ALTERNATIVES]),
            near=near if any(near) else (),
            parts=tuple(self._parts(list(tokens))) if is_known else (),
            is_optional=len(tokens) == 1 and self._is_optional(tokens[0]),
        )

    def _parts(self, tokens: list[Token]) -> Iterator[Concept]:
        """What several words mean apart, if they do: not the syllables of one word."""
        index, found, has_meaning = 0, [], False
        while len(tokens) > 1 and index < len(tokens):
            size, entries = self._longest(tokens[index:], len(tokens) - 1)
            span = tuple(tokens[index : index + size])
            has_meaning |= bool(entries) and (size > 1 or not is_syllable(span[0].written))
            if not self._is_optional(span[0]):
                others = tuple(self._alternatives(span, entries)[:MOST_ALTERNATIVES])
                found.append(self._weighed(Concept(span, alternatives=others)))
            index += size
        if has_meaning:
            yield from found

    def _alternatives(
        self, tokens: tuple[Token, ...], entries: list[LexiconEntry]
    ) -> list[Alternative]:
        own = {tuple(t.exact for t in tokens), tuple(t.stem for t in tokens)}
        own.add(tuple(t.folded for t in tokens))
        typed = [reading for entry in entries for reading in entry.readings if reading.words in own]
        language = typed[0].language if typed else BASE
        found: dict[tuple[str, ...], Alternative] = {}
        for entry in entries:
            for other in entry.readings:
                if other.words in own:
                    continue
                weight = _weight(other, language) * (LOOSE if entry.is_loose else 1.0)
                if other.words not in found or found[other.words].weight < weight:
                    found[other.words] = Alternative(other.words, other.form, weight)
        if (joined := self._joined(tokens)) is not None:
            found[joined.words] = joined
        return sorted(found.values(), key=lambda one: -one.weight)

    def _joined(self, tokens: tuple[Token, ...]) -> Alternative | None:
        """An unknown word that is two written as one."""
        if len(tokens) > 1 or self.vocabulary.knows(tokens[0].folded):
            return None
        parts = self.vocabulary.split(tokens[0].folded)
        return Alternative(parts, WordForm.FOLDED, NEAR[1]) if parts else None

    def _near(self, token: Token, *, is_known: bool) -> tuple[Alternative, ...]:
        if self.vocabulary.is_empty:
            return ()
        found = []
        if not self.vocabulary.knows(token.folded) and not is_known:
            for word, distance in self.vocabulary.near(token.folded):
                found.append(Alternative((word,), WordForm.FOLDED, NEAR[distance]))
        if token is self.tokens[-1] and len(token.folded) > 1 and not token.folded.isdigit():
            form = WordForm.EXACT if token.is_accented else WordForm.FOLDED
            start = token.exact if token.is_accented else token.folded
            for word in self.vocabulary.begun(start, is_accented=token.is_accented):
                if word != start:
                    found.append(Alternative((word,), form, PREFIX))
        return tuple(found)

    def _is_optional(self, token: Token) -> bool:
        return token.exact in OPTIONAL or (self.is_plain and token.folded in OPTIONAL_UNACCENTED)

    # --- how much a concept tells ------------------------------------------------------
    def _weighed(self, concept: Concept) -> Concept:
        """By the entries that have it in any way, about; more for more words."""
        if self.vocabulary.is_empty:
            return replace(concept, weight=float(len(concept.tokens)))
        counts = [min(map(self._count, concept.tokens))]
        counts += [self._count_other(other) for other in concept.alternatives]
        weight = self.vocabulary.weight(sum(counts)) * len(concept.tokens) ** 0.5
        weight *= OPTIONAL_WORTH if concept.is_optional else 1.0
        return replace(concept, weight=max(weight, 0.05))

    def _count(self, token: Token) -> int:
        if token.is_accented:
            return self.vocabulary.count(WordForm.EXACT, token.exact)
        folded = self.vocabulary.count(WordForm.FOLDED, token.folded)
        return max(folded, self.vocabulary.count(WordForm.STEM, token.stem))

    def _count_other(self, other: Alternative) -> int:
        return min(_count_word(self.vocabulary, other.form, word) for word in other.words)


def _count_word(vocabulary: Vocabulary, form: WordForm, word: str) -> int:
    """Words without accents are counted as folded ones."""
    return vocabulary.count(form, word) or (
        vocabulary.count(WordForm.FOLDED, word) if form == WordForm.EXACT else 0
    )


def _weight(other: Reading, language: str) -> float:
    if other.is_abbreviation:
        return ABBREVIATION
    base = TRANSLATION if other.language != language else SYNONYM
    return base - (FURTHER if other.rank else 0)
