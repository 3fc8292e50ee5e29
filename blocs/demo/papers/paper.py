"""What stands on a paper of the sample, line by line, whatever kind of file it becomes.

The order and the look of the lines are those of Decree 30/2020/NĐ-CP, Appendix I.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Literal, NamedTuple

from portal.formats import document_date, number
from portal.text import nfc

Language = Literal["vi", "en"]
Cell = str | int | Decimal

LOCALES: dict[Language, str] = {"vi": "vi-VN", "en": "en-GB"}
NOTICE: tuple[tuple[Language, str], ...] = (
    ("vi", "Dữ liệu minh họa – không phải số liệu thật"),
    ("en", "Sample data – not real figures"),
)
NOTICE_LINE = " / ".join(words for _, words in NOTICE)


# --- the paper -----------------------------------------------------------------------------
@dataclass(frozen=True, kw_only=True)
class Table:
    """A table with one header row; numbers in its cells are written in the paper's language."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def __post_init__(self) -> None:
        if any(len(row) != len(self.header) for row in self.rows):
            raise ValueError(f"Every row of “{self.caption}” needs {len(self.header)} cells.")


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of the text below its heading: "I. Kết quả", "Điều 1. Thành lập …"."""

    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A report, a decision or another administrative document, in one language.

    `competence`, `legal_bases` and `order` are what a decision has before its articles:
    "Trưởng Ban Quản lý …", "Căn cứ …", "Quyết định:". `signer_title` may have several lines
    ("KT. Trưởng ban", "Phó Trưởng ban"). A signed paper says so; no signature is imitated.
    """

    language: Language
    authority: str
    number: str
    place: str
    day: date
    kind: str
    abstract: str
    signer_title: str
    signer_name: str
    parent: str = ""
    competence: str = ""
    legal_bases: tuple[str, ...] = ()
    order: str = ""
    sections: tuple[Section, ...] = ()
    table: Table | None = None
    recipients: tuple[str, ...] = ()
    is_signed: bool = False
    is_sample: bool

    @property
    def title(self) -> str:
        """What the file's properties call it: Báo cáo 9101/BC-BQL: Tổng kết …"""
        return nfc(f"{self.kind} {self.number}: {self.abstract}")


# --- how its lines look --------------------------------------------------------------------
class Role(StrEnum):
    """What a line is; the value names its style in a DOCX."""

    NOTICE = "Sample Notice"
    PARENT = "Parent Agency"
    AGENCY = "Agency"
    NUMBER = "Document Number"
    NATION = "Nation"
    MOTTO = "Motto"
    PLACE = "Place and Date"
    RULE = "Short Rule"
    TITLE = "Title"
    ABSTRACT = "Subtitle"
    COMPETENCE = "Competence"
    BASIS = "Legal Basis"
    ORDER = "Order"
    HEADING = "Heading 1"
    BODY = "Body Text"
    CAPTION = "Caption"
    COLUMN = "Table Header"
    CELL = "Table Text"
    FIGURE = "Table Figure"
    SIGNER_TITLE = "Signer Title"
    SIGNED = "Signed"
    SIGNER = "Signer"
    COPIES = "Recipients"
    COPY = "Recipient"
    PAGE = "Page Count"


class Align(StrEnum):
    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"
    JUSTIFY = "justify"


@dataclass(frozen=True, kw_only=True)
class Look:
    """Type and place of a line; all measures are in points."""

    size: float = 14
    bold: bool = False
    italic: bool = False
    align: Align = Align.CENTER
    first_line: float = 0
    before: float = 0
    after: float = 0

    @property
    def font(self) -> str:
        """The file among `FONTS`; bold stands for bold italic, as only one label is both."""
        return f"Tinos-{'Bold' if self.bold else 'Italic' if self.italic else 'Regular'}"


_PROSE = Look(align=Align.JUSTIFY, first_line=28.35, after=6)
LOOKS: dict[Role, Look] = {
    Role.NOTICE: Look(size=11, bold=True, after=12),
    Role.PARENT: Look(size=12),
    Role.AGENCY: Look(size=12, bold=True),
    Role.NUMBER: Look(size=13, before=6),
    Role.NATION: Look(size=12, bold=True),
    Role.MOTTO: Look(size=13, bold=True),
    Role.PLACE: Look(size=13, italic=True, before=6),
    Role.RULE: Look(size=2, before=1),
    Role.TITLE: Look(bold=True, before=18),
    Role.ABSTRACT: Look(bold=True),
    Role.COMPETENCE: Look(bold=True, before=12, after=6),
    Role.BASIS: replace(_PROSE, italic=True),
    Role.ORDER: Look(bold=True, before=6, after=6),
    Role.HEADING: replace(_PROSE, bold=True, before=6),
    Role.BODY: _PROSE,
    Role.CAPTION: Look(size=13, bold=True, before=6, after=6),
    Role.COLUMN: Look(size=11, bold=True),
    Role.CELL: Look(size=11, align=Align.LEFT),
    Role.FIGURE: Look(size=11, align=Align.RIGHT),
    Role.SIGNER_TITLE: Look(bold=True),
    Role.SIGNED: Look(italic=True, before=14),
    Role.SIGNER: Look(bold=True, before=42),
    Role.COPIES: Look(size=12, bold=True, italic=True, align=Align.LEFT),
    Role.COPY: Look(size=11, align=Align.LEFT),
    Role.PAGE: Look(size=13),
}
FONTS = Path(__file__).parents[2] / "data" / "fonts"
HEAD_SHARES = (0.43, 0.57)
FOOT_SHARES = (0.5, 0.5)
MARGINS_MM = {"top": 20, "right": 17, "bottom": 20, "left": 30}
TEXT_WIDTH = (210 - MARGINS_MM["left"] - MARGINS_MM["right"]) / 25.4 * 72


# --- its lines -----------------------------------------------------------------------------
class Line(NamedTuple):
    """One text in its role; a rule has a width instead, as a part of its column."""

    role: Role
    text: str = ""
    width: float = 0


Columns = tuple[list[Line], list[Line]]


def _line(role: Role, text: str) -> Line:
    return Line(role, nfc(text))


def head(paper: Paper) -> list[Columns]:
    """The top: who writes beside state and motto, then number beside place and date."""
    parent = [_line(Role.PARENT, paper.parent.upper())] if paper.parent else []
    agency = [_line(Role.AGENCY, paper.authority.upper()), Line(Role.RULE, width=0.4)]
    label = {"vi": "Số:", "en": "No."}[paper.language]
    day = document_date(paper.place, paper.day, paper.language)
    return [
        ([*parent, *agency], _state(paper.language)),
        ([_line(Role.NUMBER, f"{label} {paper.number}")], [_line(Role.PLACE, day)]),
    ]


def _state(language: Language) -> list[Line]:
    """State and motto head Vietnamese documents only; an English summary is none."""
    if language == "en":
        return []
    return [
        Line(Role.NATION, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        Line(Role.MOTTO, "Độc lập - Tự do - Hạnh phúc"),
        Line(Role.RULE, width=0.6),
    ]


def body(paper: Paper) -> Iterator[Line]:
    """Title and text, down to the table."""
    yield _line(Role.TITLE, paper.kind.upper())
    yield _line(Role.ABSTRACT, paper.abstract)
    yield Line(Role.RULE, width=0.25)
    if paper.competence:
        yield _line(Role.COMPETENCE, paper.competence.upper())
    yield from (_line(Role.BASIS, basis) for basis in paper.legal_bases)
    if paper.order:
        yield _line(Role.ORDER, paper.order.upper())
    for section in paper.sections:
        yield _line(Role.HEADING, section.heading)
        yield from (_line(Role.BODY, text) for text in section.paragraphs)


def table_caption(table: Table) -> Line:
    return _line(Role.CAPTION, table.caption)


def table_rows(table: Table, language: Language) -> list[list[Line]]:
    """The header, then the rows, numbers as the language writes them."""
    header = [_line(Role.COLUMN, text) for text in table.header]
    return [header, *([_cell(cell, language) for cell in row] for row in table.rows)]


def _cell(cell: Cell, language: Language) -> Line:
    if isinstance(cell, str):
        return _line(Role.CELL, cell)
    digits = str(cell).partition(".")[2]
    return Line(Role.FIGURE, number(cell, language, len(digits)))


def foot(paper: Paper) -> Columns:
    """The end: who receives the paper, beside who signs it."""
    signing = [_line(Role.SIGNER_TITLE, line.upper()) for line in paper.signer_title.splitlines()]
    if paper.is_signed:
        signing.append(Line(Role.SIGNED, {"vi": "(Đã ký)", "en": "(Signed)"}[paper.language]))
    return list(_copies(paper)), [*signing, _line(Role.SIGNER, paper.signer_name)]


def _copies(paper: Paper) -> Iterator[Line]:
    if paper.recipients:
        yield Line(Role.COPIES, {"vi": "Nơi nhận:", "en": "Recipients:"}[paper.language])
    for following, recipient in enumerate(paper.recipients, 1 - len(paper.recipients)):
        yield _line(Role.COPY, f"- {recipient}{';' if following else '.'}")
