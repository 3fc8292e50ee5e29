"""The index behind the alias: made, kept up, built anew beside the old one, compared."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone
from elasticsearch.helpers import parallel_bulk, scan

from ..engines.contract import EngineError
from ..models import IndexBuild, SearchEntry
from .client import BULK_SECONDS, client, failures
from .documents import alias, delete_action, entries_with_text, index_action, index_body
from .pushing import Pushed, bulk, push

BATCH = 500
KEPT = 2  # indices: the one in use, and one to go back to
Progress = Callable[[int, int], None]


def mapping_key() -> str:
    """Tells one form of the index from another; kept in the index itself."""
    return hashlib.sha256(json.dumps(index_body(), sort_keys=True).encode()).hexdigest()[:16]


def keep_up() -> Pushed:
    """Push a batch, to every index that must have it; make the index where there is none.

    Raises EngineError when Elasticsearch cannot be reached.
    """
    current = current_index()
    if current is None:
        _begin(everything_again=True)
    elif not is_current_form(current):
        rebuild()
    building = IndexBuild.objects.filter(finished_at=None).first()
    return push([alias(), building.index] if building and _exists(building.index) else [alias()])


def current_index() -> str | None:
    """The index the alias stands for; None where there is none."""
    with failures():
        if not client().indices.exists_alias(name=alias()):
            return None
        return str(next(iter(client().indices.get_alias(name=alias()).body)))


def is_current_form(index: str) -> bool:
    with failures():
        mapping = client().indices.get_mapping(index=index).body[index]["mappings"]
    return bool(mapping.get("_meta", {}).get("form") == mapping_key())


def _begin(*, everything_again: bool) -> None:
    """A first index, or one in place of what somebody deleted: every entry has to go out."""
    index = _create()
    if everything_again:
        SearchEntry.objects.update(pushed=0, failure="")
    with failures():
        client().indices.put_alias(index=index, name=alias())
    IndexBuild.objects.create(index=index, finished_at=timezone.now())


def _create() -> str:
    index = f"{alias()}-{datetime.now():%Y%m%d%H%M%S%f}"
    body = index_body()
    body["mappings"]["_meta"] = {"form": mapping_key()}
    with failures():
        client().options(request_timeout=BULK_SECONDS).indices.create(index=index, **body)
    return index


def _exists(index: str) -> bool:
    with failures():
        return bool(client().indices.exists(index=index))


# --- building anew -------------------------------------------------------------------------
def rebuild(progress: Progress = lambda done, total: None) -> str:
    """Build a new index beside the old one, verify it, exchange the alias; the index's name.

    Readers and editors notice nothing. A build that was interrupted goes on where it stopped:
    versions see to it that nothing is doubled, and what changes meanwhile is pushed to both.
    Raises EngineError when Elasticsearch fails, or when the new index is not whole.
    """
    build = _resumed() or IndexBuild.objects.create(index=_create())
    total = SearchEntry.objects.count()
    while chunk := _next_chunk(build):
        _fill(build.index, chunk)
        build.last_pk, build.entries = chunk[-1], build.entries + len(chunk)
        build.save(update_fields=["last_pk", "entries"])
        progress(build.entries, total)
    _verify(build.index)
    _exchange(build.index)
    IndexBuild.objects.filter(pk=build.pk).update(finished_at=timezone.now())
    return build.index


def _resumed() -> IndexBuild | None:
    for build in IndexBuild.objects.filter(finished_at=None):
        if _exists(build.index) and is_current_form(build.index):
            return build
        build.delete()
    return None


def _next_chunk(build: IndexBuild) -> list[int]:
    rows = SearchEntry.objects.filter(pk__gt=build.last_pk).order_by("pk")
    return list(rows.values_list("pk", flat=True)[: 10 * BATCH])


def _fill(index: str, pks: list[int]) -> None:
    entries = entries_with_text(SearchEntry.objects.filter(pk__gte=pks[0], pk__lte=pks[-1]))
    actions = (index_action(index, entry) for entry in entries.iterator(chunk_size=BATCH))
    with failures():
        answers = parallel_bulk(
            client().options(request_timeout=BULK_SECONDS),
            actions,
            thread_count=2,
            chunk_size=BATCH,
            raise_on_error=False,
        )
        for _ok, answer in answers:
            result = next(iter(answer.values()))
            if result["status"] == 429 or result["status"] >= 500:
                raise EngineError(str(result.get("error", ""))[:300])


def _verify(index: str) -> None:
    """Raises EngineError for an index that is not what the entries say, after mending it once."""
    if differences(index).mend(index) and (left := differences(index)):
        raise EngineError(f"The new index is not whole: {len(left)} entries differ.")


def _exchange(index: str) -> None:
    """The alias moves in one step; the index before it stays, older ones go."""
    with failures():
        own = client().options(request_timeout=BULK_SECONDS).indices
        actions: list[dict[str, Any]] = [{"add": {"index": index, "alias": alias()}}]
        if before := current_index():
            actions.insert(0, {"remove": {"index": before, "alias": alias()}})
        own.update_aliases(actions=actions)
        known = sorted(own.get(index=f"{alias()}-*", expand_wildcards="open").body)
        for old in [one for one in known if one not in (index, before)][: -(KEPT - 2) or None]:
            own.delete(index=old)


def roll_back() -> str:
    """The alias goes back to the index before. Raises EngineError where there is none."""
    current = current_index()
    with failures():
        known = sorted(client().indices.get(index=f"{alias()}-*").body)
    before = [one for one in known if one != current]
    if not before or current is None:
        raise EngineError("There is no index to go back to.")
    _exchange(before[-1])
    SearchEntry.objects.update(pushed=0)
    return before[-1]


# --- comparing -----------------------------------------------------------------------------
@dataclass
class Differences:
    """Between the entries and an index: those it lacks, has in another version, should not have."""

    missing: set[str] = field(default_factory=set)
    other: set[str] = field(default_factory=set)
    surplus: dict[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.missing) + len(self.other) + len(self.surplus)

    def mend(self, index: str) -> bool:
        """Push and delete what differs; whether there was anything."""
        wanted = [*self.missing, *self.other]
        for start in range(0, len(wanted), BATCH):
            entries = entries_with_text(
                SearchEntry.objects.filter(uid__in=wanted[start : start + BATCH])
            )
            for _ in bulk(index_action(index, entry) for entry in entries):
                pass
        deletions = (
            delete_action(index, uid, version + 1) for uid, version in self.surplus.items()
        )
        for _ in bulk(deletions):
            pass
        return bool(len(self))


def differences(index: str | None = None) -> Differences:
    """Compare every entry with what Elasticsearch has; entries it has refused are left out."""
    target = index or alias()
    with failures():
        client().options(request_timeout=BULK_SECONDS).indices.refresh(index=target)
    held = dict(_held(target))
    found = Differences()
    entries = SearchEntry.objects.filter(failure="").values_list("uid", "version")
    for uid, version in entries.iterator(chunk_size=5_000):
        known = held.pop(str(uid), None)
        if known is None:
            found.missing.add(str(uid))
        elif known < version:
            found.other.add(str(uid))
    refused = SearchEntry.objects.exclude(failure="").values_list("uid", flat=True)
    for uid in refused:
        held.pop(str(uid), None)
    found.surplus = held
    return found


def _held(index: str) -> Iterator[tuple[str, int]]:
    with failures():
        hits = scan(
            client().options(request_timeout=BULK_SECONDS),
            index=index,
            query={"query": {"match_all": {}}, "version": True, "_source": False},
            size=5_000,
        )
        for hit in hits:
            yield hit["_id"], hit["_version"]
