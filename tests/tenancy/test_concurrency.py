"""Two writers at the same instant: what each of them checked before, the other makes untrue.

Every writer is a thread with a connection of its own, to a copy of the sample that may be
written for good. It is the database under test that lets one of them win: SQLite by its write
lock and triggers, PostgreSQL by its row locks and exclusion constraints.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, connection, transaction

from blocs.models import (
    Bloc,
    Decision,
    DecisionItem,
    Enterprise,
    EnterpriseStatus,
    IndustrialPark,
    Leadership,
    Membership,
    ParkAssignment,
)
from blocs.services import DecisionAlreadyIssued, decision_issue
from portal.tenancy.models import Authority
from tests.factories import signed

DAY = date(2024, 3, 1)
Writer = Callable[[Barrier], None]

pytestmark = pytest.mark.usefixtures("database_copy")


def race(*writers: Writer) -> list[Exception | None]:
    """Run the writers at once; each waits at the barrier for the others. What each raised."""
    barrier = Barrier(len(writers), timeout=60)

    def run(writer: Writer) -> Exception | None:
        try:
            writer(barrier)
        except (ValidationError, IntegrityError) as refusal:
            return refusal
        except OperationalError as deadlock:
            # PostgreSQL's other refusal: each of two new rows waits whether the other is to stay.
            if "deadlock detected" not in str(deadlock):
                raise
            return deadlock
        finally:
            connection.close()
        return None

    with ThreadPoolExecutor(len(writers)) as pool:
        return list(pool.map(run, writers))


def losers(outcome: list[Exception | None]) -> list[Exception]:
    """The refusals; exactly one writer has won."""
    refusals = [refusal for refusal in outcome if refusal is not None]
    assert len(refusals) == len(outcome) - 1, outcome
    return refusals


def free_enterprise() -> Enterprise:
    """An operating enterprise of Phú Yên that was never a member."""
    stable = Enterprise.objects.of(phu_yen()).stable(DAY)
    return stable.filter(memberships=None).order_by("code").first()


def phu_yen() -> Authority:
    return Authority.objects.get(code="phu-yen")


def membership(enterprise: Enterprise, bloc_code: str) -> Membership:
    return Membership(
        authority=phu_yen(),
        enterprise=enterprise,
        bloc=Bloc.objects.of(phu_yen()).get(code=bloc_code),
        valid_from=DAY,
        entry_kind="new",
        entry_item=DecisionItem.objects.of(phu_yen()).first(),
    )


def saved_unseen(make: Callable[[], object]) -> Writer:
    """Both writers see that nothing overlaps before either of them writes."""

    def write(barrier: Barrier) -> None:
        row = make()
        row.full_clean()
        barrier.wait()
        row.save()

    return write


def saved_in_turn(make: Callable[[], object]) -> Writer:
    """Check and write in one transaction, as the services do; both begin at once."""

    def write(barrier: Barrier) -> None:
        barrier.wait()
        with transaction.atomic():
            row = make()
            row.full_clean()
            row.save()

    return write


@pytest.mark.parametrize("saved", [saved_unseen, saved_in_turn])
def test_of_two_memberships_of_one_enterprise_one_is_recorded(saved):
    enterprise = free_enterprise()
    outcome = race(*(saved(lambda code=code: membership(enterprise, code)) for code in "HA"))
    assert len(losers(outcome)) == 1
    assert enterprise.memberships.count() == 1


def test_of_many_statuses_from_one_day_one_is_recorded():
    enterprise = Enterprise.objects.create(authority=phu_yen(), code="MOI", name_vi="Công ty Mới")
    statuses = ("registered", "trial", "stable", "suspended")
    writers = [
        saved_unseen(
            lambda status=status: EnterpriseStatus(
                enterprise=enterprise, status=status, valid_from=DAY
            )
        )
        for status in statuses
    ]
    assert len(losers(race(*writers))) == len(statuses) - 1
    assert enterprise.statuses.count() == 1


def test_of_two_authorities_that_take_one_park_one_gets_it():
    park = IndustrialPark.objects.create(code="MOI", name_vi="KCN Mới")
    writers = [
        saved_unseen(
            lambda code=code: ParkAssignment(
                authority=Authority.objects.get(code=code), park=park, valid_from=DAY
            )
        )
        for code in ("phu-yen", "binh-dinh")
    ]
    assert len(losers(race(*writers))) == 1
    assert park.assignments.count() == 1


def test_of_two_leaders_of_one_bloc_one_is_recorded():
    bloc = Bloc.objects.of(phu_yen()).get(code="H")
    Leadership.objects.filter(bloc=bloc, valid_to=None).update(valid_to=DAY)
    item = DecisionItem.objects.of(phu_yen()).first()
    members = list(Membership.objects.active(DAY).filter(bloc=bloc)[:2])
    writers = [
        saved_unseen(
            lambda member=member: Leadership(
                authority=phu_yen(),
                bloc=bloc,
                enterprise=member.enterprise,
                role="leader",
                valid_from=DAY,
                item=item,
            )
        )
        for member in members
    ]
    assert len(losers(race(*writers))) == 1
    assert bloc.leaderships.filter(role="leader", valid_to=None).count() == 1


# --- decisions -----------------------------------------------------------------------------
def draft(number: int, enterprise: Enterprise, bloc_code: str) -> Decision:
    decision = Decision.objects.create(
        authority=phu_yen(),
        full_number=f"{number}/QĐ-BQL",
        kind="consolidate",
        abstract_vi="Kiện toàn Khối thi đua",
        issued_on=DAY,
        **signed(phu_yen()),
    )
    bloc = Bloc.objects.of(phu_yen()).get(code=bloc_code)
    DecisionItem.objects.create(
        decision=decision, effect="member_added", bloc=bloc, enterprise=enterprise
    )
    return decision


def issued(decision: Decision) -> Writer:
    """Issue a decision that was read as a draft before the others issue theirs."""

    def write(barrier: Barrier) -> None:
        own = Decision.objects.get(pk=decision.pk)
        barrier.wait()
        decision_issue(decision=own)

    return write


def test_one_draft_issued_twice_at_once_is_applied_once():
    enterprise = free_enterprise()
    decision = draft(1, enterprise, "H")
    [refusal] = losers(race(issued(decision), issued(decision)))
    assert isinstance(refusal, DecisionAlreadyIssued)
    decision.refresh_from_db()
    assert decision.is_issued
    assert [row.entry_item.decision for row in enterprise.memberships.all()] == [decision]


def test_of_two_drafts_that_admit_one_enterprise_one_is_issued():
    enterprise = free_enterprise()
    decisions = [draft(1, enterprise, "H"), draft(2, enterprise, "A")]
    assert len(losers(race(*map(issued, decisions)))) == 1
    [row] = enterprise.memberships.all()
    assert {decision.state for decision in Decision.objects.filter(issued_on=DAY)} == {
        "draft",
        "issued",
    }
    assert row.entry_item.decision.is_issued


def test_two_drafts_about_two_enterprises_are_both_issued():
    """The lock is not a refusal: who comes second waits."""
    first, second = Enterprise.objects.of(phu_yen()).stable(DAY).filter(memberships=None)[:2]
    decisions = [draft(1, first, "H"), draft(2, second, "A")]
    assert race(*map(issued, decisions)) == [None, None]
    assert Decision.objects.filter(issued_on=DAY, state="issued").count() == 2
