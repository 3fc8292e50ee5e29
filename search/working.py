"""When the work that no reader or editor waits for is done.

`settings.SEARCH_WORKER` says where: "inline" in a thread of the process in which the work came up,
"command" by `manage.py search_worker` beside it, "" nowhere (tests).
"""

import logging
import threading
import time
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection

logger = logging.getLogger(__name__)

IDLE = 0.5  # seconds between two looks of the command
PATIENCE = 2.0  # a thread goes on looking as long after its last work
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0  # after a failure, doubled every time


class InlineWorker:
    """A thread that is there while there is work, and a little longer."""

    def __init__(self) -> None:
        self.wanted = threading.Event()
        self.lock = threading.Lock()
        self.thread: threading.Thread | None = None

    def wake(self) -> None:
        self.wanted.set()
        with self.lock:
            if self.thread is None or not self.thread.is_alive():
                self.thread = threading.Thread(target=self._work, name="search", daemon=True)
                self.thread.start()

    def _work(self) -> None:
        try:
            while not self._is_over():
                self._work_until_quiet()
        finally:
            connection.close()

    def _is_over(self) -> bool:
        """Who wakes it from now on starts another thread."""
        with self.lock:
            if not self.wanted.is_set():
                self.thread = None
            return self.thread is None

    def _work_until_quiet(self) -> None:
        quiet_since, pauses = time.monotonic(), Pauses()
        while time.monotonic() - quiet_since < PATIENCE or pauses.next:
            self.wanted.clear()
            if work_once(pauses):
                quiet_since = time.monotonic()
                continue
            self.wanted.wait(pauses.next or IDLE)


inline_worker = InlineWorker()


def work_wanted() -> None:
    """There is something to do; called after a commit. Never waits, never fails."""
    if settings.SEARCH_WORKER == "inline":
        inline_worker.wake()


def work_forever(stop: Callable[[], bool] = lambda: False) -> None:
    """The command's loop."""
    pauses = Pauses()
    while not stop():
        if not work_once(pauses):
            time.sleep(pauses.next or IDLE)


class Pauses:
    """How long to wait after failures: twice as long each time, up to half a minute."""

    def __init__(self) -> None:
        self.next = 0.0

    def failed(self) -> None:
        self.next = min(max(2 * self.next, FIRST_PAUSE), LONGEST_PAUSE)

    def worked(self) -> None:
        self.next = 0.0


def work_once(pauses: Pauses) -> bool:
    """One round of everything; whether there was anything to do."""
    from .services.work import ROUNDS

    close_old_connections()
    done, has_failed = False, False
    for work in ROUNDS:
        try:
            done |= work()
        except (WorkFailed, DatabaseError) as error:
            has_failed = True
            logger.warning("Search work waits: %s", error)
        except Exception:
            has_failed = True
            logger.exception("Search work has failed")
    pauses.failed() if has_failed else pauses.worked()
    return done and not has_failed


class WorkFailed(Exception):
    """Something outside is not there; the work is tried again later."""
