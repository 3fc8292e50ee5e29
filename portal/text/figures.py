"""Numbers in Vietnamese words: "hai nghìn không trăm mười chín" is 2019."""

from collections.abc import Sequence

from .forms import fold

# Folded, since they are typed with and without accents; "mot" is both một and mốt.
_UNITS = {
    "khong": 0,
    "linh": 0,
    "le": 0,
    "mot": 1,
    "hai": 2,
    "ba": 3,
    "bon": 4,
    "tu": 4,
    "nam": 5,
    "lam": 5,
    "sau": 6,
    "bay": 7,
    "tam": 8,
    "chin": 9,
}
_TENS = {"muoi"}
_SCALES = {"tram": 100, "nghin": 1000, "ngan": 1000}
NUMBER_WORDS = frozenset({*_UNITS, *_TENS, *_SCALES})


def number_in_words(words: Sequence[str]) -> int | None:
    """The number that all of `words` together are, up to 9,999; None if they are none.

    Figures may be read one by one, as years are: "hai không mười chín" is 2019.
    """
    folded = [fold(word) for word in words]
    if not folded or not NUMBER_WORDS.issuperset(folded):
        return None
    if _SCALES.keys() & set(folded):
        return _scaled(folded)
    return _read_out(folded)


def _scaled(words: Sequence[str]) -> int | None:
    total, part = 0, 0
    for position, word in enumerate(words):
        if word in _SCALES:
            if part == 0 and not (position and words[position - 1] == "khong"):
                return None
            total, part = total + part * _SCALES[word], 0
        elif word in _TENS:
            part = (part or 1) * 10
        else:
            part += _UNITS[word]
    return total + part


def _read_out(words: Sequence[str]) -> int:
    """ "mười chín" 19, "hai mươi mốt" 21, "hai không mười chín" 2019, "một chín" 19."""
    figures, index = "", 0
    while index < len(words):
        word, after = words[index], words[index + 1 : index + 3]
        if word in _TENS:
            unit = _UNITS.get(after[0]) if after else None
            figures, index = figures + f"1{unit or 0}", index + (1 if unit is None else 2)
        elif after and after[0] in _TENS and _UNITS[word]:
            unit = _UNITS.get(after[1]) if len(after) > 1 else None
            figures += f"{_UNITS[word]}{unit or 0}"
            index += 2 if unit is None else 3
        else:
            figures, index = figures + str(_UNITS[word]), index + 1
    return int(figures)
