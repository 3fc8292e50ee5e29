"""Papers as DOCX: in Unicode, or as office files were before it, in TCVN3."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, time
from functools import cache
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_PARAGRAPH_ALIGNMENT as Alignment
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section as Pages
from docx.shared import Length, Mm, Pt
from docx.styles.style import ParagraphStyle
from docx.table import Table as Grid
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from portal.text import nfc, tcvn3_encode

from .packing import repacked
from .paper import (
    FOOT_SHARES,
    HEAD_SHARES,
    LOCALES,
    LOOKS,
    MARGINS_MM,
    NOTICE,
    Columns,
    Language,
    Line,
    Look,
    Paper,
    Role,
    Table,
    body,
    foot,
    head,
    table_caption,
    table_rows,
)
from .widths import column_shares

TEXT_WIDTH = Length(Mm(210) - Mm(MARGINS_MM["left"]) - Mm(MARGINS_MM["right"]))
Typed = Iterable[tuple[str, str]]  # runs: text and font, "" for the style's own


def docx_bytes(paper: Paper) -> bytes:
    """The paper as DOCX, always the same for the same paper."""
    return _Writer(paper, "Times New Roman", lambda text: [(text, "")]).written(paper.title)


def tcvn3_docx_bytes(paper: Paper) -> bytes:
    """The paper as typed before Unicode: TCVN3 codes in the fonts .VnTime and .VnTimeH.

    Its properties carry no title, as Word would have stored that in TCVN3, too.
    """
    return _Writer(paper, ".VnTime", _tcvn3).written("")


def _tcvn3(text: str) -> Iterator[tuple[str, str]]:
    for run, capitals in tcvn3_encode(text):
        yield run, ".VnTimeH" if capitals else ".VnTime"


class _Writer:
    """One document in the making; `typed` says in which runs and fonts a text is typed."""

    def __init__(self, paper: Paper, font: str, typed: Callable[[str], Typed]) -> None:
        self.paper, self.typed = paper, typed
        template, self.styles = _template(paper.language, font)
        self.document = Document(BytesIO(template))
        self.width = TEXT_WIDTH

    def written(self, title: str) -> bytes:
        if self.paper.is_sample:
            self._notice()
        self._columns(head(self.paper), HEAD_SHARES)
        for line in body(self.paper):
            self._line(self.document.add_paragraph(), line, self.width)
        if self.paper.table:
            self._table(self.paper.table)
        self.document.add_paragraph(style=Role.CELL)
        self._columns([foot(self.paper)], FOOT_SHARES)
        self._describe(title)
        file = BytesIO()
        self.document.save(file)
        return repacked(file.getvalue())

    def _describe(self, title: str) -> None:
        properties = self.document.core_properties
        properties.title, properties.language = title, LOCALES[self.paper.language]
        properties.author = properties.last_modified_by = nfc(self.paper.authority) if title else ""
        properties.comments = properties.keywords = properties.subject = ""
        properties.created = properties.modified = datetime.combine(self.paper.day, time())

    # --- lines -----------------------------------------------------------------------------
    def _line(self, paragraph: Paragraph, line: Line, width: int) -> None:
        paragraph._p.style = self.styles[line.role]  # paragraph.style seeks it: slow
        if line.role is Role.RULE:
            _draw_rule(paragraph, Length(int(width * (1 - line.width) / 2)))
        self._type(paragraph, line.text)

    def _type(self, paragraph: Paragraph, text: str) -> list[Run]:
        runs = []
        for piece, font in self.typed(text) if text else ():
            runs.append(paragraph.add_run(piece))
            if font:
                _set_font(runs[-1]._r.get_or_add_rPr(), font)
        return runs

    def _notice(self) -> None:
        """Both languages in one line, each marked as what it is."""
        paragraph = self.document.add_paragraph(style=Role.NOTICE)
        for index, (language, words) in enumerate(NOTICE):
            for run in self._type(paragraph, f" / {words}" if index else words):
                run._r.get_or_add_rPr().append(_element("w:lang", val=LOCALES[language]))

    # --- tables ----------------------------------------------------------------------------
    def _columns(self, rows: list[Columns], shares: tuple[float, float]) -> None:
        """Two columns of lines in a table without borders, as such documents are typed."""
        grid = self._grid(len(rows), list(shares), "Normal Table")
        for columns, row in zip(rows, grid.rows, strict=True):
            for lines, cell in zip(columns, row.cells, strict=True):
                self._fill(cell, lines)

    def _table(self, table: Table) -> None:
        caption = self.document.add_paragraph()
        self._line(caption, table_caption(table), self.width)
        rows = table_rows(table, self.paper.language)
        grid = self._grid(len(rows), column_shares(rows), "Table Grid")
        for index, (lines, row) in enumerate(zip(rows, grid.rows, strict=True)):
            _keep_together(row, repeated=index == 0)
            for line, cell in zip(lines, row.cells, strict=True):
                self._fill(cell, [line])

    def _grid(self, rows: int, shares: list[float], style: str) -> Grid:
        grid = self.document.add_table(rows, len(shares), self.document.styles[style])
        grid.autofit = False
        for share, column in zip(shares, grid.columns, strict=True):
            column.width = Length(int(self.width * share))
        for row in grid.rows:
            for share, cell in zip(shares, row.cells, strict=True):
                cell.width = Length(int(self.width * share))
        return grid

    def _fill(self, cell: _Cell, lines: list[Line]) -> None:
        for index, line in enumerate(lines):
            paragraph = cell.add_paragraph() if index else cell.paragraphs[0]
            self._line(paragraph, line, cell.width or 0)


# --- page, styles, fonts -------------------------------------------------------------------
@cache
def _template(language: Language, font: str) -> tuple[bytes, dict[Role, str]]:
    """An empty document with page and styles, and each role's style: slow to make, so made once."""
    document, file = Document(), BytesIO()
    _lay_out(document.sections[0])
    _set_language(document.styles.element, LOCALES[language])
    styles = {role: _style(document, role) for role in LOOKS}
    for role, style in styles.items():
        _dress(style, LOOKS[role], font)
    number = document.sections[0].header.paragraphs[0]
    number.style = styles[Role.PAGE]
    number._p.append(_element("w:fldSimple", instr="PAGE"))
    document.save(file)
    return file.getvalue(), {role: style.style_id for role, style in styles.items()}


def _style(document: Any, role: Role) -> ParagraphStyle:
    if role.value in document.styles:
        return document.styles[role.value]
    return document.styles.add_style(role.value, WD_STYLE_TYPE.PARAGRAPH)


def _lay_out(pages: Pages) -> None:
    """A4 with the decree's margins and no number on page one."""
    pages.page_width, pages.page_height = Mm(210), Mm(297)
    pages.top_margin, pages.bottom_margin = Mm(MARGINS_MM["top"]), Mm(MARGINS_MM["bottom"])
    pages.left_margin, pages.right_margin = Mm(MARGINS_MM["left"]), Mm(MARGINS_MM["right"])
    pages.header_distance = Mm(10)
    pages.different_first_page_header_footer = True


def _dress(style: ParagraphStyle, look: Look, font: str) -> None:
    """Give a style its look; of what the template had only the outline level stays."""
    properties = style.element.get_or_add_pPr()
    for child in list(properties):
        if child.tag != qn("w:outlineLvl"):
            properties.remove(child)
    style.element._remove_rPr()
    _set_font(style.element.get_or_add_rPr(), font)
    style.font.size, style.font.bold, style.font.italic = Pt(look.size), look.bold, look.italic
    form = style.paragraph_format
    form.alignment = Alignment[look.align.name]
    form.first_line_indent, form.line_spacing = Pt(look.first_line), 1.0
    form.space_before, form.space_after = Pt(look.before), Pt(look.after)
    form.keep_with_next = style.name in (Role.HEADING, Role.CAPTION)


def _set_language(styles: BaseOxmlElement, locale: str) -> None:
    styles.find(f".//{qn('w:lang')}").set(qn("w:val"), locale)


def _set_font(properties: BaseOxmlElement, font: str) -> None:
    fonts = properties.get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), font)


def _draw_rule(paragraph: Paragraph, indent: Length) -> None:
    """A line below an empty paragraph, narrowed from both sides."""
    form = paragraph.paragraph_format
    form.left_indent = form.right_indent = indent
    borders = _element("w:pBdr")
    borders.append(_element("w:bottom", val="single", sz="6", space="0", color="000000"))
    paragraph._p.get_or_add_pPr().insert_element_before(borders, "w:spacing", "w:ind", "w:jc")


def _keep_together(row: _Row, *, repeated: bool) -> None:
    properties = row._tr.get_or_add_trPr()
    properties.append(_element("w:cantSplit"))
    if repeated:
        properties.append(_element("w:tblHeader"))


def _element(tag: str, **attributes: str) -> BaseOxmlElement:
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element
