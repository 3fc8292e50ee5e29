"""Addresses of records: their own page, or their place under the index of their kind."""

from typing import Any

from django.db.models import Model
from django.http import HttpRequest

from portal.navigation import site_sections

from .models import Award, Bloc, Enterprise, RegulationVersion
from .models.pages import RecordIndexPage


def record_url(record: Any, request: HttpRequest) -> str:
    """The record's public address in the active language, or "" if it has none."""
    if isinstance(record, (Bloc, Enterprise)):
        return record.page.get_url(request) or ""
    if isinstance(record, RegulationVersion):
        return record_url(record.regulation, request)
    if isinstance(record, Award):
        return record_url(record.enterprise, request)
    index = _index_of(type(record), request)
    return f"{index.get_url(request)}{record.slug}/" if index else ""


def _index_of(model: type[Model], request: HttpRequest) -> Any:
    for page in site_sections(request):
        page_class = page.specific_class
        if issubclass(page_class, RecordIndexPage) and page_class.record_model is model:
            return page
    return None
