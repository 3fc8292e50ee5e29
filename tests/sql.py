"""What writes past all model code, and what says that the database refused it."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import IntegrityError, connection, models, transaction


@contextmanager
def refused(match: str) -> Iterator[None]:
    with pytest.raises(IntegrityError, match=match), transaction.atomic():
        yield


def stored(model: type[models.Model], values: dict) -> dict:
    """Column names and database values for attribute names and Python values."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return {
        fields[name].column: fields[name].get_db_prep_save(value, connection)
        for name, value in values.items()
    }


def insert_copy(row: models.Model, **changes) -> uuid.UUID | None:
    """Insert a copy of a row, in part changed, by raw SQL; returns its public id, if it has one."""
    names = [field.attname for field in row._meta.concrete_fields if not field.primary_key]
    fresh = {"uid": uuid.uuid4()} if "uid" in names else {}
    values = {name: getattr(row, name) for name in names} | fresh | changes
    columns = stored(type(row), values)
    names_sql = ", ".join(f'"{name}"' for name in columns)
    places = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{row._meta.db_table}" ({names_sql}) VALUES ({places})',  # noqa: S608
            list(columns.values()),
        )
    return values.get("uid")


def update_raw(row: models.Model, **changes) -> None:
    columns = stored(type(row), changes)
    assignments = ", ".join(f'"{name}" = %s' for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{row._meta.db_table}" SET {assignments} WHERE id = %s',  # noqa: S608
            [*columns.values(), row.pk],
        )


def update_queryset(row: models.Model, **changes) -> None:
    type(row)._base_manager.filter(pk=row.pk).update(**changes)


def execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def delete_raw(row: models.Model) -> None:
    execute(f'DELETE FROM "{row._meta.db_table}" WHERE id = {row.pk}')  # noqa: S608
