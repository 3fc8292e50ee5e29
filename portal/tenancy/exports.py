"""Exporting the records a person sees in the admin: the same list, filters and scope, as a file."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.http import HttpResponse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.admin.widgets.button import Button

from portal.languages import current_language
from portal.tables import Column, Kind, table_response

KINDS: tuple[tuple[type[models.Field], Kind], ...] = (
    (models.BooleanField, Kind.BOOLEAN),
    (models.DateField, Kind.DATE),
    (models.DecimalField, Kind.DECIMAL),
    (models.IntegerField, Kind.INTEGER),
)
INTERNAL = {"id", "authority", "updated_at", "slug", "name_key"}


def export_fields(model: type[models.Model]) -> list[models.Field]:
    """What a record says, without what only the system needs."""
    return [
        field
        for field in model._meta.concrete_fields
        if field.name not in INTERNAL and not is_unsuffixed(model, field)
    ]


def is_unsuffixed(model: type[models.Model], field: models.Field) -> bool:
    """modeltranslation's own column of the active language stands beside the two real ones."""
    names = {other.name for other in model._meta.concrete_fields}
    return f"{field.name}_vi" in names


def export_column(field: models.Field) -> Column:
    kind = next((kind for base, kind in KINDS if isinstance(field, base)), Kind.TEXT)
    return Column(field.name, capfirst(str(field.verbose_name)), kind)


def export_value(record: Any, field: models.Field) -> Any:
    """A choice by its label, a relation by its name; numbers and dates as they are."""
    if field.is_relation:
        return str(getattr(record, field.name) or "")
    if field.choices:
        return str(getattr(record, f"get_{field.name}_display")())
    value = getattr(record, field.attname)
    plain = value is None or isinstance(value, (bool, int, Decimal, date))
    return value if plain else str(value)


class RecordExportMixin:
    """Mixin for index views: CSV, XLSX and JSON of the rows that are listed.

    Unlike Wagtail's export it covers every field of the record without a list to keep, writes
    JSON too, and guards CSV cells against being run as formulas.
    """

    FORMATS = ("xlsx", "csv", "json")
    list_export = ["pk"]  # not empty: Wagtail then offers the buttons

    def as_spreadsheet(self, queryset: models.QuerySet, spreadsheet_format: str) -> HttpResponse:
        model: Any = self.model  # type: ignore[attr-defined]
        fields = export_fields(model)
        return table_response(
            spreadsheet_format,
            [export_column(field) for field in fields],
            self._export_rows(queryset, fields),
            filename=str(model._meta.verbose_name_plural),
            title=str(model._meta.verbose_name_plural),
            language=current_language(),
        )

    def _export_rows(
        self, queryset: models.QuerySet, fields: list[models.Field]
    ) -> Iterator[dict[str, Any]]:
        related = [field.name for field in fields if field.is_relation]
        for record in queryset.select_related(*related):
            yield {field.name: export_value(record, field) for field in fields}

    @property
    def header_more_buttons(self) -> list[Any]:
        buttons = list(super().header_more_buttons)  # type: ignore[misc]
        address = self.get_export_url("json")  # type: ignore[attr-defined]
        button = Button(_("Download JSON"), url=address, icon_name="download", priority=92)
        return [*buttons, button]


class ReportExportMixin:
    """Mixin for Wagtail's reports: their columns as text, CSV cells guarded like those of records.

    Names of people and things are typed by people; a spreadsheet would run one that begins with =.
    """

    FORMATS = ("xlsx", "csv")

    def as_spreadsheet(self, rows: Iterable[Any], spreadsheet_format: str) -> HttpResponse:
        names: list[str] = self.list_export  # type: ignore[attr-defined]
        headings = self.export_headings  # type: ignore[attr-defined]
        title = str(self.page_title)  # type: ignore[attr-defined]
        return table_response(
            spreadsheet_format,
            [Column(name, headings[name], Kind.TEXT) for name in names],
            ({name: self.export_text(row, name) for name in names} for row in rows),
            filename=title,
            title=title,
            language=current_language(),
        )

    def export_text(self, row: Any, name: str) -> str:
        value = getattr(row, name)
        value = value() if callable(value) else value
        if isinstance(value, datetime):
            return timezone.localtime(value).strftime("%Y-%m-%d %H:%M:%S")
        return "" if value is None else str(value)
