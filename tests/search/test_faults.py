"""Elasticsearch fails in every way it can: no entry is lost or doubled, and readers find."""

import pytest

from deploy.elasticsearch import free_ports
from portal.tenancy.models import Authority
from search import engines, working
from search.elastic import building, pushing
from search.elastic.client import client
from search.elastic.documents import alias, index_body
from search.elastic.engine import ElasticEngine
from search.engines import EngineError
from search.models import IndexBuild, Removal, SearchEntry
from search.selectors import Asked, search
from search.services.work import push_pending
from search.working import Pauses, WorkFailed, work_once
from tests.search.following import (
    assert_follows,
    catch_up,
    found,
    found_embedded,
    frozen,
    held,
    retitle,
    take_away,
)

pytestmark = [pytest.mark.elasticsearch, pytest.mark.django_db]


def recover() -> None:
    """What time brings: Elasticsearch is asked again, and the worker tries again."""
    engines.breaker.worked()
    catch_up()
    assert_follows()


def assert_readers_find(authority: Authority) -> None:
    assert found(authority) == found_embedded(authority)


def at_the(count: int, action):
    """Elasticsearch's next entries are made ready as ever, and something happens before one."""
    made = iter(range(1, count + 1))

    def index_action(*args):
        if next(made, None) == count:
            action()
        return original(*args)

    original = pushing.index_action
    return index_action


@pytest.fixture
def small_batches(monkeypatch):
    for module in (building, pushing):
        monkeypatch.setattr(module, "BATCH", 100)
    monkeypatch.setattr(building, "AT_ONCE", 2)


# --- killed --------------------------------------------------------------------------------
def test_killed_during_a_publication(victim, phu_yen, monkeypatch, small_batches):
    [node] = victim.nodes
    catch_up()
    changed = retitle(300)
    take_away()
    monkeypatch.setattr(pushing, "index_action", at_the(150, node.kill))
    with pytest.raises(WorkFailed):
        catch_up()
    assert_readers_find(phu_yen)
    left = SearchEntry.objects.pending().count()
    assert len(changed) - 100 <= left < len(changed)

    node.start()
    victim.wait()
    recover()
    assert_readers_find(phu_yen)


def test_killed_during_a_rebuild(victim, phu_yen, monkeypatch, small_batches):
    [node] = victim.nodes
    catch_up()
    before = building.current_index()
    monkeypatch.setattr(pushing, "index_action", at_the(450, node.kill))
    with pytest.raises(EngineError):
        building.rebuild()
    assert_readers_find(phu_yen)
    build = IndexBuild.objects.get(finished_at=None)
    assert 200 <= build.entries < SearchEntry.objects.count()

    node.start()
    victim.wait()
    engines.breaker.worked()
    assert building.current_index() == before
    assert_readers_find(phu_yen)
    assert building.rebuild() == build.index
    recover()
    assert_readers_find(phu_yen)


def test_the_worker_is_killed_between_push_and_mark(elastic, monkeypatch):
    catch_up()
    retitle(100)
    removed = take_away()
    with monkeypatch.context() as patch:
        patch.setattr(pushing, "mark", dies)
        with pytest.raises(Killed):
            push_pending()
    assert SearchEntry.objects.pending().count() == 100
    assert held(removed.uid) is None
    recover()


class Killed(BaseException):
    pass


def dies(*args, **kwargs):
    raise Killed


# --- does not answer -----------------------------------------------------------------------
def test_one_reader_waits_for_a_server_that_hangs_then_nobody_does(victim, phu_yen, monkeypatch):
    asked = []
    original = ElasticEngine.count
    monkeypatch.setattr(ElasticEngine, "count", lambda *args: asked.append(1) or original(*args))
    monkeypatch.setattr(engines.breaker, "rest", 600)
    catch_up()
    with frozen(victim.nodes[0]):
        assert_readers_find(phu_yen)
        assert_readers_find(phu_yen)
    assert len(asked) == 1
    recover()
    assert_readers_find(phu_yen)
    assert len(asked) > 1


def test_configured_and_never_there(victim, settings, phu_yen, monkeypatch):
    monkeypatch.setattr(working, "close_old_connections", lambda: None)
    there = settings.ELASTICSEARCH_URL
    [port] = free_ports(1)
    settings.ELASTICSEARCH_URL = [f"http://127.0.0.1:{port}"]
    client.cache_clear()
    assert_readers_find(phu_yen)
    pauses = Pauses()
    waits = []
    for _ in range(3):
        assert not work_once(pauses)
        waits.append(pauses.next)
    assert waits == [0.5, 1.0, 2.0]
    assert_readers_find(phu_yen)

    settings.ELASTICSEARCH_URL = there
    client.cache_clear()
    recover()


# --- refuses -------------------------------------------------------------------------------
def test_no_room(elastic, phu_yen, monkeypatch):
    """The block that Elasticsearch sets when its disk is full is answered like a full queue."""
    catch_up()
    retitle(50)
    removed = take_away()
    indices = client().indices
    indices.put_settings(index=alias(), settings={"blocks.read_only_allow_delete": True})
    with pytest.raises(WorkFailed, match="busy"):
        push_pending()
    assert not SearchEntry.objects.failed().exists()
    assert_readers_find(phu_yen)
    indices.put_settings(index=alias(), settings={"blocks.read_only_allow_delete": None})
    recover()
    assert held(removed.uid) is None


def test_a_full_queue_takes_a_part(elastic, monkeypatch):
    catch_up()
    retitle(90)
    original = type(client()).bulk

    def bulk(self, **kwargs):
        answer = original(self, **kwargs)
        for item in answer.body["items"][::3]:
            item["index"] |= {"status": 429, "error": {"type": "es_rejected_execution_exception"}}
        return answer

    with monkeypatch.context() as patch:
        patch.setattr(type(client()), "bulk", bulk)
        with pytest.raises(WorkFailed, match="30 entries wait"):
            push_pending()
    assert SearchEntry.objects.pending().count() == 30
    recover()


def test_a_rebuild_waits_for_a_full_queue(elastic, monkeypatch):
    busy = iter([3, 1, 0])
    original = building.push_entries

    def push_entries(target, entries):
        done = original(target, entries)
        done.busy = next(busy, 0)
        return done

    monkeypatch.setattr(building, "push_entries", push_entries)
    monkeypatch.setattr(building, "PAUSES", (0, 0))
    catch_up()
    assert_follows()


def test_facets_that_fail_leave_nothing_to_elasticsearch(elastic, phu_yen, monkeypatch):
    def fail(*args):
        raise EngineError

    catch_up()
    monkeypatch.setattr(ElasticEngine, "count", lambda *args: 999)
    monkeypatch.setattr(ElasticEngine, "facets", fail)
    assert_readers_find(phu_yen)


def test_a_query_that_is_refused_is_answered_and_no_reason_to_rest(elastic, phu_yen):
    catch_up()
    words = " ".join(f"khối {number}" for number in range(3_000))
    search(phu_yen, Asked(text=words, language="vi"))
    client().indices.close(index=alias())
    assert_readers_find(phu_yen)
    assert engines.breaker.lets_through()
    client().indices.open(index=alias())


# --- the index -----------------------------------------------------------------------------
def test_red(elastic, phu_yen, monkeypatch):
    """The index is there, and no node has its data; then it is there again, and empty."""
    monkeypatch.setattr(pushing, "SHARD_SECONDS", "100ms")
    catch_up()
    _lose_the_data()
    retitle(20)
    assert client().cluster.health(index=alias())["status"] == "red"
    assert_readers_find(phu_yen)
    with pytest.raises(WorkFailed, match="busy"):
        push_pending()
    assert not SearchEntry.objects.failed().exists()
    client().indices.put_settings(
        index=alias(), settings={"index.routing.allocation.require._name": None}
    )
    client().cluster.health(index=alias(), wait_for_status="green")
    building.repair()
    recover()
    assert_readers_find(phu_yen)


def _lose_the_data() -> None:
    """A new index like the old one, that no node may have."""
    index = building.current_index()
    mappings = client().indices.get_mapping(index=index).body[index]["mappings"]
    settings = index_body()["settings"] | {"index.routing.allocation.require._name": "nobody"}
    client().indices.delete(index=index)
    client().indices.create(
        index=index,
        mappings=mappings,
        settings=settings,
        aliases={alias(): {}},
        wait_for_active_shards="0",
    )


def test_deleted(elastic, phu_yen):
    catch_up()
    _delete()
    assert_readers_find(phu_yen)
    recover()
    assert_readers_find(phu_yen)


def _delete() -> None:
    client().indices.delete(index=building.current_index())


def test_deleted_while_entries_are_pushed(elastic, monkeypatch):
    """A bulk request makes no index by itself, of the alias's name and of any form."""
    catch_up()
    retitle(20)
    take_away()
    monkeypatch.setattr(pushing, "index_action", at_the(10, _delete))
    with pytest.raises(WorkFailed, match="busy"):
        push_pending()
    take_away()
    assert pushing.push().busy
    assert Removal.objects.exists()
    assert not client().indices.exists(index=alias())
    recover()


def test_an_index_has_taken_the_aliass_name(elastic, phu_yen):
    catch_up()
    _delete()
    client().index(index=alias(), document={"title": "Của ai?"})
    recover()
    assert_readers_find(phu_yen)


def test_another_mapping(elastic, phu_yen):
    catch_up()
    before = building.current_index()
    _delete()
    body = {"mappings": {"dynamic": "false"}, "aliases": {alias(): {}}}
    client().indices.create(index=before, **body)
    retitle(20)
    recover()
    assert building.current_index() != before
    assert_readers_find(phu_yen)


def test_two_indices_behind_the_alias(elastic, phu_yen):
    catch_up()
    other = f"{alias()}-000007"
    client().indices.create(index=other, aliases={alias(): {}})
    retitle(20)
    recover()
    assert_readers_find(phu_yen)
