"""Pending entries go out in bulk; nothing is marked that Elasticsearch has not taken."""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from elasticsearch.helpers import streaming_bulk

from ..engines.contract import Refused
from ..models import Removal, SearchEntry
from .client import BULK_SECONDS, client, failures
from .documents import alias, delete_action, entries_with_text, index_action

BATCH = 500
CONFLICT = 409
PASSING = (403, 404, 429)
SHARD_SECONDS = "5s"  # a primary that is not there is waited for so long
LONGEST_REASON = 500
FIRST_RETRY, LONGEST_RETRY = 60.0, 3600.0  # seconds until what was refused is tried again


@dataclass
class Pushed:
    """What one round did: versions taken by entry, failures with their reasons, and how many
    were not taken for want of room, or of an index: those are tried again.
    """

    versions: dict[int, int] = field(default_factory=dict)
    failures: dict[int, tuple[int, str]] = field(default_factory=dict)
    busy: int = 0
    removed: int = 0

    @property
    def taken(self) -> int:
        return len(self.versions) + self.removed

    @property
    def failed(self) -> int:
        return len(self.failures)

    def __iadd__(self, other: "Pushed") -> "Pushed":
        self.versions |= other.versions
        self.failures |= other.failures
        self.busy += other.busy
        self.removed += other.removed
        return self


def push() -> Pushed:
    """One batch of what is pending. Raises EngineError when Elasticsearch is away.

    A version that Elasticsearch has already is a conflict there, and as good as taken: so a worker
    that dies between push and mark loses and doubles nothing.
    """
    retries.begin()
    done = _push_removals(list(Removal.objects.order_by("pk")[:BATCH]))
    done += push_entries(alias(), list(entries_with_text(SearchEntry.objects.pending())[:BATCH]))
    mark(done)
    return done


def push_entries(target: str, entries: Sequence[SearchEntry]) -> Pushed:
    """Reads no database and marks nothing. A request that one entry spoils is sent in halves."""
    try:
        return _sent(target, entries)
    except Refused as error:
        if len(entries) == 1:
            return Pushed(failures={entries[0].pk: (entries[0].version, str(error))})
    middle = len(entries) // 2
    done = push_entries(target, entries[:middle])
    done += push_entries(target, entries[middle:])
    return done


def _sent(target: str, entries: Sequence[SearchEntry]) -> Pushed:
    by_id = {str(entry.uid): entry for entry in entries}
    done = Pushed()
    for uid, status, reason in bulk(_actions(target, entries, done)):
        _judge(done, by_id[uid], status, reason)
    return done


def _actions(target: str, entries: Iterable[SearchEntry], done: Pushed) -> Iterator[dict[str, Any]]:
    """One entry that cannot be written keeps no other back."""
    for entry in entries:
        try:
            yield index_action(target, entry)
        except Exception as error:
            done.failures[entry.pk] = (entry.version, f"{type(error).__name__}: {error}")


def _judge(done: Pushed, row: SearchEntry, status: int, reason: str) -> None:
    if status < 300 or status == CONFLICT:
        done.versions[row.pk] = row.version
    elif _may_pass(status, reason):
        done.busy += 1
    else:
        done.failures[row.pk] = (row.version, reason)


@transaction.atomic
def mark(done: Pushed) -> None:
    """What has changed again meanwhile has another version, and stays pending."""
    for pk, version in done.versions.items():
        SearchEntry.objects.filter(pk=pk, version=version).update(pushed=version, failure="")
    mark_failures(done)


@transaction.atomic
def mark_failures(done: Pushed) -> None:
    for pk, (version, reason) in done.failures.items():
        row = SearchEntry.objects.filter(pk=pk, version=version)
        row.update(failure=reason[:LONGEST_REASON])


def _push_removals(removals: list[Removal]) -> Pushed:
    """An entry that Elasticsearch has not is as good as removed, but for a missing index.

    That is looked for first: a versioned deletion makes one, whatever it requires.
    """
    if removals and not _has_alias():
        return Pushed(busy=len(removals))
    answers = bulk(delete_action(alias(), row.uid, row.version) for row in removals)
    waiting = {uid for uid, status, reason in answers if reason and _may_pass(status, reason)}
    told = [row for row in removals if str(row.uid) not in waiting]
    with transaction.atomic():
        for row in told:
            Removal.objects.filter(pk=row.pk, version=row.version).delete()
    return Pushed(busy=len(waiting), removed=len(told))


def _has_alias() -> bool:
    with failures():
        return bool(client().indices.exists_alias(name=alias()))


def _may_pass(status: int, reason: str) -> bool:
    """Not for the row's sake: a full queue, an index that is locked, closed, red or not there."""
    return status in PASSING or status >= 500 or "index_closed_exception" in reason


def bulk(actions: Iterable[dict[str, Any]]) -> Iterator[tuple[str, int, str]]:
    """Id, status and reason of each action. Raises EngineError.

    Only an alias is written to: so no entry makes an index of Elasticsearch's own accord.
    """
    with failures():
        answers = streaming_bulk(
            client().options(request_timeout=BULK_SECONDS),
            actions,
            chunk_size=BATCH,
            raise_on_error=False,
            max_retries=0,
            require_alias=True,
            timeout=SHARD_SECONDS,
        )
        for _, answer in answers:
            result = next(iter(answer.values()))
            yield result["_id"], result["status"], _reason(result.get("error"))


def _reason(error: dict[str, Any] | None) -> str:
    if not error:
        return ""
    cause = error.get("caused_by", {}).get("reason", "")
    return ": ".join(filter(None, (error.get("type"), error.get("reason"), cause)))


class Retries:
    """Entries that Elasticsearch has refused go out again now and then: it may have changed its
    mind, or somebody has mended it. How long ago the last time was, a process remembers.
    """

    def __init__(self) -> None:
        self.pause, self.due_at = FIRST_RETRY, 0.0

    def begin(self) -> None:
        """Make pending what was refused, when it is time; each time the pause is twice as long."""
        if time.monotonic() < self.due_at:
            return
        refused = SearchEntry.objects.failed().update(failure="")
        self.pause = min(2 * self.pause, LONGEST_RETRY) if refused else FIRST_RETRY
        self.due_at = time.monotonic() + self.pause


retries = Retries()
