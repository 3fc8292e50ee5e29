"""What a scoring round allows: who checks whom, what is still missing, who was faster."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from blocs.enums import SheetState
from blocs.services import (
    Gap,
    Score,
    SheetChanged,
    Verdict,
    cross_checkers_assign,
    cross_checkers_propose,
    sheet_cross_score,
    sheet_cross_submit,
    sheet_exempt,
    sheet_gaps,
    sheet_return,
    sheet_score,
    sheet_submit,
    sheet_total,
    sheet_verify,
    sheet_verify_scores,
    sheet_version,
)
from tests.factories import BONUS, LEAVES, PENALTY, ScoredBloc, scored_bloc, shares

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_(phu_yen) -> ScoredBloc:
    return scored_bloc(phu_yen)


def checkers(round_: ScoredBloc) -> dict[str, str | None]:
    rows = {sheet.enterprise.code: sheet.cross_checker for sheet in round_.sheets}
    return {code: peer and peer.code for code, peer in rows.items()}


# --- who checks whom -----------------------------------------------------------------------
@pytest.mark.parametrize("turn", range(1, 9))
@pytest.mark.parametrize("size", range(3, 15))
def test_a_proposal_has_neither_oneself_nor_mutual_pairs(size, turn):
    found = cross_checkers_propose(list(range(size)), turn=turn)
    assert sorted(found.values()) == list(range(size))
    assert not [one for one, peer in found.items() if one == peer or found[peer] == one]


def test_a_mutual_pair_is_refused_together(round_):
    first, second, _third = round_.sheets
    with pytest.raises(ValidationError):
        cross_checkers_assign(sheets={first: second.enterprise, second: first.enterprise})


def test_a_mutual_pair_is_refused_one_after_the_other(round_):
    first, second, _third = round_.sheets
    cross_checkers_assign(sheets={first: second.enterprise})
    with pytest.raises(ValidationError):
        cross_checkers_assign(sheets={second: first.enterprise})


def test_two_members_check_each_other(phu_yen):
    pair = scored_bloc(phu_yen, members=2)
    pair.assign()
    assert checkers(pair) == {"T01": "T02", "T02": "T01"}


def test_two_members_that_are_left_check_each_other(round_):
    first, second, third = round_.sheets
    sheet_exempt(sheet=third, reason="Tạm ngừng sản xuất")
    cross_checkers_assign(sheets={first: second.enterprise, second: first.enterprise})
    assert list(checkers(round_).values())[:2] == [second.enterprise.code, first.enterprise.code]


def test_nobody_checks_two_sheets_not_even_one_after_the_other(round_):
    first, second, third = round_.sheets
    cross_checkers_assign(sheets={first: third.enterprise})
    with pytest.raises(ValidationError):
        cross_checkers_assign(sheets={second: third.enterprise})


def test_checkers_can_be_exchanged_at_once(round_):
    round_.assign()
    first, second, third = round_.sheets
    other = {first: third.enterprise, second: first.enterprise, third: second.enterprise}
    cross_checkers_assign(sheets=other)
    assert checkers(round_) == {"T01": "T03", "T02": "T01", "T03": "T02"}


def test_a_new_checker_judges_for_himself(round_):
    round_.assign()
    sheet = round_.submit(0)
    sheet_cross_score(sheet=sheet, scores=shares("0.5"))
    cross_checkers_assign(sheets={sheet: sheet.cross_checker})
    assert sheet.lines.exclude(cross_points=None).count() == len(LEAVES)
    _first, second, third = round_.sheets
    cross_checkers_assign(sheets={sheet: third.enterprise, second: None, third: None})
    assert not sheet.lines.exclude(cross_points=None).exists()


# --- what is still missing -----------------------------------------------------------------
def test_points_and_evidence_are_missing_before_a_self_score(round_):
    sheet = round_.sheets[0]
    sheet_score(sheet=sheet, scores={"I.1": Score(Decimal(40)), "I.2": Score(Decimal(0))})
    assert sheet_gaps(sheet, "self") == [
        ("I.1", Gap.EVIDENCE),
        ("II.1", Gap.POINTS),
        ("II.2", Gap.POINTS),
    ]
    with pytest.raises(ValidationError, match=r"I\.1, II\.1, II\.2"):
        sheet_submit(sheet=sheet)


def test_no_evidence_is_asked_for_where_no_points_are(round_):
    sheet = round_.sheets[0]
    sheet_score(sheet=sheet, scores=shares("0"))
    assert sheet_gaps(sheet, "self") == []


@pytest.mark.parametrize(("points", "note", "gaps"), [(36, "", 0), ("35.99", "", 1), (0, "Sai", 0)])
def test_a_peer_explains_a_difference_of_more_than_a_tenth(points, note, gaps, round_):
    round_.assign()
    sheet = round_.submit(0)
    scores = shares() | {"I.1": Score(Decimal(points), note)}
    sheet_cross_score(sheet=sheet, scores=scores)
    assert sheet_gaps(sheet, "cross") == [("I.1", Gap.NOTE)] * gaps


def test_an_undecided_bonus_is_missing_before_verification(round_):
    round_.assign()
    sheet = round_.sheets[0]
    sheet_score(sheet=sheet, scores={}, bonuses={BONUS: 2})
    sheet = round_.cross_check(0)
    sheet_verify_scores(sheet=sheet, scores=shares())
    assert sheet_gaps(sheet, "verified") == [(BONUS, Gap.DECISION)]
    with pytest.raises(ValidationError, match=BONUS):
        sheet_verify(sheet=sheet)


def test_a_bonus_asked_for_anew_is_undecided_again(round_):
    round_.assign()
    sheet = round_.sheets[0]
    sheet_score(sheet=sheet, scores={}, bonuses={BONUS: 1})
    sheet = round_.cross_check(0)
    sheet_verify_scores(sheet=sheet, scores={}, verdicts={BONUS: Verdict(1, True)})
    sheet = sheet_return(sheet=sheet, reason="Bổ sung số liệu")
    sheet_score(sheet=sheet, scores={}, bonuses={BONUS: 1})
    assert sheet.adjustments.get().counts
    sheet_score(sheet=sheet, scores={}, bonuses={BONUS: 2})
    assert not sheet.adjustments.get().counts


def test_bonuses_count_up_to_the_cap_and_penalties_all(round_):
    round_.assign()
    sheet = round_.cross_check(0)
    verdicts = {BONUS: Verdict(2, True), PENALTY: Verdict(2, True, "Trễ hạn")}
    sheet_verify_scores(sheet=sheet, scores=shares(), verdicts=verdicts)
    total = sheet_total(sheet, "verified")
    assert (total.base, total.bonus, total.penalty, total.value) == (100, 3, 6, 97)


# --- who was faster ------------------------------------------------------------------------
def test_scores_entered_upon_an_old_version_are_refused(round_):
    sheet = round_.sheets[0]
    seen = sheet_version(sheet, "self")
    sheet_score(sheet=sheet, scores={"I.2": Score(Decimal(7))}, seen=seen)
    with pytest.raises(SheetChanged):
        sheet_score(sheet=sheet, scores={"I.2": Score(Decimal(9))}, seen=seen)
    assert sheet.lines.get(criterion__code="I.2").self_points == 7


def test_the_peer_s_scores_do_not_change_the_version_of_others(round_):
    round_.assign()
    sheet = round_.submit(0)
    seen = sheet_version(sheet, "verified")
    sheet_cross_score(sheet=sheet, scores=shares(), seen=sheet_version(sheet, "cross"))
    sheet = sheet_cross_submit(sheet=sheet)
    sheet_verify_scores(sheet=sheet, scores=shares(), seen=seen)
    assert sheet.state == SheetState.CROSS_CHECKED
