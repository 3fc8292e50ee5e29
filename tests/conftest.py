"""A migrated database with the whole sample, built once and copied for every run.

The snapshot's name is a hash of everything that decides it: migrations, models, sample data.
The first of several workers builds it, on SQLite as a file that stays until the hash changes, on
PostgreSQL as a template database of the run.
`REQUIRE_SERVICES=1` turns every skip into a failure, for CI.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
import pytest
import wagtail
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import translation

ROOT = Path(__file__).parent.parent
SNAPSHOTS = ROOT / "var" / "test-snapshots"
SAMPLE_PASSWORD = "mat-khau-thu-nghiem"


def pytest_collection_modifyitems(config, items):
    """Tests of the other engine belong to the other run; browser tests go last.

    The run on PostgreSQL comes second: what needs no database need not be asked again.
    """
    postgres = "postgresql" in settings.DATABASES["default"]["ENGINE"]
    foreign = [
        item
        for item in items
        if item.get_closest_marker("sqlite" if postgres else "postgres")
        or (postgres and not _needs_database(item))
    ]
    config.hook.pytest_deselected(items=foreign)
    items[:] = [item for item in items if item not in foreign]
    items.sort(key=lambda item: "browser" in item.keywords)


def _needs_database(item: pytest.Item) -> bool:
    fixtures = {"db", "transactional_db", "django_db_setup"}
    names = set(getattr(item, "fixturenames", ()))
    return bool(item.get_closest_marker("django_db") or names & fixtures)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    report = outcome.get_result()
    if report.skipped and os.environ.get("REQUIRE_SERVICES") == "1":
        report.outcome = "failed"
        report.longrepr = f"skipped although REQUIRE_SERVICES=1: {report.longrepr}"


def pytest_terminal_summary(terminalreporter):
    """The size of the isolation matrix over all workers (docs/security.md)."""
    reports = [*terminalreporter.stats.get("passed", []), *terminalreporter.stats.get("failed", [])]
    walked = [value for each in reports for name, value in each.user_properties if name == "walked"]
    if walked:
        people, addresses, requests, leaks = zip(*walked, strict=True)
        terminalreporter.write_line(
            f"isolation: {max(addresses)} addresses × {len(set(people))} people, "
            f"{len(walked)} walks, {sum(requests)} requests, {sum(leaks)} leaks"
        )


def _fingerprint() -> str:
    digest = hashlib.sha256(f"{django.__version__} {wagtail.__version__} 1".encode())
    for folder in ("portal", "blocs", "news", "search"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in {".py", ".yaml", ".txt", ".jsonl"}:
                digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _build() -> None:
    call_command("migrate", verbosity=0, interactive=False)
    call_command("load_demo", password=SAMPLE_PASSWORD, verbosity=0)


@pytest.fixture(scope="session")
def django_db_modify_db_settings():
    """The test database has a file: browser tests and threads share it with the server."""


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, tmp_path_factory) -> Iterator[None]:
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            with _one_at_a_time():
                snapshot = _sqlite_snapshot()
            _restore_sqlite(snapshot, tmp_path_factory.mktemp("db") / "test.sqlite3")
        else:
            with _one_at_a_time():
                _restore_postgres(_postgres_template())
        yield
        connection.close()


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    SNAPSHOTS.mkdir(parents=True, exist_ok=True)
    with (SNAPSHOTS / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _sqlite_snapshot() -> Path:
    snapshot = SNAPSHOTS / f"{_fingerprint()}.sqlite3"
    connection.close()
    if not snapshot.exists():
        for stale in SNAPSHOTS.glob("*.sqlite3*"):
            stale.unlink()
        for folder in ("media", "private"):
            shutil.rmtree(SNAPSHOTS / folder, ignore_errors=True)
        partial = snapshot.with_suffix(f".{os.getpid()}")
        connection.settings_dict["NAME"] = str(partial)
        _build()
        connection.close()
        partial.rename(snapshot)
    return snapshot


def _restore_sqlite(snapshot: Path, target: Path) -> None:
    source, copy = sqlite3.connect(snapshot), sqlite3.connect(target)
    source.backup(copy)
    source.close()
    copy.close()
    connection.settings_dict["NAME"] = str(target)


def _postgres_template() -> str:
    """The name of this run's database with the sample, which nobody is connected to."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))[:8]
    prefix = f"test_{connection.settings_dict['NAME']}_sample_"
    template = prefix + run
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix])
        found = [name for (name,) in cursor.fetchall()]
        if template in found:
            return template
        for stale in found:
            cursor.execute(f'DROP DATABASE "{stale}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{template}"')
    _connect(template)
    _build()
    connection.close()
    return template


def _restore_postgres(template: str) -> None:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    name = template.partition("_sample_")[0] + (f"_{worker}" if worker else "")
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    _connect(name)


def _connect(name: str) -> None:
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name


@pytest.fixture(autouse=True)
def vietnamese() -> Iterator[None]:
    """The active language is modeltranslation's state: every test begins and ends in Vietnamese."""
    with translation.override("vi"):
        yield


@pytest.fixture(autouse=True)
def fresh_caches() -> None:
    from django.core.cache import cache

    cache.clear()


@pytest.fixture
def phu_yen(db):
    from portal.tenancy.models import Authority

    return Authority.objects.get(code="phu-yen")


@pytest.fixture
def binh_dinh(db):
    from portal.tenancy.models import Authority

    return Authority.objects.get(code="binh-dinh")


@pytest.fixture
def seed_article(phu_yen):
    from news.demo import SEED
    from news.models import ArticlePage

    return ArticlePage.objects.get(slug=SEED["slug_vi"])


@pytest.fixture
def at(client):
    """GET a path at an authority's host: `at("phu-yen", "/vi/")`."""

    def get(code: str, path: str, **options):
        return client.get(path, headers={"host": f"{code}.localhost"}, **options)

    return get


@pytest.fixture
def sign_in(client):
    """Sign a sample person in: `sign_in("bientap.phu-yen")`; returns the client."""

    def force(username: str):
        from portal.users.models import User

        client.force_login(User.objects.get(username=username))
        return client

    return force


def chromium() -> str | None:
    found = subprocess.run(["which", "chromium"], capture_output=True, text=True, check=False)
    return found.stdout.strip() or None


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
