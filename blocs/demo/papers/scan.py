"""Papers as a scanner leaves them: slightly turned, grainy images without a word of text."""

import random
from collections.abc import Iterator, Sequence
from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from .paper import (
    FONTS,
    FOOT_SHARES,
    HEAD_SHARES,
    LOOKS,
    MARGINS_MM,
    NOTICE_LINE,
    Align,
    Line,
    Look,
    Paper,
    Role,
    body,
    foot,
    head,
    table_caption,
    table_rows,
)
from .widths import column_shares

_DPI = 150
_SCALE = _DPI / 72
_SIZE = round(210 / 25.4 * _DPI), round(297 / 25.4 * _DPI)
_LEFT, _RIGHT, _TOP, _BOTTOM = (
    MARGINS_MM[side] / 25.4 * _DPI for side in ("left", "right", "top", "bottom")
)
_WIDTH = _SIZE[0] - _LEFT - _RIGHT
_BASIC = ImageFont.Layout.BASIC  # the same with and without Raqm
_PAD = 8  # pixels between a cell's border and its text

Cells = Sequence[list[Line]]


def scanned_pdf_bytes(paper: Paper) -> bytes:
    """The paper as PDF of images only, always the same for the same paper."""
    chance = random.Random(f"scan:{paper.title}")
    first, *others = [_scanned(sheet, chance) for sheet in _sheets(paper)]
    moment, file = paper.day.timetuple(), BytesIO()
    first.save(
        file,
        "PDF",
        resolution=_DPI,
        quality=40,
        save_all=True,
        append_images=others,
        creationDate=moment,
        modDate=moment,
    )
    return file.getvalue()


def _scanned(sheet: Image.Image, chance: random.Random) -> Image.Image:
    angle = chance.choice((-1, 1)) * chance.uniform(0.3, 0.9)
    grain = Image.frombytes("L", sheet.size, chance.randbytes(sheet.width * sheet.height))
    turned = sheet.rotate(angle, Image.Resampling.BICUBIC, fillcolor=255)
    return Image.blend(turned, grain, 0.08)


def _sheets(paper: Paper) -> list[Image.Image]:
    desk = _Desk()
    if paper.is_sample:
        desk.flow(Line(Role.NOTICE, NOTICE_LINE))
    for columns in head(paper):
        desk.row(columns, HEAD_SHARES)
    for line in body(paper):
        desk.flow(line)
    if paper.table:
        desk.flow(table_caption(paper.table))
        rows = table_rows(paper.table, paper.language)
        for cells in rows:
            desk.row([[cell] for cell in cells], column_shares(rows), ruled=True)
    desk.top += 30
    desk.row(foot(paper), FOOT_SHARES)
    return desk.sheets


# --- typesetting, in pixels ----------------------------------------------------------------
class _Desk:
    """Sheets filled from top to bottom; a new one is taken where the last is full."""

    def __init__(self) -> None:
        self.sheets: list[Image.Image] = []
        self._take_sheet()

    def _take_sheet(self) -> None:
        self.sheets.append(Image.new("L", _SIZE, 255))
        self.draw, self.top = ImageDraw.Draw(self.sheets[-1]), _TOP

    def _make_room(self, height: float) -> None:
        if self.top + height > _SIZE[1] - _BOTTOM:
            self._take_sheet()

    def flow(self, line: Line) -> None:
        """A line as wide as the text, broken between sheets where it must be."""
        look = LOOKS[line.role]
        self.top += look.before * _SCALE
        for words, indent in _broken(line, _WIDTH):
            self._make_room(_leading(look))
            self._put(line, words, _LEFT + indent, _WIDTH - indent, self.top)
            self.top += _leading(look)
        self.top += look.after * _SCALE

    def row(self, cells: Cells, shares: Sequence[float], *, ruled: bool = False) -> None:
        """Cells side by side, all on one sheet."""
        widths, pad = [share * _WIDTH for share in shares], _PAD * ruled
        pairs = list(zip(cells, widths, strict=True))
        height = max(_height(cell, width - 2 * pad) for cell, width in pairs)
        self._make_room(height)
        left = _LEFT
        for cell, width in pairs:
            self._fill(cell, left + pad, width - 2 * pad)
            if ruled:
                box = left, self.top, left + width, self.top + height
                self.draw.rectangle(box, outline=0, width=2)
            left += width
        self.top += height

    def _fill(self, cell: list[Line], left: float, width: float) -> None:
        top = self.top + _PAD / 2
        for line in cell:
            look = LOOKS[line.role]
            top += look.before * _SCALE
            for words, indent in _broken(line, width):
                self._put(line, words, left + indent, width - indent, top)
                top += _leading(look)

    def _put(self, line: Line, words: str, left: float, width: float, top: float) -> None:
        look = LOOKS[line.role]
        length = line.width * width or _font(look).getlength(words)
        spare = {Align.CENTER: 0.5, Align.RIGHT: 1}.get(look.align, 0) * (width - length)
        if line.role is Role.RULE:
            self.draw.line((left + spare, top + 4, left + spare + length, top + 4), 0, 2)
        self.draw.text((left + spare, top), words, 0, _font(look))


@cache
def _font(look: Look) -> ImageFont.FreeTypeFont:
    size = round(look.size * _SCALE)
    return ImageFont.truetype(FONTS / f"{look.font}.ttf", size, layout_engine=_BASIC)


def _leading(look: Look) -> float:
    return look.size * _SCALE * 1.2


def _height(cell: list[Line], width: float) -> float:
    rows = ((line, len(list(_broken(line, width)))) for line in cell)
    looks = ((LOOKS[line.role], number) for line, number in rows)
    return _PAD + sum(look.before * _SCALE + number * _leading(look) for look, number in looks)


def _broken(line: Line, width: float) -> Iterator[tuple[str, float]]:
    """The rows that a text takes in a width, each with its indent."""
    look, row = LOOKS[line.role], ""
    indent = look.first_line * _SCALE
    for word in line.text.split(" "):
        longer = f"{row} {word}".lstrip()
        if row and _font(look).getlength(longer) > width - indent:
            yield row, indent
            row, indent = word, 0
        else:
            row = longer
    yield row, indent
