"""Who does not answer is left alone a while: the breaker between readers and Elasticsearch."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from search.engines import breakers
from search.engines.breakers import REST, Breaker


@pytest.fixture
def clock(monkeypatch):
    class Clock:
        now = 1000.0

        def monotonic(self) -> float:
            return self.now

    clock = Clock()
    monkeypatch.setattr(breakers, "time", clock)
    return clock


def test_all_are_let_through_while_it_works():
    breaker = Breaker()
    assert all(breaker.lets_through() for _ in range(3))


def test_after_a_failure_nobody_is_then_one(clock):
    breaker = Breaker()
    breaker.failed()
    assert not breaker.lets_through()
    clock.now += REST
    assert [breaker.lets_through() for _ in range(3)] == [True, False, False]


def test_the_one_decides_for_all(clock):
    breaker = Breaker()
    breaker.failed()
    clock.now += REST
    assert breaker.lets_through()
    breaker.failed()
    assert not breaker.lets_through()
    clock.now += REST
    assert breaker.lets_through()
    breaker.worked()
    assert all(breaker.lets_through() for _ in range(3))


def test_who_never_reports_is_followed_by_another(clock):
    breaker = Breaker()
    breaker.failed()
    for _ in range(2):
        clock.now += REST
        assert breaker.lets_through()
        assert not breaker.lets_through()


def test_of_many_threads_one_is_let_through():
    breaker, start = Breaker(rest=0.0), Barrier(8)
    breaker.failed()
    breaker.rest = REST

    def ask(_: int) -> bool:
        start.wait()
        return breaker.lets_through()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(ask, range(8))) == 1
