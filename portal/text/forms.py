"""Stored form, search form, accentless key, slug, alphabetical order."""

import re
import unicodedata
from functools import lru_cache

_TONES = "\u0300\u0309\u0303\u0301\u0323"  # huyền hỏi ngã sắc nặng, in dictionary order
_ALPHABET = {letter: order for order, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")}

# Repaired in stored text. Icelandic words never begin with Ð, so a capital one is a mistyped Đ.
_REPAIRS = str.maketrans({"\u00d0": "Đ", "\u0189": "Đ", "\u200b": "", "\ufeff": ""})
_SEARCH_REPAIRS = str.maketrans(
    {"\u00f0": "đ", "\u0256": "đ", "\u00ad": ""}
    | dict.fromkeys("\u00a0\u2007\u202f", " ")
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-")
)
_UNACCENT = dict.fromkeys(range(0x0300, 0x0370)) | str.maketrans({"đ": "d"})
_UNTONE = dict.fromkeys(map(ord, _TONES))


def _decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


# --- forms of a text -----------------------------------------------------------------------
def nfc(text: str) -> str:
    """The form to store: NFC, look-alikes of Đ repaired, zero-width spaces removed.

    No-break spaces, dashes and the writer's tone placement are kept: they are typography.
    """
    return _composed(text.translate(_REPAIRS))


def canonical(text: str) -> str:
    """One spelling for search and lint, never stored: `nfc`, old-style tones, plain "-" and " ".

    hoà → hòa, uỷ → ủy; misplaced marks too: họat → hoạt, qúy → quý. Case is kept.
    Only well-formed Vietnamese syllables change, so most foreign words stay as they are.
    """
    return _composed(_WORD.sub(lambda word: _place_tone(word[0]), _decomposed(_plain(text))))


def fold(text: str) -> str:
    """The accentless lower-case key of a text: "Đẩy mạnh" → "day manh".

    Equal for every spelling that `canonical` unites, but also for khối and khói:
    ranking has to put the exact accents first.
    """
    return _composed(_decomposed(_plain(text).lower()).translate(_UNACCENT))


def slug(text: str, max_length: int = 80) -> str:
    """An ASCII slug, cut between words; unlike Django's `slugify` it keeps Đ, as "d".

    Empty when no letter or digit can be reduced to ASCII (a title in Korean, say).
    """
    key = re.sub(r"[^a-z0-9]+", "-", re.sub("['’ʼ]", "", fold(text))).strip("-")
    if len(key) <= max_length:
        return key
    words, hyphen, _ = key[: max_length + 1].rpartition("-")
    return words if hyphen else key[:max_length]


def _plain(text: str) -> str:
    return nfc(text.translate(_SEARCH_REPAIRS))


# --- where the tone mark stands ------------------------------------------------------------
_WORD = re.compile(r"(?:[^\W\d_][\u0300-\u036f]*)+")
_TONE = re.compile(f"[{_TONES}]")
_TONED_CONSONANT = re.compile(f"[^aeiouy\u0302\u0306\u031b{_TONES}][{_TONES}]")
_SYLLABLE = re.compile(
    r"""
    (?: qu | gi | ngh? | [ckpt]h | gh | nh | tr | [bcdđghklmnprstvx] )?
    (?P<vowels>
        a[iouy]? | ă | â[uy]? | eo? | êu? | i(?:a|u|êu?)? | o(?:a[iouy]?|ă|eo?|i|o)? | ôi? | ơi?
      | u(?:a|ây?|ê|i|ôi?|ơ|y[aêu]?)? | ư(?:a|i|u|ơ[iu]?)? | y(?:êu?)?
    )
    (?P<coda> ch | ng | nh | [cmnpt] )?
    """,
    re.VERBOSE,
)


def is_syllable(word: str) -> bool:
    """Whether a word is a well-formed Vietnamese syllable: one tone mark at most, on a vowel."""
    marks = _decomposed(word.lower())
    if len(_TONE.findall(marks)) > 1 or _TONED_CONSONANT.search(marks):
        return False
    return _SYLLABLE.fullmatch(_composed(marks.translate(_UNTONE))) is not None


@lru_cache(maxsize=8192)
def _place_tone(word: str) -> str:
    """A decomposed word with its one tone mark moved to the vowel of the old style (hòa, ủy)."""
    tones: list[str] = _TONE.findall(word)
    letters = _composed(word.translate(_UNTONE))
    syllable = _SYLLABLE.fullmatch(letters.lower())
    if len(tones) != 1 or syllable is None:
        return word
    end = syllable.start("vowels") + _toned_vowel(syllable["vowels"], bool(syllable["coda"])) + 1
    return letters[:end] + tones[0] + letters[end:]


def _toned_vowel(vowels: str, closed: bool) -> int:
    """Which vowel carries the tone: the last with a mark of its own, else by the rhyme."""
    shaped = [index for index, vowel in enumerate(vowels) if vowel in "ăâêôơư"]
    if shaped:
        return shaped[-1]
    if len(vowels) == 2:
        return 1 if closed else 0
    return len(vowels) // 2


# --- i and y -------------------------------------------------------------------------------
# Whole syllables only, and only these: mì and mỳ, tí and tý are different words.
_TO_Y = {
    "kí": "ký",
    "kì": "kỳ",
    "kỉ": "kỷ",
    "kĩ": "kỹ",
    "lí": "lý",
    "mĩ": "mỹ",
    "sĩ": "sỹ",
    "tỉ": "tỷ",
    "qui": "quy",
    "quí": "quý",
    "quĩ": "quỹ",
    "công ti": "công ty",
}
_TWINS = _TO_Y | {y: i for i, y in _TO_Y.items()}
_I_WORD = re.compile(rf"(?<!\w)(?:{'|'.join(_TO_Y)})(?![\w\u0300-\u036f])", re.IGNORECASE)


def iy_variants(word: str) -> tuple[str, ...]:
    """The word as given, then its i/y twin if it has one: "Kí" → ("Kí", "Ký")."""
    word = nfc(word)
    twin = _TWINS.get(word.lower())
    return (word, _in_case_of(word, twin)) if twin else (word,)


_I_SYLLABLE = re.compile(r"(?:[hklmst]|qu)[iíìỉĩị]")
_I_AS_Y = str.maketrans("iíìỉĩị", "yýỳỷỹỵ")
_Y_SYLLABLE = re.compile(r"(?:[hklmst]|qu)[yýỳỷỹỵ]")
_Y_AS_I = str.maketrans("yýỳỷỹỵ", "iíìỉĩị")


def iy_key(word: str) -> str:
    """A lower-case word for comparison only: every syllable in which i and y sound alike has y.

    Wider than `iy_canonical`: mì and mỳ, ti and ty are one.
    """
    return word.translate(_I_AS_Y) if _I_SYLLABLE.fullmatch(word) else word


def iy_twin(word: str) -> str | None:
    """The other way to write a word that has been through `iy_key`."""
    return word.translate(_Y_AS_I) if _Y_SYLLABLE.fullmatch(word) else None


def iy_canonical(text: str) -> str:
    """The text with every whole syllable of the i/y pairs written with y: đăng kí → đăng ký."""
    return _I_WORD.sub(lambda word: _in_case_of(word[0], _TO_Y.get(word[0].lower())), nfc(text))


def _in_case_of(model: str, word: str | None) -> str:
    pairs = zip(model, word or model, strict=True)
    return "".join(new.upper() if old.isupper() else new for old, new in pairs)


# --- alphabetical order --------------------------------------------------------------------
SortKey = tuple[tuple[tuple[int, int], ...], tuple[int, ...], str]


def sort_key(text: str) -> SortKey:
    """Key of the Vietnamese alphabet: letters first, then tones, then the text itself.

    A space sorts before any letter, so "an toàn" comes before "anh", as in dictionaries.
    """
    weights = [_weight(character) for character in canonical(text).lower()]
    letters = tuple(letter for letter, _ in weights)
    return letters, tuple(tone for _, tone in weights), nfc(text)


@lru_cache(maxsize=4096)
def _weight(character: str) -> tuple[tuple[int, int], int]:
    marks = _decomposed(character)
    tone = next((_TONES.index(mark) + 1 for mark in marks if mark in _TONES), 0)
    shaped = _composed(marks.translate(_UNTONE))
    known = (letter for letter in (shaped, marks[0]) if letter in _ALPHABET)
    return _rank(next(known, character)), tone


def _rank(letter: str) -> tuple[int, int]:
    """Punctuation, digits, the Vietnamese alphabet, then everything else by code point."""
    if letter in _ALPHABET:
        return 2, _ALPHABET[letter]
    if letter.isdigit():
        return 1, ord(letter)
    return (3 if letter.isalpha() else 0), ord(letter)
