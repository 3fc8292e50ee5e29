"""One line of an import, read and checked by itself."""

import datetime
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from html import escape, unescape
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from wagtail.contrib.redirects.models import Redirect

from portal.languages import LANGUAGES
from portal.periods import period_of
from portal.sources import SourcePeriod
from portal.text import legacy_decode, nfc

from ..models.archive import ARCHIVED
from .markup import cleaned_html

LONGEST_LINE = 2 * 1024 * 1024
TYPES = [value for value, _label in ARCHIVED]
FIRST_YEAR, LAST_YEAR = 1945, 2100
REQUIRED = ("source_id", "type", "lang", "title")
LIMITS = {"source_id": 200, "title": 500, "number": 80, "bloc": 200, "enterprise": 200}
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_MARKUP = re.compile(r"<(?:/?[a-zA-Z][^<>]*|!--)>?")


@dataclass(frozen=True)
class Fault:
    """What is wrong, in which line (from 1) and field (empty: the line as a whole)."""

    line: int
    field: str
    message: str

    def __str__(self) -> str:
        place = f"{self.line}, {self.field}" if self.field else str(self.line)
        return _("line %(place)s: %(message)s") % {"place": place, "message": self.message}


@dataclass(frozen=True)
class Line:
    """A line that is right by itself; what it names in other lines is not looked up yet."""

    number_of_line: int
    source_id: str
    type: str
    lang: str
    title: str
    body: str = ""
    date: datetime.date | None = None
    year: int | None = None
    period: SourcePeriod | None = None
    bloc: str = ""
    enterprise: str = ""
    number: str = ""
    file: str = ""
    old_url: str = ""
    translation_of: str = ""

    def digest(self, of_file: str = "") -> str:
        """SHA-256 of all that was said, wherever in the file."""
        said = asdict(self) | {"number_of_line": None, "of_file": of_file}
        return hashlib.sha256(json.dumps(said, default=str, sort_keys=True).encode()).hexdigest()


class _Refused(Exception):
    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field, self.message = field, message


def read_lines(raw: Iterable[bytes]) -> Iterator[Line | Fault]:
    """Each line that is not empty, checked; every fault of a line by itself."""
    for number, content in enumerate(raw, start=1):
        if content.strip():
            yield from _read(number, content.removeprefix(b"\xef\xbb\xbf"))


def _read(number: int, content: bytes) -> Iterator[Line | Fault]:
    try:
        data = _object(content)
    except _Refused as refused:
        yield Fault(number, refused.field, refused.message)
        return
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for name in data:
        if name not in FIELDS:
            faults.append(Fault(number, name[:60], _("This field is not known.")))
    for name, read in FIELDS.items():
        try:
            values[name] = read(name, data.get(name))
        except _Refused as refused:
            faults.append(Fault(number, name, refused.message))
    if faults:
        yield from faults
    else:
        yield Line(number, **values)


def _object(content: bytes) -> dict[str, Any]:
    if len(content) > LONGEST_LINE:
        raise _Refused("", _("The line is too long."))
    try:
        data = json.loads(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise _Refused("", _("The line is not UTF-8.")) from error
    except (ValueError, RecursionError) as error:
        raise _Refused("", _("The line is not a JSON object.")) from error
    if not isinstance(data, dict):
        raise _Refused("", _("The line is not a JSON object."))
    return data


# --- fields --------------------------------------------------------------------------------
def _text(name: str, value: Any) -> str:
    if value is None or value == "":
        if name in REQUIRED:
            raise _Refused(name, _("This is required."))
        return ""
    if isinstance(value, int) and not isinstance(value, bool) and name != "title":
        value = str(value)
    if not isinstance(value, str):
        raise _Refused(name, _("This is not a text."))
    text = " ".join(unescape(_decoded(value)).split())
    if name in REQUIRED and not text:
        raise _Refused(name, _("This is required."))
    if len(text) > LIMITS.get(name, 1_000):
        raise _Refused(
            name, _("This is longer than %(limit)s.") % {"limit": LIMITS.get(name, 1000)}
        )
    return text


def _decoded(text: str) -> str:
    """Old encodings first: one of their letters is a soft hyphen."""
    whole = nfc(legacy_decode(text))
    return "".join(one for one in whole if one in "\n\t" or (ord(one) >= 32 and not _odd(one)))


def _odd(character: str) -> bool:
    return "\ud800" <= character <= "\udfff" or "\x7f" <= character <= "\x9f"


def _choice(values: Iterable[str]) -> Callable[[str, Any], str]:
    known = list(values)

    def read(name: str, value: Any) -> str:
        text = _text(name, value)
        if text not in known:
            raise _Refused(name, _("Choose one of: %(values)s.") % {"values": ", ".join(known)})
        return text

    return read


def _body(name: str, value: Any) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _Refused(name, _("This is not a text."))
    text = _decoded(value).strip()
    if _MARKUP.search(text):
        return cleaned_html(text)
    paragraphs = (" ".join(unescape(part).split()) for part in text.splitlines())
    return "".join(f"<p>{escape(part, quote=False)}</p>" for part in paragraphs if part)


def _date(name: str, value: Any) -> datetime.date | None:
    if value in (None, ""):
        return None
    text = _text(name, value)
    try:
        if found := _DAY.fullmatch(text):
            day, month, year = map(int, found.groups())
            return datetime.date(year, month, day)
        return datetime.date.fromisoformat(text[:10])
    except ValueError as error:
        raise _Refused(name, _("This is not a date such as 2019-04-05.")) from error


def _year(name: str, value: Any) -> int | None:
    if value in (None, ""):
        return None
    try:
        year = int(value) if isinstance(value, (int, str)) else 0
    except ValueError:
        year = 0
    if isinstance(value, bool) or not FIRST_YEAR <= year <= LAST_YEAR:
        raise _Refused(name, _("This is not a year such as 2019."))
    return year


def _period(name: str, value: Any) -> SourcePeriod | None:
    text = _text(name, value)
    if not text:
        return None
    found = period_of(text)
    if found is None:
        known = ", ".join(SourcePeriod.values)
        raise _Refused(name, _("Choose one of: %(values)s.") % {"values": known})
    return found


def _file(name: str, value: Any) -> str:
    path = _text(name, value)
    if path and (path.startswith(("/", "\\")) or ".." in path.split("/") or "\\" in path):
        raise _Refused(name, _("Name a file beside this one."))
    return path


def _old_url(name: str, value: Any) -> str:
    text = _text(name, value)
    if not text:
        return ""
    try:
        urlsplit(text)
        path = Redirect.normalise_path(text)
    except ValueError as error:
        raise _Refused(name, _("This is not an address.")) from error
    if len(path) > 255 or path in ("", "/"):
        raise _Refused(name, _("This is not an address."))
    return str(path)


FIELDS: dict[str, Callable[[str, Any], Any]] = {
    "source_id": _text,
    "type": _choice(TYPES),
    "lang": _choice(LANGUAGES),
    "title": _text,
    "body": _body,
    "date": _date,
    "year": _year,
    "period": _period,
    "bloc": _text,
    "enterprise": _text,
    "number": _text,
    "file": _file,
    "old_url": _old_url,
    "translation_of": _text,
}
