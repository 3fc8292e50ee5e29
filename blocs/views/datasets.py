"""The public data sets: their page, their files, and the description that tools read."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from portal.basepage.contexts import context_for
from portal.languages import current_language
from portal.tables import Column, Kind, table_response

from ..datasets import DATASETS, DataSet, columns_of, rows_of
from ..models import OpenDataPage

FORMATS = ("csv", "xlsx", "json")
DESCRIPTION = "datapackage.json"
# https://specs.frictionlessdata.io/table-schema/
FIELD_TYPES = {
    Kind.TEXT: "string",
    Kind.CHOICE: "string",
    Kind.INTEGER: "integer",
    Kind.DECIMAL: "number",
    Kind.DATE: "date",
    Kind.BOOLEAN: "boolean",
}


@context_for(OpenDataPage)
def open_data_context(page: OpenDataPage, request: HttpRequest) -> dict[str, Any]:
    datasets = [(each, columns_of(each)) for each in DATASETS.values()]
    return {"datasets": datasets, "formats": FORMATS, "description": DESCRIPTION}


def dataset_file(request: HttpRequest, filename: str) -> HttpResponse:
    """A data set in one of the formats. Raises Http404 for any other name."""
    if filename == DESCRIPTION:
        return JsonResponse(_description(request), json_dumps_params={"ensure_ascii": False})
    slug, _dot, fmt = filename.rpartition(".")
    dataset = DATASETS.get(slug)
    if dataset is None or fmt not in FORMATS:
        raise Http404
    return table_response(
        fmt,
        columns_of(dataset),
        rows_of(dataset, request.authority),
        filename=f"{request.authority.code}-{slug}",
        title=str(dataset.title),
        language=current_language(),
    )


def _description(request: HttpRequest) -> dict[str, Any]:
    """A Frictionless Data package: one resource a data set, the CSV files, with their fields."""
    return {
        "name": request.authority.code,
        "title": str(request.authority),
        "resources": [_resource(each) for each in DATASETS.values()],
    }


def _resource(dataset: DataSet) -> dict[str, Any]:
    return {
        "name": dataset.slug,
        "title": str(dataset.title),
        "description": str(dataset.meaning),
        "path": f"{dataset.slug}.csv",
        "format": "csv",
        "encoding": "utf-8",
        "schema": {"fields": [_field(column) for column in columns_of(dataset)]},
    }


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column.name, "title": str(column.label)}
    field["type"] = FIELD_TYPES[column.kind]
    if column.help:
        field["description"] = str(column.help)
    if column.choices:
        field["constraints"] = {"enum": [value for value in column.choices if value]}
    return field
