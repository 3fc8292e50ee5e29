"""How well an entry answers a query: one judgement for every engine.

BM25F-like sums over concepts, then multipliers for what a sum cannot say: all words there, exact
accents, the right year, period and bloc, the reader's language. Engines only bring candidates.
"""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from portal.sources import SourceType

from .enums import WordForm
from .lexicon import query_words
from .query import Alternative, Concept, Kind, Query, Token

TITLE, NAMES, BODY, FILES = range(4)
FIELDS = (3.0, 2.0, 1.0, 0.7)
SATURATION = 1.2
USUAL_LENGTH = 150  # words

EXACT, OTHER_ACCENTS, FOLDED, STEMMED = 1.0, 0.35, 0.9, 0.85
ADJACENT = 0.5  # more for words next to each other, as they were typed
APART = 0.35  # of a phrase's worth, when its words are there but apart
FACT = 1.1

ALL_EXACT, ALL_FOLDED, ALL_SOMEHOW = 2.2, 1.7, 1.4
ALL_IN_TITLE = 1.5
NAMED = 0.8
OWN_LANGUAGE = 1.15
# What is asked for as a fact, and the entry has it, or another.
FACTORS = {Kind.YEAR: (1.4, 0.6), Kind.PERIOD: (1.6, 0.5), Kind.BLOC: (1.5, 0.65)}
NUMBER, MENTIONED = 30.0, 6.0
# Things that are of one year, period and bloc by their nature.
DATED = frozenset(SourceType) - {
    SourceType.ENTERPRISE,
    SourceType.BLOC,
    SourceType.PAGE,
    SourceType.NEWS,
}


@dataclass(frozen=True)
class Candidate:
    """What ranking reads of an entry: its facts and its words (`SearchText`)."""

    pk: int
    language: str
    type: str
    year: int | None
    period: str
    blocs: Sequence[str]
    exact: str
    folded: str
    stems: str
    terms: str


@dataclass(frozen=True)
class Found:
    """How a concept was found in an entry: `quality` 0 is not at all, 1 as typed once in a body."""

    quality: float = 0.0
    is_exact: bool = False
    is_typed: bool = False
    in_title: bool = False


def ranked(query: Query, candidates: Iterable[Candidate]) -> list[tuple[int, float]]:
    """Entries with their scores, the best first; those with nothing of the query are left out."""
    scored = ((one.pk, Judgement(query, one).score()) for one in candidates)
    return sorted((one for one in scored if one[1] > 0), key=lambda one: (-one[1], -one[0]))


class Text:
    """The words of one form, part by part."""

    def __init__(self, words: str) -> None:
        self.whole = words
        self.parts = words.split("|") if words else []

    def weight(self, phrase: str) -> float:
        """How often a phrase is there, weighed by where; 0 if it is not."""
        wanted = f" {phrase} "
        if wanted not in self.whole:
            return 0.0
        counts = zip(FIELDS, self.parts, strict=False)
        return sum(field * part.count(wanted) for field, part in counts)

    def in_title(self, phrase: str) -> bool:
        return bool(self.parts) and f" {phrase} " in self.parts[TITLE]


class Judgement:
    """One query against one entry."""

    def __init__(self, query: Query, candidate: Candidate) -> None:
        self.query = query
        self.candidate = candidate
        self.texts = {
            WordForm.EXACT: Text(candidate.exact),
            WordForm.FOLDED: Text(candidate.folded),
            WordForm.STEM: Text(candidate.stems),
        }
        length = candidate.folded.count(" ") / USUAL_LENGTH
        self.saturation = SATURATION * (0.6 + 0.4 * min(length, 4.0))

    def score(self) -> float:
        found = [(concept, self._found(concept)) for concept in self.query.concepts]
        total = sum(concept.weight * one.quality for concept, one in found)
        if total <= 0:
            return 0.0
        return total * self._coverage(found) * self._named() * self._facts() * self._language()

    # --- concepts ----------------------------------------------------------------------
    def _found(self, concept: Concept) -> Found:
        typed = self._typed(concept)
        others = [self._other(other) for other in concept.alternatives]
        ways = [typed, *others, self._fact(concept)]
        best = max(ways, key=lambda one: one.quality)
        is_title = any(one.in_title for one in ways)
        return Found(best.quality, typed.is_exact or best.is_exact, typed.is_typed, is_title)

    def _fact(self, concept: Concept) -> Found:
        if concept.kind == Kind.NUMBER:
            return self._number(concept)
        is_so = concept.value in self._facts_of(concept.kind)
        return Found(FACT, is_exact=True, is_typed=True) if is_so else Found()

    def _facts_of(self, kind: Kind) -> Container[str]:
        one = self.candidate
        match kind:
            case Kind.YEAR:
                return () if one.year is None else (str(one.year),)
            case Kind.PERIOD:
                return (one.period,) if one.period else ()
            case Kind.BLOC:
                return one.blocs
        return ()

    def _number(self, concept: Concept) -> Found:
        terms = f" {self.candidate.terms} "
        own, mentioned = concept.scope
        if f" {own} " in terms:
            return Found(NUMBER, is_exact=True, is_typed=True, in_title=True)
        return (
            Found(MENTIONED, is_exact=True, is_typed=True) if f" {mentioned} " in terms else Found()
        )

    def _typed(self, concept: Concept) -> Found:
        """Word by word, and more for neighbours that stand next to each other."""
        forms = [self._token(token, concept, index) for index, token in enumerate(concept.tokens)]
        if not all(quality for quality, _ in forms):
            part = sum(quality for quality, _ in forms) / len(forms) ** 1.5
            return Found(0.5 * part)
        is_exact = all(exact for _, exact in forms)
        quality = sum(quality for quality, _ in forms) / len(forms)
        quality += ADJACENT * self._adjacent(concept.tokens)
        phrase = " ".join(token.folded for token in concept.tokens)
        in_title = self.texts[WordForm.FOLDED].in_title(phrase)
        return Found(quality, is_exact, True, in_title)

    def _token(self, token: Token, concept: Concept, index: int) -> tuple[float, bool]:
        folded = self.texts[WordForm.FOLDED].weight(token.folded)
        if folded:
            exact = self.texts[WordForm.EXACT].weight(token.exact)
            if exact:
                return self._sated(exact) * EXACT, True
            return self._sated(folded) * (OTHER_ACCENTS if token.is_accented else FOLDED), False
        if not token.is_accented and (stems := self.texts[WordForm.STEM].weight(token.stem)):
            return self._sated(stems) * STEMMED, False
        near = concept.near[index] if index < len(concept.near) else ()
        return max((self._near(other) for other in near), default=0.0), False

    def _near(self, other: Alternative) -> float:
        weight = self.texts[other.form].weight(other.words[0])
        return self._sated(weight) * other.weight if weight else 0.0

    def _adjacent(self, tokens: Sequence[Token]) -> float:
        """The share of neighbours that are neighbours here, exact ones more."""
        if len(tokens) < 2:
            return 0.0
        pairs = list(pairwise(tokens))
        exact, folded = self.texts[WordForm.EXACT], self.texts[WordForm.FOLDED]
        found = 0.0
        for one, two in pairs:
            if weight := exact.weight(f"{one.exact} {two.exact}"):
                found += self._sated(weight)
            elif weight := folded.weight(f"{one.folded} {two.folded}"):
                found += 0.6 * self._sated(weight)
        return found / len(pairs)

    def _other(self, other: Alternative) -> Found:
        text = self.texts[other.form]
        phrase = " ".join(other.words)
        if weight := text.weight(phrase):
            quality = self._sated(weight) * other.weight
            quality *= 1 + ADJACENT * (len(other.words) > 1)
            return Found(quality, in_title=text.in_title(phrase))
        if len(other.words) > 1 and (weight := min(map(text.weight, other.words))):
            return Found(self._sated(weight) * other.weight * APART)
        return Found()

    def _sated(self, weight: float) -> float:
        """1 for a word that stands once in a body of usual length, towards 2.2 for more."""
        return weight * (SATURATION + 1) / (weight + self.saturation)

    # --- multipliers -------------------------------------------------------------------
    def _coverage(self, found: Sequence[tuple[Concept, Found]]) -> float:
        """By the share of what was asked; more when all of it is there, in the very words."""
        required = [pair for pair in found if not pair[0].is_optional] or list(found)
        whole = sum(concept.weight for concept, _ in required)
        there = [pair for pair in required if pair[1].quality > 0.15]
        share = sum(concept.weight for concept, _ in there) / whole if whole else 0.0
        if len(there) < len(required):
            return 0.25 + 0.75 * share**2
        title = ALL_IN_TITLE if all(one.in_title for _, one in required) else 1.0
        if all(one.is_exact for _, one in required):
            return ALL_EXACT * title
        if all(one.is_typed for _, one in required):
            return ALL_FOLDED * title
        return ALL_SOMEHOW * title

    def _named(self) -> float:
        """More for a title that says little else than what was asked: the thing itself."""
        title = self.texts[WordForm.FOLDED].parts[TITLE].split()
        asked = {token.folded for concept in self.query.concepts for token in concept.tokens}
        own = [word for word in title if word not in query_words("bloc_generic")] or title
        share = sum(word in asked for word in own) / len(own) if own else 0.0
        return 1 + NAMED * share**2

    def _facts(self) -> float:
        product = 1.0
        for kind, (right, wrong) in FACTORS.items():
            wanted = [c.value for c in self.query.concepts if c.kind == kind]
            has = self._facts_of(kind)
            if wanted and has:
                product *= right if any(value in has for value in wanted) else self._wrong(wrong)
        return product

    def _wrong(self, factor: float) -> float:
        """Another year is worse for what is of one year by its nature than for news of one."""
        return factor if self.candidate.type in DATED else (1 + factor) / 2

    def _language(self) -> float:
        return OWN_LANGUAGE if self.candidate.language == self.query.language else 1.0
