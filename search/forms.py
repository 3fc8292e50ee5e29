"""The search page's address, read: what is wrong is said at its field and left out."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from portal.languages import LANGUAGES, current_language
from portal.periods import period_of
from portal.sources import SourceType

from .selectors import DATE, RELEVANCE, Asked

PAGE_SIZE = 10
DEEPEST = 10_000  # results that can be paged through
MOST_VALUES = 100
FILTERS = {
    "type": "type",
    "bloc": "bloc",
    "enterprise": "enterprise",
    "year": "year",
    "period": "period",
    "in": "language",
}


class DatesForm(forms.Form):
    date_from = forms.DateField(label=_lazy("From"), required=False)
    date_to = forms.DateField(label=_lazy("To"), required=False)

    def clean(self) -> dict[str, Any]:
        data = cast(dict[str, Any], super().clean())
        begin, end = data.get("date_from"), data.get("date_to")
        if begin and end and begin > end:
            self.add_error("date_to", _("The end is before the beginning."))
        return data


@dataclass(frozen=True)
class Address:
    """What a query string asks for, and how to say it with something changed."""

    given: QueryDict

    @property
    def text(self) -> str:
        return self.given.get("q", "").replace("\x00", " ").strip()

    @property
    def sort(self) -> str:
        return DATE if self.given.get("sort") == DATE else RELEVANCE

    @property
    def page(self) -> int:
        """From 1; what is no number is the first, what is too large the last there can be."""
        value = self.given.get("page", "")
        number = int(value[:9]) if value.isascii() and value.isdigit() else 1
        return min(max(number, 1), DEEPEST // PAGE_SIZE)

    @cached_property
    def dates(self) -> DatesForm:
        form = DatesForm(_without_nul(self.given))
        form.is_valid()
        return form

    @cached_property
    def filters(self) -> dict[str, tuple[str, ...]]:
        """By the parameter's name; values that mean nothing are left out."""
        found = {}
        for name in FILTERS:
            values = self.given.getlist(name)[:MOST_VALUES]
            meant = filter(None, (_meaning(name, value) for value in values))
            if distinct := tuple(dict.fromkeys(meant)):
                found[name] = distinct
        return found

    @cached_property
    def ignored(self) -> list[str]:
        """Values that were asked for and mean nothing here."""
        return [
            value[:60]
            for name in FILTERS
            for value in self.given.getlist(name)
            if value and not _meaning(name, value)
        ][:5]

    @property
    def is_narrowed(self) -> bool:
        return bool(self.filters) or bool(self._days)

    @property
    def _days(self) -> dict[str, Any]:
        return {name: day for name, day in self.dates.cleaned_data.items() if day}

    def asked(self, page: int | None = None, **changes: Any) -> Asked:
        given = {
            "text": self.text,
            "language": current_language(),
            "filters": {FILTERS[name]: values for name, values in self.filters.items()},
            "sort": self.sort,
            "limit": PAGE_SIZE,
            "offset": ((page or self.page) - 1) * PAGE_SIZE,
            **self._days,
        }
        return Asked(**(given | changes))

    # --- other addresses ---------------------------------------------------------------
    def changed(self, **values: str | None) -> str:
        """Parameters set, or dropped where None; from the first page."""
        query = self._first_page()
        for name, value in values.items():
            query.pop(name, None)
            if value:
                query[name] = value
        return _written(query)

    def narrowed(self, name: str, value: str) -> str:
        query = self._first_page()
        query.setlist(name, [*self.filters.get(name, ()), value])
        return _written(query)

    def widened(self, name: str, value: str) -> str:
        query = self._first_page()
        query.setlist(name, [one for one in self.filters.get(name, ()) if one != value])
        return _written(query)

    def bare(self) -> str:
        """The words alone."""
        return self.changed(**dict.fromkeys((*FILTERS, "date_from", "date_to")))

    def _first_page(self) -> QueryDict:
        query = self.given.copy()
        query.pop("page", None)
        return query


def _written(query: QueryDict) -> str:
    return f"?{query.urlencode()}"


def _without_nul(given: QueryDict) -> Mapping[str, str]:
    return {name: value.replace("\x00", "") for name, value in given.items()}


def _meaning(name: str, value: str) -> str | None:
    """A filter's value as the index has it; None for what cannot be one."""
    value = value.replace("\x00", "").strip()
    match name:
        case "type":
            return value if value in SourceType.values else None
        case "in":
            return value if value in LANGUAGES else None
        case "year":
            is_year = value.isascii() and value.isdigit() and len(value) <= 4
            return str(int(value)) if is_year else None
        case "period":
            return period_of(value)
    return value if 0 < len(value) <= 200 else None
