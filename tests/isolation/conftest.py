"""The marked authorities: planted once a process, in a database file of their own."""

import pickle
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from portal.tenancy import middleware
from portal.tenancy.models import Authority
from tests.isolation.planting import plant
from tests.isolation.walker import Walk


def _copied(source: str, target: Path) -> str:
    connection.close()
    with sqlite3.connect(source) as one, sqlite3.connect(target) as other:
        one.backup(other)
    return str(target)


@pytest.fixture(scope="session")
def planted_file(django_db_setup, django_db_blocker, tmp_path_factory) -> str:
    sample = str(connection.settings_dict["NAME"])
    with django_db_blocker.unblock():
        copy = _copied(sample, tmp_path_factory.mktemp("planted") / "test.sqlite3")
        connection.settings_dict["NAME"] = copy
        for authority in Authority.objects.all():
            plant(authority)
        connection.close()
    connection.settings_dict["NAME"] = sample
    return copy


@pytest.fixture(scope="module")
def planted(planted_file, django_db_blocker) -> Iterator[None]:
    """The tests of a module find both authorities marked."""
    sample = connection.settings_dict["NAME"]
    with django_db_blocker.unblock():
        connection.close()
    connection.settings_dict["NAME"] = planted_file
    yield
    with django_db_blocker.unblock():
        connection.close()
    connection.settings_dict["NAME"] = sample


@pytest.fixture
def quiet(caplog, monkeypatch) -> None:
    """For thousands of requests, each of which is undone.

    What Django says of refusals is not listened to, and a host, which no request of a walk can
    give to another authority, is looked up once.
    """
    caplog.set_level("CRITICAL", logger="django.request")
    monkeypatch.setattr(middleware, "authority_at", _remembered(middleware.authority_at))


def _remembered(found: Callable[[str], Any]) -> Callable[[str], Any]:
    known: dict[str, bytes] = {}

    def authority_at(hostname: str) -> Any:
        if hostname not in known:
            known[hostname] = pickle.dumps(found(hostname))
        return pickle.loads(known[hostname])  # noqa: S301

    return authority_at


@pytest.fixture
def told(record_property) -> Callable[[Walk, str], None]:
    """Put a finished walk on record; fail for what it has found."""

    def tell(done: Walk, person: str) -> None:
        size = (person, len(done.asked), done.requests, len(done.leaks))
        record_property("walked", size)
        if done.leaks:
            pytest.fail(str(done), pytrace=False)

    return tell
