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

EXACT, OTHER_ACCENTS, FOLDED, STEMMED = 1.0, 0.35, 0.9, 1.0
ADJACENT = 0.7  # more for words next to each other, as they were typed
BEGUN, ALONE = 0.9, 0.5  # a word that is being typed, after the word before it or by itself
CLOSE_BY, APART = 0.5, 0.35  # of a phrase's worth, when its words are there but apart
CLOSE = 60  # letters to either side
PARTS = 0.5  # of several things' worth, when they are there as such
ENOUGH = 0.3  # of a thing's parts: with less it is not there
ALL = 0.85  # of a concept: with that much it counts as there
FACT = 1.1

SOME, COVERAGE = 0.25, 2.0
ALL_EXACT, ALL_FOLDED, ALL_SOMEHOW = 2.2, 1.7, 1.4
ALL_IN_TITLE = 1.5
NAMED = 1.1
OWN_LANGUAGE = 1.15
OF_TYPE = 1.25
SAME_THING = 0.9  # of what the other language's text of a thing is worth
SECTION = 0.4  # a section leads to things; it is not one
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
# Titles that say no more than these words about a thing are its name.
EMPTY_WORDS = query_words("bloc_generic") | query_words("company_generic")


@dataclass(frozen=True)
class Candidate:
    """What ranking reads of an entry: its facts and its words (`SearchText`)."""

    pk: int
    thing: str
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
    """How a concept was found in an entry: `quality` 0 is not at all, 1 as typed once in a body.

    `share` is how much of the concept is there, from 0 to 1.
    """

    quality: float = 0.0
    is_exact: bool = False
    is_typed: bool = False
    in_title: bool = False
    share: float = 0.0


NOT = Found()


def ranked(query: Query, candidates: Iterable[Candidate]) -> list[tuple[int, float]]:
    """Entries with their scores, the best first; those with nothing of the query are left out.

    The texts of one thing in two languages answer alike: the reader's own goes before.
    """
    judgements = [Judgement(query, one) for one in candidates]
    scored = [(judgement, judgement.score()) for judgement in judgements]
    best: dict[str, float] = {}
    for judgement, score in scored:
        thing = judgement.candidate.thing
        best[thing] = max(score, best.get(thing, 0.0))
    found = [
        (one.candidate.pk, max(score, SAME_THING * best[one.candidate.thing]) * one.prior())
        for one, score in scored
        if score > 0
    ]
    return sorted(found, key=lambda one: (-one[1], -one[0]))


class Text:
    """The words of one form, part by part."""

    def __init__(self, words: str) -> None:
        self.whole = words
        self.parts = words.split("|") if words else []

    def weight(self, phrase: str, *, is_begun: bool = False) -> float:
        """How often a phrase is there, or words that begin so; weighed by where, 0 for never."""
        wanted = f" {phrase}" if is_begun else f" {phrase} "
        if wanted not in self.whole:
            return 0.0
        counts = zip(FIELDS, self.parts, strict=False)
        return sum(field * part.count(wanted) for field, part in counts)

    def has_close(self, words: Sequence[str]) -> bool:
        """Whether all words stand within a stretch of the text, in any order."""
        wanted = [f" {word} " for word in words]
        at = self.whole.find(wanted[0])
        while at >= 0:
            stretch = self.whole[max(0, at - CLOSE) : at + CLOSE]
            if all(word in stretch for word in wanted[1:]):
                return True
            at = self.whole.find(wanted[0], at + 1)
        return False

    def in_title(self, phrase: str, *, is_begun: bool = False) -> bool:
        wanted = f" {phrase}" if is_begun else f" {phrase} "
        return bool(self.parts) and wanted in self.parts[TITLE]


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
        concepts = self.query.concepts
        before = (None, *(concept.tokens[-1] for concept in concepts))
        found = [
            (concept, self._found(concept, last))
            for concept, last in zip(concepts, before, strict=False)
        ]
        total = sum(concept.weight * one.quality for concept, one in found)
        if total <= 0:
            return 0.0
        total += sum(self._neighbours(*pair) for pair in pairwise(found))
        return total * self._coverage(found) * self._named(found) * self._facts()

    # --- concepts ----------------------------------------------------------------------
    def _found(self, concept: Concept, before: Token | None) -> Found:
        typed = self._typed(concept, before)
        ways = [typed, self._fact(concept), self._parts(concept)]
        ways += [self._other(other) for other in concept.alternatives]
        best = max(ways, key=lambda one: one.quality)
        return Found(
            best.quality,
            typed.is_exact or best.is_exact,
            typed.is_typed,
            any(one.in_title for one in ways),
            max(one.share for one in ways),
        )

    def _fact(self, concept: Concept) -> Found:
        if concept.kind == Kind.NUMBER:
            return self._number(concept)
        is_so = concept.value in self._facts_of(concept.kind)
        return Found(FACT, is_exact=True, is_typed=True, share=1.0) if is_so else NOT

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
            return Found(NUMBER, is_exact=True, is_typed=True, in_title=True, share=1.0)
        if f" {mentioned} " in terms:
            return Found(MENTIONED, is_exact=True, is_typed=True, share=1.0)
        return NOT

    def _typed(self, concept: Concept, before: Token | None) -> Found:
        """Word by word, and more for neighbours that stand next to each other."""
        tokens = concept.tokens
        forms = [
            self._token(token, near, last)
            for token, near, last in zip(
                tokens, concept.near or ((),) * len(tokens), (before, *tokens), strict=False
            )
        ]
        is_begun = tokens[-1] is self.query.begun
        if not all(quality for quality, _ in forms):
            part = sum(quality for quality, _ in forms) / len(forms) ** 1.5
            return Found(0.5 * part)
        quality = sum(quality for quality, _ in forms) / len(forms)
        pairs = list(pairwise(tokens))
        if pairs:
            quality += ADJACENT * sum(self._pair(*pair) for pair in pairs) / len(pairs)
        phrase = " ".join(token.folded for token in tokens)
        in_title = self.texts[WordForm.FOLDED].in_title(phrase, is_begun=is_begun)
        return Found(quality, all(exact for _, exact in forms), True, in_title, 1.0)

    def _token(
        self, token: Token, near: Sequence[Alternative], before: Token | None
    ) -> tuple[float, bool]:
        """Quality, and whether it stands there as it was typed."""
        own = self._own(token)
        if own[0] >= EXACT:
            return own
        others = [self._near(other, before) for other in near]
        if token is self.query.begun:
            others.append(self._begun(token, before))
        best = max(others, default=0.0)
        return own if own[0] >= best else (best, False)

    def _begun(self, token: Token, before: Token | None) -> float:
        """The word that is being typed: nearly as good as whole after the one before."""
        form = WordForm.EXACT if token.is_accented else WordForm.FOLDED
        text = self.texts[form]
        start, last = (
            (token.exact, before and before.exact)
            if token.is_accented
            else (token.folded, before and before.folded)
        )
        if last and (weight := text.weight(f"{last} {start}", is_begun=True)):
            return self._sated(weight) * BEGUN
        return self._sated(text.weight(start, is_begun=True)) * ALONE

    def _own(self, token: Token) -> tuple[float, bool]:
        folded = self.texts[WordForm.FOLDED].weight(token.folded)
        if folded:
            exact = self.texts[WordForm.EXACT].weight(token.exact)
            if exact:
                return self._sated(exact) * EXACT, True
            return self._sated(folded) * (OTHER_ACCENTS if token.is_accented else FOLDED), False
        if not token.is_accented and (stems := self.texts[WordForm.STEM].weight(token.stem)):
            return self._sated(stems) * STEMMED, False
        return 0.0, False

    def _near(self, other: Alternative, before: Token | None) -> float:
        """A word near the typed one; as good as it where it follows the word before."""
        text = self.texts[other.form]
        weight = text.weight(other.words[0])
        if not weight:
            return 0.0
        if before is not None:
            last = before.exact if other.form == WordForm.EXACT else before.folded
            if together := text.weight(f"{last} {other.words[0]}"):
                return self._sated(together) * BEGUN
        return self._sated(weight) * other.weight

    def _neighbours(self, one: tuple[Concept, Found], two: tuple[Concept, Found]) -> float:
        """More for concepts that stand next to each other, as they were typed."""
        if not (one[1].quality and two[1].quality) or one[0].end + 2 < two[0].start:
            return 0.0
        worth = (one[0].weight + two[0].weight) / 2
        return ADJACENT * worth * self._pair(one[0].tokens[-1], two[0].tokens[0])

    def _pair(self, one: Token, two: Token) -> float:
        exact, folded = self.texts[WordForm.EXACT], self.texts[WordForm.FOLDED]
        is_begun = two is self.query.begun
        if weight := exact.weight(f"{one.exact} {two.exact}", is_begun=is_begun):
            return self._sated(weight)
        if weight := folded.weight(f"{one.folded} {two.folded}", is_begun=is_begun):
            is_meant = not (one.is_accented or two.is_accented)
            return (FOLDED if is_meant else 0.6) * self._sated(weight)
        return 0.0

    def _other(self, other: Alternative) -> Found:
        text = self.texts[other.form]
        phrase = " ".join(other.words)
        if weight := text.weight(phrase):
            quality = self._sated(weight) * other.weight
            quality *= 1 + ADJACENT * (len(other.words) > 1)
            return Found(quality, in_title=text.in_title(phrase), share=1.0)
        if len(other.words) > 1 and (weight := min(map(text.weight, other.words))):
            apart = CLOSE_BY if text.has_close(other.words) else APART
            return Found(self._sated(weight) * other.weight * apart, share=0.9)
        return NOT

    def _parts(self, concept: Concept) -> Found:
        """What it consists of, each for itself."""
        if not concept.parts:
            return NOT
        found = [(part, self._found(part, None)) for part in concept.parts]
        whole = sum(part.weight for part, _ in found)
        share = sum(part.weight * one.share for part, one in found) / whole
        quality = sum(part.weight * one.quality for part, one in found) / whole
        return Found(PARTS * quality * share, share=share * 0.9) if share > ENOUGH else NOT

    def _sated(self, weight: float) -> float:
        """1 for a word that stands once in a body of usual length, towards 2.2 for more."""
        return weight * (SATURATION + 1) / (weight + self.saturation)

    # --- multipliers -------------------------------------------------------------------
    def _coverage(self, found: Sequence[tuple[Concept, Found]]) -> float:
        """By the share of what was asked; more when all of it is there, in the very words."""
        required = [pair for pair in found if not pair[0].is_optional] or list(found)
        whole = sum(concept.weight for concept, _ in required)
        share = sum(concept.weight * one.share for concept, one in required) / whole
        if any(one.share < ALL for _, one in required):
            return SOME + (1 - SOME) * share**COVERAGE
        title = ALL_IN_TITLE if all(one.in_title for _, one in required) else 1.0
        if all(one.is_exact for _, one in required):
            return ALL_EXACT * title
        if all(one.is_typed for _, one in required):
            return ALL_FOLDED * title
        return ALL_SOMEHOW * title

    def _named(self, found: Sequence[tuple[Concept, Found]]) -> float:
        """More for a title that says what was asked and little else: the thing itself."""
        required = [pair for pair in found if not pair[0].is_optional] or list(found)
        whole = sum(concept.weight for concept, _ in required)
        said = sum(concept.weight for concept, one in required if one.in_title) / whole
        title = list(
            zip(
                self.texts[WordForm.EXACT].parts[TITLE].split(),
                self.texts[WordForm.FOLDED].parts[TITLE].split(),
                strict=False,
            )
        )
        own = [word for word in title if word[1] not in EMPTY_WORDS] or title
        share = sum(map(self.query.asks_for, own)) / len(own) if own else 0.0
        return 1 + NAMED * said * share**2

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

    def prior(self) -> float:
        """What speaks for an entry besides its words: language and type."""
        one = self.candidate
        prior = OWN_LANGUAGE if one.language == self.query.language else 1.0
        prior *= OF_TYPE if one.type in self.query.types else 1.0
        return prior * (SECTION if one.type == SourceType.PAGE else 1.0)
