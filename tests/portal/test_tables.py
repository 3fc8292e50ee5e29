"""What people send in spreadsheets is read as they meant it, or refused by row and column."""

import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from portal.tables import (
    Column,
    Kind,
    read_table,
    write_csv,
    write_json,
    write_template,
    write_xlsx,
)

COLUMNS = (
    Column("code", "Mã", Kind.TEXT, required=True, max_length=20),
    Column("points", "Điểm", Kind.DECIMAL, minimum=Decimal(0), maximum=Decimal(1000)),
    Column("times", "Số lần", Kind.INTEGER),
    Column("since", "Từ ngày", Kind.DATE),
    Column("agreed", "Đồng ý", Kind.BOOLEAN),
    Column("status", "Tình trạng", Kind.CHOICE, choices={"stable": "ổn định", "left": "đã rời"}),
)
HEAD = "Mã;Điểm;Số lần;Từ ngày;Đồng ý;Tình trạng"


def read(text: str | bytes):
    content = text if isinstance(text, bytes) else text.encode()
    return read_table(io.BytesIO(content), COLUMNS)


def cell(column: str, written: str):
    """The value of one cell of a file with the code H01."""
    reading = read(f"code;{column}\nH01;{written}")
    assert not reading.problems, reading.problems
    return reading.rows[0].values[column]


def complaint(column: str, written: str) -> str:
    reading = read(f'code;{column}\nH01;"{written}"')
    assert [problem.row for problem in reading.problems] == [2]
    return reading.problems[0].message


def xlsx(*rows) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


# --- values --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("12,5", "12.5"),
        ("12.5", "12.5"),
        ("985", "985"),
        ("1.000", "1000"),
        ("0.5", "0.5"),
        ("0,125", "0.125"),
        (" 7 ", "7"),
    ],
)
def test_numbers_are_read_as_vietnamese_offices_write_them(written, meant):
    assert cell("points", written) == Decimal(meant)


def test_grouped_numbers_of_either_language():
    assert cell("times", "1.234.567") == cell("times", "1,234,567") == 1234567


@pytest.mark.parametrize(
    "written", ["abc", "1e9", "NaN", "Infinity", "12,5,5", "1.2345.6", "--1", "½", "9" * 30]
)
def test_what_is_no_number_is_said_so(written):
    assert written[:20] in complaint("points", written)


def test_limits_are_named():
    assert "1000" in complaint("points", "1000,01")
    assert "0" in complaint("points", "-1")
    long = read(f"code\n{'x' * 21}").problems
    assert [problem.column for problem in long] == ["Mã"]


@pytest.mark.parametrize("written", ["05/04/2019", "5/4/2019", "05.04.2019", "2019-04-05"])
def test_the_day_stands_before_the_month(written):
    assert cell("since", written) == date(2019, 4, 5)


@pytest.mark.parametrize("written", ["31/02/2019", "2019", "05/04/19", "32/01/2019", "tháng 4"])
def test_an_impossible_date_is_refused(written):
    assert written in complaint("since", written)


@pytest.mark.parametrize(("written", "meant"), [("Có", True), ("x", True), ("không", False)])
def test_yes_and_no(written, meant):
    assert cell("agreed", written) is meant


@pytest.mark.parametrize("written", ["stable", "ổn định", "ỔN ĐỊNH", "on dinh"])
def test_a_choice_by_value_or_label(written):
    assert cell("status", written) == "stable"


def test_a_wrong_choice_names_the_right_ones():
    assert "ổn định, đã rời" in complaint("status", "tạm ngừng")


# --- headings ------------------------------------------------------------------------------
@pytest.mark.parametrize("heading", ["Mã", "MÃ", "ma", "code", "Code", "Mã *"])
def test_a_heading_is_known_by_name_or_label(heading):
    assert read(f"{heading}\nH01").rows[0].values["code"] == "H01"


def test_every_wrong_heading_is_named():
    reading = read("Điểm;Điểm;Khối\n1;2;3")
    text = [problem.column or "" for problem in reading.problems]
    assert text == ["B (Điểm)", "C (Khối)", "Mã"]


# --- files ---------------------------------------------------------------------------------
@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("start", ["", "﻿"])
def test_csv_with_any_delimiter_and_bom(mark, start):
    reading = read(f"{start}code{mark}times\r\nH01{mark}3\r\n\r\n")
    assert [(row.number, row.values["times"]) for row in reading.rows] == [(2, 3)]


def test_problems_of_all_rows_are_collected_at_once():
    reading = read("code;points;since\nH01;abc;31/02/2019\n;5;\nH03;2000;x")
    assert [(p.row, p.column) for p in reading.problems] == [
        (2, "Điểm"),
        (2, "Từ ngày"),
        (3, "Mã"),
        (4, "Điểm"),
        (4, "Từ ngày"),
    ]


def test_a_spreadsheet_keeps_its_numbers_and_dates():
    content = xlsx(["Mã", "Từ ngày", "Số lần"], [12, date(2019, 4, 5), 3.0], [None, None, None])
    row = read(content).rows[0]
    assert row.values["code"] == "12"
    assert (row.values["since"], row.values["times"]) == (date(2019, 4, 5), 3)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "trống"),
        (b"  \n ", "trống"),
        (b"\xd0\xcf\x11\xe0 old", ".xls"),
        (b"PK\x03\x04 broken", "hỏng"),
        ("Mã\nHòa".encode("cp1258", "replace") + b"\xff", "UTF-8"),
        (b"code\nH\x0001", "hỏng"),
        (b"code", "không có dòng"),
        (b"x" * (5 * 1024 * 1024 + 1), "MB"),
    ],
)
def test_an_unreadable_file_is_one_clear_problem(content, word):
    reading = read(content)
    assert [word in problem.message for problem in reading.problems] == [True]
    assert not reading.rows


def test_a_zip_bomb_is_not_opened():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (101 * 1024 * 1024))
    assert len(read(out.getvalue()).problems) == 1


@given(st.binary(max_size=400))
def test_no_bytes_raise(content):
    reading = read(content)
    assert reading.rows or reading.problems


@given(st.text(max_size=60), st.sampled_from([column.name for column in COLUMNS]))
def test_no_cell_raises(text, name):
    read(write_csv(COLUMNS, [{"code": "H01", name: text}]))


# --- writing -------------------------------------------------------------------------------
ROW = {
    "code": "H01",
    "points": Decimal("968.5"),
    "times": 2,
    "since": date(2019, 4, 5),
    "agreed": True,
    "status": "stable",
}


@pytest.mark.parametrize("write", [write_csv, lambda c, r: write_xlsx(c, r, title="Bảng")])
def test_what_is_written_can_be_read(write):
    reading = read(write(COLUMNS, [ROW, {"code": "H02"}]))
    assert not reading.problems
    assert reading.rows[0].values == ROW
    assert reading.rows[1].values["points"] is None


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_a_spreadsheet_never_runs_a_cell(start):
    rows = [{"code": f"{start}1+1"}]
    assert f"'{start}1+1" in write_csv(COLUMNS, rows).decode("utf-8-sig")
    sheet = load_workbook(io.BytesIO(write_xlsx(COLUMNS, rows, title="Bảng"))).active
    assert (sheet["A2"].value, sheet["A2"].data_type) == (f"{start}1+1", "s")


def test_the_same_rows_give_the_same_file():
    assert write_xlsx(COLUMNS, [ROW], title="B") == write_xlsx(COLUMNS, [ROW], title="B")


def test_json_has_plain_values():
    text = write_json(COLUMNS, [ROW]).decode()
    assert '"points": 968.5' in text
    assert '"since": "2019-04-05"' in text


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_template_is_an_empty_file_that_explains_itself(language):
    with override(language):
        book = load_workbook(io.BytesIO(write_template(COLUMNS, title="Chấm điểm")))
    head = [cell.value for cell in book.worksheets[0][1]]
    assert head == ["Mã *", "Điểm", "Số lần", "Từ ngày", "Đồng ý", "Tình trạng"]
    assert book.worksheets[1].max_row == len(COLUMNS) + 1
    assert len(book.worksheets[0].data_validations.dataValidation) == 1


def test_a_filled_template_can_be_read():
    book = load_workbook(io.BytesIO(write_template(COLUMNS, title="Mẫu")))
    book.worksheets[0].append(["H01", 12.5, None, None, "có", "ổn định"])
    out = io.BytesIO()
    book.save(out)
    assert read(out.getvalue()).rows[0].values["points"] == Decimal("12.5")
