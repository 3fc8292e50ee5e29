"""`/api/v1/search`: `lang` is the reader's language, `in` that of the results."""

import datetime
from dataclasses import asdict
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils.html import escape
from django.utils.translation import gettext as _
from ninja import Query as InQuery
from ninja import Router, Schema
from pydantic import Field

from portal.api.parameters import in_language, known_parameters
from portal.api.problems import BadParameter
from portal.languages import current_language
from portal.periods import period_of
from portal.sources import SourcePeriod, SourceType

from .labels import facet_rows
from .passages import Passage
from .selectors import Asked, Hit, Results, search
from .services import query_note
from .suggestions import Suggestion, suggest

router = Router(tags=["search"])
DEEPEST = 10_000
MOST_VALUES = 500
LONGEST_VALUE = 200


class Highlight(Schema):
    """`html` is the original text, escaped, with `<mark>` about what was found."""

    field: Literal["title", "body", "file"]
    html: str
    page: int | None = None
    file: str | None = None


class SearchResult(Schema):
    id: str
    source_id: str
    type: SourceType
    lang: Literal["vi", "en"]
    title: str
    html_url: str
    date: datetime.date | None
    year: int | None
    period: str | None
    blocs: list[str]
    enterprises: list[str]
    highlights: list[Highlight]


class FacetValue(Schema):
    value: str
    label: str
    count: int


class Understood(Schema):
    """A part of the query that was read as a fact; `text` is how it was typed."""

    kind: str
    value: str
    label: str
    text: str


class SearchAnswer(Schema):
    total: int
    results: list[SearchResult]
    facets: dict[str, list[FacetValue]]
    understood: list[Understood]


class SuggestionRow(Schema):
    """`label` is what the type is called; a bare term has none."""

    text: str
    type: str
    label: str | None
    id: str | None
    source_id: str | None
    html_url: str | None


class SuggestAnswer(Schema):
    suggestions: list[SuggestionRow]


class SearchParameters(Schema):
    q: str = ""
    lang: str | None = None
    entry_language: list[Literal["vi", "en"]] = Field([], alias="in")
    type: list[SourceType] = []
    bloc: list[Annotated[str, Field(max_length=LONGEST_VALUE)]] = []
    enterprise: list[Annotated[str, Field(max_length=LONGEST_VALUE)]] = []
    year: list[Annotated[int, Field(ge=1, le=9999)]] = []
    period: list[str] = []
    date_from: datetime.date | None = None
    date_to: datetime.date | None = None
    sort: Literal["relevance", "date"] = "relevance"
    limit: int = Field(20, ge=1, le=100)
    offset: int = Field(0, ge=0)


NAMES = tuple(field.alias or name for name, field in SearchParameters.model_fields.items())


@router.get("/search", response=SearchAnswer, summary="Search everything public")
@known_parameters(*NAMES)
@in_language
def search_endpoint(request: HttpRequest, asked: InQuery[SearchParameters]) -> Any:
    authority = request.authority  # type: ignore[attr-defined]
    results = search(authority, asked_of(asked))
    if asked.offset == 0:
        query_note(authority, asked.q, language=current_language(), total=results.total)
    return answer(request, results)


@router.get("/search/suggest", response=SuggestAnswer, summary="Complete a query")
@known_parameters("q", "lang")
@in_language
def suggest_endpoint(request: HttpRequest, q: str = "", lang: str | None = None) -> Any:
    found = suggest(request.authority, q, current_language())  # type: ignore[attr-defined]
    return {"suggestions": [_suggestion(request, one) for one in found]}


def asked_of(asked: SearchParameters) -> Asked:
    """Raises BadParameter for what cannot be asked for."""
    if asked.offset + asked.limit > DEEPEST:
        message = _("Only the first %(count)s results can be paged through; narrow the search.")
        raise BadParameter("offset", message % {"count": DEEPEST})
    filters = {
        "type": tuple(asked.type),
        "bloc": tuple(asked.bloc),
        "enterprise": tuple(asked.enterprise),
        "year": tuple(map(str, asked.year)),
        "period": tuple(_period(value) for value in asked.period),
        "language": tuple(asked.entry_language),
    }
    if sum(map(len, filters.values())) > MOST_VALUES:
        raise BadParameter("filters", _("These are too many values to filter by."))
    return Asked(
        text=asked.q,
        language=current_language(),
        filters={name: tuple(dict.fromkeys(values)) for name, values in filters.items()},
        date_from=asked.date_from,
        date_to=asked.date_to,
        sort=asked.sort,
        limit=asked.limit,
        offset=asked.offset,
    )


def _period(value: str) -> str:
    found = period_of(value)
    if found is None:
        choices = ", ".join(SourcePeriod.values)
        raise BadParameter("period", _("Choose one of: %(values)s.") % {"values": choices})
    return found


def answer(request: HttpRequest, results: Results) -> dict[str, Any]:
    return {
        "total": results.total,
        "results": [_result(request, hit) for hit in results.hits],
        "facets": {
            name: [asdict(row) for row in rows]
            for name, rows in facet_rows(request.authority, results.facets).items()  # type: ignore[attr-defined]
        },
        "understood": [
            {
                "kind": concept.kind,
                "value": concept.value,
                "label": concept.label,
                "text": results.query.text[concept.start : concept.end],
            }
            for concept in results.understood
        ],
    }


def _result(request: HttpRequest, hit: Hit) -> dict[str, Any]:
    entry = hit.entry
    highlights = [_highlight("file" if one.place.file else "body", one) for one in hit.passages]
    if any(is_found for _, is_found in hit.title.runs):
        highlights.insert(0, _highlight("title", hit.title))
    return {
        "id": str(entry.uid),
        "source_id": entry.source_id,
        "type": entry.type,
        "lang": entry.language,
        "title": entry.title,
        "html_url": request.build_absolute_uri(entry.url),
        "date": entry.date,
        "year": entry.year,
        "period": entry.period or None,
        "blocs": entry.blocs,
        "enterprises": entry.enterprises,
        "highlights": highlights,
    }


def _highlight(field: str, passage: Passage) -> dict[str, Any]:
    html = "".join(
        f"<mark>{escape(run)}</mark>" if is_found else escape(run) for run, is_found in passage.runs
    )
    return {
        "field": field,
        "html": html,
        "page": passage.place.page,
        "file": passage.place.file or None,
    }


def _suggestion(request: HttpRequest, one: Suggestion) -> dict[str, Any]:
    return {
        "text": one.text,
        "type": one.type,
        "label": str(SourceType(one.type).label) if one.uid else None,
        "id": one.uid,
        "source_id": one.source_id,
        "html_url": request.build_absolute_uri(one.url) if one.url else None,
    }
