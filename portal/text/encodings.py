"""The encodings of Vietnamese before Unicode, as old files and old sites hold them.

Their texts arrive as Latin letters that look like noise: "thi ®ua" (TCVN3), "thi ñua" (VNI),
"thi Çua" (VPS), "thi Ä\u2018ua" (UTF-8 read as Windows-1252). To be decoded before anything else:
some of their codes are a soft hyphen or a space, which other rules remove.
"""

import re
from collections.abc import Callable, Iterator
from itertools import groupby

from .forms import is_syllable, nfc

# --- TCVN3 (ABC), the encoding of office files ---------------------------------------------
# Each letter and its code, as the Latin-1 character that such a file seems to hold. Capitals with
# a tone have none: the font .VnTimeH shows lower-case letters as capitals.
_LETTERS = "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
_CODES = "¡¢£¤¥¦§¨©ª«¬\u00ad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ"
_TO_TCVN3 = str.maketrans(_LETTERS, _CODES)
_FROM_TCVN3 = str.maketrans(_CODES, _LETTERS)
_CODELESS = frozenset(_LETTERS.upper()) - frozenset(_LETTERS)
_UNWRITABLE = _CODELESS | frozenset(_CODES) - frozenset(_LETTERS)


def tcvn3_encode(text: str) -> Iterator[tuple[str, bool]]:
    """The text in TCVN3, as runs of one font: False for .VnTime, True for the capitals .VnTimeH.

    A run of capitals reaches as far as no letter is lower-case, so most headings are one run.
    Raises ValueError for a character whose place another letter takes, such as × or ü.
    """
    pieces = ("".join(piece) for _, piece in groupby(nfc(text), str.islower))
    for capitals, run in groupby(pieces, lambda piece: not _CODELESS.isdisjoint(piece)):
        joined = "".join(run)
        yield _to_tcvn3(joined.lower() if capitals else joined), capitals


def _to_tcvn3(text: str) -> str:
    lost = _UNWRITABLE.intersection(text)
    if lost:
        raise ValueError(f"TCVN3 cannot write {', '.join(sorted(lost))}.")
    return text.translate(_TO_TCVN3)


def tcvn3_decode(text: str, *, capitals: bool = False) -> str:
    """One run of a TCVN3 file, as Unicode; `capitals` when its font is .VnTimeH or another …H.

    To be done before anything else: the code of ư is a soft hyphen, which other rules remove.
    """
    letters = text.translate(_FROM_TCVN3)
    return letters.upper() if capitals else letters


# --- VNI, a letter and a mark after it -----------------------------------------------------
_VNI_TONES = dict(zip("ùøûõï", "\u0301\u0300\u0309\u0303\u0323", strict=True))
_VNI_HAT = dict(zip("âáàåãä", ("", *"\u0301\u0300\u0309\u0303\u0323"), strict=True))
_VNI_BREVE = dict(zip("êéèúüë", ("", *"\u0301\u0300\u0309\u0303\u0323"), strict=True))
_VNI_ALONE = {"ô": "ơ", "ö": "ư", "ñ": "đ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}


def _vni_pairs() -> Iterator[tuple[str, str]]:
    """Every letter's code in VNI for Windows, lower case."""
    yield from _VNI_ALONE.items()
    for base, letter in (*zip("aeouy", "aeouy", strict=True), ("ô", "ơ"), ("ö", "ư")):
        yield from ((base + mark, letter + tone) for mark, tone in _VNI_TONES.items())
    for base in "aeo":
        yield from ((base + mark, f"{base}\u0302{tone}") for mark, tone in _VNI_HAT.items())
    yield from ((f"a{mark}", f"a\u0306{tone}") for mark, tone in _VNI_BREVE.items())


_FROM_VNI = {code: nfc(letter) for code, letter in _vni_pairs()}
_FROM_VNI |= {code.upper(): letter.upper() for code, letter in _FROM_VNI.items()}
_VNI_CODE = re.compile("|".join(sorted(_FROM_VNI, key=len, reverse=True)))


def vni_decode(text: str) -> str:
    """A text in VNI for Windows, as Unicode; í and ì are themselves there."""
    return _VNI_CODE.sub(lambda code: _FROM_VNI[code[0]], text)


# --- VPS -----------------------------------------------------------------------------------
_VPS_LETTERS = (
    "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĐÁÀ"
    "ẢÃÂẤẦẨĂẮẰẲÉÈẺẼÊẾỀỂỄÓÒỎÕÔỐỒỔỖƠỚỜỞỠÚÙỦŨƯỨỪỬÍÌỈĨÝỲỶỸ"
)
_VPS_CODES = bytes.fromhex(
    "e0e1e4e3e5e6a2a1a3a4a5e2c0c3c4c5c6c7e8e9c8ebcbea8a898bcd8cecedccefcef2f3d5f586f4"
    "d2d3b087b6d6a9a7aaabaef9fafbdbf8dcd8d9babbbfff9a9bcf9cf1c1808182c2838485888d8e8f"
    "c9d7defeca90939495b9bcbdbed496979899f79d9e9fa6daa8d1acd0adafb1b4b5b7b8ddb2fdb3"
)


def _vps_table() -> dict[int, str]:
    """Codes of 0x80 to 0x9F under both names a reader may have given them."""
    table = dict(zip(_VPS_CODES, _VPS_LETTERS, strict=True))
    windows = {bytes([code]).decode("cp1252", "ignore"): letter for code, letter in table.items()}
    return table | {ord(name): letter for name, letter in windows.items() if name}


_FROM_VPS = _vps_table()


def vps_decode(text: str) -> str:
    """A text in VPS, as Unicode. Capitals that share a code with a small letter become small."""
    return text.translate(_FROM_VPS)


# --- UTF-8 that was read as one byte a letter ----------------------------------------------
def mojibake_decode(text: str) -> str:
    """What was meant, where it can be told; else the text as it is.

    Whether it was read as Windows-1252 or as Latin-1, whose control characters browsers put where
    Windows-1252 has no letter.
    """
    try:
        return b"".join(map(_byte, text)).decode()
    except UnicodeError:
        return text


def _byte(character: str) -> bytes:
    if "\x80" <= character <= "\x9f":
        return bytes([ord(character)])
    return character.encode("cp1252")


# --- telling which -------------------------------------------------------------------------
DECODERS: dict[str, Callable[[str], str]] = {
    "utf-8": mojibake_decode,
    "vni": vni_decode,  # before the others: its codes are pairs, which chance seldom makes
    "tcvn3": tcvn3_decode,
    "vps": vps_decode,
}
# Words as old encodings write them: their letters may be signs, so only what no table uses parts.
_TOKEN = re.compile(r"[^\s!-/:-@\[-`{-~]+")
# No old encoding has these letters: a text with one of them is Unicode already.
_NEW_LETTER = re.compile(
    "[\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]"
)
_UNIT = re.compile(r"(?<![^\W\d_])[cdk]?m[²³]|°C?")  # measures, not words
_SURE = 0.8  # of the marked words are Vietnamese syllables in a text that is read rightly


def legacy_encoding(text: str) -> str | None:
    """The name in `DECODERS` under which the text is Vietnamese; `None` for text that is fine.

    A text is one encoding throughout; one that is nearly fine is left alone, unless another reading
    leaves no doubt. What is not Vietnamese either way stays: French, German,
    formulas.
    """
    as_it_is = _share(text)
    if as_it_is == 1 or _NEW_LETTER.search(text):
        return None
    shares = {
        name: _share(decode(text)) for name, decode in DECODERS.items() if decode(text) != text
    }
    best = max(shares, key=lambda name: shares[name], default=None)
    needed = _SURE if as_it_is < _SURE else 1
    return best if best and shares[best] >= needed else None


def legacy_decode(text: str) -> str:
    """The text in Unicode, whatever it was written in."""
    name = legacy_encoding(text)
    return DECODERS[name](text) if name else text


def _share(text: str) -> float:
    """Of the words with a letter beyond ASCII, the share that are Vietnamese; 1 without any."""
    marked = [word for word in _TOKEN.findall(_UNIT.sub(" ", text)) if not word.isascii()]
    return sum(map(is_syllable, marked)) / len(marked) if marked else 1.0
