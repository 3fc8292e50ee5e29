"""Rows as plain data: ISO dates, decimals as texts, relations by key and name."""

import re
from datetime import date, time
from pathlib import PurePosixPath
from typing import Any

from django.db import models
from modelcluster.models import get_all_child_relations
from wagtail.fields import StreamField

from portal.tenancy.exports import is_unsuffixed

from .writing import StoredFile

SECRET = re.compile("password|token|secret|session")  # nobody's archive holds these


def plain(value: Any) -> Any:
    """For what JSON does not know: dates in ISO 8601, everything else as its text."""
    return value.isoformat() if isinstance(value, (date, time)) else str(value)


class Plainer:
    """Remembers the names of related rows, and the files that the rows spoke of."""

    def __init__(self) -> None:
        self.files: list[StoredFile] = []
        self._names: dict[tuple[Any, Any], str] = {}

    def row(self, row: models.Model) -> dict[str, Any]:
        """Every field, in both languages; without pointers to parent tables."""
        fields = [*_fields(type(row)), *_lists(type(row))]
        return {field.name: self._value(row, field) for field in fields}

    def page(self, page: Any) -> dict[str, Any]:
        """As `row`, with the parts that are edited with the page."""
        parts = {
            relation.get_accessor_name(): [
                self.row(part) for part in getattr(page, relation.get_accessor_name()).all()
            ]
            for relation in get_all_child_relations(page)
        }
        return self.row(page) | parts

    def reference(self, row: Any, name: str) -> dict[str, Any] | None:
        field = row._meta.get_field(name)
        key = getattr(row, field.attname)
        if key is None:
            return None
        known = (field.related_model, key)
        if known not in self._names:
            self._names[known] = str(getattr(row, name))
        return {"id": key, "name": self._names[known]}

    def _value(self, row: Any, field: Any) -> Any:
        if field.many_to_many:
            return [{"id": one.pk, "name": str(one)} for one in getattr(row, field.name).all()]
        if field.is_relation:
            return self.reference(row, field.name)
        value = getattr(row, field.attname)
        if isinstance(field, StreamField):
            return field.stream_block.get_prep_value(value)
        return self._path(row, value) if isinstance(field, models.FileField) else value

    def _path(self, row: models.Model, file: Any) -> str:
        """Where the archive has the file; empty where the row has none."""
        if not file:
            return ""
        name = f"{row.pk}-{PurePosixPath(file.name).name}"
        path = f"files/{row._meta.model_name}/{name}"
        self.files.append(StoredFile(path, file.storage, file.name))
        return path


def _fields(model: type[models.Model]) -> list[models.Field]:
    return [
        field
        for field in model._meta.concrete_fields
        if not SECRET.search(field.name)
        and not is_unsuffixed(model, field)
        and not getattr(field.remote_field, "parent_link", False)
    ]


def _lists(model: type[models.Model]) -> list[Any]:
    """Tags are left out: they are one list for all authorities."""
    return [
        field for field in model._meta.many_to_many if isinstance(field, models.ManyToManyField)
    ]
