"""From what a source tells to what is indexed: analysed words, terms, the text passages show."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from portal.languages import OTHER
from portal.sources import Document
from portal.text import nfc

from .analysis import Analysed
from .enums import WordForm
from .models import FileText, SearchEntry, SearchText
from .terms import MOST_TERMS, NUMBER, OWN_NUMBER, number_terms, scope_term, word_term

BAR = " | "
RANKED_WORDS = 1_500  # of a body, and of all files: what comes later is found, but not weighed
MOST_WORDS = 200_000
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")


def text_of(entry: SearchEntry, document: Document, files: Sequence[FileText]) -> SearchText:
    """The words of an entry, not saved. Parts, in order: title, names, body, files."""
    body = cleaned(document.body)
    parts = [
        Analysed.of(cleaned(document.title)),
        Analysed.of(" . ".join(map(cleaned, (*document.names, *document.numbers)))),
        Analysed.of(body, MOST_WORDS),
        Analysed.of("\n".join(file.text for file in files), MOST_WORDS),
    ]
    is_english = entry.language == OTHER
    stems = [part.stems if is_english else () for part in parts]
    numbers = [*number_terms(OWN_NUMBER, (*document.numbers, document.title))]
    mentions = (*document.names, body, *(file.text for file in files))
    numbers += number_terms(NUMBER, mentions)
    return SearchText(
        entry=entry,
        body=body,
        exact=joined([part.exact for part in parts]),
        folded=joined([part.folded for part in parts]),
        stems=joined(stems) if is_english else "",
        terms=" ".join((*scope_terms(entry), *_terms(parts, stems, numbers))),
    )


def cleaned(text: str) -> str:
    """Text as it is kept: NFC, without what cannot be seen; no-break spaces are kept."""
    return nfc(INVISIBLE.sub("", CONTROLS.sub(" ", text)))


def joined(parts: Sequence[Sequence[str]]) -> str:
    """The parts' words with bars between, and a space on both ends of each word."""
    return f" {BAR.join(' '.join(part[:RANKED_WORDS]) for part in parts)} "


def scope_terms(entry: SearchEntry) -> list[str]:
    terms = [
        scope_term("a", entry.authority_id),
        scope_term("l", entry.language),
        scope_term("t", entry.type),
        *(scope_term("b", code) for code in entry.blocs),
        *(scope_term("e", code) for code in entry.enterprises),
    ]
    if entry.year is not None:
        terms.append(scope_term("y", entry.year))
    return terms + ([scope_term("p", entry.period)] if entry.period else [])


def _terms(
    parts: Sequence[Analysed], stems: Sequence[Sequence[str]], numbers: Iterable[str]
) -> list[str]:
    """Distinct terms, those of the title and the names first: a very long text loses its end."""
    found = dict.fromkeys(numbers)
    for place, (part, part_stems) in enumerate(zip(parts, stems, strict=True)):
        for form, words in _forms(part, part_stems):
            if place == 0:
                found.update(dict.fromkeys(word_term(form, w, in_title=True) for w in words))
            found.update(dict.fromkeys(word_term(form, word) for word in words))
    return list(found)[:MOST_TERMS]


def _forms(part: Analysed, stems: Sequence[str]) -> Iterable[tuple[WordForm, Any]]:
    pairs = zip(part.exact, part.folded, strict=True)
    yield WordForm.FOLDED, dict.fromkeys(part.folded)
    yield WordForm.EXACT, dict.fromkeys(exact for exact, folded in pairs if exact != folded)
    yield WordForm.STEM, dict.fromkeys(stems)
