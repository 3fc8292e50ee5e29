"""How wide the columns of a table are: no word is broken as long as there is room for all."""

from functools import cache

from PIL import ImageFont

from .paper import FONTS, LOOKS, TEXT_WIDTH, Line

_SIDES = 12  # points that a cell's borders and margins take, in every kind of file


def column_shares(rows: list[list[Line]]) -> list[float]:
    """Each column's part of the text's width.

    All get their longest word; what is left goes to those whose texts are longer than that.
    """
    columns = list(zip(*rows, strict=True))
    least = [max(_longest_word(line) for line in column) for column in columns]
    best = [max(_length(line, line.text) for line in column) for column in columns]
    wishes = [1 + high - low for low, high in zip(least, best, strict=True)]
    spare = max(0, TEXT_WIDTH - sum(least))
    widths = [low + spare * wish / sum(wishes) for low, wish in zip(least, wishes, strict=True)]
    return [width / sum(widths) for width in widths]


def _longest_word(line: Line) -> float:
    return max(_length(line, word) for word in line.text.split(" "))


def _length(line: Line, text: str) -> float:
    look = LOOKS[line.role]
    return _SIDES + _face(look.font).getlength(text) * look.size / 100


@cache
def _face(font: str) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / f"{font}.ttf", 100, layout_engine=ImageFont.Layout.BASIC)
