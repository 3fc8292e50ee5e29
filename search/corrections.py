"""What a reader may have meant, where nobody wrote what was typed."""

from portal.text import fold

from .enums import WordForm
from .query import Alternative, Query, Token
from .vocabulary import Vocabulary


def corrected(query: Query, vocabulary: Vocabulary) -> str | None:
    """The text with each unknown word as the likeliest known one; None where all are known."""
    text, changes = query.text, 0
    for concept in reversed(query.concepts):
        pairs = list(zip(concept.tokens, concept.near, strict=False))
        for token, near in reversed(pairs):
            word = _meant(token, near, vocabulary)
            if word is not None:
                text = text[: token.start] + word + text[token.end :]
                changes += 1
    return text if changes else None


def _meant(token: Token, near: tuple[Alternative, ...], vocabulary: Vocabulary) -> str | None:
    if not near or vocabulary.knows(token.folded) or concept_begins(token, near):
        return None
    return _accented(near[0].words[0], vocabulary)


def concept_begins(token: Token, near: tuple[Alternative, ...]) -> bool:
    """Whether the word is the beginning of one: being typed, not mistyped."""
    return fold(near[0].words[0]).startswith(token.folded)


def _accented(folded: str, vocabulary: Vocabulary) -> str:
    """The most frequent way to write a word."""
    known = vocabulary.counts.get(WordForm.EXACT, {})
    ways = [word for word in known if fold(word) == folded]
    return max(ways, key=lambda word: known[word], default=folded)
