"""The score table of a bloc's year as XLSX."""

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from portal.text import nfc

from .packing import repacked
from .paper import LOCALES, NOTICE_LINE, Language

Points = int | Decimal

_SHEET = {"vi": "Bảng điểm", "en": "Scores"}
_TITLE = {
    "vi": "Kết quả chấm điểm thi đua năm {year} – {bloc}",
    "en": "Emulation scores of {year} – {bloc}",
}
_GROUP = {"vi": "Nhóm {code}", "en": "Group {code}"}
_FIRST = {"vi": ("Hạng", "Doanh nghiệp"), "en": ("Rank", "Enterprise")}
_LAST = {
    "vi": ("Điểm thưởng", "Điểm trừ", "Tổng điểm", "Xếp loại", "Giải thưởng"),
    "en": ("Bonus points", "Penalty points", "Total points", "Classification", "Prize"),
}
_BORDER = Border(*[Side("thin")] * 4)
_MIDDLE = Alignment("center", "center", wrap_text=True)


@dataclass(frozen=True, kw_only=True)
class ScoreRow:
    """One enterprise; `points` by criteria group, in the order of the table's `groups`."""

    rank: int
    enterprise: str
    points: tuple[Points, ...]
    bonus: Points
    penalty: Points
    total: Points
    classification: str
    prize: str = ""

    def cells(self) -> list[Points | str]:
        sums = (self.bonus, self.penalty, self.total)
        words = (nfc(self.classification), nfc(self.prize))
        return [self.rank, nfc(self.enterprise), *self.points, *sums, *words]


@dataclass(frozen=True, kw_only=True)
class ScoreTable:
    """A bloc's scores in one year; `groups` are the codes of the criteria groups: I, II …"""

    language: Language
    authority: str
    bloc: str
    year: int
    day: date
    groups: tuple[str, ...]
    rows: tuple[ScoreRow, ...]
    is_sample: bool

    def __post_init__(self) -> None:
        if any(len(row.points) != len(self.groups) for row in self.rows):
            raise ValueError(f"Every row of {self.title} needs {len(self.groups)} groups.")

    @property
    def title(self) -> str:
        return nfc(_TITLE[self.language].format(year=self.year, bloc=self.bloc))

    def header(self) -> list[str]:
        groups = [_GROUP[self.language].format(code=code) for code in self.groups]
        return [*_FIRST[self.language], *groups, *_LAST[self.language]]


def xlsx_bytes(scores: ScoreTable) -> bytes:
    """The table as XLSX, always the same for the same scores; numbers are numbers."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = _SHEET[scores.language]
    for line in ([NOTICE_LINE] if scores.is_sample else []) + [scores.title]:
        sheet.append([line])
        sheet.cell(sheet.max_row, 1).font = Font(bold=True)
    sheet.append(scores.header())
    header = sheet.max_row
    for row in scores.rows:
        sheet.append(row.cells())
    _set_cells(sheet, header)
    _set_page(sheet, header)
    _describe(book, scores)
    return _saved(book)


def _set_cells(sheet: Worksheet, header: int) -> None:
    for row in sheet.iter_rows(min_row=header):
        for cell in row:
            cell.border = _BORDER
            if cell.row == header:
                cell.font, cell.alignment = Font(bold=True), _MIDDLE
            elif not isinstance(cell.value, str):
                cell.number_format = _number_format(cell.value)


def _number_format(value: Any) -> str:
    """As many decimals as the number has: Excel's own choice would drop a last nought."""
    decimals = len(str(value).partition(".")[2])
    return "#,##0" + f".{'0' * decimals}" * bool(decimals)


def _set_page(sheet: Worksheet, header: int) -> None:
    """Header in sight on screen and on every printed sheet; columns as wide as their words."""
    sheet.freeze_panes = sheet.cell(header + 1, 3)
    sheet.print_title_rows = f"{header}:{header}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToHeight = 0
    for index, column in enumerate(sheet.iter_cols(min_row=header + 1), 1):
        longest = max((len(str(cell.value)) for cell in column), default=0)
        sheet.column_dimensions[get_column_letter(index)].width = max(10, longest + 2)


def _describe(book: Workbook, scores: ScoreTable) -> None:
    properties = book.properties
    properties.title, properties.language = scores.title, LOCALES[scores.language]
    properties.creator = properties.lastModifiedBy = nfc(scores.authority)
    properties.created = properties.modified = datetime.combine(scores.day, time())


def _saved(book: Workbook) -> bytes:
    file = BytesIO()
    ExcelWriter(book, ZipFile(file, "w")).save()  # Workbook.save would note the time
    return repacked(file.getvalue())
