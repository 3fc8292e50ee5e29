"""Five years of the sample: what the rules of the domain (6.3 to 6.5) make of them."""

import hashlib
import re
from collections import Counter
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from django.apps import apps
from django.db import connection
from docx import Document
from openpyxl import load_workbook
from pypdf import PdfReader

from blocs import ranking as ranking_rules
from blocs.demo.criteria import table_of
from blocs.demo.plan import plan_round, split
from blocs.demo.source import chance, read
from blocs.enums import (
    COMMERCIAL,
    AdjustmentState,
    AwardState,
    Classification,
    CriteriaState,
    LeadershipRole,
    PeriodKind,
    PeriodState,
    RankingState,
    ReportState,
    SheetState,
    TieBreak,
    Visibility,
)
from blocs.models import (
    AdjustmentLine,
    Award,
    AwardType,
    Ballot,
    CriteriaSet,
    Criterion,
    Decision,
    EmulationPeriod,
    Enterprise,
    EnterprisePage,
    Leadership,
    Membership,
    Pledge,
    PledgeSignature,
    PledgeTarget,
    Ranking,
    RegulationVersion,
    Report,
    ReportFile,
    Result,
    ScoreLine,
    ScoreSheet,
    Transition,
)
from blocs.services import (
    criteria_problems,
    enterprise_save,
    missing_self,
    pledge_missing,
    sheet_total,
)
from blocs.services.rankings import inputs_hash, places, ranking_inputs
from blocs.states import STEPS
from blocs.years import reporting_years
from portal.basepage.models import BasePage
from portal.due import run_nightly
from portal.files import validate_file
from portal.tenancy.integrity import triggers_drop
from portal.tenancy.models import Authority, AuthorityRecord, RoleAssignment
from portal.text import fold, nfc, tcvn3_decode

GOLDEN = yaml.safe_load((Path(__file__).parent.parent / "data" / "golden.yaml").read_text())[
    "golden"
]
ROUNDS = [
    pytest.param(code, year, id=f"{code} {year}")
    for code, rounds in read("sample_rounds.yaml")["rounds"].items()
    for year in rounds
]
MEMBERS = {
    "phu-yen": {2016: 15, 2017: 18, 2018: 22, 2019: 26, 2020: 28},
    "binh-dinh": {2018: 12, 2019: 16, 2020: 17},
}
LEAVES = {"phu-yen": 19, "binh-dinh": 8}

pytestmark = pytest.mark.django_db
by_round = pytest.mark.parametrize(("code", "year"), ROUNDS)


def sheets(code: str, year: int | None = None):
    found = ScoreSheet.objects.current().filter(authority__code=code)
    return found.filter(period__year=year) if year else found


def results(code: str, year: int, bloc: str = ""):
    found = Result.objects.filter(authority__code=code, ranking__period__year=year)
    found = found.filter(ranking__state=RankingState.PUBLISHED)
    return found.filter(ranking__bloc__code=bloc) if bloc else found


def awards(code: str, year: int, kind: str):
    return Award.objects.filter(authority__code=code, year=year, award_type__code=kind)


# --- how much there is ---------------------------------------------------------------------
@by_round
def test_every_member_of_the_last_day_has_a_sheet_with_every_criterion(code, year):
    found = sheets(code, year)
    authority = Authority.objects.get(code=code)
    members = Membership.objects.of(authority).active(date(year, 12, 31))
    assert set(found.values_list("enterprise", "bloc")) == set(
        members.values_list("enterprise", "bloc")
    )
    assert found.count() == MEMBERS[code][year]
    assert ScoreLine.objects.filter(sheet__in=found).count() == found.count() * LEAVES[code]
    assert results(code, year).count() == found.count()


def test_row_counts():
    assert EmulationPeriod.objects.count() == 24
    assert ScoreSheet.objects.current().count() == 154
    lines = ScoreLine.objects.filter(sheet__is_current=True)
    assert lines.count() == 109 * 19 + 45 * 8
    assert Pledge.objects.count() == 21
    assert 85 <= Award.objects.count() <= 105


def test_every_kind_of_record_is_in_both_authorities(phu_yen, binh_dinh):
    """Tests of the tenancy take a row of each."""
    records = [model for model in apps.get_models() if issubclass(model, AuthorityRecord)]
    for model in records:
        for authority in (phu_yen, binh_dinh):
            assert model._base_manager.filter(authority=authority).exists(), model.__name__


def test_the_sample_ends_with_2020(phu_yen, binh_dinh):
    assert reporting_years(phu_yen) == (2016, 2017, 2018, 2019, 2020)
    assert reporting_years(binh_dinh) == (2018, 2019, 2020)


# --- enterprises ---------------------------------------------------------------------------
def test_enterprises_in_bulk_are_as_the_service_makes_them(phu_yen):
    """But for what is each row's own."""
    bulk = Enterprise.objects.get(code="PY-X001")
    names = {"name_vi": f"{bulk.name_vi} 2", "name_en": f"{bulk.name_en} 2"}
    one = enterprise_save(enterprise=Enterprise(authority=phu_yen, code="PY-X000", **names))
    assert one.name_key == f"{fold(one.name_vi)} {fold(one.name_en)} py-x000"
    own = {"id", "uid", "path", "translation_key", "basepage_ptr", "enterprise"}
    for page in (one.page, bulk.page):
        page.refresh_from_db()
    for field in EnterprisePage._meta.concrete_fields:
        if field.name not in own:
            made = getattr(one.page, field.attname)
            made = re.sub("( |-)2(?=/?$)", "", made) if isinstance(made, str) else made
            assert getattr(bulk.page, field.attname) == made, field.name


def test_no_two_enterprises_share_an_address():
    for name in ("url_path", "url_path_en"):
        addresses = list(EnterprisePage.objects.values_list(name, flat=True))
        assert len(set(addresses)) == len(addresses) == Enterprise.objects.count()


def test_the_page_tree_is_sound():
    assert all(not problems for problems in BasePage.find_problems())


# --- totals --------------------------------------------------------------------------------
def expected_2019(members: int, excellent: int, offset: int) -> list[int]:
    best = [985 - 12 * rank for rank in range(excellent)]
    return [total - offset for total in best + [885 - 15 * n for n in range(members - excellent)]]


@pytest.mark.parametrize(
    ("bloc", "members", "excellent", "offset"), [("H", 13, 7, 0), ("A", 6, 3, 3), ("S", 7, 4, 5)]
)
def test_totals_of_2019(bloc, members, excellent, offset):
    expected = expected_2019(members, excellent, offset)
    if bloc == "S":
        expected[2] = expected[1] == 968 and 968
    found = results("phu-yen", 2019, bloc)
    assert list(found.values_list("total", flat=True)) == expected
    best = found.filter(classification=Classification.EXCELLENT)
    assert best.count() == excellent


def test_the_tie_of_2019_is_broken_by_the_first_criteria_group():
    tied = results("phu-yen", 2019, "S").filter(total=968)
    assert [(row.score_rank, row.final_rank, row.tie_break) for row in tied] == [
        (2, 2, TieBreak.GROUP_I),
        (2, 3, TieBreak.GROUP_I),
    ]


def test_other_ties_are_broken_by_votes_and_by_the_chair():
    broken = {
        (row.ranking.period.year, row.ranking.bloc.code, row.tie_break)
        for row in Result.objects.exclude(tie_break="")
    }
    assert broken == {
        (2017, "H", TieBreak.CHAIR_DECISION),
        (2019, "S", TieBreak.GROUP_I),
        (2019, "N", TieBreak.BALLOT),
    }
    for row in Result.objects.filter(tie_break=TieBreak.CHAIR_DECISION):
        assert row.tie_reason


@by_round
def test_stored_totals_are_what_the_service_computes(code, year):
    for sheet in sheets(code, year).select_related("period__criteria_set"):
        found = sheet_total(sheet, "verified")
        stored = (sheet.verified_points, sheet.bonus_points, sheet.penalty_points, sheet.total)
        assert stored == (found.base, found.bonus, found.penalty, found.value)


@by_round
def test_every_sheet_could_have_been_submitted_and_checked(code, year):
    for sheet in sheets(code, year).filter(revision=1):
        assert missing_self(sheet) == []
        for line in sheet.lines.select_related("criterion"):
            line.clean_fields()
            most = line.criterion.max_points
            assert line.max_points == most
            assert most * Decimal("0.4") <= line.verified_points <= line.self_points <= most
            assert line.self_points - line.verified_points <= most * Decimal("0.03")
            assert line.verified_points <= line.cross_points
            assert line.cross_points <= line.self_points or line.cross_note


def test_peers_are_bolder_in_about_three_lines_of_a_hundred():
    lines = list(ScoreLine.objects.filter(sheet__authority__code="phu-yen"))
    bolder = [line for line in lines if line.cross_points > line.self_points]
    assert 0.02 < len(bolder) / len(lines) < 0.05


@by_round
def test_one_sheet_is_late_and_pays_for_it_and_two_were_sent_back(code, year):
    found = sheets(code, year)
    late = found.get(is_late=True)
    assert late.submitted_at.date() > late.period.self_due
    assert [line.rule.code for line in late.adjustments.filter(rule__kind="penalty")] == ["P1"]
    assert late.penalty_points > 0
    returned = Transition.objects.filter(
        subject_id__in=found.values("pk"), to_state=SheetState.RETURNED
    )
    assert returned.exclude(reason="").count() == 2


def test_bonuses_are_accepted_here_and_declined_there():
    states = Counter(AdjustmentLine.objects.values_list("state", flat=True))
    assert states[AdjustmentState.ACCEPTED] > states[AdjustmentState.DECLINED] > 0
    declined = AdjustmentLine.objects.filter(state=AdjustmentState.DECLINED)
    assert not declined.filter(decision_note="").exists()


@by_round
def test_peers_check_in_a_circle(code, year):
    pairs = dict(sheets(code, year).values_list("enterprise", "cross_checker"))
    assert set(pairs) == set(pairs.values())
    assert all(pairs[peer] != owner != peer for owner, peer in pairs.items())


# --- steps ---------------------------------------------------------------------------------
@by_round
def test_steps_are_permitted_and_follow_one_another_in_time(code, year):
    permitted = {(step.source, step.target) for step in STEPS[ScoreSheet]}
    for sheet in sheets(code, year).filter(revision=1):
        steps = list(Transition.objects.about(sheet))
        path = [SheetState.DRAFT, *(step.to_state for step in steps)]
        assert path[-1] == sheet.state == SheetState.PUBLISHED
        assert set(pairwise(path)) <= permitted
        assert [step.from_state for step in steps] == path[:-1]
        moments = [step.at for step in steps]
        assert moments == sorted(moments)
        assert sheet.submitted_at in moments


@by_round
def test_a_round_is_opened_scored_and_closed_in_its_own_time(code, year):
    period = EmulationPeriod.objects.get(authority__code=code, year=year, kind=PeriodKind.YEAR)
    assert period.state == PeriodState.CLOSED
    opened, closed = Transition.objects.about(period).filter(actor__isnull=False)[:2]
    assert opened.at.year == year
    assert opened.at.date() < period.self_due < period.cross_due < closed.at.date()
    assert closed.at.date() <= period.publish_due
    for ranking in period.rankings.filter(revision=1):
        assert ranking.decision.issued_on == closed.at.date() == ranking.ranked_at.date()


def test_nothing_of_the_sample_s_history_happened_today():
    assert Transition.objects.latest("at").at.year <= 2021
    for model in (ScoreSheet, Ranking, Award, Pledge):
        assert model.objects.latest("updated_at").updated_at.year <= 2021


# --- rankings ------------------------------------------------------------------------------
def test_every_published_ranking_can_be_computed_again():
    for ranking in Ranking.objects.public():
        assert inputs_hash(ranking.inputs) == ranking.inputs_hash
        again = {
            one.candidate.key: (one.score_rank, one.final_rank, one.decided_by or "")
            for one in places(ranking.inputs)
        }
        stored = {
            row.enterprise.code: (row.score_rank, row.final_rank, row.tie_break)
            for row in ranking.results.all()
        }
        assert again == stored


def test_the_inputs_of_a_ranking_are_still_what_the_records_say():
    for ranking in Ranking.objects.published().select_related("period__criteria_set", "bloc"):
        assert ranking_inputs(ranking.period, ranking.bloc) == ranking.inputs


def test_every_ballot_has_a_vote_for_each_voter():
    assert Ballot.objects.count() == Ranking.objects.filter(revision=1).count()
    for ballot in Ballot.objects.prefetch_related("options"):
        assert sum(option.votes for option in ballot.options.all()) == ballot.cast
        assert ballot.eligible - ballot.cast in (0, 1)


def test_a_result_was_corrected_by_a_decision():
    first, second = Ranking.objects.filter(period__year=2018, bloc__code="A").order_by("revision")
    assert (first.state, second.state) == (RankingState.SUPERSEDED, RankingState.PUBLISHED)
    assert second.decision.kind == "correct"
    assert second.correction_reason
    before, after = ([row.enterprise.code for row in one.results.all()] for one in (first, second))
    assert before[:3] == after[:3]
    assert before[3:5] == after[4:2:-1]
    assert first.results.get(enterprise__code="PY-A05").total == 861
    assert second.results.get(enterprise__code="PY-A05").total == 881


# --- determinism ---------------------------------------------------------------------------
@by_round
def test_the_same_chance_gives_the_same_round(code, year):
    given = read("sample_rounds.yaml")["rounds"][code][year]
    table = table_of(CriteriaSet.objects.get(code=given["criteria"]))
    rows = sheets(code, year).values_list("bloc__code", "enterprise__code")
    members = {bloc: [name for own, name in rows if own == bloc] for bloc, _name in rows}
    backwards = {bloc: names[::-1] for bloc, names in members.items()}
    once = plan_round(code, year, members, given, table)
    assert plan_round(code, year, backwards, given, table) == once


@pytest.mark.parametrize("base", [400, 613, 985, 1000])
def test_whatever_is_missing_is_taken_off_the_criteria(base):
    table = table_of(CriteriaSet.objects.get(code="PY-2019"))
    found = split(Decimal(base), table, chance("test", base))
    assert sum(found.values()) == base
    for code, points in found.items():
        assert table.maxima[code] * Decimal("0.4") <= points <= table.maxima[code]


# --- criteria ------------------------------------------------------------------------------
@pytest.mark.parametrize("code", ["PY-2019", "BD-2019"])
def test_criteria_are_those_of_the_file(code):
    given = next(row for row in read("criteria_sets.yaml")["criteria_sets"] if row["code"] == code)
    criteria_set = CriteriaSet.objects.get(code=code)
    assert criteria_set.scale_max == given["scale_max"]
    assert criteria_set.tie_break == given["tie_break"]
    leaves = [leaf for group in given["groups"] for leaf in group["leaves"]]
    rows = Criterion.objects.filter(criteria_set=criteria_set)
    assert [
        [one.code, one.title_vi, one.title_en, one.max_points] for one in rows if not one.is_group
    ] == leaves
    rules = criteria_set.rules.exclude(kind="disqualify")
    assert [
        [rule.code, rule.title_vi, rule.title_en, rule.points, rule.max_times] for rule in rules
    ] == given["bonus"] + given["penalty"]
    assert criteria_set.rules.filter(kind="disqualify").count() == len(given["disqualify"])


@pytest.mark.parametrize(("older", "newer"), [("PY-2016", "PY-2019"), ("BD-2018", "BD-2019")])
def test_a_later_set_is_a_changed_clone_of_the_earlier(older, newer):
    first, second = (CriteriaSet.objects.get(code=code) for code in (older, newer))
    assert second.cloned_from == first
    maxima = [dict(one.criteria.values_list("code", "max_points")) for one in (first, second)]
    changed = [code for code in maxima[0] if maxima[0][code] != maxima[1][code]]
    assert 1 < len(changed) < len(maxima[0]) / 3
    for one in (first, second):
        assert one.state == CriteriaState.LOCKED
        assert one.issued_by.kind == "issue_criteria"
        assert criteria_problems(one) == []


# --- leadership ----------------------------------------------------------------------------
def test_leaders_of_2019():
    rows = Leadership.objects.filter(authority__code="phu-yen", valid_from=date(2019, 3, 28))
    assert {(row.role, row.enterprise.code) for row in rows} == {
        (LeadershipRole.LEADER, "PY-H01"),
        (LeadershipRole.DEPUTY, "PY-H02"),
        (LeadershipRole.LEADER, "PY-A01"),
        (LeadershipRole.DEPUTY, "PY-A02"),
        (LeadershipRole.LEADER, "PY-S01"),
        (LeadershipRole.DEPUTY, "PY-S02"),
    }


def test_the_best_of_a_year_lead_the_next():
    leaders = Leadership.objects.filter(role=LeadershipRole.LEADER)
    for row in leaders.select_related("bloc", "authority"):
        year = row.valid_from.year
        members = row.bloc.memberships.active(row.valid_from).values_list("enterprise", flat=True)
        before = results(row.authority.code, year - 1, row.bloc.code)
        ranked = [one.enterprise_id for one in before if one.enterprise_id in members]
        lowest = row.bloc.memberships.active(row.valid_from).order_by("enterprise__code").first()
        assert row.enterprise_id == (ranked[0] if ranked else lowest.enterprise_id)


def test_nobody_leads_a_bloc_for_more_than_two_terms_running():
    leaders = Leadership.objects.filter(role=LeadershipRole.LEADER).order_by("bloc", "valid_from")
    names = [f"{row.bloc_id} {row.enterprise_id}" for row in leaders]
    assert not any(
        one == two == three for one, two, three in zip(names, names[1:], names[2:], strict=False)
    )


# --- awards --------------------------------------------------------------------------------
def test_awards_of_2019():
    golden = GOLDEN["phu-yen"]["awards_2019"]
    assert awards("phu-yen", 2019, "CO_KHOI").count() == golden["flags"]
    assert awards("phu-yen", 2019, "TTLDXS").count() == golden["ttldxs"]
    merits = awards("phu-yen", 2019, "BK_TINH")
    assert merits.count() == golden["bang_khen"]
    totals = results("phu-yen", 2019).filter(enterprise__in=merits.values("enterprise"))
    assert (
        sorted(totals.values_list("total", flat=True), reverse=True) == (golden["bang_khen_totals"])
    )
    assert Award.objects.filter(authority__code="phu-yen", year=2019).count() == 22


@by_round
def test_each_bloc_gives_its_flag_to_its_first(code, year):
    firsts = results(code, year).filter(final_rank=1)
    flags = awards(code, year, "CO_KHOI")
    assert set(flags.values_list("bloc", "enterprise")) == set(
        firsts.values_list("ranking__bloc", "enterprise")
    )


@by_round
def test_titles_go_to_everybody_excellent_and_to_nobody_else(code, year):
    titles = set(awards(code, year, "TTLDXS").values_list("enterprise", flat=True))
    excellent = results(code, year).filter(classification=Classification.EXCELLENT)
    decided = year < 2020  # the province's awards of 2020 come in 2021
    assert titles == (set(excellent.values_list("enterprise", flat=True)) if decided else set())


def test_awards_are_decided_at_their_level_and_presented_later():
    for award in Award.objects.select_related("award_type", "granted_by__decision"):
        decision = award.granted_by.decision
        assert decision.level == award.award_type.level
        assert bool(decision.issuer_vi) is (decision.level == "province")
        assert award.conferred_on == decision.issued_on
        assert (award.presented_at is not None) is bool(award.presented_by_vi)
        if award.presented_at:
            assert award.presented_at.held_on >= award.conferred_on
    states = Counter(Award.objects.values_list("state", flat=True))
    assert states[AwardState.PRESENTED] > states[AwardState.GRANTED] > 0
    assert states[AwardState.REVOKED] == 1


def test_the_revoked_award_stays_with_the_decision_that_revoked_it():
    award = Award.objects.get(state=AwardState.REVOKED)
    assert award.year == 2017
    assert award.presented_at.held_on < award.revoked_on
    assert award.revoked_by.decision.kind == "revoke_award"


def test_award_types_of_both_regimes_are_there():
    for day in (date(2019, 12, 26), date(2024, 1, 1)):
        assert AwardType.objects.valid(day).count() == 9


# --- pledges -------------------------------------------------------------------------------
def test_members_of_the_day_sign_but_for_one_in_2018():
    for pledge in Pledge.objects.select_related("bloc", "authority"):
        first = pledge.signatures.order_by("signed_on").first().signed_on
        missing = [row.code for row in pledge_missing(pledge, first)]
        assert missing == (["PY-H11"] if (pledge.slug == "h-2018") else [])


def test_signatories_are_members_on_the_day_they_sign():
    for row in PledgeSignature.objects.select_related("pledge__bloc"):
        row.clean()
        assert row.signatory_name


def test_nobody_shows_money_to_everybody():
    public = PledgeTarget.objects.filter(visibility=Visibility.PUBLIC)
    assert public.filter(indicator="jobs").exists()
    assert public.filter(indicator="accidents").exists()
    assert not public.filter(indicator__in=COMMERCIAL).exists()
    assert not public.filter(consented=False).exists()
    assert PledgeTarget.objects.filter(visibility=Visibility.AUTHORITY).exists()


def test_every_member_has_seven_or_eight_targets():
    numbers = Counter(PledgeTarget.objects.values_list("pledge", "enterprise"))
    assert set(numbers.values()) == {7, 8}


# --- reports and decisions on paper --------------------------------------------------------
def pdf_text(file) -> str:
    with file.open("rb") as opened:
        return nfc(" ".join(page.extract_text() for page in PdfReader(opened).pages))


def written(code: str, year: int, kind: str, level: str):
    found = Report.objects.filter(authority__code=code, period__year=year)
    return found.filter(kind=kind, level=level)


@by_round
def test_authority_and_blocs_report_every_year(code, year):
    blocs = len(set(results(code, year).values_list("ranking__bloc")))
    assert written(code, year, "interim", "authority").get().period.kind == PeriodKind.FIRST_HALF
    assert written(code, year, "final", "authority").count() == 1
    assert written(code, year, "final", "bloc").count() == blocs
    assert written(code, year, "data_sheet", "bloc").count() == blocs


def test_reports_are_published_with_files_as_they_were_filed():
    assert not Report.objects.exclude(state=ReportState.PUBLISHED).exists()
    for row in ReportFile.objects.select_related("report"):
        with row.file.open("rb") as file:
            validate_file(row.file)
            content = file.read()
        assert (row.size, row.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert not Report.objects.filter(files=None).exists()


def test_most_reports_have_a_vietnamese_pdf_and_docx_and_some_english():
    rows = Report.objects.exclude(kind="data_sheet")
    for report in rows.prefetch_related("files"):
        kinds = {(file.kind, file.language) for file in report.files.all()}
        assert {("pdf", "vi"), ("docx", "vi")} <= kinds
    assert ReportFile.objects.filter(kind="pdf", language="en").count() == len(ROUNDS)
    translated = [report for report in Report.objects.all() if report.summary_en]
    assert all(report.title_en for report in translated)
    assert 0.5 < len(translated) / Report.objects.count() < 0.7


def test_nothing_is_left_to_be_filled_in():
    for report in Report.objects.all():
        texts = (report.title_vi, report.title_en, report.summary_vi, report.summary_en)
        assert not any("{" in (text or "") for text in texts)
    for row in ReportFile.objects.filter(kind="pdf", report__period__year=2019):
        assert "{" not in pdf_text(row.file)


def test_one_file_is_a_scan_and_one_is_in_tcvn3():
    scan = ReportFile.objects.get(is_scanned=True)
    assert pdf_text(scan.file).strip() == ""
    assert scan.report.files.filter(is_scanned=False).exists()
    old = ReportFile.objects.get(report__full_number="9101/BC-BQL", report__period__year=2017,
                                 kind="docx")  # fmt: skip
    with old.file.open("rb") as file:
        text = " ".join(paragraph.text for paragraph in Document(file).paragraphs)
    assert "doanh nghiệp" not in text
    assert "doanh nghiệp" in tcvn3_decode(text)


def test_a_score_table_has_the_totals_of_the_ranking():
    row = ReportFile.objects.get(
        report__kind="data_sheet", report__bloc__code="S", report__period__year=2019, language="vi"
    )
    with row.file.open("rb") as file:
        lines = list(load_workbook(file).active.iter_rows(min_row=4, values_only=True))
    assert [(line[0], line[1], line[-3]) for line in lines] == [
        (one.final_rank, one.enterprise.name_vi, one.total) for one in results("phu-yen", 2019, "S")
    ]
    for line in lines:
        *groups, bonus, penalty, total = line[2:-2]
        assert sum(groups) + bonus - penalty == total


def test_decisions_are_papers_that_say_what_they_do():
    decision = Decision.objects.get(full_number="9062/QĐ-BQL")
    text = " ".join(pdf_text(decision.file.file).split())
    for words in (decision.full_number, decision.abstract_vi, "Đã ký", decision.signer_name):
        assert words in text
    for item in decision.items.select_related("enterprise"):
        assert item.enterprise.name_vi in text


# --- regulations, people -------------------------------------------------------------------
def test_regulations_have_their_articles():
    numbers = {
        (version.regulation.code, version.number): version.provisions.count()
        for version in RegulationVersion.objects.all()
    }
    assert numbers == {("PY-QC", 1): 17, ("PY-QC", 2): 18, ("BD-QC", 1): 10}
    second = RegulationVersion.objects.get(regulation__code="PY-QC", number=2)
    codes = list(second.provisions.values_list("number", flat=True))
    assert codes[7:9] == ["8", "8a"]
    assert [number for number, _rows in second.chapters()] == [
        "I", "II", "III", "IV", "V", "VI",
    ]  # fmt: skip
    assert all(rows[0].chapter_title for _number, rows in second.chapters())


@pytest.mark.parametrize(("code", "bloc"), [("phu-yen", "A"), ("binh-dinh", "N")])
def test_the_secretary_and_both_contacts_are_of_one_bloc(code, bloc):
    rows = RoleAssignment.objects.filter(authority__code=code)
    assert rows.get(user__username=f"thuky.{code}").bloc.code == bloc
    contacts = rows.filter(user__username__startswith="lienhe").order_by("user__username")
    assert [row.user.username for row in contacts] == [f"lienhe.{code}", f"lienhe2.{code}"]
    for row in contacts:
        assert row.enterprise.memberships.get(valid_to=None).bloc.code == bloc


# --- nightly checks ------------------------------------------------------------------------
def test_no_nightly_check_finds_anything():
    assert {name: found for name, found in run_nightly().items() if found} == {}


def test_a_ranking_that_another_rule_would_give_is_found(monkeypatch):
    steps = ranking_rules.STEPS | {TieBreak.GROUP_I: lambda one: one.group_i}
    monkeypatch.setattr(ranking_rules, "STEPS", steps)
    assert run_nightly()["rankings reproducible"] == [
        "S 2019, revision 1: the inputs give other places"
    ]


def test_changed_inputs_of_a_ranking_are_found():
    triggers_drop(connection)
    ranking = Ranking.objects.published().get(bloc__code="A", period__year=2018)
    ranking.inputs["sheets"][0]["total"] = "1"
    Ranking.objects.filter(pk=ranking.pk).update(inputs=ranking.inputs)
    assert run_nightly()["rankings reproducible"] == [
        "A 2018, revision 2: the inputs have been changed"
    ]


def test_criteria_that_no_longer_sum_up_are_found():
    triggers_drop(connection)
    Criterion.objects.filter(criteria_set__code="BD-2018", code="I.1").update(max_points=1)
    [group, whole] = run_nightly()["criteria sums"]
    assert group.startswith("binh-dinh BD-2018: ")
    assert whole.startswith("binh-dinh BD-2018: ")
