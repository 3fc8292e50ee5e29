from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection


@pytest.fixture
def database_copy(django_db_setup, django_db_blocker, tmp_path) -> Iterator[None]:
    """Until the test ends every connection, in any thread, leads to a private copy of the sample.

    For tests that commit, or rebuild tables: a transactional test of Django's would flush the
    database that all other tests share. Never together with the fixture `db`.
    """
    with django_db_blocker.unblock():
        settings, original = connection.settings_dict, connection.settings_dict["NAME"]
        connection.close()
        copy = _copy_sqlite(tmp_path) if connection.vendor == "sqlite" else _copy_postgres(original)
        settings["NAME"] = copy
        try:
            yield
        finally:
            connection.close()
            settings["NAME"] = original
            if connection.vendor == "postgresql":
                _postgres(f'DROP DATABASE "{copy}" WITH (FORCE)')


def _copy_sqlite(folder: Path) -> str:
    import sqlite3

    copy = sqlite3.connect(folder / "copy.sqlite3")
    connection.ensure_connection()
    connection.connection.backup(copy)
    copy.close()
    connection.close()
    return str(folder / "copy.sqlite3")


def _copy_postgres(original: str) -> str:
    copy = f"{original}_copy"
    _postgres(
        f'DROP DATABASE IF EXISTS "{copy}"', f'CREATE DATABASE "{copy}" TEMPLATE "{original}"'
    )
    return copy


def _postgres(*statements: str) -> None:
    """Outside the database itself, which as a template may have no connections."""
    with connection._nodb_cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
