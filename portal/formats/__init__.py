"""Dates and numbers as Vietnamese administration and English readers write them.

Every function takes the language: anything beginning with "en" is English, all else Vietnamese.
Times are written in the zone they come in. Numbers are rounded half up, as readers expect;
Python's `round` would make 2,5 a 2, and Django's `number_format` cuts digits off.
"""

from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

Number = int | Decimal | float

_VI_WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")
_EN_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_EN_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def _english(language: str) -> bool:
    return language.startswith("en")


# --- exact dates and times -----------------------------------------------------------------
def weekday_date(day: date, language: str) -> str:
    """Chủ Nhật, 23/02/2020; Sunday, 23 February 2020."""
    if _english(language):
        return f"{_EN_WEEKDAYS[day.weekday()]}, {long_date(day, language)}"
    return f"{_VI_WEEKDAYS[day.weekday()]}, {short_date(day, language)}"


def weekday_datetime(moment: datetime, language: str) -> str:
    """Thứ Sáu, 21/02/2020, 09:00; Friday, 21 February 2020, 9:00 am."""
    return f"{weekday_date(moment, language)}, {time_of_day(moment.time(), language)}"


def short_date(day: date, language: str) -> str:
    """05/04/2019; 5 Apr 2019, never a form that could be read as 4 May."""
    if _english(language):
        return f"{day.day} {_EN_MONTHS[day.month - 1][:3]} {day.year}"
    return f"{day.day:02}/{day.month:02}/{day.year}"


def long_date(day: date, language: str) -> str:
    """ngày 05 tháng 4 năm 2019; 5 April 2019.

    Decree 30/2020/NĐ-CP: days below ten and months 1 and 2 take a leading zero, others none.
    """
    if _english(language):
        return f"{day.day} {_EN_MONTHS[day.month - 1]} {day.year}"
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def document_date(place: str, day: date, language: str) -> str:
    """The place and date line of a document: Phú Yên, ngày 05 tháng 4 năm 2019."""
    return f"{place}, {long_date(day, language)}"


def time_of_day(moment: time, language: str) -> str:
    """14:00; 2:00 pm."""
    if _english(language):
        return f"{moment.hour % 12 or 12}:{moment.minute:02} {'am' if moment.hour < 12 else 'pm'}"
    return f"{moment.hour:02}:{moment.minute:02}"


# --- dates known only roughly --------------------------------------------------------------
class Precision(StrEnum):
    """How exactly the sources give a date."""

    DAY = "day"
    EARLY_MONTH = "early-month"
    MID_MONTH = "mid-month"
    LATE_MONTH = "late-month"
    MONTH = "month"
    QUARTER = "quarter"
    EARLY_YEAR = "early-year"
    YEAR = "year"


_FUZZY = {
    Precision.EARLY_MONTH: ("đầu tháng {month} năm {year}", "early {name} {year}"),
    Precision.MID_MONTH: ("giữa tháng {month} năm {year}", "mid-{name} {year}"),
    Precision.LATE_MONTH: ("cuối tháng {month} năm {year}", "late {name} {year}"),
    Precision.MONTH: ("tháng {month} năm {year}", "{name} {year}"),
    Precision.QUARTER: ("quý {roman}/{year}", "Q{quarter} {year}"),
    Precision.EARLY_YEAR: ("đầu năm {year}", "early {year}"),
    Precision.YEAR: ("năm {year}", "{year}"),
}


def fuzzy_date(start: date, end: date, precision: Precision, language: str) -> str:
    """A span of days (`end` included), no more exactly than it is known.

    đầu tháng 4 năm 2019, quý I/2019; early April 2019, Q1 2019. Where `start` and `end` read
    differently at that precision, both are named.
    """
    first, last = (_roughly(day, Precision(precision), language) for day in (start, end))
    if first == last:
        return first
    return f"{first} to {last}" if _english(language) else f"từ {first} đến {last}"


def _roughly(day: date, precision: Precision, language: str) -> str:
    if precision is Precision.DAY:
        return long_date(day, language)
    quarter = (day.month + 2) // 3
    return _FUZZY[precision][_english(language)].format(
        month=day.month,
        name=_EN_MONTHS[day.month - 1],
        quarter=quarter,
        roman=("I", "II", "III", "IV")[quarter - 1],
        year=day.year,
    )


# --- numbers -------------------------------------------------------------------------------
_SWAP_SEPARATORS = str.maketrans(",.", ".,")
_UNITS = ((10**9, "tỷ", "billion"), (10**6, "triệu", "million"))


def _decimal(value: Number) -> Decimal:
    """A float is taken for the digits it shows: 0.15 is 0,15, not 0,1499…"""
    return Decimal(str(value)) if isinstance(value, float) else Decimal(value)


def _rounded(value: Number, decimals: int = 0) -> Decimal:
    """Rounded half away from zero; adding nothing turns -0 into 0."""
    return _decimal(value).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP) + 0


def number(value: Number, language: str, decimals: int = 0) -> str:
    """6.300 and 39,4; 6,300 and 39.4."""
    text = f"{_rounded(value, decimals):,f}"
    return text if _english(language) else text.translate(_SWAP_SEPARATORS)


def percent(value: Number, language: str, decimals: int = 1) -> str:
    """A percentage (39.39, not 0.3939): 39,4%; 39.4%."""
    return f"{number(value, language, decimals)}%"


def count(value: int, language: str) -> str:
    """A count of things in administrative style: 04 doanh nghiệp; 4 enterprises.

    Vietnamese pads 1 to 9 so that no digit can be put before them; nought stays "0".
    """
    text = number(value, language)
    return f"0{text}" if 0 < value < 10 and not _english(language) else text


def money_vnd(value: Number, language: str) -> str:
    """An amount in đồng, never rounded beyond the đồng: 132 tỷ đồng; VND 132 billion.

    The largest unit that says it in three decimals or fewer; else every digit is written.
    """
    amount = _rounded(value)
    for size, vietnamese, english in _UNITS:
        if abs(amount) >= size and amount % (size // 1000) == 0:
            scaled = number(amount / size, language, 3).rstrip("0").rstrip(".,")
            return _in_dong(scaled, english if _english(language) else vietnamese, language)
    return _in_dong(number(amount, language), "", language)


def _in_dong(digits: str, unit: str, language: str) -> str:
    parts = ("VND", digits, unit) if _english(language) else (digits, unit, "đồng")
    return " ".join(filter(None, parts))


# --- shares in words -----------------------------------------------------------------------
_APPROXIMATELY = (
    ("gần", "hơn", "khoảng", "dưới"),
    ("nearly", "more than", "about", "less than"),
)


def approx_phrase(share: Number, language: str) -> str:
    """A percentage as a sentence says it: gần 40%, hơn 35%, 40%, khoảng 37%; nearly 40% …

    "Nearly" and "more than" a multiple of 10 within 2 points, else of 5 within 1; else the whole
    number, with "about" when it is off by more than 0.05. Nought is no such multiple: a share
    below 1 is "dưới 1%" / "less than 1%", not "more than 0%".
    """
    exact = _decimal(share)
    below, above, about, under = _APPROXIMATELY[_english(language)]
    for step, tolerance in ((10, 2), (5, 1)):
        target = step * _rounded(exact / step)
        if target > 0 and 0 < abs(target - exact) <= tolerance:
            return f"{below if exact < target else above} {percent(target, language, 0)}"
    if 0 < exact < 1:
        return f"{under} 1%"
    whole = _rounded(exact)
    phrase = percent(whole, language, 0)
    return phrase if abs(exact - whole) <= Decimal("0.05") else f"{about} {phrase}"
