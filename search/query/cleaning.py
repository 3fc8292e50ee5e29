"""From what was typed to words: old encodings, keystrokes and shorthand read."""

import re

from portal.text import legacy_decode, nfc

LONGEST = 300
MOST_WORDS = 32
_TAGS = re.compile(r"<[^<>]*>")
_OPERATORS = re.compile(r"\b(?:AND|OR|NOT|NEAR)\b")
_DROPPED = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
# Between capitals these are words of a sentence in capitals, not operators.
_SENTENCE = re.compile(r"[a-zà-ỹ]")


def cleaned(text: str) -> str:
    """At most 300 characters, NFC, without tags, operators and what nobody sees.

    Decoded before anything is dropped: the ư of TCVN3 is a soft hyphen.
    """
    decoded = legacy_decode(_CONTROLS.sub(" ", text[: 4 * LONGEST]))
    plain = _TAGS.sub(" ", nfc(_DROPPED.sub("", decoded)))
    if _SENTENCE.search(plain):
        plain = _OPERATORS.sub(" ", plain)
    return " ".join(plain.split())[:LONGEST]
