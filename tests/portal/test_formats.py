"""Dates and numbers in both languages: golden renderings, and properties over any value."""

import subprocess
import sys
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal import formats
from portal.formats import Precision
from portal.formats.en import formats as english
from portal.formats.vi import formats as vietnamese

LANGUAGES = ("vi", "en")
WEEKDAYS = {
    "vi": ["Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật"],
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
}
CONFERENCE = date(2019, 4, 5)
decimals_ = st.decimals(-(10**12), 10**12, allow_nan=False, allow_infinity=False, places=4)
languages = st.sampled_from(LANGUAGES)


def read(text: str, language: str) -> Decimal:
    """The inverse of `number`."""
    if language == "vi":
        return Decimal(text.replace(".", "").replace(",", "."))
    return Decimal(text.replace(",", ""))


# --- dates ---------------------------------------------------------------------------------
def test_dates_of_the_seed_article() -> None:
    header, updated = date(2020, 2, 23), datetime(2020, 2, 21, 9, 0)
    assert formats.weekday_date(header, "vi") == "Chủ Nhật, 23/02/2020"
    assert formats.weekday_date(header, "en") == "Sunday, 23 February 2020"
    assert formats.weekday_datetime(updated, "vi") == "Thứ Sáu, 21/02/2020, 09:00"
    assert formats.weekday_datetime(updated, "en") == "Friday, 21 February 2020, 9:00 am"


def test_short_and_long_dates() -> None:
    assert formats.short_date(CONFERENCE, "vi") == "05/04/2019"
    assert formats.short_date(CONFERENCE, "en") == "5 Apr 2019"
    assert formats.long_date(CONFERENCE, "vi") == "ngày 05 tháng 4 năm 2019"
    assert formats.long_date(CONFERENCE, "en") == "5 April 2019"
    place = formats.document_date("Phú Yên", CONFERENCE, "vi")
    assert place == "Phú Yên, ngày 05 tháng 4 năm 2019"
    assert formats.document_date("Phú Yên", CONFERENCE, "en") == "Phú Yên, 5 April 2019"


@pytest.mark.parametrize(("month", "written"), [(1, "01"), (2, "02"), (3, "3"), (10, "10")])
def test_decree_30_pads_the_first_two_months_only(month: int, written: str) -> None:
    assert formats.long_date(date(2019, month, 21), "vi") == f"ngày 21 tháng {written} năm 2019"


@pytest.mark.parametrize(
    ("moment", "vi", "en"),
    [
        (time(14, 0), "14:00", "2:00 pm"),
        (time(9, 5), "09:05", "9:05 am"),
        (time(0, 0), "00:00", "12:00 am"),
        (time(12, 30), "12:30", "12:30 pm"),
    ],
)
def test_time_of_day(moment: time, vi: str, en: str) -> None:
    assert formats.time_of_day(moment, "vi") == vi
    assert formats.time_of_day(moment, "en") == en


@given(st.dates(), languages)
def test_weekday_names_are_right(day: date, language: str) -> None:
    name = WEEKDAYS[language][day.weekday()]
    assert formats.weekday_date(day, language).startswith(f"{name}, ")


@given(st.dates(min_value=date(1000, 1, 1)))
def test_short_date_reads_back_in_vietnamese(day: date) -> None:
    assert datetime.strptime(formats.short_date(day, "vi"), "%d/%m/%Y").date() == day


@pytest.mark.parametrize("language", ["en", "en-gb", "en-us"])
def test_every_english_is_english(language: str) -> None:
    assert formats.short_date(CONFERENCE, language) == "5 Apr 2019"


def test_every_other_language_is_vietnamese() -> None:
    assert formats.short_date(CONFERENCE, "ko") == "05/04/2019"


@pytest.mark.parametrize(
    ("start", "end", "precision", "vi", "en"),
    [
        ("04-05", "04-05", "day", "ngày 05 tháng 4 năm 2019", "5 April 2019"),
        ("04-01", "04-10", "early-month", "đầu tháng 4 năm 2019", "early April 2019"),
        ("04-11", "04-20", "mid-month", "giữa tháng 4 năm 2019", "mid-April 2019"),
        ("04-21", "04-30", "late-month", "cuối tháng 4 năm 2019", "late April 2019"),
        ("02-01", "02-28", "month", "tháng 2 năm 2019", "February 2019"),
        ("01-01", "03-31", "quarter", "quý I/2019", "Q1 2019"),
        ("10-01", "12-31", "quarter", "quý IV/2019", "Q4 2019"),
        ("01-01", "03-31", "early-year", "đầu năm 2019", "early 2019"),
        ("01-01", "12-31", "year", "năm 2019", "2019"),
        ("01-01", "06-30", "quarter", "từ quý I/2019 đến quý II/2019", "Q1 2019 to Q2 2019"),
    ],
)
def test_fuzzy_date(start: str, end: str, precision: str, vi: str, en: str) -> None:
    span = date.fromisoformat(f"2019-{start}"), date.fromisoformat(f"2019-{end}")
    assert formats.fuzzy_date(*span, Precision(precision), "vi") == vi
    assert formats.fuzzy_date(*span, Precision(precision), "en") == en


@given(st.dates(), st.sampled_from(Precision), languages)
def test_fuzzy_date_names_the_year_at_every_precision(
    day: date, precision: Precision, language: str
) -> None:
    assert formats.fuzzy_date(day, day, precision, language).endswith(str(day.year))


# --- numbers -------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("value", "decimals", "vi", "en"),
    [
        (6300, 0, "6.300", "6,300"),
        (1234567, 0, "1.234.567", "1,234,567"),
        (Decimal("39.3939"), 1, "39,4", "39.4"),
        (39.35, 1, "39,4", "39.4"),
        (0.15, 1, "0,2", "0.2"),
        (2.5, 0, "3", "3"),
        (-2.5, 0, "-3", "-3"),
        (-0.4, 0, "0", "0"),
        (-6300.5, 2, "-6.300,50", "-6,300.50"),
        (0, 2, "0,00", "0.00"),
        (1e15, 0, "1.000.000.000.000.000", "1,000,000,000,000,000"),
    ],
)
def test_number(value: formats.Number, decimals: int, vi: str, en: str) -> None:
    assert formats.number(value, "vi", decimals) == vi
    assert formats.number(value, "en", decimals) == en


@given(decimals_, st.integers(0, 4), languages)
def test_number_reads_back_rounded_half_up(value: Decimal, decimals: int, language: str) -> None:
    expected = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    assert read(formats.number(value, language, decimals), language) == expected


@given(st.integers(-(10**18), 10**18), languages)
def test_whole_number_reads_back(value: int, language: str) -> None:
    assert read(formats.number(value, language), language) == value


def test_percent() -> None:
    assert formats.percent(39.3939, "vi") == "39,4%"
    assert formats.percent(Decimal(2600) / 66, "en") == "39.4%"
    assert formats.percent(40, "vi", 0) == "40%"


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [(0, "0", "0"), (4, "04", "4"), (9, "09", "9"), (10, "10", "10"), (6300, "6.300", "6,300")],
)
def test_count(value: int, vi: str, en: str) -> None:
    assert formats.count(value, "vi") == vi
    assert formats.count(value, "en") == en


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [
        (132 * 10**9, "132 tỷ đồng", "VND 132 billion"),
        (132_500_000_000, "132,5 tỷ đồng", "VND 132.5 billion"),
        (1_200 * 10**9, "1.200 tỷ đồng", "VND 1,200 billion"),
        (132_456_700_000, "132.456,7 triệu đồng", "VND 132,456.7 million"),
        (6_300_000, "6,3 triệu đồng", "VND 6.3 million"),
        (120 * 10**6, "120 triệu đồng", "VND 120 million"),
        (1_234_567, "1.234.567 đồng", "VND 1,234,567"),
        (950_000, "950.000 đồng", "VND 950,000"),
        (Decimal("1490000.00"), "1,49 triệu đồng", "VND 1.49 million"),
        (0, "0 đồng", "VND 0"),
        (-5 * 10**9, "-5 tỷ đồng", "VND -5 billion"),
    ],
)
def test_money(value: formats.Number, vi: str, en: str) -> None:
    assert formats.money_vnd(value, "vi") == vi
    assert formats.money_vnd(value, "en") == en


@given(st.integers(-(10**16), 10**16) | st.integers(-(10**7), 10**7).map(lambda n: n * 10**6))
def test_money_loses_no_dong(value: int) -> None:
    digits, *unit = formats.money_vnd(value, "vi").removesuffix(" đồng").split()
    size = {"tỷ": 10**9, "triệu": 10**6}[unit[0]] if unit else 1
    assert read(digits, "vi") * size == value


# --- shares in words -----------------------------------------------------------------------
@pytest.mark.parametrize(
    ("share", "vi", "en"),
    [
        (28.85, "gần 30%", "nearly 30%"),
        (31.58, "hơn 30%", "more than 30%"),
        (35.48, "hơn 35%", "more than 35%"),
        (39.39, "gần 40%", "nearly 40%"),
        (40.58, "hơn 40%", "more than 40%"),
        (19.05, "gần 20%", "nearly 20%"),
        (Decimal(2600) / 66, "gần 40%", "nearly 40%"),
        (40, "40%", "40%"),
        (Decimal("40.00"), "40%", "40%"),
        (38, "gần 40%", "nearly 40%"),
        (42, "hơn 40%", "more than 40%"),
        (34, "gần 35%", "nearly 35%"),
        (35, "35%", "35%"),
        (37, "37%", "37%"),
        (37.04, "37%", "37%"),
        (37.3, "khoảng 37%", "about 37%"),
        (32.5, "khoảng 33%", "about 33%"),
        (99.96, "gần 100%", "nearly 100%"),
        (100, "100%", "100%"),
        (0, "0%", "0%"),
        (0.3, "dưới 1%", "less than 1%"),
        (1.5, "khoảng 2%", "about 2%"),
        (2, "2%", "2%"),
    ],
)
def test_approx_phrase(share: formats.Number, vi: str, en: str) -> None:
    assert formats.approx_phrase(share, "vi") == vi
    assert formats.approx_phrase(share, "en") == en


SAME_WORDS = {"gần": "nearly", "hơn": "more than", "khoảng": "about", "dưới": "less than"}
shares = st.decimals(0, 150, places=3) | st.integers(0, 150)


@given(shares)
def test_both_languages_say_the_same(share: Decimal | int) -> None:
    words, _, figure = formats.approx_phrase(share, "vi").rpartition(" ")
    assert formats.approx_phrase(share, "en") == f"{SAME_WORDS.get(words, '')} {figure}".strip()


@given(shares)
def test_a_phrase_is_true(share: Decimal | int) -> None:
    words, _, figure = formats.approx_phrase(share, "vi").rpartition(" ")
    named = Decimal(figure.removesuffix("%"))
    assert abs(named - share) <= 2
    if words in ("gần", "dưới"):
        assert share < named
    elif words == "hơn":
        assert share > named > 0
    elif not words:
        assert abs(named - share) <= Decimal("0.05")


# --- Django's format modules ---------------------------------------------------------------
def first_reading(text: str, patterns: list[str]) -> datetime:
    """As Django's form fields read: the first pattern that fits."""
    for pattern in patterns:
        try:
            return datetime.strptime(text, pattern)
        except ValueError:
            continue
    raise ValueError(text)


modules = pytest.mark.parametrize("module", [vietnamese, english])


@modules
@pytest.mark.parametrize("text", ["05/04/2019", "5/4/2019", "05-04-2019", "2019-04-05"])
def test_date_fields_read_day_before_month(module: ModuleType, text: str) -> None:
    assert first_reading(text, module.DATE_INPUT_FORMATS).date() == CONFERENCE


@modules
@pytest.mark.parametrize("text", ["05/04/2019 14:00", "05-04-2019 14:00", "2019-04-05 14:00"])
def test_datetime_fields_read_day_before_month(module: ModuleType, text: str) -> None:
    assert first_reading(text, module.DATETIME_INPUT_FORMATS) == datetime(2019, 4, 5, 14, 0)


@modules
def test_time_fields(module: ModuleType) -> None:
    assert first_reading("14:00", module.TIME_INPUT_FORMATS).time() == time(14, 0)
    assert first_reading("14:00:30", module.TIME_INPUT_FORMATS).time() == time(14, 0, 30)


@modules
def test_weeks_start_on_monday_and_digits_group_by_three(module: ModuleType) -> None:
    assert (module.FIRST_DAY_OF_WEEK, module.NUMBER_GROUPING) == (1, 3)


@pytest.mark.parametrize(("module", "language"), [(vietnamese, "vi"), (english, "en")])
def test_separators_agree_with_number(module: ModuleType, language: str) -> None:
    written = f"1{module.THOUSAND_SEPARATOR}234{module.DECIMAL_SEPARATOR}5"
    assert formats.number(1234.5, language, 1) == written


def test_modules_need_no_django() -> None:
    code = "import sys, portal.formats, portal.text; assert 'django' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
