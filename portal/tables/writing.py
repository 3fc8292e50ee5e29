"""Writing tables: CSV, XLSX and JSON of the same rows, safe to open in a spreadsheet."""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext, override
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from portal.text import slug

from .columns import Column, Kind

Rows = Iterable[Mapping[str, Any]]
EPOCH = datetime(2000, 1, 1)
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # OWASP: a spreadsheet would run these
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


# --- CSV and JSON --------------------------------------------------------------------------
def write_csv(columns: Sequence[Column], rows: Rows, *, bom: bool = True) -> bytes:
    """With the machine names as headings. `bom` makes Excel read it as UTF-8."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([column.name for column in columns])
    for row in rows:
        writer.writerow([_csv_cell(row.get(column.name)) for column in columns])
    return out.getvalue().encode("utf-8-sig" if bom else "utf-8")


def _csv_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA) else value
    return str(value)


def write_json(columns: Sequence[Column], rows: Rows) -> bytes:
    """A list of objects; dates in ISO 8601, decimals as numbers."""
    plain = [{column.name: _json(row.get(column.name)) for column in columns} for row in rows]
    return json.dumps(plain, ensure_ascii=False, indent=1).encode()


def _json(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if isinstance(value, (date, datetime)) else value


# --- XLSX ----------------------------------------------------------------------------------
def write_xlsx(columns: Sequence[Column], rows: Rows, *, title: str) -> bytes:
    """With the labels as headings, in the active language; the same rows, the same bytes."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_title(title))
    _head(sheet, columns)
    for row in rows:
        sheet.append([_cell(sheet, row.get(column.name)) for column in columns])
    return _saved(book)


def _sheet_title(title: str) -> str:
    return "".join(" " if mark in r"[]:*?/\'" else mark for mark in title)[:31].strip() or "1"


def _head(sheet: Any, columns: Sequence[Column]) -> None:
    sheet.freeze_panes = "A2"
    cells = []
    for place, column in enumerate(columns, 1):
        label = str(column.label) + (" *" if column.required else "")
        cell = WriteOnlyCell(sheet, label)
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
        cells.append(cell)
        wide = 40 if column.kind == Kind.TEXT and column.max_length != 20 else 16
        sheet.column_dimensions[get_column_letter(place)].width = wide
    sheet.append(cells)


def _cell(sheet: Any, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value)[:32767])
    if value.startswith(FORMULA):
        cell.data_type = "s"  # text, never a formula
    return cell


def write_template(columns: Sequence[Column], *, title: str) -> bytes:
    """An empty file to fill in: the headings, lists to choose from, a sheet that explains."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_title(title))
    _head(sheet, columns)
    for place, column in enumerate(columns, 1):
        if column.choices:
            letter = get_column_letter(place)
            rule = DataValidation(type="list", formula1=f'"{_listed(column)}"', allow_blank=True)
            rule.add(f"{letter}2:{letter}10000")
            if len(rule.formula1) <= 257:  # Excel's limit for a list in place
                sheet.data_validations.append(rule)
    _explain(book.create_sheet(_sheet_title(gettext("Explanation"))), columns)
    return _saved(book)


def _listed(column: Column) -> str:
    return ",".join(str(label).replace(",", " ") for label in (column.choices or {}).values())


def _explain(sheet: Any, columns: Sequence[Column]) -> None:
    heads = (gettext("Column"), gettext("Required"), gettext("Content"), gettext("Explanation"))
    sheet.append(heads)
    for letter, width in zip("ABCD", (30, 12, 40, 60), strict=True):
        sheet.column_dimensions[letter].width = width
    for column in columns:
        needed = gettext("yes") if column.required else gettext("no")
        choices = ", ".join(str(label) for label in (column.choices or {}).values())
        sheet.append(
            [str(column.label), needed, choices or str(column.kind.label), str(column.help)]
        )


def _saved(book: Workbook) -> bytes:
    """Without the moment of writing, in the document and in its archive."""
    book.properties.created = book.properties.modified = EPOCH
    raw = io.BytesIO()
    book.save(raw)
    out = io.BytesIO()
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = _without_moment(content)
            target.writestr(zipfile.ZipInfo(name, EPOCH.timetuple()[:6]), content)
    return out.getvalue()


def _without_moment(core: bytes) -> bytes:
    """openpyxl writes the moment of saving whatever the properties say."""
    start = core.find(b"<dcterms:modified")
    end = core.find(b"</dcterms:modified>")
    inside = core.find(b">", start) + 1
    return core[:inside] + b"2000-01-01T00:00:00Z" + core[end:] if start != -1 else core


# --- over HTTP -----------------------------------------------------------------------------
def table_response(
    fmt: str,
    columns: Sequence[Column],
    rows: Rows,
    *,
    filename: str,
    title: str,
    language: str,
) -> HttpResponse:
    """A download in one of `CONTENT_TYPES`; labels in the given language. Raises KeyError."""
    with override(language):
        content = {
            "csv": lambda: write_csv(columns, rows),
            "xlsx": lambda: write_xlsx(columns, rows, title=title),
            "json": lambda: write_json(columns, rows),
        }[fmt]()
    return file_response(content, fmt, filename)


def file_response(content: bytes, fmt: str, filename: str) -> HttpResponse:
    response = HttpResponse(content, content_type=CONTENT_TYPES[fmt])
    name = content_disposition_header(True, f"{slug(filename)}.{fmt}")
    response["Content-Disposition"] = name
    return response
