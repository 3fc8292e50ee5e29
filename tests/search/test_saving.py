"""An editor saves; what happens to Elasticsearch meanwhile is not the editor's business."""

import time

import pytest
from django.db import connection, transaction

from news.models import ArticlePage
from search import working
from search.models import SearchEntry
from search.services import work
from tests.search.following import assert_follows, catch_up, frozen

pytestmark = [pytest.mark.elasticsearch, pytest.mark.usefixtures("database_copy")]

LONGEST_SAVE = 2.0  # seconds: promised, whatever Elasticsearch does
LONGEST_WORK = 60.0


@pytest.fixture
def inline(settings, monkeypatch):
    """Entries are pushed by a thread of this process, as in a small installation."""
    settings.SEARCH_WORKER = "inline"
    monkeypatch.setattr(working, "PATIENCE", 0.2)
    monkeypatch.setattr(work, "ROUNDS", [work.push_pending])


def publish_in_time(title: str) -> None:
    article = ArticlePage.objects.live().first()
    article.title_vi = title
    begun = time.monotonic()
    with transaction.atomic():
        article.save_revision().publish()
    assert time.monotonic() - begun < LONGEST_SAVE
    assert SearchEntry.objects.filter(title=title).exists()


def wait_for_worker() -> None:
    until = time.monotonic() + LONGEST_WORK
    while working.inline_worker.thread and time.monotonic() < until:
        time.sleep(0.05)


def test_nobody_waits_for_a_server_that_hangs(victim, inline):
    catch_up()
    with frozen(victim.nodes[0]):
        for number in range(3):
            publish_in_time(f"Khen thưởng hợp tác xã {number}")
        assert SearchEntry.objects.pending().exists()
    wait_for_worker()
    assert_follows()


def test_a_server_that_is_killed_gets_all_when_it_is_back(victim, inline):
    [node] = victim.nodes
    catch_up()
    node.kill()
    publish_in_time("Khen thưởng hợp tác xã")
    node.start()
    victim.wait()
    wait_for_worker()
    assert_follows()
    connection.close()
