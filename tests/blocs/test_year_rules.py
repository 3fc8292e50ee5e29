"""What the services of the year refuse, with nothing half done: criteria to awards."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from blocs.enums import (
    AwardState,
    CriteriaState,
    Indicator,
    PeriodState,
    PledgeState,
    RankingState,
    ReportState,
    SheetState,
    Visibility,
)
from blocs.models import (
    Award,
    AwardType,
    Bloc,
    Conference,
    CriteriaSet,
    Decision,
    DecisionItem,
    EmulationPeriod,
    Enterprise,
    Pledge,
    PledgeSignature,
    PledgeTarget,
    Ranking,
    Report,
    ScoreSheet,
    Transition,
)
from blocs.services import (
    Target,
    award_present,
    ballot_enter,
    chair_decide,
    criteria_clone,
    criteria_problems,
    decision_issue,
    period_open,
    pledge_missing,
    pledge_move,
    pledge_sign,
    pledge_targets_set,
    pledge_unsign,
    ranking_discard,
    ranking_finalise,
    report_file_add,
    report_file_remove,
    report_move,
    sheet_exempt,
    sheet_include,
    sheet_reopen,
    sheet_revise,
    sheet_score,
    sheet_verify,
    sheet_verify_scores,
)
from blocs.states import STEPS, ForbiddenStep, state_change
from tests.factories import YEAR, ScoredBloc, report_of, scored_bloc, shares, signed

pytestmark = pytest.mark.django_db
AWARDED = date(YEAR + 1, 2, 1)


@pytest.fixture
def round_(phu_yen) -> ScoredBloc:
    found = scored_bloc(phu_yen)
    found.assign()
    return found


@pytest.fixture
def verified(round_) -> ScoredBloc:
    for place, share in enumerate(("1", "0.9", "0.8")):
        round_.verify(place, share)
    return round_


@pytest.fixture
def ranked(verified) -> ScoredBloc:
    ranking_finalise(period=verified.period, bloc=verified.bloc)
    return verified


@pytest.fixture
def published(ranked) -> ScoredBloc:
    approve(ranked)
    return ranked


def ranking_of(round_: ScoredBloc, revision: int = 1) -> Ranking:
    return Ranking.objects.get(period=round_.period, bloc=round_.bloc, revision=revision)


def decide(authority, number: int, kind: str, item: dict, **changes) -> Decision:
    decision = Decision.objects.create(
        authority=authority,
        full_number=f"{number}/QĐ-BQL",
        kind=kind,
        abstract_vi="Quyết định thử",
        issued_on=AWARDED,
        **signed(authority),
        **changes,
    )
    DecisionItem.objects.create(decision=decision, **item)
    return decision_issue(decision=decision)


def approve(round_: ScoredBloc, revision: int = 1, kind: str = "approve_result") -> Decision:
    item = {"effect": "result_approved", "ranking": ranking_of(round_, revision)}
    number = 8100 + Decision.objects.of(round_.authority).count()
    return decide(round_.authority, number, kind, item)


def unchanged(model, action: Callable[[], object], match: str = "") -> str:
    """The refusal's message; the rows of the model are as before."""
    before = list(model._base_manager.order_by("pk").values())
    with pytest.raises(ValidationError) as refusal:
        action()
    assert list(model._base_manager.order_by("pk").values()) == before
    message = " ".join(refusal.value.messages)
    assert match in message
    return message


# --- criteria ------------------------------------------------------------------------------
@pytest.fixture
def draft_set(round_) -> CriteriaSet:
    return criteria_clone(criteria_set=round_.period.criteria_set, code="MOI", year=YEAR + 1)


def test_a_clone_is_a_draft_with_the_same_criteria_and_its_own_year(draft_set, round_):
    original = round_.period.criteria_set
    assert draft_set.state == CriteriaState.DRAFT
    assert draft_set.cloned_from == original
    assert draft_set.issued_by is None
    assert str(YEAR + 1) in draft_set.title_vi or str(YEAR) not in original.title_vi
    assert list(draft_set.criteria.values_list("code", "max_points")) == list(
        original.criteria.values_list("code", "max_points")
    )
    assert not set(draft_set.criteria.values_list("uid")) & set(
        original.criteria.values_list("uid")
    )


def test_a_code_is_taken_once(round_):
    original = round_.period.criteria_set
    unchanged(
        CriteriaSet,
        lambda: criteria_clone(criteria_set=original, code=original.code, year=YEAR + 1),
    )


def test_a_set_that_does_not_sum_up_is_not_issued(draft_set, phu_yen):
    draft_set.criteria.filter(code="I.1").update(max_points=39)
    item = {"effect": "criteria_issued", "criteria_set": draft_set}
    message = unchanged(CriteriaSet, lambda: decide(phu_yen, 8200, "issue_criteria", item))
    assert "99" in message
    assert "I" in message
    assert not Decision.objects.filter(full_number="8200/QĐ-BQL", state="issued").exists()


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda one: one.criteria.all().delete(), "chưa có tiêu chí"),
        (lambda one: one.criteria.filter(code="II").delete(), "II"),
        (lambda one: one.rules.filter(kind="bonus").delete(), "điểm thưởng"),
    ],
)
def test_what_keeps_a_set_from_being_issued_is_said(spoil, words, draft_set):
    assert criteria_problems(draft_set) == []
    spoil(draft_set)
    assert words in " ".join(criteria_problems(draft_set))


def test_a_round_is_opened_once_and_needs_criteria_in_force(round_, draft_set):
    unchanged(ScoreSheet, lambda: period_open(period=round_.period))
    year = YEAR + 1
    period = EmulationPeriod.objects.create(
        authority=round_.authority,
        year=year,
        kind="YEAR",
        data_from=date(year, 1, 1),
        data_to=date(year, 12, 31),
        criteria_set=draft_set,
        self_due=date(year, 11, 30),
        cross_due=date(year, 12, 9),
        verify_due=date(year, 12, 19),
        publish_due=date(year, 12, 31),
    )
    unchanged(ScoreSheet, lambda: period_open(period=period))
    period.refresh_from_db()
    assert period.state == PeriodState.PLANNED


def test_opening_a_round_locks_its_criteria(round_):
    assert round_.period.criteria_set.state == CriteriaState.LOCKED


# --- states --------------------------------------------------------------------------------
STATES = {
    CriteriaSet: CriteriaState,
    EmulationPeriod: PeriodState,
    ScoreSheet: SheetState,
    Ranking: RankingState,
    Pledge: PledgeState,
    Award: AwardState,
    Report: ReportState,
}
FORBIDDEN = [
    pytest.param(model, source, target, id=f"{model.__name__}-{source}-{target}")
    for model, states in STATES.items()
    for source in states.values
    for target in states.values
    if (source, target) not in {(step.source, step.target) for step in STEPS[model]}
]


def test_every_record_with_steps_is_tried():
    assert set(STATES) == set(STEPS)


@pytest.mark.parametrize(("model", "source", "target"), FORBIDDEN)
def test_a_step_that_is_not_in_the_table_is_refused(model, source, target, phu_yen):
    record = model._base_manager.filter(authority=phu_yen).first()
    record.state = source
    steps = Transition.objects.count()
    with pytest.raises(ForbiddenStep):
        state_change(record, target, user=None, reason="Thử")
    assert Transition.objects.count() == steps


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_step_back_needs_a_reason(reason, verified):
    sheet = verified.sheets[0]
    unchanged(ScoreSheet, lambda: sheet_reopen(sheet=sheet, reason=reason))
    sheet_reopen(sheet=sheet, reason=" Chấm sót tiêu chí II.1 ")
    step = Transition.objects.filter(subject_id=sheet.pk).order_by("-pk").first()
    assert (step.from_state, step.to_state) == ("verified", "cross_checked")
    assert step.reason == "Chấm sót tiêu chí II.1"


# --- scores --------------------------------------------------------------------------------
def test_verified_scores_are_final(verified):
    sheet = verified.sheets[0]
    unchanged(ScoreSheet, lambda: sheet_verify_scores(sheet=sheet, scores=shares("0.5")))
    unchanged(ScoreSheet, lambda: sheet_score(sheet=sheet, scores=shares("0.5")))


def test_who_submitted_does_not_verify(round_):
    sheet = round_.cross_check(0)
    sheet_verify_scores(sheet=sheet, scores=shares())
    unchanged(ScoreSheet, lambda: sheet_verify(sheet=sheet, user=round_.contacts[0]))


def test_an_exempted_member_has_no_place_until_it_is_included_again(round_):
    round_.verify(0)
    round_.verify(1)
    last = round_.sheets[2]
    sheet_exempt(sheet=last, reason="Ngừng sản xuất do bão")
    ranking = ranking_finalise(period=round_.period, bloc=round_.bloc)
    assert ranking.results.count() == 2
    unchanged(ScoreSheet, lambda: sheet_exempt(sheet=last, reason="Lần nữa"))
    sheet_include(sheet=last, reason="Đã sản xuất trở lại")
    assert round_.sheets[2].state == SheetState.DRAFT


# --- ballots -------------------------------------------------------------------------------
def test_a_ballot_is_of_the_bloc_s_own_members(round_, phu_yen):
    stranger = Enterprise.objects.of(phu_yen).get(code="PY-A01")
    unchanged(
        ScoreSheet,
        lambda: ballot_enter(
            period=round_.period, bloc=round_.bloc, eligible=3, cast=3, votes={stranger: 3}
        ),
        match=stranger.name_vi,
    )
    assert not round_.bloc.ballots.exists()


def test_a_ballot_can_be_entered_anew_until_the_bloc_is_ranked(verified):
    first, second, _third = verified.members
    enter = {"period": verified.period, "bloc": verified.bloc, "eligible": 3, "cast": 3}
    ballot_enter(**enter, votes={first: 3})
    ballot = ballot_enter(**enter, votes={second: 2})
    assert list(ballot.options.values_list("enterprise", "votes")) == [(second.pk, 2)]
    ranking_finalise(period=verified.period, bloc=verified.bloc)
    unchanged(Ranking, lambda: ballot_enter(**enter, votes={first: 3}))


# --- rankings ------------------------------------------------------------------------------
def test_a_bloc_with_an_open_sheet_is_not_ranked_and_says_whose(round_):
    round_.verify(0)
    message = unchanged(
        ScoreSheet, lambda: ranking_finalise(period=round_.period, bloc=round_.bloc)
    )
    assert round_.members[1].name_vi in message
    assert round_.members[0].name_vi not in message
    assert not Ranking.objects.filter(period=round_.period).exists()


def test_a_ranked_bloc_is_not_ranked_again(ranked):
    unchanged(Ranking, lambda: ranking_finalise(period=ranked.period, bloc=ranked.bloc))


def test_a_ranked_sheet_cannot_be_reopened_but_the_ranking_taken_back(ranked):
    sheet = ranked.sheets[0]
    unchanged(ScoreSheet, lambda: sheet_reopen(sheet=sheet, reason="Sót"))
    ranking = ranking_of(ranked)
    unchanged(Ranking, lambda: ranking_discard(ranking=ranking, reason=""))
    ranking_discard(ranking=ranking, reason="Chấm sót")
    assert not Ranking.objects.filter(period=ranked.period).exists()
    assert {one.state for one in ranked.sheets} == {SheetState.VERIFIED}


def test_a_ranking_that_a_draft_approves_is_not_taken_back(ranked):
    ranking = ranking_of(ranked)
    decision = Decision.objects.create(
        authority=ranked.authority,
        full_number="8300/QĐ-BQL",
        kind="approve_result",
        abstract_vi="Công nhận kết quả",
        issued_on=AWARDED,
    )
    DecisionItem.objects.create(decision=decision, effect="result_approved", ranking=ranking)
    unchanged(Ranking, lambda: ranking_discard(ranking=ranking, reason="Chấm sót"))


def test_a_published_result_is_not_taken_back(published):
    ranking = ranking_of(published)
    unchanged(Ranking, lambda: ranking_discard(ranking=ranking, reason="Chấm sót"))
    unchanged(Ranking, lambda: approve(published))


def test_publication_closes_the_round_only_when_every_bloc_is_done(published):
    period = EmulationPeriod.objects.get(pk=published.period.pk)
    others = period.sheets.current().exclude(state=SheetState.PUBLISHED)
    assert others.exists()  # the blocs of the sample take part, too
    assert period.state == PeriodState.OPEN


def test_the_chair_s_word_counts_among_equals_and_gives_its_reason(round_):
    for place in range(3):
        round_.verify(place)
    sheet = round_.sheets[2]
    unchanged(ScoreSheet, lambda: chair_decide(sheet=sheet, place=1, reason="  "))
    for place, one in enumerate((sheet, *round_.sheets[:2]), 1):
        chair_decide(sheet=one, place=place, reason="Theo biên bản họp khối")
    ranking = ranking_finalise(period=round_.period, bloc=round_.bloc)
    first = ranking.results.get(final_rank=1)
    assert first.enterprise == round_.members[2]
    assert first.score_rank == 1
    assert first.tie_reason == "Theo biên bản họp khối"


# --- corrections ---------------------------------------------------------------------------
def corrected(round_: ScoredBloc, reason: str = "Cộng sót điểm") -> Ranking:
    sheet = sheet_revise(sheet=round_.sheets[2], reason="Cộng sót điểm")
    sheet_verify_scores(sheet=sheet, scores=shares("0.95"))
    sheet_verify(sheet=sheet, user=round_.administrator)
    period = EmulationPeriod.objects.get(pk=round_.period.pk)
    return ranking_finalise(period=period, bloc=round_.bloc, correction_reason=reason)


def test_only_a_correcting_decision_changes_a_published_result(published):
    before = list(ranking_of(published).results.values())
    ranking = corrected(published)
    unchanged(Ranking, lambda: approve(published, revision=2))
    approve(published, revision=2, kind="correct")
    assert ranking_of(published).state == RankingState.SUPERSEDED
    assert list(ranking_of(published).results.values()) == before
    assert ranking.results.get(enterprise=published.members[2]).final_rank == 2


def test_a_correction_gives_its_reason(published):
    with pytest.raises(ValidationError):
        corrected(published, reason=" ")
    assert Ranking.objects.filter(period=published.period).count() == 1


def test_a_correction_that_corrects_nothing_is_refused(published):
    period = EmulationPeriod.objects.get(pk=published.period.pk)
    unchanged(
        Ranking,
        lambda: ranking_finalise(period=period, bloc=published.bloc, correction_reason="Vì sao"),
    )


def test_only_a_published_sheet_is_revised(ranked):
    unchanged(ScoreSheet, lambda: sheet_revise(sheet=ranked.sheets[0], reason="Sót"))


# --- pledges -------------------------------------------------------------------------------
@pytest.fixture
def pledge(round_) -> Pledge:
    pledge = Pledge(
        authority=round_.authority, bloc=round_.bloc, year=YEAR, title_vi="Giao ước thi đua"
    )
    pledge.full_clean()
    pledge.save()
    return pledge_move(pledge=pledge, to=PledgeState.COLLECTING)


def promise(value: str, **changes) -> Target:
    return Target(value=Decimal(value), **changes)


def test_every_wrong_target_is_named_and_none_is_kept(pledge, round_):
    targets = {
        Indicator.REVENUE: promise("1", visibility=Visibility.PUBLIC),
        Indicator.JOBS: promise("-5"),
        Indicator.ACCIDENTS: promise("0"),
    }
    with pytest.raises(ValidationError) as refusal:
        pledge_targets_set(pledge=pledge, enterprise=round_.members[0], targets=targets)
    assert set(refusal.value.message_dict) == {"revenue", "jobs"}
    assert not PledgeTarget.objects.filter(pledge=pledge).exists()


def test_a_target_is_replaced_or_taken_back(pledge, round_):
    member = round_.members[0]
    for value in (Decimal(10), Decimal(12), None):
        pledge_targets_set(
            pledge=pledge, enterprise=member, targets={Indicator.JOBS: Target(value=value)}
        )
        found = list(pledge.targets.values_list("target", flat=True))
        assert found == ([] if value is None else [value])


def test_members_of_the_day_sign_and_nobody_else(pledge, round_, phu_yen):
    day = date(YEAR, 3, 1)
    stranger = Enterprise.objects.of(phu_yen).get(code="PY-A01")
    unchanged(PledgeSignature, lambda: pledge_sign(pledge=pledge, enterprise=stranger, on=day))
    early = date(YEAR - 1, 6, 1)  # before the bloc was founded
    unchanged(
        PledgeSignature,
        lambda: pledge_sign(pledge=pledge, enterprise=round_.members[0], on=early),
    )
    pledge_sign(pledge=pledge, enterprise=round_.members[0], on=day)
    assert set(pledge_missing(pledge, day)) == set(round_.members[1:])


def test_a_signed_pledge_takes_nothing_more_until_it_is_opened_again(pledge, round_):
    day, member = date(YEAR, 3, 1), round_.members[0]
    unchanged(Pledge, lambda: pledge_move(pledge=pledge, to=PledgeState.SIGNED))
    pledge_sign(pledge=pledge, enterprise=member, on=day)
    pledge_move(pledge=pledge, to=PledgeState.SIGNED)
    for action in (
        lambda: pledge_sign(pledge=pledge, enterprise=round_.members[1], on=day),
        lambda: pledge_unsign(pledge=pledge, enterprise=member),
        lambda: pledge_targets_set(pledge=pledge, enterprise=member, targets={}),
        lambda: pledge_move(pledge=pledge, to=PledgeState.COLLECTING),
    ):
        unchanged(PledgeSignature, action)
    pledge_move(pledge=pledge, to=PledgeState.COLLECTING, reason="Ký bổ sung")
    pledge_unsign(pledge=pledge, enterprise=member)
    assert not pledge.signatures.exists()


# --- awards --------------------------------------------------------------------------------
def award_type(code: str, on: date = AWARDED) -> AwardType:
    return AwardType.objects.valid(on).get(code=code)


def grant(round_: ScoredBloc, kind: AwardType, member: Enterprise, number: int = 8400) -> Award:
    item = {
        "effect": "award_granted",
        "award_type": kind,
        "enterprise": member,
        "year": YEAR,
    }
    decide(round_.authority, number, "award", item, level=kind.level)
    return Award.objects.get(enterprise=member, award_type=kind, year=YEAR)


@pytest.fixture
def flag() -> AwardType:
    return AwardType.objects.valid(AWARDED).filter(quota_per_bloc=1).order_by("code").first()


def test_a_bloc_gives_one_flag_a_year(round_, flag):
    award = grant(round_, flag, round_.members[0])
    assert award.bloc == round_.bloc
    unchanged(Award, lambda: grant(round_, flag, round_.members[1], 8401), match="1")


def test_a_flag_is_for_members_of_a_bloc(round_, flag, phu_yen):
    outside = Enterprise.objects.of(phu_yen).filter(memberships=None).first()
    unchanged(Award, lambda: grant(round_, flag, outside))


def test_an_award_is_decided_at_its_own_level(round_, flag):
    other = "authority" if flag.level == "province" else "province"
    item = {
        "effect": "award_granted",
        "award_type": flag,
        "enterprise": round_.members[0],
        "year": YEAR,
    }
    unchanged(Award, lambda: decide(round_.authority, 8402, "award", item, level=other))


def test_the_law_of_the_day_knows_the_award(round_):
    past = AwardType.objects.filter(valid_to__lte=AWARDED).order_by("code").first()
    unchanged(Award, lambda: grant(round_, past, round_.members[0]))


def test_a_revoked_award_stays_and_frees_its_place(round_, flag):
    award = grant(round_, flag, round_.members[0])
    item = {"effect": "award_revoked", "award": award}
    decide(round_.authority, 8403, "revoke_award", item)
    award.refresh_from_db()
    assert award.is_revoked
    assert award.revoked_by.decision.full_number == "8403/QĐ-BQL"
    unchanged(Award, lambda: decide(round_.authority, 8404, "revoke_award", item))
    assert not grant(round_, flag, round_.members[1], 8405).is_revoked


def test_an_award_is_presented_after_it_was_conferred(round_, flag):
    award = grant(round_, flag, round_.members[0])
    early = Conference.objects.of(round_.authority).filter(held_on__lt=AWARDED).first()
    unchanged(
        Award,
        lambda: award_present(award=award, conference=early, presented_by_vi="Lãnh đạo tỉnh"),
    )


# --- reports -------------------------------------------------------------------------------
@pytest.fixture
def report(phu_yen) -> Report:
    return report_of(phu_yen, 2019, published=False)


def pdf(text: str = "bao cao") -> ContentFile:
    return ContentFile(f"%PDF-1.4 {text}".encode(), name="bao-cao.pdf")


def advance(report: Report, *steps: ReportState) -> Report:
    for step in steps:
        report = report_move(report=report, to=step)
    return report


READY = (ReportState.SUBMITTED, ReportState.ACCEPTED)


def test_a_report_that_nobody_can_read_is_not_published(report):
    report_file_remove(file=report.files.get())
    report_file_add(report=report, file=pdf(), filename="quet.pdf", language="vi", is_scanned=True)
    ready = advance(report, *READY)
    unchanged(Report, lambda: report_move(report=ready, to=ReportState.PUBLISHED))


def test_the_final_report_of_a_bloc_waits_for_its_ranking(round_):
    report = Report(
        authority=round_.authority,
        kind="final",
        level="bloc",
        bloc=round_.bloc,
        period=round_.period,
        full_number="77/BC-KTĐ",
        issued_on=AWARDED,
        title_vi="Báo cáo tổng kết khối",
    )
    report.full_clean()
    report.save()
    report_file_add(report=report, file=pdf(), filename="bao-cao.pdf", language="vi")
    ready = advance(report, *READY)
    unchanged(Report, lambda: report_move(report=ready, to=ReportState.PUBLISHED))
    for place in range(3):
        round_.verify(place)
    ranking_finalise(period=round_.period, bloc=round_.bloc)
    assert report_move(report=ready, to=ReportState.PUBLISHED).is_final


@pytest.mark.parametrize("name", ["bao-cao.exe", "bao-cao.docm", "bao-cao", "bao-cao.pdf.html"])
def test_a_report_has_papers_and_sheets_only(name, report):
    before = report.files.count()
    with pytest.raises(ValidationError) as refusal:
        report_file_add(report=report, file=pdf(), filename=name, language="vi")
    assert "file" in refusal.value.message_dict
    assert report.files.count() == before


def test_the_files_of_a_published_report_are_final(report):
    published = advance(report, *READY, ReportState.PUBLISHED)
    file = published.files.get()
    unchanged(Report, lambda: report_file_remove(file=file))
    with pytest.raises(ValidationError):
        report_file_add(report=published, file=pdf("khac"), filename="khac.pdf", language="vi")
    assert published.files.get() == file
    unchanged(Report, lambda: report_move(report=published, to=ReportState.ACCEPTED))
    again = report_move(report=published, to=ReportState.ACCEPTED, reason="Sai số liệu")
    report_file_remove(file=again.files.get())
    assert not again.files.exists()


def test_a_bloc_of_another_authority_is_nobody_s(round_, binh_dinh):
    foreign = Bloc.objects.of(binh_dinh).first()
    pledge = Pledge(authority=round_.authority, bloc=foreign, year=YEAR, title_vi="Giao ước")
    with pytest.raises(ValidationError) as refusal:
        pledge.full_clean()
    assert "bloc" in refusal.value.message_dict
