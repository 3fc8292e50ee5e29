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
    Award,
    AwardType,
    Bloc,
    Decision,
    DecisionItem,
    EmulationPeriod,
    Enterprise,
    EnterpriseStatus,
    IndustrialPark,
    Leadership,
    Membership,
    ParkAssignment,
    Ranking,
    ScoreSheet,
    Transition,
)
from blocs.services import (
    DecisionAlreadyIssued,
    cross_checkers_assign,
    decision_issue,
    ranking_finalise,
    sheet_verify,
    sheet_verify_scores,
)
from portal.tenancy.models import Authority
from tests.factories import YEAR, ScoredBloc, scored_bloc, shares, signed

DAY = date(2024, 3, 1)
AWARDED = date(YEAR + 1, 2, 1)
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


# --- the emulation year --------------------------------------------------------------------
def at_once(action: Callable[[], object]) -> Writer:
    def write(barrier: Barrier) -> None:
        barrier.wait()
        action()

    return write


@pytest.fixture
def scored(database_copy) -> ScoredBloc:
    """Three members whose sheets are verified."""
    round_ = scored_bloc(phu_yen())
    round_.assign()
    for place, share in enumerate(("1", "0.9", "0.8")):
        round_.verify(place, share)
    return round_


def test_of_two_rankings_of_one_bloc_one_is_made(scored):
    def finalise() -> None:
        ranking_finalise(period=EmulationPeriod.objects.get(pk=scored.period.pk), bloc=scored.bloc)

    assert len(losers(race(at_once(finalise), at_once(finalise)))) == 1
    [ranking] = Ranking.objects.filter(period=scored.period)
    assert ranking.results.count() == len(scored.members)
    assert {sheet.state for sheet in scored.sheets} == {"locked"}


def test_a_sheet_is_verified_once(database_copy):
    round_ = scored_bloc(phu_yen())
    round_.assign()
    sheet = round_.cross_check(0)
    sheet_verify_scores(sheet=sheet, scores=shares())

    def verify() -> None:
        sheet_verify(sheet=ScoreSheet.objects.get(pk=sheet.pk), user=round_.administrator)

    assert len(losers(race(at_once(verify), at_once(verify)))) == 1
    steps = Transition.objects.filter(subject_id=sheet.pk, to_state="verified")
    assert steps.filter(subject_type__model="scoresheet").count() == 1


def test_two_who_assign_at_once_make_no_mutual_pair(database_copy):
    round_ = scored_bloc(phu_yen())
    first, second, _third = round_.sheets

    def assign(sheet: ScoreSheet, peer: Enterprise) -> Callable[[], None]:
        return lambda: cross_checkers_assign(sheets={sheet: peer})

    pairs = (first, second.enterprise), (second, first.enterprise)
    assert len(losers(race(*(at_once(assign(*pair)) for pair in pairs)))) == 1
    assert len([sheet for sheet in round_.sheets if sheet.cross_checker]) == 1


def test_two_decisions_at_once_give_one_flag(scored):
    """The quota of a bloc is nowhere in the database: the service waits at the bloc's row."""
    flag = AwardType.objects.valid(AWARDED).filter(quota_per_bloc=1).first()
    decisions = []
    for number, member in enumerate(scored.members[:2], 8001):
        decision = Decision.objects.create(
            authority=phu_yen(),
            full_number=f"{number}/QĐ-UBND",
            kind="award",
            level=flag.level,
            abstract_vi="Tặng Cờ thi đua",
            issued_on=AWARDED,
            **signed(phu_yen()),
        )
        DecisionItem.objects.create(
            decision=decision,
            effect="award_granted",
            award_type=flag,
            enterprise=member,
            year=scored.period.year,
        )
        decisions.append(decision)
    assert len(losers(race(*map(issued, decisions)))) == 1
    assert Award.objects.filter(bloc=scored.bloc, award_type=flag).count() == 1
