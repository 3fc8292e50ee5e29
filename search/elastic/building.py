"""The index behind the alias: made, kept up, built anew beside the old one, compared."""

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db.models import Count, Max
from django.db.models.functions import Coalesce
from django.utils import timezone
from elasticsearch import NotFoundError
from elasticsearch.helpers import scan

from ..engines.contract import EngineError
from ..models import IndexBuild, SearchEntry
from .client import BULK_SECONDS, client, failures
from .documents import alias, building_alias, delete_action, entries_with_text, index_body
from .pushing import Pushed, bulk, mark_failures, push, push_entries

BATCH = 500
AT_ONCE = 4  # batches that are read before the next are
SENDERS = 2
PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0)  # seconds for a full queue to empty, then a build gives up
Progress = Callable[[int, int], None]


def mapping_key() -> str:
    """Tells one form of the index from another; kept in the index itself."""
    return hashlib.sha256(json.dumps(index_body(), sort_keys=True).encode()).hexdigest()[:16]


def keep_up() -> Pushed:
    """Push a batch; build an index first where there is none, or one that is of another form.

    Until it is whole nothing stands behind the alias, and the embedded engine answers.
    Raises EngineError when Elasticsearch cannot be reached.
    """
    if not _is_in_order():
        rebuild()
    return push()


def repair() -> None:
    """Whatever is wrong is put right. Raises EngineError when Elasticsearch cannot be reached."""
    if not _is_in_order():
        rebuild()
    differences().mend(alias())


def _is_in_order() -> bool:
    """Whether an index of today's form is in use, whose build has come to its end."""
    index = current_index()
    begun = IndexBuild.objects.filter(index=index, finished_at=None)
    return index is not None and is_current_form(index) and not begun.exists()


def current_index() -> str | None:
    """The one index the alias stands for; None where it stands for none, or is none."""
    found = [index for index in _forms(alias()) if index != alias()]
    return found[0] if len(found) == 1 else None


def is_current_form(index: str) -> bool:
    return _forms(index).get(index) == mapping_key()


def _forms(name: str) -> dict[str, str]:
    """The indices of this name or alias, each with its form."""
    with failures():
        try:
            found = client().indices.get_mapping(index=name).body
        except NotFoundError:
            return {}
    return {index: one["mappings"].get("_meta", {}).get("form", "") for index, one in found.items()}


def _known() -> list[str]:
    """All indices of ours that there are, the oldest first."""
    with failures():
        return sorted(client().indices.get(index=f"{alias()}-*", expand_wildcards="all").body)


# --- building anew -------------------------------------------------------------------------
def rebuild(progress: Progress = lambda done, total: None) -> str:
    """Build a new index beside the old one, verify it, exchange the alias; the index's name.

    Readers and editors notice nothing. A build that was interrupted goes on where it stopped:
    versions see to it that nothing is doubled. What changes meanwhile goes to the old index; the
    comparison before the exchange brings it over, that after it what came between.
    Raises EngineError when Elasticsearch fails, or when the new index is not whole.
    """
    build = _resumed() or _begun()
    here = SearchEntry.objects.aggregate(total=Count("pk"), last=Coalesce(Max("pk"), 0))
    for chunk in iter(partial(_next_chunk, build, here["last"]), []):
        _fill(chunk)
        build.last_pk, build.entries = chunk[-1].pk, build.entries + len(chunk)
        build.save(update_fields=["last_pk", "entries"])
        progress(build.entries, here["total"])
    _come_into_use(build)
    return build.index


def _come_into_use(build: IndexBuild) -> None:
    _verify(building_alias())
    _exchange(build.index)
    _verify(alias())
    IndexBuild.objects.filter(pk=build.pk).update(finished_at=timezone.now())


def _resumed() -> IndexBuild | None:
    for build in IndexBuild.objects.filter(finished_at=None):
        if is_current_form(build.index):
            _name_building(build.index)
            return build
        build.delete()
    return None


def _begun() -> IndexBuild:
    """Of two that begin at once, the second finds the name taken: a row or an index has it."""
    known = [*_known(), *IndexBuild.objects.values_list("index", flat=True)]
    numbers = [name.rpartition("-")[2] for name in known]
    latest = max((int(one) for one in numbers if one.isdecimal()), default=0)
    index = f"{alias()}-{latest + 1:06}"
    build = IndexBuild.objects.create(index=index)
    body = index_body()
    body["mappings"]["_meta"] = {"form": mapping_key()}
    with failures():
        client().options(request_timeout=BULK_SECONDS).indices.create(index=index, **body)
    _name_building(index)
    return build


def _name_building(index: str) -> None:
    _move_alias(building_alias(), index)


def _move_alias(name: str, index: str, *others: dict[str, Any]) -> None:
    """In one step, away from whatever had it."""
    away = {"remove": {"index": f"{alias()}-*", "alias": name, "must_exist": False}}
    actions: list[dict[str, Any]] = [away, {"add": {"index": index, "alias": name}}, *others]
    with failures():
        own = client().options(request_timeout=BULK_SECONDS).indices
        own.update_aliases(actions=actions)


def _next_chunk(build: IndexBuild, last: int) -> list[SearchEntry]:
    """Those that were there at the beginning: later ones are brought over by the comparison."""
    rows = entries_with_text(SearchEntry.objects.filter(pk__gt=build.last_pk, pk__lte=last))
    return list(rows[: AT_ONCE * BATCH])


def _fill(entries: list[SearchEntry]) -> None:
    """Send them to the index that is being built; the database is used by this thread alone."""
    send = partial(_patiently, building_alias())
    with ThreadPoolExecutor(SENDERS) as pool:
        for done in pool.map(send, _batches(entries)):
            mark_failures(done)


def _batches(rows: list[Any]) -> Iterator[list[Any]]:
    return (rows[start : start + BATCH] for start in range(0, len(rows), BATCH))


def _patiently(target: str, entries: list[SearchEntry]) -> Pushed:
    """Once more, and once more, when there is no room. Raises EngineError when there never is."""
    for pause in (*PAUSES, None):
        done = push_entries(target, entries)
        if not done.busy:
            return done
        if pause is not None:
            time.sleep(pause)
    raise EngineError(f"Elasticsearch is busy: it has not taken {done.busy} entries.")


def _verify(target: str) -> None:
    """Mend what differs. Raises EngineError when that does not help.

    What has come to differ meanwhile goes its usual way.
    """
    if mended := differences(target).mend(target):
        left = mended & differences(target).uids
        if left:
            raise EngineError(f"The new index is not whole: {len(left)} entries differ.")


def _exchange(index: str) -> None:
    """The alias moves in one step; the index before it stays, older ones go.

    An index that bears the alias's own name is in its way and goes with it: somebody's bulk
    request has made it, and nobody here reads it.
    """
    before = current_index()
    others = [{"remove": {"index": index, "alias": building_alias(), "must_exist": False}}]
    if alias() in _forms(alias()):
        others.insert(0, {"remove_index": {"index": alias()}})
    _move_alias(alias(), index, *others)
    if before not in (None, index):
        with failures():
            for old in set(_known()) - {index, before}:
                client().options(request_timeout=BULK_SECONDS).indices.delete(index=old)


def roll_back() -> str:
    """The index before comes into use again, with all that has changed since.

    Raises EngineError where there is none, or none of the form that this version writes.
    """
    current = current_index()
    begun = set(IndexBuild.objects.filter(finished_at=None).values_list("index", flat=True))
    before = [name for name in _known() if name != current and name not in begun]
    if not before or not is_current_form(before[-1]):
        raise EngineError("There is no index to go back to.")
    build, _ = IndexBuild.objects.update_or_create(index=before[-1], defaults={"finished_at": None})
    _name_building(build.index)
    _come_into_use(build)
    return build.index


# --- comparing -----------------------------------------------------------------------------
@dataclass
class Differences:
    """Between the entries and an index: those it lacks, has in an older version, should not have,
    and those it has in a later version than there is: somebody has brought back old data.
    """

    missing: set[str] = field(default_factory=set)
    other: set[str] = field(default_factory=set)
    surplus: dict[str, int] = field(default_factory=dict)
    ahead: dict[str, int] = field(default_factory=dict)

    @property
    def uids(self) -> set[str]:
        return {*self.missing, *self.other, *self.surplus, *self.ahead}

    def __len__(self) -> int:
        return len(self.uids)

    def mend(self, target: str) -> set[str]:
        """Push and delete what differs; `target` is an alias. Returns the uids of all of it."""
        for uid, version in self.ahead.items():
            SearchEntry.objects.filter(uid=uid).update(version=version + 1, failure="")
        for uids in _batches([*self.missing, *self.other, *self.ahead]):
            entries = entries_with_text(SearchEntry.objects.filter(uid__in=uids))
            mark_failures(_patiently(target, list(entries)))
        _delete(delete_action(target, *one) for one in self.surplus.items())
        return self.uids


def _delete(actions: Iterable[dict[str, Any]]) -> None:
    """The same version as it has would be a conflict, so it is one more."""
    for _ in bulk({**action, "version": action["version"] + 1} for action in actions):
        pass


def differences(target: str = "") -> Differences:
    """Compare every entry with what an index or alias (default: the one in use) has.

    Entries it has refused are left out. Raises EngineError.
    """
    target = target or alias()
    with failures():
        client().options(request_timeout=BULK_SECONDS).indices.refresh(index=target)
    held = dict(_held(target))
    found = Differences()
    entries = SearchEntry.objects.values_list("uid", "version", "failure")
    for uid, version, failure in entries.iterator(chunk_size=5_000):
        known = held.pop(str(uid), None)
        if failure:
            continue
        if known is None:
            found.missing.add(str(uid))
        elif known < version:
            found.other.add(str(uid))
        elif known > version:
            found.ahead[str(uid)] = known
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
