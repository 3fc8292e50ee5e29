"""What public pages of records and a ranking cost with many rows, beside the small sample.

Needs the sample loaded with `load_demo --size large`; `make bench` does both. Every address is
asked for in one run on one database, with an empty cache: queries, and the median of five times.
"""

import logging
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median
from time import perf_counter

import django

sys.path.insert(0, str(Path(__file__).parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
django.setup()

from django.core.cache import cache  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import translation  # noqa: E402

from blocs.demo.criteria import table_of  # noqa: E402
from blocs.demo.plan import plan_round  # noqa: E402
from blocs.demo.scoring import Round, periods_load, round_score  # noqa: E402
from blocs.enums import PeriodKind  # noqa: E402
from blocs.models import (  # noqa: E402
    Bloc,
    BlocIndexPage,
    CriteriaSet,
    Enterprise,
    Membership,
)
from blocs.models.pages import IndexPage, RecordIndexPage  # noqa: E402
from blocs.services import ranking_finalise  # noqa: E402
from portal.basepage.models import BasePage  # noqa: E402
from portal.tenancy.models import Authority  # noqa: E402

SMALL, LARGE = "phu-yen", "thu-tai"
TIMES = 5
SHAPE = {"top": 990, "good": 890, "steps": [2, 4]}


@dataclass(frozen=True)
class Cost:
    """Of one thing, once with few rows and once with many; times in milliseconds."""

    queries: int
    milliseconds: float
    note: str = ""


# --- pages ---------------------------------------------------------------------------------
def pages(authority: Authority) -> Iterator[tuple[str, str]]:
    """Name and path of each section, and of the first record or page below it."""
    yield "home", "/vi/"
    sections = BasePage.objects.child_of(authority.site.root_page).live().specific()
    for section in sections:
        if not isinstance(section, IndexPage):
            continue
        name = type(section).__name__.removesuffix("Page").removesuffix("Index").lower()
        yield f"{name}: index", section.url
        if below := _below(section, authority):
            yield name, below


def _below(section: IndexPage, authority: Authority) -> str:
    """The address of the first record, of the largest bloc, of the first enterprise."""
    if isinstance(section, RecordIndexPage):
        record = section.public_records(authority).first()
        return f"{section.url}{record.slug}/" if record else ""
    if isinstance(section, BlocIndexPage):
        return str(_largest_bloc(authority).page.url)
    child = section.get_children().live().first()
    return str(child.url) if child else ""


def _largest_bloc(authority: Authority) -> Bloc:
    """The bloc with most members; the lowest code among equals."""
    blocs = Bloc.objects.of(authority).order_by("code")
    return max(blocs, key=lambda bloc: bloc.memberships.filter(valid_to=None).count())


def page_cost(authority: Authority, path: str) -> Cost:
    client = Client(raise_request_exception=False, headers={"host": authority.site.hostname})

    def ask() -> int:
        cache.clear()
        return client.get(path).status_code

    status = ask()
    return _cost(ask, "" if status == 200 else str(status))


# --- a ranking -----------------------------------------------------------------------------
def ranking_cost(authority: Authority) -> Cost:
    """A year after the sample's last is scored, and its largest bloc ranked; nothing stays."""
    bloc = _largest_bloc(authority)
    with transaction.atomic():
        round_ = _scored(authority, bloc)

        def rank() -> None:
            with transaction.atomic():
                ranking_finalise(period=round_.period, bloc=bloc)
                transaction.set_rollback(True)

        cost = _cost(rank, f"{len(round_.plans[bloc])} members")
        transaction.set_rollback(True)
    return cost


def _scored(authority: Authority, bloc: Bloc) -> Round:
    year = 2021
    criteria_set = CriteriaSet.objects.of(authority).public().first()
    due = [date(year, 11, 24), date(year, 12, 4), date(year, 12, 19), date(year, 12, 31)]
    members = Membership.objects.of(authority).filter(valid_to=None).select_related("bloc")
    codes: dict[str, list[str]] = {}
    for row in members.select_related("enterprise", "bloc"):
        codes.setdefault(row.bloc.code, []).append(row.enterprise.code)
    excellent = {code: len(names) * 2 // 5 for code, names in codes.items()}
    given = SHAPE | {"excellent": excellent, "offsets": dict.fromkeys(codes, 0)}
    table = table_of(criteria_set)
    plans = plan_round(authority.code, year, codes, given, table)
    round_ = Round(
        period=periods_load(authority, year, due, criteria_set)[PeriodKind.YEAR],
        table=table,
        words="PY-2019",
        opens=date(year, 11, 4),
        plans={one: plans[one.code] for one in Bloc.objects.of(authority) if one.code in plans},
        enterprises={one.code: one for one in Enterprise.objects.of(authority)},
        has_evidence=False,
    )
    round_score(round_)
    return round_


# --- measuring -----------------------------------------------------------------------------
def _cost(action: Callable[[], object], note: str) -> Cost:
    with CaptureQueriesContext(connection) as captured:
        action()
    queries, times = len(captured), []  # the next request forgets them
    for _ in range(TIMES):
        start = perf_counter()
        action()
        times.append((perf_counter() - start) * 1000)
    return Cost(queries, median(times), note)


def rows() -> Iterator[tuple[str, Cost, Cost]]:
    small, large = (Authority.objects.get(code=code) for code in (SMALL, LARGE))
    many = dict(pages(large))
    for name, path in pages(small):
        if name in many:
            yield name, page_cost(small, path), page_cost(large, many[name])
    yield "ranking of a bloc", ranking_cost(small), ranking_cost(large)


def main() -> None:
    logging.disable(logging.ERROR)  # a page that fails shows its status
    write = sys.stdout.write
    write(f"{'':24}{SMALL:>22}{LARGE:>22}{'ratio':>8}\n")
    for name, few, many in rows():
        cells = "".join(f"{cost.queries:>8} q {cost.milliseconds:>8.1f} ms" for cost in (few, many))
        notes = "  ".join(dict.fromkeys(note for note in (few.note, many.note) if note))
        ratio = many.milliseconds / few.milliseconds
        write(f"{name:24}{cells}{ratio:>7.1f}×  {notes}\n")


if __name__ == "__main__":
    with translation.override("vi"):
        main()
