"""A real server on a copy of the sample, and a real Chromium."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator

import pytest
from django.db import connection

from ..conftest import ROOT, SNAPSHOTS, _fingerprint

CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(address: str) -> None:
    for _attempt in range(150):
        try:
            urllib.request.urlopen(address, timeout=1)  # noqa: S310
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"no answer from {address}")


@pytest.fixture(scope="session")
def server(django_db_setup, tmp_path_factory) -> Iterator[int]:
    """The port of a server of its own, on a copy of the snapshot."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed: no browser tests")
    if connection.vendor != "sqlite":
        pytest.skip("browser tests run once, on SQLite")
    database = tmp_path_factory.mktemp("server") / "portal.sqlite3"
    shutil.copy(SNAPSHOTS / f"{_fingerprint()}.sqlite3", database)
    port = _free_port()
    command = [sys.executable, "-m", "gunicorn", "portal.wsgi", "--threads", "4"]
    process = subprocess.Popen(
        [*command, "--bind", f"127.0.0.1:{port}", "--log-level", "error"],
        cwd=ROOT,
        env=os.environ
        | {
            "DATABASE_URL": f"sqlite:///{database}",
            "DJANGO_SETTINGS_MODULE": "portal.settings.test",
        },
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}/healthz")
        yield port
    finally:
        process.terminate()
        process.wait()


@pytest.fixture(scope="session")
def browser(server):
    from playwright.sync_api import sync_playwright

    # Playwright's event loop would make Django refuse the database in this thread.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def watched():
    """Pages given to it have loaded nothing, by the end, that their security policy refuses."""
    refusals = []

    def watch(page):
        def note(message):
            if "Content Security Policy" in message.text:
                refusals.append(f"{page.url}: {message.text}")

        page.on("console", note)
        return page

    yield watch
    assert refusals == []


@pytest.fixture
def page(browser, watched):
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="vi-VN")
    page = watched(context.new_page())
    page.set_default_timeout(15_000)
    yield page
    context.close()


@pytest.fixture
def url(server):
    """`url("phu-yen", "/vi/")`: an address on the test's own server."""
    return lambda code, path: f"http://{code}.localhost:{server}{path}"
