"""The admin's own search, of pages, images and documents: accents or not, whatever is typed.

Wagtail's backend of the project's database, with words folded on both sides: in the index when a
thing is written, and in the query. Only words get through, so nothing that FTS5 would take for an
operator, and not so many that the query cannot be built.
After a change here: `manage.py update_index`.
"""

import re
from collections.abc import Iterable
from copy import copy
from typing import Any

from django.utils.encoding import force_str
from wagtail.search.backends.database import SearchBackend as database_backend
from wagtail.search.index import AutocompleteField, RelatedFields, SearchField
from wagtail.search.query import And, Or, Phrase, PlainText

from portal.text import fold, iy_canonical

LONGEST, MOST_WORDS = 1_000, 16  # of a query
_WORD = re.compile(r"[^\W_]{1,64}")


def folded_words(text: str) -> str:
    """The words of a text without accents, one spelling of each."""
    return " ".join(_WORD.findall(fold(iy_canonical(text))))


class FoldedThing:
    """A thing as it is indexed: its searched fields tell folded words."""

    def __init__(self, thing: Any) -> None:
        self.thing, self.pk = thing, thing.pk

    def get_search_fields(self) -> list[Any]:
        return [_folded(field) for field in self.thing.get_search_fields()]


def _folded(field: Any) -> Any:
    """A field that gives the words of what it would give."""
    if not isinstance(field, (AutocompleteField, RelatedFields, SearchField)):
        return field
    told = copy(field)
    if isinstance(field, RelatedFields):
        told.fields = [_folded(one) for one in field.fields]
        told.get_value = lambda thing: field.get_value(_itself(thing))
    else:
        told.get_value = lambda thing: folded_words(_text(field.get_value(_itself(thing))))
    return told


def _itself(thing: Any) -> Any:
    return thing.thing if isinstance(thing, FoldedThing) else thing


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return _text(list(value.values()))
    if isinstance(value, (list, tuple)):
        return " ".join(map(_text, value))
    return "" if value is None else force_str(value)


def folded_query(query: Any) -> Any:
    """A query that asks for folded words; an empty text where there are none."""
    if isinstance(query, str):
        return _first_words(query)
    if isinstance(query, PlainText):
        text = _first_words(query.query_string)
        return PlainText(text, operator=query.operator, boost=query.boost) if text else ""
    if isinstance(query, Phrase):
        text = _first_words(query.query_string)
        return Phrase(text) if text else ""
    if isinstance(query, (And, Or)):
        parts = [part for part in map(folded_query, query.subqueries) if part != ""]
        return type(query)(parts[:MOST_WORDS]) if parts else ""
    return query


def _first_words(text: str) -> str:
    return " ".join(folded_words(text[:LONGEST]).split()[:MOST_WORDS])


def SearchBackend(params: dict[str, Any]) -> Any:
    """Wagtail's backend of this database, with folded words."""
    stock: Any = database_backend(params)
    stock_index: Any = stock.index_class

    class FoldedIndex(stock_index):
        def add_items(self, model: Any, objs: Iterable[Any]) -> None:
            super().add_items(model, [FoldedThing(thing) for thing in objs])

    class FoldedBackend(type(stock)):  # type: ignore[misc]
        index_class = FoldedIndex

        def _search(self, compiler: Any, query: Any, *args: Any, **kwargs: Any) -> Any:
            return super()._search(compiler, folded_query(query), *args, **kwargs)

    return FoldedBackend(params)
