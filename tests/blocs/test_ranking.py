"""The rules of ranking alone, whatever the points: pure functions, no database."""

from collections import Counter
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blocs.enums import Classification, Prize, TieBreak
from blocs.ranking import STEPS, Candidate, classify, prize, rank, total

# Few values each, so that ties of every depth are frequent.
few = st.integers(0, 2).map(Decimal)
points = st.decimals(0, 1000, places=2)
keys = st.lists(st.text("ABC", min_size=1, max_size=4), unique=True, max_size=9)
chains = st.permutations(list(TieBreak)).flatmap(
    lambda steps: st.integers(0, len(steps)).map(lambda size: steps[:size])
)
BANDS = [
    (Classification.EXCELLENT, Decimal(900)),
    (Classification.GOOD, Decimal("799.5")),
    (Classification.FAIR, Decimal(650)),
    (Classification.COMPLETED, Decimal(500)),
    (Classification.NOT_COMPLETED, Decimal(0)),
]


@st.composite
def fields(draw, names):
    return [
        Candidate(
            key=name,
            total=draw(few),
            group_i=draw(few),
            penalties=draw(few),
            votes=draw(st.none() | st.integers(0, 2)),
            chair_place=draw(st.none() | st.integers(1, 3)),
            disqualified=draw(st.sampled_from([False, False, False, True])),
        )
        for name in names
    ]


candidates = keys.flatmap(fields)


def judged(rows: list[Candidate], step: TieBreak) -> bool:
    """Whether the step can say anything about these: it knows all of them."""
    return None not in [STEPS[step](one) for one in rows]


def separated(first: Candidate, second: Candidate, equals: list[Candidate], chain) -> bool:
    """Whether some step tells two of equal total apart, the ones before it having failed to.

    Written against the definition, not the implementation: a step judges the candidates that
    every step before it has left equal, and only if it knows all of them.
    """
    for step in chain:
        if not judged(equals, step):
            continue
        if STEPS[step](first) != STEPS[step](second):
            return True
        equals = [one for one in equals if STEPS[step](one) == STEPS[step](first)]
    return False


# --- ranks ---------------------------------------------------------------------------------
@given(candidates, chains, st.randoms())
def test_the_order_of_the_input_is_irrelevant(rows, chain, random):
    shuffled = list(rows)
    random.shuffle(shuffled)
    assert rank(shuffled, chain) == rank(rows, chain)


@given(candidates, chains)
def test_everybody_is_placed_once(rows, chain):
    assert Counter(one.candidate for one in rank(rows, chain)) == Counter(rows)


@given(candidates, chains)
def test_a_rank_is_one_more_than_the_number_of_those_before(rows, chain):
    """Competition ranks, of the total alone and of the whole chain: 1, 2, 2, 4."""
    placed = [one for one in rank(rows, chain) if one.final_rank is not None]
    for one in placed:
        better = [other for other in placed if other.candidate.total > one.candidate.total]
        assert one.score_rank == len(better) + 1
        before = [other for other in placed if other.final_rank < one.final_rank]
        assert one.final_rank == len(before) + 1


@given(candidates, chains)
def test_nobody_passes_a_higher_total(rows, chain):
    placed = [one for one in rank(rows, chain) if one.final_rank is not None]
    for first, second in pairwise(placed):
        assert first.candidate.total >= second.candidate.total
        assert first.final_rank <= second.final_rank


@given(candidates, chains)
def test_two_share_a_rank_exactly_where_every_step_left_them_equal(rows, chain):
    placed = [one for one in rank(rows, chain) if one.final_rank is not None]
    for one in placed:
        equals = [row.candidate for row in placed if row.score_rank == one.score_rank]
        for other in placed:
            if other.score_rank == one.score_rank:
                apart = separated(one.candidate, other.candidate, equals, chain)
                assert (one.final_rank != other.final_rank) is apart


@given(candidates, chains)
def test_a_rank_that_is_not_the_total_s_is_explained(rows, chain):
    """INV-20; and nothing is explained where nobody was equal."""
    placed = rank(rows, chain)
    ranks = Counter(one.score_rank for one in placed)
    for one in placed:
        if one.final_rank != one.score_rank:
            assert one.decided_by in chain
        if ranks[one.score_rank] == 1:
            assert one.decided_by is None


@given(candidates, chains)
def test_the_disqualified_have_no_rank_and_take_none(rows, chain):
    out = [row for row in rows if row.disqualified]
    placed = rank(rows, chain)
    for one in placed[len(rows) - len(out) :]:
        assert one.candidate.disqualified
        assert (one.score_rank, one.final_rank, one.decided_by) == (None, None, None)
    without = [row for row in rows if not row.disqualified]
    assert placed[: len(without)] == rank(without, chain)


@pytest.mark.parametrize(
    ("step", "better", "worse"),
    [
        (TieBreak.GROUP_I, {"group_i": Decimal(2)}, {"group_i": Decimal(1)}),
        (TieBreak.FEWER_PENALTIES, {"penalties": Decimal(1)}, {"penalties": Decimal(2)}),
        (TieBreak.BALLOT, {"votes": 5}, {"votes": 0}),
        (TieBreak.CHAIR_DECISION, {"chair_place": 1}, {"chair_place": 2}),
    ],
)
def test_each_step_prefers_the_better(step, better, worse):
    rows = [Candidate("A", Decimal(9), **worse), Candidate("B", Decimal(9), **better)]
    found = [(one.candidate.key, one.score_rank, one.final_rank) for one in rank(rows, [step])]
    assert found == [("B", 1, 1), ("A", 1, 2)]
    assert {one.decided_by for one in rank(rows, [step])} == {step}


def test_a_step_that_does_not_know_everybody_decides_nothing():
    rows = [Candidate("A", Decimal(9), votes=7), Candidate("B", Decimal(9))]
    placed = rank(rows, [TieBreak.BALLOT])
    assert [(one.final_rank, one.decided_by) for one in placed] == [(1, None), (1, None)]


def test_three_equals_are_separated_step_by_step():
    rows = [
        Candidate("A", Decimal(9), group_i=Decimal(1), votes=3),
        Candidate("B", Decimal(9), group_i=Decimal(1), votes=8),
        Candidate("C", Decimal(9), group_i=Decimal(4), votes=0),
        Candidate("D", Decimal(8)),
    ]
    placed = rank(rows, [TieBreak.GROUP_I, TieBreak.BALLOT])
    assert [(one.candidate.key, one.score_rank, one.final_rank) for one in placed] == [
        ("C", 1, 1),
        ("B", 1, 2),
        ("A", 1, 3),
        ("D", 4, 4),
    ]
    assert [one.decided_by for one in placed] == [
        TieBreak.GROUP_I,
        TieBreak.BALLOT,
        TieBreak.BALLOT,
        None,
    ]


# --- totals --------------------------------------------------------------------------------
@given(st.lists(points), st.lists(points), st.lists(points), points)
def test_a_total_counts_the_bonus_to_its_cap_and_is_never_negative(base, bonuses, penalties, cap):
    found = total(base, bonuses, penalties, cap)
    assert found.bonus == min(sum(bonuses), cap)
    assert found.value == max(0, sum(base) + found.bonus - sum(penalties))
    assert found.value >= 0


@given(st.lists(points), st.lists(points, min_size=1))
def test_without_a_cap_no_bonus_counts(base, bonuses):
    assert total(base, bonuses, (), Decimal(0)).value == sum(base)


# --- classes and prizes --------------------------------------------------------------------
@pytest.mark.parametrize(("name", "least"), BANDS)
def test_a_threshold_itself_belongs_to_its_class(name, least):
    assert classify(least, BANDS) == name


@pytest.mark.parametrize(("better", "worse"), list(pairwise(BANDS)))
def test_a_hundredth_below_a_threshold_is_the_next_class(better, worse):
    assert classify(better[1] - Decimal("0.01"), BANDS) == worse[0]


@given(points, points)
def test_more_points_are_never_a_worse_class(one, other):
    order = [name for name, _least in BANDS]
    low, high = sorted((one, other))
    assert order.index(classify(high, BANDS)) <= order.index(classify(low, BANDS))


@given(points)
def test_the_disqualified_have_no_class(one):
    assert classify(one, BANDS, disqualified=True) == Classification.UNCLASSIFIED


@given(st.integers(1, 60), st.integers(0, 20))
def test_prizes_go_by_rank(place, consolations):
    podium = {1: Prize.FIRST, 2: Prize.SECOND, 3: Prize.THIRD}
    consoled = Prize.CONSOLATION if place <= 3 + consolations else Prize.NONE
    assert prize(place, consolations) == podium.get(place, consoled)


@given(st.integers(0, 20))
def test_who_has_no_rank_has_no_prize(consolations):
    assert prize(None, consolations) == Prize.NONE
