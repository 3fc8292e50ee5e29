"""Elasticsearch servers of tests, one started for all workers of a run.

A server's folder holds a lock that its users share and the kernel drops when they end, however
they end: a folder whose lock is free belongs to nobody, and whoever comes by stops the server and
removes the folder.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from deploy.elasticsearch import Server

TEMPORARY = Path(tempfile.gettempdir())
PREFIX = f"portal-elasticsearch-{os.getuid()}-"
RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))[:12]
# Java's quick compiler alone: a start takes half the time, and no test runs long enough to miss
# the thorough one.
JAVA = ["-XX:TieredStopAtLevel=1"]


@contextmanager
def shared() -> Iterator[Server]:
    """The server with one node that every worker of this run uses."""
    with _used(TEMPORARY / f"{PREFIX}{RUN}", nodes=1) as server:
        yield server


@contextmanager
def victim() -> Iterator[Server]:
    """A second one, which workers hurt in turn: see `alone_with`."""
    with _used(TEMPORARY / f"{PREFIX}{RUN}-victim", nodes=1) as server:
        yield server


@contextmanager
def alone_with(server: Server) -> Iterator[None]:
    """Nobody else uses it meanwhile; whatever was done to it, it runs and has all its indices."""
    with _locked(f"{RUN}-turns"):
        server.start()
        yield


@contextmanager
def own(nodes: int) -> Iterator[Server]:
    """A cluster for one test to hurt; one at a time, since each node wants 0.8 GB."""
    with _locked("clusters"), _used(TEMPORARY / f"{PREFIX}{RUN}-cluster", nodes) as server:
        yield server


@contextmanager
def _used(folder: Path, nodes: int) -> Iterator[Server]:
    try:
        with _locked("changes"):
            _remove_unused()
            if not folder.exists():
                folder.mkdir(mode=0o755)
                Server.create(folder / "run", nodes=nodes, java=JAVA).start()
            use = _share(folder)
        with use:
            yield Server(folder / "run")
    finally:
        with _locked("changes"):
            _remove_unused()


def _share(folder: Path) -> TextIO:
    lock = (folder / "users").open("w")
    fcntl.flock(lock, fcntl.LOCK_SH)
    return lock


def _remove_unused() -> None:
    for folder in TEMPORARY.glob(f"{PREFIX}*/"):
        with (folder / "users").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            Server(folder / "run").stop()
            shutil.rmtree(folder)


@contextmanager
def _locked(what: str) -> Iterator[None]:
    with (TEMPORARY / f"{PREFIX}{what}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
