"""Reading what a person made in a spreadsheet: every problem is collected, none is an exception."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from portal.text import fold
from portal.uploads import OLE, ZIP, is_bomb

from .columns import BadValue, Column

LARGEST = 5 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 200
Cells = Sequence[Any]


@dataclass(frozen=True)
class Problem:
    """What is wrong, where: the row's number as the person sees it, the column's heading."""

    row: int | None
    column: str | None
    message: str


@dataclass(frozen=True)
class Row:
    number: int
    values: dict[str, Any]


@dataclass
class Reading:
    """The rows that could be read, and every problem; use the rows only if there is none."""

    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


class Unreadable(Exception):
    """The file as a whole; the message is for the person."""


def read_table(file: Any, columns: Sequence[Column]) -> Reading:
    """Read a CSV (UTF-8) or XLSX file, whatever its name says it is.

    Headings match by name or by label in either language, accents and case ignored.
    """
    reading = Reading()
    try:
        lines = _lines(file.read(LARGEST + 1))
        _read_lines(lines, columns, reading)
    except Unreadable as error:
        reading.problems.append(Problem(None, None, str(error)))
    if not reading.rows and not reading.problems:
        reading.problems.append(Problem(None, None, _("The file has no rows.")))
    return reading


# --- the file ------------------------------------------------------------------------------
def _lines(content: bytes) -> Iterator[Cells]:
    if len(content) > LARGEST:
        raise Unreadable(_("The file is larger than %(most)s MB.") % {"most": LARGEST >> 20})
    if not content.strip():
        raise Unreadable(_("The file is empty."))
    if content.startswith(OLE):
        raise Unreadable(_("This is an old .xls file; save it as .xlsx and try again."))
    return _xlsx_lines(content) if content.startswith(ZIP) else _csv_lines(content)


def _xlsx_lines(content: bytes) -> Iterator[Cells]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            too_large = is_bomb(archive)
        if too_large:
            raise Unreadable(_("The file is too large when unpacked."))
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        lines = list(sheet.iter_rows(values_only=True, max_row=MOST_ROWS + 2))
    except Unreadable:
        raise
    except Exception as error:  # openpyxl raises whatever its parsers raise
        raise Unreadable(_("The file is damaged or is no spreadsheet.")) from error
    return iter(lines)


def _csv_lines(content: bytes) -> Iterator[Cells]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = _("The text is not UTF-8; save the file as “CSV UTF-8” or as .xlsx.")
        raise Unreadable(message) from error
    if "\x00" in text:
        raise Unreadable(_("The file is damaged or is no spreadsheet."))
    first = text.lstrip().split("\n", 1)[0]
    mark = max(";\t,", key=first.count)
    try:
        return iter(list(csv.reader(io.StringIO(text, newline=""), delimiter=mark)))
    except csv.Error as error:
        raise Unreadable(_("The file is damaged or is no spreadsheet.")) from error


# --- the table -----------------------------------------------------------------------------
def _read_lines(lines: Iterator[Cells], columns: Sequence[Column], reading: Reading) -> None:
    numbered = ((number, cells) for number, cells in enumerate(lines, 1) if not _is_empty(cells))
    heading = next(numbered, None)
    if heading is None:
        raise Unreadable(_("The file is empty."))
    places = _places(heading, columns, reading)
    if reading.problems:
        return
    for number, cells in numbered:
        if len(reading.rows) >= MOST_ROWS:
            raise Unreadable(_("The file has more than %(most)s rows.") % {"most": MOST_ROWS})
        reading.rows.append(_row(number, cells, columns, places, reading))


def _is_empty(cells: Cells) -> bool:
    return all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in cells)


def _places(
    heading: tuple[int, Cells], columns: Sequence[Column], reading: Reading
) -> dict[str, int]:
    """Where each column stands; unknown, repeated and missing ones are problems."""
    number, cells = heading
    if len(cells) > MOST_COLUMNS:
        raise Unreadable(_("The file has more than %(most)s columns.") % {"most": MOST_COLUMNS})
    known = {text: column.name for column in columns for text in column.headings()}
    places: dict[str, int] = {}
    for place, cell in enumerate(cells):
        if cell is None or not str(cell).strip():
            continue
        name = known.get(fold(str(cell).replace("*", "")).strip())
        if name is None:
            message = _("This column is not known.")
        elif name in places:
            message = _("This column stands in the file twice.")
        else:
            places[name] = place
            continue
        heading_text = f"{get_column_letter(place + 1)} ({str(cell)[:60]})"
        reading.problems.append(Problem(number, heading_text, message))
    reading.problems.extend(_missing(columns, places, number))
    return places


def _missing(columns: Sequence[Column], places: Iterable[str], number: int) -> Iterator[Problem]:
    for column in columns:
        if column.required and column.name not in places:
            yield Problem(number, str(column.label), _("This column is missing."))


def _row(
    number: int,
    cells: Cells,
    columns: Sequence[Column],
    places: dict[str, int],
    reading: Reading,
) -> Row:
    values: dict[str, Any] = {}
    for column in columns:
        place = places.get(column.name)
        cell = cells[place] if place is not None and place < len(cells) else None
        try:
            values[column.name] = column.parse(cell)
        except BadValue as error:
            reading.problems.append(Problem(number, str(column.label), str(error)))
    return Row(number, values)
