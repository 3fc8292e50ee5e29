"""How much a word tells, and which words are near one that nobody wrote."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from portal.tenancy.models import Authority

from .enums import WordForm
from .models import IndexedWord, IndexState, SearchEntry

SHORT = 3  # letters: a word this short has too many neighbours
NEAR = 6


@dataclass
class Vocabulary:
    """Words of an authority's entries with the number of entries that have them."""

    entries: int
    counts: dict[WordForm, dict[str, int]] = field(default_factory=dict)
    titles: dict[str, int] = field(default_factory=dict)

    def count(self, form: WordForm, word: str) -> int:
        return self.counts[form].get(word, 0) if form in self.counts else 0

    def knows(self, word: str) -> bool:
        """Whether any entry has this word, given without accents."""
        return not self.is_empty and bool(
            self.count(WordForm.FOLDED, word) or self.count(WordForm.STEM, word)
        )

    @property
    def is_empty(self) -> bool:
        return not self.entries

    def weight(self, entries: float) -> float:
        """Inverse document frequency, as Lucene's BM25 has it."""
        found = min(entries, self.entries)
        return math.log(1 + (self.entries - found + 0.5) / (found + 0.5))

    def near(self, word: str) -> list[tuple[str, int]]:
        """Folded words one or two keystrokes away, with the distance, the likeliest first."""
        if len(word) <= SHORT or word.isdigit():
            return []
        most = 1 if len(word) <= 5 else 2
        found = process.extract(
            word,
            self._words,
            scorer=DamerauLevenshtein.distance,
            score_cutoff=most,
            limit=4 * NEAR,
        )
        ranked = sorted(
            found, key=lambda one: (one[1], one[0][:1] != word[:1], -self._rank(one[0]))
        )
        return [(near, int(distance)) for near, distance, _ in ranked[:NEAR]]

    def begun(self, start: str, *, is_accented: bool) -> list[str]:
        """The most frequent words of titles and names that begin so."""
        form = WordForm.EXACT if is_accented else WordForm.FOLDED
        words = (word for word in self.counts.get(form, {}) if word.startswith(start))
        return sorted(words, key=lambda word: -self.count(form, word))[: 2 * NEAR]

    def split(self, word: str) -> tuple[str, str] | None:
        """Two words that somebody wrote as one: "hoahiep" → "hoa", "hiep"."""
        cuts = ((word[:at], word[at:]) for at in range(2, len(word) - 1))
        known = [pair for pair in cuts if all(self.count(WordForm.FOLDED, part) for part in pair)]
        return max(known, key=lambda pair: min(map(self._rank, pair)), default=None)

    def _rank(self, word: str) -> int:
        return self.titles.get(word, 0) * 3 + self.count(WordForm.FOLDED, word)

    @cached_property
    def _words(self) -> list[str]:
        return [word for word in self.counts.get(WordForm.FOLDED, {}) if not word.isdigit()]


def vocabulary_of(authority: Authority) -> Vocabulary:
    """From memory while the words have not been counted anew; one query then."""
    state = IndexState.objects.filter(authority=authority).values_list("counted_at", "entries")
    counted_at, entries = state.first() or (None, 0)
    if counted_at is None:
        return Vocabulary(SearchEntry.objects.of(authority).count())
    return _loaded(authority.pk, counted_at, entries)


@lru_cache(maxsize=16)
def _loaded(authority_id: int, counted_at: object, entries: int) -> Vocabulary:
    found = Vocabulary(entries, {form: {} for form in WordForm})
    for form, word, count, titles in _rows(authority_id):
        found.counts[WordForm(form)][word] = count
        if titles and form == WordForm.FOLDED:
            found.titles[word] = titles
    return found


def _rows(authority_id: int) -> Iterator[tuple[str, str, int, int]]:
    rows = IndexedWord.objects.filter(authority=authority_id)
    yield from rows.values_list("form", "word", "entries", "in_titles").iterator(chunk_size=5_000)
