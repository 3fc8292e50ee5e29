"""Words that mean the same, in Vietnamese and English: `data/lexicon`, and an authority's own."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.db.models import Count, Max

from portal.languages import BASE, OTHER
from portal.tenancy.models import Authority
from portal.text import fold, is_syllable

from .analysis import Analysed, stem
from .enums import WordForm

DATA = Path(__file__).parent / "data"
LONGEST = 8  # words of a reading

Key = tuple[str, ...]


@dataclass(frozen=True)
class Reading:
    """One way to say an entry: words in the form in which they are looked for."""

    words: Key
    form: WordForm
    language: str
    is_abbreviation: bool = False
    rank: int = 0  # the headword of its language is 0


@dataclass(frozen=True)
class LexiconEntry:
    """`is_loose`: its readings say about the same, not the very same."""

    readings: tuple[Reading, ...]
    is_loose: bool = False


@dataclass
class Lexicon:
    """Readings by their words, in every form in which a query may have them."""

    by_exact: dict[Key, list[LexiconEntry]] = field(default_factory=lambda: defaultdict(list))
    by_folded: dict[Key, list[tuple[Key, LexiconEntry]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    by_stem: dict[Key, list[LexiconEntry]] = field(default_factory=lambda: defaultdict(list))
    by_abbreviation: dict[str, list[LexiconEntry]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def add(self, entry: LexiconEntry) -> None:
        for reading in entry.readings:
            if reading.is_abbreviation:
                self.by_abbreviation[reading.words[0]].append(entry)
            elif reading.language == OTHER:
                self.by_stem[reading.words].append(entry)
            else:
                self.by_exact[reading.words].append(entry)
                folded = Analysed.of(" ".join(reading.words)).folded
                if len(folded) > 1 or folded == reading.words:
                    self.by_folded[folded].append((reading.words, entry))

    def entries_of(
        self, exact: Key, folded: Key, stems: Key, *, written: str
    ) -> list[LexiconEntry]:
        """Entries that have these words as a reading; `written` tells capitals.

        Words without accents may have any, those with accents have these: "hiến mau" is "hiến
        máu". A single Vietnamese word without accents is no reading: it may be too many words.
        """
        found = list(self.by_exact.get(exact, ()))
        if exact == folded or len(exact) > 1:
            found += [entry for own, entry in self.by_folded.get(folded, ()) if _fits(exact, own)]
        if exact == folded:
            found += self.by_stem.get(stems, ())
        if len(exact) == 1 and (written.isupper() or not is_syllable(written)):
            found += self.by_abbreviation.get(folded[0], ())
        return list({id(entry): entry for entry in found}.values())


def _fits(typed: Key, own: Key) -> bool:
    """Whether each typed word is the reading's own, or that without accents."""
    return all(word in (other, fold(other)) for word, other in zip(typed, own, strict=True))


@cache
def shared_lexicon() -> Lexicon:
    """What all authorities share; read once by a process, in about a second."""
    return lexicon_of(_rows(), _loaded(DATA / "paraphrases.yaml"))


def lexicon_of(*kinds: Iterable[Mapping[str, Sequence[str]]]) -> Lexicon:
    """Rows with the same meaning, and then, if there are any, rows with about the same."""
    lexicon = Lexicon()
    for is_loose, rows in enumerate(kinds):
        for row in rows:
            lexicon.add(LexiconEntry(tuple(_readings(row)), bool(is_loose)))
    return lexicon


@cache
def shorthand() -> dict[str, str]:
    data: dict[str, str] = yaml.safe_load((DATA / "shorthand.yaml").read_text(encoding="utf-8"))
    return data


def lexicon_terms(language: str) -> list[str]:
    """Every reading of a language, as it is written."""
    return list(dict.fromkeys(text for row in _rows() for text in row.get(language, ())))


@cache
def query_words(use: str) -> frozenset[str]:
    """The words with one use in queries, of `data/query_words.yaml`."""
    data = yaml.safe_load((DATA / "query_words.yaml").read_text(encoding="utf-8"))
    return frozenset(word for line in data[use] for word in line.split())


@cache
def type_phrases() -> dict[str, list[str]]:
    """By type of thing, what people call it; folded, English words as stems."""
    text = (DATA / "types.yaml").read_text(encoding="utf-8")
    data: dict[str, list[str]] = yaml.safe_load(text)
    return {
        one: [" ".join(map(stem, Analysed.of(phrase).folded)) for phrase in phrases]
        + [" ".join(Analysed.of(phrase).folded) for phrase in phrases]
        for one, phrases in data.items()
    }


def _rows() -> Iterator[Mapping[str, Any]]:
    for path in sorted((DATA / "lexicon").glob("*.yaml")):
        yield from _loaded(path)


def _loaded(path: Path) -> list[Mapping[str, Any]]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    rows: list[Mapping[str, Any]] = yaml.load(path.read_text(encoding="utf-8"), loader)["entries"]  # noqa: S506
    return rows


def _readings(row: Mapping[str, Sequence[str]]) -> Iterator[Reading]:
    for rank, text in enumerate(row.get("vi", ())):
        yield Reading(Analysed.of(text).exact[:LONGEST], WordForm.EXACT, BASE, rank=rank)
    for rank, text in enumerate(row.get("en", ())):
        folded = Analysed.of(text).folded[:LONGEST]
        yield Reading(tuple(map(stem, folded)), WordForm.STEM, OTHER, rank=rank)
    for text in row.get("abbr", ()):
        yield Reading(Analysed.of(text).folded[:1], WordForm.FOLDED, BASE, is_abbreviation=True)


# --- an authority's own --------------------------------------------------------------------
def own_lexicon(authority: Authority) -> Lexicon:
    """From memory while no synonym has changed; one query."""
    from .models import Synonym

    rows = Synonym.objects.of(authority)
    state = rows.aggregate(count=Count("pk"), changed=Max("updated_at"))
    return _own(authority.pk, state["count"], state["changed"])


@lru_cache(maxsize=64)
def _own(authority_id: int, count: int, changed: object) -> Lexicon:
    from .models import Synonym

    return lexicon_of(row.row() for row in Synonym.objects.filter(authority=authority_id))
