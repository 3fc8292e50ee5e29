"""Pending entries go out in bulk; nothing is marked that Elasticsearch has not taken."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from elasticsearch.helpers import streaming_bulk

from ..models import Removal, SearchEntry
from .client import BULK_SECONDS, client, failures
from .documents import delete_action, entries_with_text, index_action

BATCH = 500
CONFLICT, MISSING, BUSY = 409, 404, 429
LONGEST_REASON = 500


@dataclass
class Pushed:
    """What one round did: versions taken by entry, failures with their reasons, and how many
    were not taken for want of room: those are tried again.
    """

    versions: dict[int, int] = field(default_factory=dict)
    failures: dict[int, tuple[int, str]] = field(default_factory=dict)
    busy: int = 0
    removed: int = 0

    def __add__(self, other: "Pushed") -> "Pushed":
        return Pushed(
            self.versions | other.versions,
            self.failures | other.failures,
            self.busy + other.busy,
            self.removed + other.removed,
        )

    @property
    def taken(self) -> int:
        return len(self.versions) + self.removed

    @property
    def failed(self) -> int:
        return len(self.failures)


def push(targets: Sequence[str]) -> Pushed:
    """One batch of what is pending, to each target. Raises EngineError when Elasticsearch is away.

    A version that Elasticsearch has already is a conflict there, and as good as taken: so a worker
    that dies between push and mark loses and doubles nothing. An entry is marked when the first
    target, the index in use, has it; the others are compared before they come into use.
    """
    removals = list(Removal.objects.order_by("pk")[:BATCH])
    entries = list(entries_with_text(SearchEntry.objects.pending())[:BATCH])
    done = Pushed()
    for target in reversed(targets):
        done = _push_removals(target, removals) + _push_entries(target, entries)
    _forget(removals, done)
    _mark(done)
    return done


def _push_entries(target: str, entries: list[SearchEntry]) -> Pushed:
    by_id = {str(entry.uid): entry for entry in entries}
    done = Pushed()
    for uid, status, reason in bulk(_actions(target, entries, done)):
        _judge(done, by_id[uid], status, reason)
    return done


def _actions(target: str, entries: list[SearchEntry], done: Pushed) -> Iterator[dict[str, Any]]:
    """One entry that cannot be written keeps no other back."""
    for entry in entries:
        try:
            yield index_action(target, entry)
        except Exception as error:
            done.failures[entry.pk] = (entry.version, f"{type(error).__name__}: {error}")


def _judge(done: Pushed, row: SearchEntry, status: int, reason: str) -> None:
    if status < 300 or status == CONFLICT:
        done.versions[row.pk] = row.version
    elif _may_pass(status):
        done.busy += 1
    else:
        done.failures[row.pk] = (row.version, reason)


def _mark(done: Pushed) -> None:
    """What has changed again meanwhile has another version, and stays pending."""
    for pk, version in done.versions.items():
        SearchEntry.objects.filter(pk=pk, version=version).update(pushed=version, failure="")
    for pk, (version, reason) in done.failures.items():
        row = SearchEntry.objects.filter(pk=pk, version=version)
        row.update(failure=reason[:LONGEST_REASON])


def _push_removals(target: str, removals: list[Removal]) -> Pushed:
    done = Pushed()
    statuses = bulk(delete_action(target, row.uid, row.version) for row in removals)
    done.busy = sum(_may_pass(status) for _, status, _ in statuses)
    return done


def _forget(removals: list[Removal], done: Pushed) -> None:
    if removals and not done.busy:
        for row in removals:
            Removal.objects.filter(pk=row.pk, version=row.version).delete()
        done.removed = len(removals)


def _may_pass(status: int) -> bool:
    """A full queue, a primary that is not there: tomorrow it may be taken."""
    return status == BUSY or status >= 500


def bulk(actions: Iterable[dict[str, Any]]) -> Iterator[tuple[str, int, str]]:
    """Id, status and reason of each action."""
    with failures():
        answers = streaming_bulk(
            client().options(request_timeout=BULK_SECONDS),
            actions,
            chunk_size=BATCH,
            raise_on_error=False,
            max_retries=0,
        )
        for _, answer in answers:
            result = next(iter(answer.values()))
            yield result["_id"], result["status"], str(result.get("error", ""))
