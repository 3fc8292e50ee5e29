"""Columns of a table, and the values people write into them."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from portal.choices import TextChoices
from portal.languages import LANGUAGES
from portal.text import fold, nfc


class Kind(TextChoices):
    TEXT = "text", _("text")
    INTEGER = "integer", _("whole number")
    DECIMAL = "decimal", _("number")
    DATE = "date", _("date")
    BOOLEAN = "boolean", _("yes or no")
    CHOICE = "choice", _("one of several")


class BadValue(ValueError):
    """A cell that cannot be understood; its message says why, in the reader's language."""


@dataclass(frozen=True)
class Column:
    """One column: `name` is stable and English, `label` what a person reads above it.

    `choices` maps a stored value to its label; a cell may hold either, in either language.
    """

    name: str
    label: str | Promise
    kind: Kind
    required: bool = False
    help: str | Promise = ""
    choices: Mapping[str, str | Promise] | None = None
    max_length: int | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None

    def headings(self) -> set[str]:
        """All that its heading may read, folded: the name and the label in both languages."""
        return {fold(self.name.replace("_", " ")), fold(self.name)} | _in_each_language(self.label)

    def parse(self, cell: Any) -> Any:
        """The value of a cell; None for an empty one. Raises BadValue."""
        value = nfc(cell).strip() if isinstance(cell, str) else cell
        if value in ("", None):
            if self.required:
                raise BadValue(gettext("This cell must not be empty."))
            return None
        parsed = PARSERS[self.kind](self, value)
        self._check_limits(parsed)
        return parsed

    def _check_limits(self, value: Any) -> None:
        if self.max_length and isinstance(value, str) and len(value) > self.max_length:
            message = gettext("The text is longer than %(most)s characters.")
            raise BadValue(message % {"most": self.max_length})
        if self.minimum is not None and isinstance(value, (int, Decimal)) and value < self.minimum:
            raise BadValue(gettext("The number is less than %(least)s.") % {"least": self.minimum})
        if self.maximum is not None and isinstance(value, (int, Decimal)) and value > self.maximum:
            raise BadValue(gettext("The number is more than %(most)s.") % {"most": self.maximum})


def _in_each_language(text: str | Promise) -> set[str]:
    found = set()
    for language in LANGUAGES:
        with override(language):
            found.add(fold(str(text)))
    return found


# --- what a cell says ----------------------------------------------------------------------
def _text(column: Column, value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # a spreadsheet keeps the code 0012 typed as a number as 12.0
    text = str(value)
    if "\x00" in text:
        raise BadValue(gettext("The cell has a character that cannot be kept."))
    return text


# 1.234.567 and 1,234,567 are grouped; a single group of exactly three digits is grouped as well:
# "1.234" is one thousand two hundred and thirty-four to a Vietnamese office.
GROUPED = re.compile(r"^[+-]?\d{1,3}(\.\d{3})+(,\d+)?\Z|^[+-]?\d{1,3}(,\d{3})+(\.\d+)?\Z")
PLAIN = re.compile(r"^[+-]?\d+([.,]\d+)?\Z")
LONGEST_NUMBER = 24


def _decimal(column: Column, value: Any) -> Decimal:
    """A number as Vietnamese ("1.234,5") or English ("1,234.5") offices write it.

    "12,5" and "12.5" are the same; "1,234" is read as Vietnamese: a decimal comma, unless further
    groups follow.
    """
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal, str)):
        raise _no_number(value)
    if not isinstance(value, str):
        return _finite(Decimal(str(value)), value)
    plain = value.replace("\xa0", "").replace(" ", "")
    if len(plain) > LONGEST_NUMBER:
        raise _no_number(value)
    if GROUPED.match(plain) and not re.match(r"^[+-]?\d{1,3},\d{3}\Z", plain):
        mark = "." if plain.find(".") != -1 and plain.find(".") < _position(plain, ",") else ","
        plain = plain.replace(mark, "")
    elif not PLAIN.match(plain):
        raise _no_number(value)
    return _finite(Decimal(plain.replace(",", ".")), value)


def _position(text: str, mark: str) -> int:
    found = text.find(mark)
    return len(text) if found == -1 else found


def _finite(number: Decimal, value: Any) -> Decimal:
    if not number.is_finite():
        raise _no_number(value)
    return number


def _no_number(value: Any) -> BadValue:
    return BadValue(gettext("“%(value)s” is not a number.") % {"value": _short(value)})


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 40 else f"{text[:39]}…"


def _integer(column: Column, value: Any) -> int:
    number = _decimal(column, value)
    if number != number.to_integral_value():
        message = gettext("“%(value)s” is not a whole number.")
        raise BadValue(message % {"value": _short(value)})
    return int(number)


DAY = re.compile(r"^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\Z")
ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})([T ]00:00(:00)?)?\Z")


def _date(column: Column, value: Any) -> date:
    """Day before month, always: 05/04/2019 is 5 April."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    numbers: tuple[str, ...] = ()
    if day := DAY.match(str(value)):
        numbers = (day[3], day[2], day[1])
    elif iso := ISO.match(str(value)):
        numbers = (iso[1], iso[2], iso[3])
    try:
        year, month, on = (int(number) for number in numbers)
        return date(year, month, on)
    except ValueError as error:
        message = gettext("“%(value)s” is not a date such as 05/04/2019.")
        raise BadValue(message % {"value": _short(value)}) from error


YES = {"co", "yes", "x", "true", "1", "dung"}
NO = {"khong", "no", "false", "0", "sai"}


def _boolean(column: Column, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    said = fold(_text(column, value))
    if said not in YES | NO:
        raise BadValue(gettext("“%(value)s” is neither yes nor no.") % {"value": _short(value)})
    return said in YES


def _choice(column: Column, value: Any) -> str:
    said = fold(_text(column, value))
    for stored, label in (column.choices or {}).items():
        if said == fold(stored) or said in _in_each_language(label):
            return stored
    known = ", ".join(str(label) for label in (column.choices or {}).values())
    values = {"value": _short(value), "choices": known}
    raise BadValue(gettext("“%(value)s” is none of: %(choices)s.") % values)


PARSERS: dict[Kind, Callable[[Column, Any], Any]] = {
    Kind.TEXT: _text,
    Kind.INTEGER: _integer,
    Kind.DECIMAL: _decimal,
    Kind.DATE: _date,
    Kind.BOOLEAN: _boolean,
    Kind.CHOICE: _choice,
}
