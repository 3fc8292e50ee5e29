"""The worker brings entries to Elasticsearch: each once, in order of versions, none in the way."""

import pytest

from news.models import ArticlePage
from portal.sources import source_of
from search import working
from search.elastic import pushing
from search.elastic.client import client
from search.elastic.documents import alias, index_action
from search.models import Removal, SearchEntry
from search.services import entries_refresh, entries_remove, work
from search.services.work import push_pending
from search.working import Pauses, WorkFailed, work_once
from tests.search.following import assert_follows, catch_up, held, retitle

pytestmark = [pytest.mark.elasticsearch, pytest.mark.django_db]

INDIGESTIBLE = ["x" * 40_000]  # longer than any term of Lucene


@pytest.fixture
def clock(monkeypatch):
    class Clock:
        now = 1000.0

        def monotonic(self) -> float:
            return self.now

    clock = Clock()
    monkeypatch.setattr(pushing, "time", clock)
    return clock


def article() -> ArticlePage:
    return ArticlePage.objects.live().first()


def entries_of(thing) -> list[SearchEntry]:
    return list(SearchEntry.objects.filter(object_id=thing.pk, kind__model="articlepage"))


def test_what_is_pending_goes_out_and_is_marked(elastic):
    catch_up()
    [entry, *_] = retitle(3)
    assert SearchEntry.objects.pending().count() == 3
    assert push_pending() and not push_pending()
    entry.refresh_from_db()
    assert entry.pushed == entry.version == held(entry.uid)
    assert_follows()


def test_an_older_version_replaces_no_newer_one(elastic):
    catch_up()
    [old] = SearchEntry.objects.order_by("pk")[:1]
    [new] = retitle(1)
    catch_up()
    [(_, status, _)] = pushing.bulk([index_action(alias(), old)])
    assert status == pushing.CONFLICT
    assert held(new.uid) == new.version


def test_what_changes_while_it_is_pushed_stays_pending(elastic, monkeypatch):
    catch_up()
    original = pushing.push_entries

    def push_entries(target, entries):
        done = original(target, entries)
        retitle(1, "Đã đổi lần nữa")
        return done

    retitle(2)
    with monkeypatch.context() as patch:
        patch.setattr(pushing, "push_entries", push_entries)
        push_pending()
    assert [one.title for one in SearchEntry.objects.pending()] == ["Đã đổi lần nữa"]
    catch_up()
    assert_follows()


def test_what_is_gone_is_removed_and_may_come_back(elastic):
    catch_up()
    thing = article()
    [entry, *_] = entries_of(thing)
    entries_remove(ArticlePage, [thing.pk])
    assert Removal.objects.exists()
    catch_up()
    assert held(entry.uid) is None
    assert_follows()

    entries_refresh(source_of(ArticlePage), [thing.pk])
    catch_up()
    assert held(entry.uid) > entry.version
    assert_follows()


def test_what_comes_back_before_its_removal_is_pushed_stays(elastic):
    catch_up()
    thing = article()
    [entry, *_] = entries_of(thing)
    entries_remove(ArticlePage, [thing.pk])
    entries_refresh(source_of(ArticlePage), [thing.pk])
    catch_up()
    assert held(entry.uid) > entry.version
    assert_follows()


def test_a_removal_waits_for_elasticsearch(elastic, settings):
    catch_up()
    thing = article()
    [entry, *_] = entries_of(thing)
    there = settings.ELASTICSEARCH_URL
    settings.ELASTICSEARCH_URL = ["http://127.0.0.1:9"]
    client.cache_clear()
    entries_remove(ArticlePage, [thing.pk])
    with pytest.raises(WorkFailed):
        push_pending()
    settings.ELASTICSEARCH_URL = there
    client.cache_clear()
    assert held(entry.uid) == entry.version
    catch_up()
    assert held(entry.uid) is None


def spoil(entry: SearchEntry) -> None:
    SearchEntry.objects.filter(pk=entry.pk).update(blocs=INDIGESTIBLE)


def test_a_row_that_is_refused_keeps_no_other_back_and_is_shown(elastic):
    catch_up()
    poison, *others = retitle(5)
    spoil(poison)
    catch_up()
    poison.refresh_from_db()
    assert "failed to parse field [bloc]" in poison.failure
    assert all(held(one.uid) == one.version for one in others)
    assert list(SearchEntry.objects.failed()) == [poison]
    assert_follows()


def test_a_row_that_spoils_its_request_keeps_no_other_back(elastic, monkeypatch):
    def action(target, entry):
        made = index_action(target, entry)
        return made | {"_source": {"title": object()}} if entry == poison else made

    catch_up()
    poison, *others = retitle(7)
    monkeypatch.setattr(pushing, "index_action", action)
    catch_up()
    assert list(SearchEntry.objects.failed()) == [poison]
    assert all(held(one.uid) == one.version for one in others)


def test_a_row_that_cannot_be_written_keeps_no_other_back(elastic, monkeypatch):
    def action(target, entry):
        return {}["text"] if entry == poison else index_action(target, entry)

    catch_up()
    poison, *others = retitle(7)
    monkeypatch.setattr(pushing, "index_action", action)
    catch_up()
    assert SearchEntry.objects.failed().get().failure == "KeyError: 'text'"
    assert all(held(one.uid) == one.version for one in others)


def test_what_was_refused_is_tried_again_ever_more_seldom(elastic, clock, monkeypatch):
    catch_up()
    [poison] = retitle(1)
    spoil(poison)
    tried = []
    original = pushing.index_action
    monkeypatch.setattr(
        pushing, "index_action", lambda *args: tried.append(clock.now) or original(*args)
    )
    start = clock.now
    for _ in range(200):
        catch_up()
        clock.now += 30
    assert [moment - start for moment in tried] == [0, 60, 180, 420, 900, 1860, 3780]
    poison.refresh_from_db()
    assert poison.failure

    SearchEntry.objects.filter(pk=poison.pk).update(blocs=[])
    clock.now += pushing.LONGEST_RETRY
    catch_up()
    assert held(poison.uid) == poison.version
    assert not SearchEntry.objects.failed().exists()
    assert_follows()


def test_a_refused_row_that_changes_is_tried_at_once(elastic):
    catch_up()
    thing = article()
    [entry, *_] = entries_of(thing)
    SearchEntry.objects.filter(pk=entry.pk).update(failure="quá dài")
    entries_refresh(source_of(ArticlePage), [thing.pk])
    catch_up()
    assert held(entry.uid) > entry.version
    assert_follows()


def test_the_worker_waits_longer_after_each_failure_and_no_longer_after_a_success(
    elastic, settings, monkeypatch
):
    monkeypatch.setattr(working, "close_old_connections", lambda: None)
    monkeypatch.setattr(work, "ROUNDS", [push_pending])
    there = settings.ELASTICSEARCH_URL
    settings.ELASTICSEARCH_URL = ["http://127.0.0.1:9"]
    client.cache_clear()
    pauses, waits = Pauses(), []
    for _ in range(9):
        assert not work_once(pauses)
        waits.append(pauses.next)
    assert waits == [0.5, 1, 2, 4, 8, 16, 30, 30, 30]
    settings.ELASTICSEARCH_URL = there
    client.cache_clear()
    while work_once(pauses):
        pass
    assert not pauses.next
    assert_follows()


def test_what_nobody_foresaw_stops_no_other_work(elastic, monkeypatch):
    monkeypatch.setattr(working, "close_old_connections", lambda: None)

    def fail():
        raise ValueError("không ngờ")

    monkeypatch.setattr(work, "ROUNDS", [fail, push_pending])
    pauses = Pauses()
    for _ in range(5):
        assert not work_once(pauses)
    assert pauses.next
    assert_follows()
