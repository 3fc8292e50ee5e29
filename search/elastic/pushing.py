"""Pending entries go out in bulk; nothing is marked that Elasticsearch has not taken."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from elasticsearch.helpers import streaming_bulk

from ..models import Removal, SearchEntry
from .client import BULK_SECONDS, client, failures
from .documents import alias, delete_action, entries_with_text, index_action

BATCH = 500
CONFLICT, MISSING, BUSY = 409, 404, 429
LONGEST_REASON = 500


@dataclass
class Pushed:
    """What one round did; `busy` entries are tried again, `failed` ones are not."""

    taken: int = 0
    failed: int = 0
    busy: int = 0

    def __add__(self, other: "Pushed") -> "Pushed":
        return Pushed(self.taken + other.taken, self.failed + other.failed, self.busy + other.busy)


def push(index: str | None = None) -> Pushed:
    """One batch of what is pending. Raises EngineError when Elasticsearch cannot be reached.

    A version that Elasticsearch has already is a conflict there, and as good as taken: so a worker
    that dies between push and mark loses and doubles nothing.
    """
    target = index or alias()
    removals = list(Removal.objects.order_by("pk")[:BATCH])
    entries = list(entries_with_text(SearchEntry.objects.pending())[:BATCH])
    return _push_removals(target, removals) + _push_entries(target, entries)


def _push_entries(target: str, entries: list[SearchEntry]) -> Pushed:
    by_id = {str(entry.uid): entry for entry in entries}
    done = Pushed()
    for uid, status, reason in bulk(index_action(target, entry) for entry in entries):
        entry = by_id[uid]
        same = SearchEntry.objects.filter(pk=entry.pk, version=entry.version)
        if status < 300 or status == CONFLICT:
            done.taken += 1
            same.update(pushed=F("version"), failure="")
        elif _may_pass(status):
            done.busy += 1
        else:
            done.failed += 1
            same.update(failure=reason[:LONGEST_REASON])
    return done


def _push_removals(target: str, removals: list[Removal]) -> Pushed:
    by_id = {str(row.uid): row for row in removals}
    done = Pushed()
    actions = (delete_action(target, row.uid, row.version) for row in removals)
    for uid, status, _ in bulk(actions):
        if _may_pass(status):
            done.busy += 1
            continue
        done.taken += 1
        row = by_id[uid]
        Removal.objects.filter(pk=row.pk, version=row.version).delete()
    return done


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
            raise_on_exception=True,
            max_retries=0,
        )
        for _, answer in answers:
            result = next(iter(answer.values()))
            yield result["_id"], result["status"], str(result.get("error", ""))
