"""A migrated database with the whole sample, built once and copied for every run.

The snapshot's name is a hash of everything that decides it: migrations, models, sample data.
`REQUIRE_SERVICES=1` turns every skip into a failure, for CI.
"""

import hashlib
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
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
    """Tests of the other engine belong to the other run; browser tests go last."""
    postgres = "postgresql" in settings.DATABASES["default"]["ENGINE"]
    foreign = [
        item for item in items if item.get_closest_marker("sqlite" if postgres else "postgres")
    ]
    config.hook.pytest_deselected(items=foreign)
    items[:] = [item for item in items if item not in foreign]
    items.sort(key=lambda item: "browser" in item.keywords)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    report = outcome.get_result()
    if report.skipped and os.environ.get("REQUIRE_SERVICES") == "1":
        report.outcome = "failed"
        report.longrepr = f"skipped although REQUIRE_SERVICES=1: {report.longrepr}"


def _fingerprint() -> str:
    digest = hashlib.sha256(f"{django.__version__} {wagtail.__version__} 1".encode())
    for folder in ("portal", "blocs", "news"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in {".py", ".yaml", ".txt"}:
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
            _restore_sqlite(tmp_path_factory.mktemp("db") / "test.sqlite3")
            yield
            connection.close()
        else:
            yield from _postgres()


def _restore_sqlite(target: Path) -> None:
    snapshot = SNAPSHOTS / f"{_fingerprint()}.sqlite3"
    connection.close()
    if not snapshot.exists():
        SNAPSHOTS.mkdir(parents=True, exist_ok=True)
        for stale in SNAPSHOTS.glob("*.sqlite3*"):
            stale.unlink()
        for folder in ("media", "private"):
            shutil.rmtree(SNAPSHOTS / folder, ignore_errors=True)
        partial = snapshot.with_suffix(f".{os.getpid()}")
        connection.settings_dict["NAME"] = str(partial)
        _build()
        connection.close()
        partial.rename(snapshot)
    source, copy = sqlite3.connect(snapshot), sqlite3.connect(target)
    source.backup(copy)
    source.close()
    copy.close()
    connection.settings_dict["NAME"] = str(target)


def _postgres() -> Iterator[None]:
    name = f"test_{connection.settings_dict['NAME']}"
    connection.creation._create_test_db(verbosity=0, autoclobber=True)
    connection.close()
    settings.DATABASES["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name
    _build()
    yield
    connection.close()


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
