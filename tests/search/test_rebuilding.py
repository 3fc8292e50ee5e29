"""An index is built beside the one in use, compared, and exchanged for it; the last is kept."""

from functools import partial

import pytest
from django.core.management import call_command

from news.models import ArticlePage
from portal.sources import source_of
from search.elastic import building, pushing
from search.elastic.client import client
from search.elastic.documents import alias
from search.engines import EngineError
from search.models import IndexBuild, SearchEntry
from search.services import entries_refresh, entries_remove
from tests.search.following import assert_follows, catch_up, found, found_embedded, held, retitle

pytestmark = [pytest.mark.elasticsearch, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    for module in (building, pushing):
        monkeypatch.setattr(module, "BATCH", 100)
    monkeypatch.setattr(building, "AT_ONCE", 2)


@pytest.fixture
def in_use(elastic) -> str:
    """An index that has everything; its name."""
    catch_up()
    return building.current_index()


def indices() -> list[str]:
    return building._known()


def turn(thing: ArticlePage) -> None:
    """Change one thing, and take away another."""
    retitle(30, "Đổi trong khi dựng")
    entries_remove(ArticlePage, [thing.pk])
    catch_up()


def test_readers_notice_nothing(in_use, phu_yen):
    seen = []

    def look(done: int, total: int) -> None:
        assert building.current_index() == in_use
        seen.append((done, total))
        if done == 400:
            assert found(phu_yen) == expected

    expected = found_embedded(phu_yen)
    index = building.rebuild(look)
    total = SearchEntry.objects.count()
    assert seen[0] == (200, total) and seen[-1] == (total, total)
    assert building.current_index() == index != in_use
    assert found(phu_yen) == expected
    assert_follows()


def test_the_index_before_is_kept_and_older_ones_are_not(in_use):
    second = building.rebuild()
    third = building.rebuild()
    assert indices() == [second, third]
    assert_follows()


def test_what_changes_meanwhile_is_not_lost(in_use):
    changes = iter([partial(turn, ArticlePage.objects.live()[0])])
    building.rebuild(lambda done, total: next(changes, int)())
    assert held(SearchEntry.objects.filter(title="Đổi trong khi dựng").first().uid)
    assert_follows()


def test_what_changes_between_comparison_and_exchange_is_not_lost(in_use, monkeypatch):
    original = building._exchange

    def exchange(index):
        turn(ArticlePage.objects.live()[0])
        original(index)

    monkeypatch.setattr(building, "_exchange", exchange)
    building.rebuild()
    assert_follows()


def test_what_is_gone_and_comes_back_meanwhile_is_there(in_use):
    thing = ArticlePage.objects.live()[0]

    def change(done, total):
        entries_remove(ArticlePage, [thing.pk])
        catch_up()
        entries_refresh(source_of(ArticlePage), [thing.pk])

    building.rebuild(change)
    catch_up()
    assert_follows()


@pytest.fixture
def loses_a_batch(monkeypatch):
    """Elasticsearch says it has taken 100 entries, and has not."""
    original, losses = building.push_entries, iter(["the first"])

    def push_entries(target, entries):
        return pushing.Pushed() if next(losses, "") else original(target, entries)

    monkeypatch.setattr(building, "push_entries", push_entries)


def test_an_index_that_is_not_whole_is_mended(in_use, loses_a_batch):
    assert building.rebuild() != in_use
    assert_follows()


def test_an_index_that_cannot_be_mended_does_not_come_into_use(in_use, loses_a_batch, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(building.Differences, "mend", lambda self, target: self.uids)
        with pytest.raises(EngineError, match="not whole: 100 entries"):
            building.rebuild()
    assert building.current_index() == in_use
    assert_follows()
    assert building.rebuild() != in_use
    assert_follows()


def test_a_row_that_is_refused_is_shown_and_stops_no_build(in_use):
    poison = SearchEntry.objects.order_by("pk")[150]
    SearchEntry.objects.filter(pk=poison.pk).update(blocs=["x" * 40_000])
    building.rebuild()
    assert list(SearchEntry.objects.failed()) == [poison]
    assert building.current_index() != in_use
    assert_follows()


def test_a_build_that_was_killed_goes_on_where_it_stopped(in_use, monkeypatch):
    def die(done, total):
        if done == 400:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        building.rebuild(die)
    assert building.current_index() == in_use
    retitle(250)
    catch_up()
    begun = IndexBuild.objects.get(finished_at=None)
    seen = []
    assert building.rebuild(lambda done, total: seen.append(done)) == begun.index
    assert seen[0] == 600
    assert_follows()


def test_the_worker_ends_what_was_killed_after_the_exchange(in_use, monkeypatch):
    original = building._exchange

    def exchange(index):
        turn(ArticlePage.objects.live()[0])
        original(index)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(building, "_exchange", exchange)
        with pytest.raises(KeyboardInterrupt):
            building.rebuild()
    assert building.differences().uids
    catch_up()
    assert_follows()
    assert not IndexBuild.objects.filter(finished_at=None).exists()
    assert in_use in indices()


def test_a_new_version_with_another_form_builds_anew(in_use, monkeypatch):
    retitle(10)
    monkeypatch.setattr(building, "mapping_key", lambda: "another")
    catch_up()
    assert building.current_index() != in_use
    assert_follows()


def test_of_two_that_begin_at_once_one_does(in_use, monkeypatch):
    monkeypatch.setattr(building, "_known", lambda: [])
    IndexBuild.objects.all().delete()
    with pytest.raises(EngineError):
        building.rebuild()
    assert building.current_index() == in_use
    assert_follows()


def test_back_to_the_index_before(in_use, phu_yen):
    later = building.rebuild()
    turn(ArticlePage.objects.live()[0])
    assert building.roll_back() == building.current_index() == in_use
    assert_follows()
    assert found(phu_yen) == found_embedded(phu_yen)
    assert indices() == [in_use, later]
    assert building.roll_back() == later
    assert_follows()


def test_there_is_nothing_to_go_back_to(in_use):
    with pytest.raises(EngineError, match="no index to go back to"):
        building.roll_back()
    IndexBuild.objects.create(index=f"{alias()}-000009")
    client().indices.create(index=f"{alias()}-000009")
    with pytest.raises(EngineError, match="no index to go back to"):
        building.roll_back()
    assert_follows()


def test_data_brought_back_from_yesterday(in_use):
    """Elasticsearch has later versions than there are, and would refuse the true ones."""
    yesterday = list(SearchEntry.objects.order_by("pk")[:5])
    retitle(5, "Của ngày mai")
    catch_up()
    for entry in yesterday:
        entry.pushed = entry.version
        entry.save()
    assert len(building.differences().ahead) == 5
    building.repair()
    catch_up()
    assert_follows()


def test_the_commands(in_use, capsys):
    call_command("search_rebuild")
    assert building.current_index() in capsys.readouterr().out
    call_command("search_rebuild", roll_back=True)
    assert f"In use: {in_use}" in capsys.readouterr().out
    SearchEntry.objects.filter(pk=SearchEntry.objects.first().pk).update(version=1)
    client().indices.delete(index=in_use)
    call_command("search_check", repair=True)
    assert "Mended." in capsys.readouterr().out
    catch_up()
    assert_follows()
