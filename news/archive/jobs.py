"""An import from the admin: tried, looked at, then written, while somebody watches how far it is.

A job is a folder among the private files: what was uploaded, and how it stands. Any process can be
asked how far another one is; the database cannot be, while it takes the items in one transaction.
"""

import json
import logging
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import storages
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import get_language, override

from portal.tenancy.models import Authority

from .importing import Outcome, archive_import
from .packages import Package, package

logger = logging.getLogger(__name__)

FOLDER = "imports/archive"
MOST_FAULTS = 1_000  # shown; all are counted
EVERY = 1.0  # seconds between two notes of how far it is
DEAD = timedelta(minutes=5)  # nothing is noted for so long: its process has died
KEPT = timedelta(days=1)
TRIES, PAUSE = 3, 0.02  # seconds; a state is missing while a newer one takes its place


class Stage(StrEnum):
    TRYING = "trying"
    TRIED = "tried"
    WRITING = "writing"
    WRITTEN = "written"
    STOPPED = "stopped"


WORKING = (Stage.TRYING, Stage.WRITING)


@dataclass(frozen=True)
class State:
    """How a job stands; `faults` are line, field and message of the first ones."""

    stage: Stage
    at: str = ""
    done: int = 0
    lines: int = 0
    keep_going: bool = False
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    faults: list[tuple[int, str, str]] = field(default_factory=list)
    fault_count: int = 0

    @property
    def is_working(self) -> bool:
        return self.stage in WORKING

    @property
    def good(self) -> int:
        return self.created + self.updated + self.unchanged


@dataclass(frozen=True)
class Job:
    authority: Authority
    key: uuid.UUID

    @property
    def folder(self) -> str:
        return f"{FOLDER}/{self.authority.pk}/{self.key}"

    @property
    def upload(self) -> str:
        return f"{self.folder}/upload"

    @contextmanager
    def opened(self) -> Iterator[Package]:
        with storages["private"].open(self.upload, "rb") as file, package(file) as found:
            yield found

    def state(self) -> State | None:
        """None for a job that is not there; one whose process has died has stopped."""
        found = next(filter(None, map(_read, [f"{self.folder}/state.json"] * TRIES)), None)
        if found is None:
            return None
        state = State(**found | {"stage": Stage(found["stage"])})
        if state.is_working and datetime.fromisoformat(state.at) < timezone.now() - DEAD:
            return replace(state, stage=Stage.STOPPED)
        return state

    def note(self, state: State) -> State:
        said = asdict(replace(state, at=timezone.now().isoformat()))
        _write(f"{self.folder}/state.json", json.dumps(said).encode())
        return state


def job_try(*, authority: Authority, file: File) -> Job:
    """Keep an uploaded file, which `package` can open, and try its lines; nothing is written."""
    job = Job(authority, uuid.uuid4())
    file.seek(0)
    storages["private"].save(job.upload, file)
    with job.opened() as found:
        lines = sum(1 for line in found.lines if line.strip())
    _start(job, State(Stage.TRYING, lines=lines))
    return job


def job_write(job: Job, *, keep_going: bool) -> bool:
    """Write what was tried; whether it could be begun. Faults stop it unless `keep_going`."""
    state = job.state()
    if state is None or state.stage != Stage.TRIED or not state.good:
        return False
    if state.fault_count and not keep_going:
        return False
    _start(job, State(Stage.WRITING, lines=state.lines, keep_going=keep_going))
    return True


def _start(job: Job, state: State) -> None:
    job.note(state)
    language = get_language()
    transaction.on_commit(lambda: beside(lambda: _run(job, state, language)))


def beside(work: Callable[[], None]) -> None:
    """In a thread of its own, which ends with the process: an import is all or nothing."""

    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    threading.Thread(target=run, name="archive import", daemon=True).start()


def _run(job: Job, state: State, language: str | None) -> None:
    noted = time.monotonic()

    def progress(done: int) -> None:
        nonlocal noted
        if time.monotonic() - noted > EVERY:
            noted = time.monotonic()
            job.note(replace(state, done=done))

    try:
        with override(language), job.opened() as found:
            outcome = archive_import(
                found.lines,
                authority=job.authority,
                open_file=found.open_file,
                dry_run=state.stage == Stage.TRYING,
                keep_going=state.keep_going,
                progress=progress,
            )
        job.note(_told(state, outcome))
    except Exception:
        logger.exception("An import of the archive stopped")
        job.note(replace(state, stage=Stage.STOPPED))


def _told(state: State, outcome: Outcome) -> State:
    """After a try, or after writing; what had faults after all is as good as tried."""
    return replace(
        state,
        stage=Stage.WRITTEN if outcome.is_written else Stage.TRIED,
        created=outcome.created,
        updated=outcome.updated,
        unchanged=outcome.unchanged,
        faults=[(one.line, one.field, one.message) for one in outcome.faults[:MOST_FAULTS]],
        fault_count=len(outcome.faults),
    )


def jobs_forget() -> None:
    """Delete jobs that nobody needs any more."""
    storage = storages["private"]
    for folder in _folders():
        state = _read(f"{folder}/state.json")
        if state is None or datetime.fromisoformat(state["at"]) < timezone.now() - KEPT:
            for name in ("upload", "state.json"):
                storage.delete(f"{folder}/{name}")
            storage.delete(folder)


def _folders() -> Iterator[str]:
    for authority in _listed(FOLDER):
        for key in _listed(f"{FOLDER}/{authority}"):
            yield str(PurePosixPath(FOLDER, authority, key))


def _listed(folder: str) -> list[str]:
    try:
        return storages["private"].listdir(folder)[0]
    except FileNotFoundError:
        return []


def _read(name: str) -> dict[str, Any] | None:
    """None where it is not there, after a moment: it may be being written."""
    try:
        with storages["private"].open(name, "rb") as file:
            return json.loads(file.read())  # type: ignore[no-any-return]
    except (FileNotFoundError, ValueError):
        time.sleep(PAUSE)
        return None


def _write(name: str, content: bytes) -> None:
    storage = storages["private"]
    storage.delete(name)
    storage.save(name, ContentFile(content))
