"""What a reader may be about to type: things by their titles, and terms of the field."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from portal.languages import BASE, OTHER
from portal.sources import SourceType
from portal.tenancy.models import Authority

from .analysis import Analysed
from .engines import Engine, answered
from .engines.contract import Scope
from .enums import WordForm
from .expressions import Term, all_of
from .lexicon import lexicon_terms
from .models import SearchEntry
from .query.cleaning import cleaned
from .terms import word_term
from .vocabulary import Vocabulary, vocabulary_of

MOST = 8
TERMS = 3
READ = 80
FIRST = (SourceType.BLOC, SourceType.ENTERPRISE)


@dataclass(frozen=True)
class Suggestion:
    """A thing with its address, or a bare term (`type` "term"), whose other fields are None."""

    text: str
    type: str = "term"
    uid: str | None = None
    source_id: str | None = None
    url: str | None = None


def suggest(authority: Authority, text: str, language: str) -> list[Suggestion]:
    """The best first; nothing for less than two characters."""
    typed = Analysed.of(cleaned(text))
    if len("".join(typed.folded)) < 2:
        return []
    things = list(_things(authority, typed, language))
    terms = list(_terms(vocabulary_of(authority), typed, language))[:TERMS]
    return things[: MOST - len(terms)] + terms


def _things(authority: Authority, typed: Analysed, language: str) -> Iterator[Suggestion]:
    *whole, begun = (word_term(WordForm.FOLDED, word, in_title=True) for word in typed.folded)
    expression = all_of([*map(Term, whole), Term(begun, is_prefix=True)])

    def ask(engine: Engine) -> list[int]:
        return engine.matching(expression, Scope(authority), newest=False, start=0, size=READ)

    entries = SearchEntry.objects.of(authority).filter(pk__in=answered(ask))
    seen: set[str] = set()
    for entry in sorted(entries, key=lambda one: _rank(one, typed, language)):
        if entry.title not in seen:
            seen.add(entry.title)
            yield Suggestion(entry.title, entry.type, str(entry.uid), entry.source_id, entry.url)


def _rank(entry: SearchEntry, typed: Analysed, language: str) -> tuple[bool | int, ...]:
    """Exact accents, names, the beginning of a title, the reader's language, short titles."""
    title = Analysed.of(entry.title)
    return (
        not _has(title.exact, typed.exact),
        entry.type not in FIRST,
        not _begins(title.folded, typed.folded),
        entry.language != language,
        len(entry.title),
        -entry.pk,
    )


def _has(title: tuple[str, ...], typed: tuple[str, ...]) -> bool:
    *whole, begun = typed
    return set(whole) <= set(title) and any(word.startswith(begun) for word in title)


def _begins(title: tuple[str, ...], typed: tuple[str, ...]) -> bool:
    *whole, begun = typed
    return list(title[: len(whole)]) == whole and any(
        word.startswith(begun) for word in title[len(whole) : len(whole) + 1]
    )


# --- terms ---------------------------------------------------------------------------------
@cache
def _sorted_terms(language: str) -> list[tuple[str, str]]:
    """Folded text and text of every reading of the lexicon, in order."""
    terms = lexicon_terms(language)
    return sorted((" ".join(Analysed.of(term).folded), term) for term in terms)


def _terms(vocabulary: Vocabulary, typed: Analysed, language: str) -> Iterator[Suggestion]:
    """Readings that begin so and stand in the authority's own texts, the most frequent first."""
    found = []
    for spoken in (language, OTHER if language == BASE else BASE):
        found += [
            (spoken != language, not _has_accents(term, typed), -count, term)
            for term in _begun(" ".join(typed.folded), spoken)
            if (count := _count(vocabulary, term))
        ]
    return (Suggestion(term) for *_, term in sorted(found))


def _begun(start: str, language: str) -> Iterator[str]:
    terms = _sorted_terms(language)
    for folded, term in terms[bisect_left(terms, (start, "")) :]:
        if not folded.startswith(start):
            return
        yield term


def _has_accents(term: str, typed: Analysed) -> bool:
    return " ".join(Analysed.of(term).exact).startswith(" ".join(typed.exact))


def _count(vocabulary: Vocabulary, term: str) -> int:
    folded = Analysed.of(term).folded
    return min((vocabulary.count(WordForm.FOLDED, word) for word in folded), default=0)
