"""Vietnamese as it is typed where no input method was on: Telex letters and VNI figures."""

import re

from .forms import canonical, is_syllable

_TELEX_TONES = dict(zip("sfrxj", "\u0301\u0300\u0309\u0303\u0323", strict=True))
_VNI_TONES = dict(zip("12345", "\u0301\u0300\u0309\u0303\u0323", strict=True))
_VNI_SHAPES = {"6": {"a": "â", "e": "ê", "o": "ô"}, "7": {"o": "ơ", "u": "ư"}, "8": {"a": "ă"}}
_HORNS = {"o": "ơ", "u": "ư", "a": "ă"}
_HATS = {"a": "â", "e": "ê", "o": "ô"}
_VOWEL = re.compile("[aeiouyăâêôơư]")
_TELEX = re.compile(r"[a-z]{2,9}")
_VNI = re.compile(r"(?=.*[a-z])[a-z]+[1-9][a-z1-9]*")


def keystrokes_decode(word: str) -> str | None:
    """The syllable that the keys of `word` write: "thuwowngr" → "thưởng", "d9ua" → "đua".

    None for what is a syllable as it stands, and for what the keys write none.
    """
    keys = word.lower()
    if is_syllable(keys):
        return None
    for pattern, decode in ((_TELEX, _telex), (_VNI, _vni)):
        if pattern.fullmatch(keys):
            written = decode(keys)
            if written != keys and is_syllable(written):
                return written
    return None


def _telex(keys: str) -> str:
    letters, tone = "", ""
    for key in keys:
        has_vowel = _VOWEL.search(letters) is not None
        if has_vowel and key in _TELEX_TONES:
            tone = _TELEX_TONES[key]
        elif key == "w":
            letters = _horned(letters)
        elif key == "d" and letters.startswith("d"):
            letters = f"đ{letters[1:]}"
        elif has_vowel and key in _HATS and key in letters:
            letters = _shaped(letters, key, _HATS[key])
        else:
            letters += key
    return _toned(letters, tone)


def _vni(keys: str) -> str:
    letters, tone = "", ""
    for key in keys:
        if key in _VNI_TONES:
            tone = _VNI_TONES[key]
        elif key == "9":
            letters = letters.replace("d", "đ", 1)
        elif key == "7" and letters.rstrip("cmnptgh").endswith("uo"):
            letters = letters.replace("uo", "ươ")
        elif key in _VNI_SHAPES:
            shapes = _VNI_SHAPES[key]
            last = next((letter for letter in reversed(letters) if letter in shapes), "")
            letters = _shaped(letters, last, shapes[last]) if last else letters + key
        else:
            letters += key
    return _toned(letters, tone)


def _horned(letters: str) -> str:
    """w after u, o or a bends it; both of "uo"; alone it is ư."""
    if "uo" in letters or "ưo" in letters:
        return letters.replace("uo", "ươ").replace("ưo", "ươ")
    last = next((letter for letter in reversed(letters) if letter in _HORNS), "")
    return _shaped(letters, last, _HORNS[last]) if last else f"{letters}ư"


def _shaped(letters: str, plain: str, shaped: str) -> str:
    before, _, after = letters.rpartition(plain)
    return before + shaped + after


def _toned(letters: str, tone: str) -> str:
    """The tone on any vowel: `canonical` puts it where it belongs."""
    vowel = _VOWEL.search(letters)
    if vowel is None or not tone:
        return letters
    return canonical(letters[: vowel.end()] + tone + letters[vowel.end() :])
