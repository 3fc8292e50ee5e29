"""Papers as PDF: text that can be selected, an embedded font, tags for screen readers."""

from collections.abc import Sequence
from functools import cache, partial
from html import escape
from io import BytesIO
from typing import Any

from reportlab.lib.colors import black
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_LEFT, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import (
    CondPageBreak,
    Flowable,
    HRFlowable,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
)
from reportlab.platypus import Table as Grid

from portal.text import nfc

from .paper import (
    FONTS,
    FOOT_SHARES,
    HEAD_SHARES,
    LOCALES,
    LOOKS,
    MARGINS_MM,
    NOTICE,
    TEXT_WIDTH,
    Align,
    Columns,
    Language,
    Line,
    Paper,
    Role,
    Table,
    body,
    foot,
    head,
    table_caption,
    table_rows,
)
from .tags import Element, TaggedCanvas
from .widths import column_shares

_FRAME = 6  # ReportLab's own padding inside the margins
_LEAST = 80  # a heading stands on a page with at least so much of what follows
_TAGS = {Role.TITLE: "H1", Role.HEADING: "H2", Role.CAPTION: "Caption"}
_ALIGN = dict(zip(Align, (TA_LEFT, TA_CENTER, TA_RIGHT, TA_JUSTIFY), strict=True))
_ALL = (0, 0), (-1, -1)
_CELLS = [("FONTNAME", *_ALL, "Tinos-Regular"), ("TOPPADDING", *_ALL, 1)]
_BARE = [*_CELLS, ("VALIGN", *_ALL, "TOP"), ("ALIGN", *_ALL, "CENTER"), ("LEFTPADDING", *_ALL, 0)]
_RULED = [
    *_CELLS,
    ("VALIGN", *_ALL, "MIDDLE"),
    ("GRID", *_ALL, 0.5, black),
    ("LEFTPADDING", *_ALL, 4),
    ("RIGHTPADDING", *_ALL, 4),
]


def pdf_bytes(paper: Paper) -> bytes:
    """The paper as tagged PDF, always the same for the same paper, dated as the paper is."""
    for font in sorted({look.font for look in LOOKS.values()}):
        _register(font)
    file, root = BytesIO(), Element("Document")
    canvas = partial(_Canvas, root=root, dated=f"D:{paper.day:%Y%m%d}000000+07'00'")
    _document(file, paper).build(_story(paper, root), onLaterPages=_number_page, canvasmaker=canvas)
    return file.getvalue()


class _Canvas(TaggedCanvas):
    def __init__(self, *args: Any, dated: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.setDateFormatter(lambda *moment: dated)


@cache
def _register(font: str) -> None:
    registerFont(TTFont(font, str(FONTS / f"{font}.ttf")))


def _document(file: BytesIO, paper: Paper) -> SimpleDocTemplate:
    margins = {f"{side}Margin": size * mm - _FRAME for side, size in MARGINS_MM.items()}
    return SimpleDocTemplate(
        file,
        pagesize=A4,
        **margins,
        title=paper.title,
        author=nfc(paper.authority),
        subject=nfc(paper.abstract),
        creator="",
        displayDocTitle=True,
        lang=LOCALES[paper.language],
        initialFontName="Tinos-Regular",
        invariant=1,
        pageCompression=1,
    )


def _number_page(canvas: TaggedCanvas, document: SimpleDocTemplate) -> None:
    style = _style(Role.PAGE)
    with canvas.tagged(None):
        canvas.setFont(style.fontName, style.fontSize)
        middle = MARGINS_MM["left"] * mm + TEXT_WIDTH / 2
        canvas.drawCentredString(middle, A4[1] - 14 * mm, str(document.page))


# --- lines ---------------------------------------------------------------------------------
def _story(paper: Paper, root: Element) -> list[Flowable]:
    story: list[Flowable] = [_Notice(root)] if paper.is_sample else []
    story.append(_columns(head(paper), HEAD_SHARES, root))
    for line in body(paper):
        if line.role is Role.HEADING:
            story.append(CondPageBreak(_LEAST))
        story.append(_flowable(line, root))
    if paper.table:
        story += _table(paper.table, paper.language, Element("Table", root))
    return [*story, Spacer(0, 14), _columns([foot(paper)], FOOT_SHARES, root)]


def _flowable(line: Line, parent: Element) -> Flowable:
    if line.role is Role.RULE:
        return _Rule(f"{line.width:.0%}", thickness=0.7, color=black, spaceBefore=4, spaceAfter=6)
    return _text(line, Element(_TAGS.get(line.role, "P"), parent))


@cache
def _style(role: Role) -> ParagraphStyle:
    look = LOOKS[role]
    return ParagraphStyle(
        role.value,
        fontName=look.font,
        fontSize=look.size,
        leading=look.size * 1.2,
        alignment=_ALIGN[look.align],
        firstLineIndent=look.first_line,
        spaceBefore=look.before,
        spaceAfter=look.after,
        allowWidows=0,
        allowOrphans=0,
    )


# --- tables --------------------------------------------------------------------------------
def _columns(rows: list[Columns], shares: Sequence[float], root: Element) -> Grid:
    """Two columns of lines: a matter of looks, so the structure holds only the lines."""
    cells = [[[_flowable(line, root) for line in lines] for lines in row] for row in rows]
    return _Grid(cells, colWidths=[TEXT_WIDTH * share for share in shares], style=_BARE)


def _table(table: Table, language: Language, parent: Element) -> list[Flowable]:
    caption = _flowable(table_caption(table), parent)
    rows = table_rows(table, language)
    cells = [_row(row, "TD" if index else "TH", parent) for index, row in enumerate(rows)]
    widths = [TEXT_WIDTH * share for share in column_shares(rows)]
    return [CondPageBreak(_LEAST), caption, _Grid(cells, widths, style=_RULED, repeatRows=1)]


def _row(lines: list[Line], tag: str, table: Element) -> list[Flowable]:
    row = Element("TR", table)
    return [_text(line, Element(tag, row)) for line in lines]


# --- drawing with tags ---------------------------------------------------------------------
class _Text(Paragraph):
    """A paragraph of an element; drawn again, as a repeated table header is, an artifact."""

    element: Element | None = None

    def draw(self) -> None:
        element, self.element = self.element, None
        with self.canv.tagged(element):
            super().draw()

    def split(self, width: float, height: float) -> list[Flowable]:
        parts = super().split(width, height)
        for part in parts:
            part.element = self.element
        return parts


def _text(line: Line, element: Element) -> _Text:
    text = _Text(escape(line.text), _style(line.role))
    text.element = element
    return text


class _Rule(HRFlowable):
    def draw(self) -> None:
        with self.canv.tagged(None):
            super().draw()


class _Grid(Grid):
    def _drawBkgrnd(self) -> None:
        with self.canv.tagged(None):
            super()._drawBkgrnd()

    def _drawLines(self) -> None:
        with self.canv.tagged(None):
            super()._drawLines()


class _Notice(Flowable):
    """The notice of sample data: one line in two languages, each tagged as what it is."""

    def __init__(self, parent: Element) -> None:
        super().__init__()
        paragraph, self.style = Element("P", parent), _style(Role.NOTICE)
        self.parts = [
            (f" / {words}" if index else words, Element("Span", paragraph, LOCALES[language]))
            for index, (language, words) in enumerate(NOTICE)
        ]

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width = width
        return width, self.style.leading + self.style.spaceAfter

    def draw(self) -> None:
        font = self.style.fontName, self.style.fontSize
        widths = [stringWidth(words, *font) for words, _ in self.parts]
        left = (self.width - sum(widths)) / 2
        for (words, element), width in zip(self.parts, widths, strict=True):
            with self.canv.tagged(element):
                self.canv.setFont(*font)
                self.canv.drawString(left, self.style.spaceAfter, words)
            left += width
