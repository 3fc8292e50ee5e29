"""How tests see that Elasticsearch follows the entries, and that readers find what there is."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings

from deploy.elasticsearch import Node
from portal.tenancy.models import Authority
from search.elastic.building import differences
from search.elastic.client import client
from search.elastic.documents import alias
from search.models import Removal, SearchEntry
from search.selectors import Asked, search
from search.services import entries_remove
from search.services.work import push_pending

QUERIES = (
    "",
    "khối thi đua",
    "khoi thi dua so 2",
    "giấy khen 2024",
    "emulation blocs",
    "hội nghị tổng kết",
)
Found = list[tuple[int, set[int], dict[str, dict[str, int]]]]


def catch_up() -> None:
    """What a worker does until nothing is left."""
    while push_pending():
        pass


def assert_follows() -> None:
    """Elasticsearch has every entry once, in its version, and none that is gone."""
    assert not SearchEntry.objects.pending().exists()
    assert not Removal.objects.exists()
    assert not differences().uids
    refused = [str(uid) for uid in SearchEntry.objects.failed().values_list("uid", flat=True)]
    taken = {"bool": {"must_not": {"ids": {"values": refused}}}}
    count = client().count(index=alias(), query=taken)["count"]
    assert count == SearchEntry.objects.filter(failure="").count()
    assert len(client().indices.get_alias(name=alias()).body) == 1


def found(authority: Authority) -> Found:
    """What readers of an authority are told: totals, first pages, facets."""
    answers = (search(authority, Asked(text=text, language="vi")) for text in QUERIES)
    return [(one.total, {hit.entry.pk for hit in one.hits}, one.facets) for one in answers]


def found_embedded(authority: Authority) -> Found:
    """The same without Elasticsearch."""
    addresses, settings.ELASTICSEARCH_URL = settings.ELASTICSEARCH_URL, []
    try:
        return found(authority)
    finally:
        settings.ELASTICSEARCH_URL = addresses


def retitle(count: int, title: str = "Giấy khen hợp tác xã") -> list[SearchEntry]:
    """Change so many entries, as their things would: each is pending."""
    entries = list(SearchEntry.objects.order_by("pk")[:count])
    for entry in entries:
        entry.title, entry.version = title, entry.version + 1
        entry.save()
    return entries


def take_away() -> SearchEntry:
    """Something is public no more: one of its entries, as it was."""
    removed = SearchEntry.objects.order_by("pk").last()
    entries_remove(removed.kind.model_class(), [removed.object_id])
    return removed


@contextmanager
def frozen(node: Node) -> Iterator[None]:
    """The server takes connections, and answers nothing."""
    os.kill(node.pid, signal.SIGSTOP)
    try:
        while not _is_stopped(node.pid):
            time.sleep(0.01)
        yield
    finally:
        os.kill(node.pid, signal.SIGCONT)


def _is_stopped(pid: int) -> bool:
    """Every thread: they stop one after another."""
    states = (task.joinpath("stat").read_text() for task in Path(f"/proc/{pid}/task").iterdir())
    return all(state.rpartition(")")[2].split()[0] == "T" for state in states)


def held(uid: Any) -> int | None:
    """The version Elasticsearch has of an entry."""
    got = client().options(ignore_status=404).get(index=alias(), id=str(uid))
    return got.body["_version"] if got.body.get("found") else None
