"""A scoring round in the admin: each person sees and does what is his, and nothing else."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from blocs.enums import SheetState
from blocs.models import (
    Bloc,
    CriteriaSet,
    Decision,
    EmulationPeriod,
    Evidence,
    Ranking,
    ScoreSheet,
)
from blocs.services import (
    Score,
    cross_checkers_assign,
    decision_issue,
    evidence_add,
    period_open,
    sheet_cross_score,
    sheet_cross_submit,
    sheet_score,
    sheet_submit,
    sheet_verify,
    sheet_verify_scores,
)
from portal.users.models import User
from tests.factories import signed

HOST = {"host": "phu-yen.localhost"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def period(phu_yen) -> EmulationPeriod:
    """A planned round of 2021, scored as 2019 was."""
    period = EmulationPeriod(
        authority=phu_yen,
        year=2021,
        kind="YEAR",
        data_from=date(2021, 1, 1),
        data_to=date(2021, 12, 31),
        criteria_set=CriteriaSet.objects.of(phu_yen).get(code="PY-2019"),
        self_due=date(2021, 12, 10),
        cross_due=date(2021, 12, 15),
        verify_due=date(2021, 12, 20),
        publish_due=date(2021, 12, 31),
    )
    period.full_clean()
    period.save()
    return period


@pytest.fixture
def bloc(phu_yen) -> Bloc:
    return Bloc.objects.of(phu_yen).get(code="A")


@pytest.fixture
def opened(period) -> EmulationPeriod:
    return period_open(period=period)


def sheet_of(period, code: str) -> ScoreSheet:
    return ScoreSheet.objects.current().get(period=period, enterprise__code=code)


def all_scores(sheet: ScoreSheet, share: str = "1") -> dict[str, Score]:
    part, cent = Decimal(share), Decimal("0.01")
    return {
        line.criterion.code: Score((line.max_points * part).quantize(cent))
        for line in sheet.lines.all()
    }


def fields(sheet: ScoreSheet, **changes: str) -> dict[str, str]:
    """What the form sends: full points everywhere."""
    data = {f"points-{line.criterion.code}": str(line.max_points) for line in sheet.lines.all()}
    return data | {name.replace("__", "-").replace("_", "."): v for name, v in changes.items()}


def pdf(name: str = "minh-chung.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"%PDF-1.4 minh chung", "application/pdf")


def evidence_files(sheet: ScoreSheet) -> dict:
    needed = sheet.lines.filter(criterion__evidence_required=True)
    return {f"file-{line.criterion.code}": pdf() for line in needed}


def page(client, name: str, *args):
    return client.get(reverse(f"rounds:{name}", args=args), headers=HOST)


def post(client, name: str, *args, data=None):
    return client.post(reverse(f"rounds:{name}", args=args), data or {}, headers=HOST)


def submitted(period, code: str = "PY-A01", peer: str = "PY-A02") -> ScoreSheet:
    """A sheet that its enterprise has handed in and a peer is to check."""
    sheet = sheet_of(period, code)
    cross_checkers_assign(sheets={sheet: sheet_of(period, peer).enterprise})
    sheet_score(sheet=sheet, scores=all_scores(sheet))
    attach(sheet)
    return sheet_submit(sheet=sheet, user=User.objects.get(username="lienhe.phu-yen"))


def attach(sheet: ScoreSheet) -> None:
    for line in sheet.lines.filter(criterion__evidence_required=True):
        evidence_add(line=line, file=pdf(), filename="minh-chung.pdf")


# --- who opens what ------------------------------------------------------------------------
PEOPLE = (
    "quantri.phu-yen",
    "thuky.phu-yen",
    "lienhe.phu-yen",
    "lienhe2.phu-yen",
    "bientap.phu-yen",
    "duyet.phu-yen",
    "quantri.binh-dinh",
)
REFUSED = (302, 403)
EVERYBODY_S = {
    "index": (200, 200, 200, 200, 302, 302, 302),
    "round": (200, 200, 302, 302, 302, 302, 302),
    "checkers": (200, 200, 302, 302, 302, 302, 302),
    "ranking": (200, 200, 302, 302, 302, 302, 302),
    "ballot": (200, 302, 302, 302, 302, 302, 302),
}


@pytest.mark.parametrize("name", EVERYBODY_S)
@pytest.mark.parametrize("place", range(len(PEOPLE)), ids=PEOPLE)
def test_a_screen_is_for_whom_it_is(name, place, sign_in, opened, bloc):
    args = () if name == "index" else (opened.pk, bloc.pk)
    assert page(sign_in(PEOPLE[place]), name, *args).status_code == EVERYBODY_S[name][place]


@pytest.mark.parametrize("name", ["round", "checkers", "ranking"])
def test_another_bloc_s_round_is_not_the_secretary_s(name, sign_in, opened, phu_yen):
    other = Bloc.objects.of(phu_yen).get(code="H")
    response = page(sign_in("thuky.phu-yen"), name, opened.pk, other.pk)
    assert response.status_code in REFUSED


@pytest.mark.parametrize(
    ("username", "own", "peer_s", "other_bloc_s"),
    [
        ("quantri.phu-yen", 200, 200, 200),
        ("thuky.phu-yen", 200, 200, 404),
        ("lienhe.phu-yen", 200, 404, 404),
        ("lienhe2.phu-yen", 200, 200, 404),
        ("bientap.phu-yen", 404, 404, 404),
        ("quantri.binh-dinh", 302, 302, 302),
    ],
)
def test_a_sheet_is_for_its_owner_its_checker_and_those_who_run_the_round(
    username, own, peer_s, other_bloc_s, sign_in, opened
):
    sheet = submitted(opened)
    client = sign_in(username)
    assert page(client, "sheet", sheet.pk).status_code == own
    assert page(client, "sheet", sheet_of(opened, "PY-A02").pk).status_code == peer_s
    assert page(client, "sheet", sheet_of(opened, "PY-H01").pk).status_code == other_bloc_s


def test_who_checks_is_not_told_to_who_is_checked(sign_in, opened):
    sheet = submitted(opened)
    sheet_cross_score(sheet=sheet, scores=all_scores(sheet, "0.95"))
    sheet_cross_submit(sheet=sheet, user=User.objects.get(username="lienhe2.phu-yen"))
    text = page(sign_in("lienhe.phu-yen"), "sheet", sheet.pk).content.decode()
    assert "Thiên Ý Lam" not in text
    assert "lienhe2" not in text
    assert "Điểm chấm chéo" not in text


def test_the_owner_sees_every_score_once_verified(sign_in, opened):
    sheet = submitted(opened)
    sheet_cross_score(sheet=sheet, scores=all_scores(sheet, "0.95"))
    sheet_cross_submit(sheet=sheet)
    sheet_verify_scores(sheet=sheet, scores=all_scores(sheet, "0.93"))
    sheet_verify(sheet=sheet, user=User.objects.get(username="quantri.phu-yen"))
    text = page(sign_in("lienhe.phu-yen"), "sheet", sheet.pk).content.decode()
    assert "Điểm chấm chéo" in text
    assert "930" in text


@pytest.mark.parametrize(
    ("username", "status"),
    [
        ("quantri.phu-yen", 200),
        ("thuky.phu-yen", 200),
        ("lienhe.phu-yen", 200),
        ("lienhe2.phu-yen", 200),
        ("bientap.phu-yen", 404),
        ("quantri.binh-dinh", 302),
    ],
)
def test_evidence_is_for_those_who_handle_the_sheet(username, status, sign_in, opened):
    sheet = submitted(opened)
    evidence = Evidence.objects.filter(line__sheet=sheet).first()
    assert page(sign_in(username), "evidence", evidence.pk).status_code == status


def test_a_draft_is_not_shown_to_the_peer(sign_in, opened):
    sheet = sheet_of(opened, "PY-A01")
    cross_checkers_assign(sheets={sheet: sheet_of(opened, "PY-A02").enterprise})
    assert page(sign_in("lienhe2.phu-yen"), "sheet", sheet.pk).status_code == 404


# --- entering ------------------------------------------------------------------------------
BAD = ["abc", "-1", "1e3", "NaN", "120,01", "1,234", "9" * 60, "12,5,5", "½"]


@pytest.mark.parametrize("bad", BAD)
def test_bad_points_are_said_at_their_field_and_nothing_is_lost(bad, sign_in, opened):
    sheet = sheet_of(opened, "PY-A01")
    data = {"points-I.1": bad, "points-I.2": "12,5", "note-I.3": "Ghi chú", "action": "submit"}
    response = post(sign_in("lienhe.phu-yen"), "sheet", sheet.pk, data=data)
    assert response.status_code == 422
    assert "points-I.1" in response.context["form"].errors
    text = response.content.decode()
    assert 'value="12,5"' in text
    assert "Ghi chú</textarea>" in text
    assert not sheet.lines.exclude(self_points=None).exists()


def test_an_incomplete_sheet_is_kept_but_not_submitted(sign_in, opened):
    sheet = sheet_of(opened, "PY-A01")
    data = {"points-I.1": "100,5", "action": "submit"}
    response = post(sign_in("lienhe.phu-yen"), "sheet", sheet.pk, data=data)
    assert response.status_code == 302
    sheet.refresh_from_db()
    assert sheet.state == SheetState.DRAFT
    assert str(sheet.lines.get(criterion__code="I.1").self_points) == "100.50"


def test_a_complete_sheet_is_submitted_once(sign_in, opened):
    client, sheet = sign_in("lienhe.phu-yen"), sheet_of(opened, "PY-A01")
    data = fields(sheet) | evidence_files(sheet) | {"action": "submit"}
    post(client, "sheet", sheet.pk, data=data)
    post(client, "sheet", sheet.pk, data=fields(sheet) | {"action": "submit"})
    sheet.refresh_from_db()
    assert sheet.state == SheetState.SUBMITTED
    assert sheet.is_late


@pytest.mark.parametrize(
    ("name", "content"),
    [("virus.exe", b"MZ"), ("trang.html", b"<script>"), ("gia.pdf", b"MZ khong phai pdf")],
)
def test_a_file_that_cannot_be_kept_is_refused_and_the_points_are_kept(
    name, content, sign_in, opened
):
    sheet = sheet_of(opened, "PY-A01")
    file = SimpleUploadedFile(name, content)
    data = {"points-I.1": "100", "file-I.1": file}
    response = post(sign_in("lienhe.phu-yen"), "sheet", sheet.pk, data=data)
    shown = page(sign_in("lienhe.phu-yen"), "sheet", sheet.pk).content.decode()
    assert response.status_code == 302
    assert name in shown
    assert not Evidence.objects.filter(line__sheet=sheet).exists()
    assert sheet.lines.get(criterion__code="I.1").self_points == 100


def test_evidence_is_removed_when_ticked(sign_in, opened):
    client, sheet = sign_in("lienhe.phu-yen"), sheet_of(opened, "PY-A01")
    post(client, "sheet", sheet.pk, data={"file-I.1": pdf()})
    evidence = Evidence.objects.get(line__sheet=sheet)
    post(client, "sheet", sheet.pk, data={f"remove-{evidence.pk}": "1"})
    assert not Evidence.objects.filter(line__sheet=sheet).exists()


# --- steps ---------------------------------------------------------------------------------
def test_returning_needs_a_reason_and_tells_it(sign_in, opened):
    sheet = submitted(opened)
    secretary = sign_in("thuky.phu-yen")
    post(secretary, "action", sheet.pk, "return", data={"reason": " "})
    sheet.refresh_from_db()
    assert sheet.state == SheetState.SUBMITTED
    post(secretary, "action", sheet.pk, "return", data={"reason": "Thiếu minh chứng I.3"})
    text = page(sign_in("lienhe.phu-yen"), "sheet", sheet.pk).content.decode()
    assert "Thiếu minh chứng I.3" in text


@pytest.mark.parametrize("action", ["return", "exempt", "reopen", "revise"])
@pytest.mark.parametrize("username", ["lienhe.phu-yen", "lienhe2.phu-yen"])
def test_contacts_take_no_such_steps(action, username, sign_in, opened):
    sheet = submitted(opened)
    response = post(sign_in(username), "action", sheet.pk, action, data={"reason": "x"})
    assert response.status_code in REFUSED
    sheet.refresh_from_db()
    assert sheet.state == SheetState.SUBMITTED


def test_the_secretary_assigns_checkers_but_no_mutual_pair(sign_in, opened, bloc):
    client = sign_in("thuky.phu-yen")
    form = page(client, "checkers", opened.pk, bloc.pk).context["form"]
    proposed = {name: field.initial for name, field in form.fields.items()}
    assert post(client, "checkers", opened.pk, bloc.pk, data=proposed).status_code == 302
    first, second = (sheet_of(opened, code) for code in ("PY-A01", "PY-A02"))
    mutual = dict.fromkeys(proposed, "")
    mutual |= {f"sheet-{first.pk}": second.enterprise_id}
    mutual |= {f"sheet-{second.pk}": first.enterprise_id}
    third = sheet_of(opened, "PY-A03")
    mutual |= {f"sheet-{third.pk}": sheet_of(opened, "PY-A07").enterprise_id}
    response = post(client, "checkers", opened.pk, bloc.pk, data=mutual)
    assert response.status_code == 422
    first.refresh_from_db()
    assert first.cross_checker_id == proposed[f"sheet-{first.pk}"]


# --- to the published ranking --------------------------------------------------------------
def verify_all(period, bloc) -> None:
    for place, sheet in enumerate(ScoreSheet.objects.filter(period=period, bloc=bloc)):
        ScoreSheet.objects.filter(pk=sheet.pk).update(state="cross_checked")
        sheet.refresh_from_db()
        sheet_verify_scores(sheet=sheet, scores=all_scores(sheet, f"0.{95 - place}"))
        sheet_verify(sheet=sheet)


def test_an_unready_bloc_cannot_be_ranked(sign_in, opened, bloc):
    client = sign_in("quantri.phu-yen")
    shown = page(client, "ranking", opened.pk, bloc.pk).content.decode()
    assert re.search(r"<button[^>]* disabled>", shown)
    post(client, "rank", opened.pk, bloc.pk)
    assert not Ranking.objects.filter(period=opened).exists()


def test_from_verified_sheets_to_the_public_result(sign_in, at, opened, bloc, phu_yen):
    verify_all(opened, bloc)
    client = sign_in("quantri.phu-yen")
    post(client, "rank", opened.pk, bloc.pk)
    post(client, "rank", opened.pk, bloc.pk)
    ranking = Ranking.objects.get(period=opened)
    assert at("phu-yen", "/vi/ket-qua-thi-dua/a-2021/").status_code == 404
    data = {"full_number": "9201/QĐ-BQL", "issued_on": "2022-01-10", "abstract_vi": "Về việc"}
    address = reverse("emulationperiod:prepare", args=[opened.pk])
    response = client.post(address, data, headers=HOST)
    decision = Decision.objects.of(phu_yen).get(full_number="9201/QĐ-BQL")
    assert response.url == reverse("decision:issue", args=[decision.pk])
    assert [item.ranking for item in decision.items.all()] == [ranking]
    for name, value in signed(phu_yen).items():
        setattr(decision, name, value)
    decision.save()
    decision_issue(decision=decision)
    shown = at("phu-yen", "/vi/ket-qua-thi-dua/a-2021/")
    assert shown.status_code == 200
    assert "Phong Lữ An" in shown.content.decode()


def test_the_secretary_looks_at_the_ranking_only(sign_in, opened, bloc):
    verify_all(opened, bloc)
    client = sign_in("thuky.phu-yen")
    assert page(client, "ranking", opened.pk, bloc.pk).status_code == 200
    assert post(client, "rank", opened.pk, bloc.pk).status_code in REFUSED
    assert not Ranking.objects.filter(period=opened).exists()


def test_a_ballot_with_more_votes_than_voters_is_refused(sign_in, opened, bloc):
    client = sign_in("quantri.phu-yen")
    response = post(client, "ballot", opened.pk, bloc.pk, data={"eligible": 7, "cast": 9})
    assert response.status_code == 422
    sheet = sheet_of(opened, "PY-A01")
    data = {"eligible": 7, "cast": 7, f"votes-{sheet.enterprise_id}": 5}
    assert post(client, "ballot", opened.pk, bloc.pk, data=data).status_code == 302


@pytest.mark.parametrize("username", ["thuky.phu-yen", "lienhe.phu-yen", "bientap.phu-yen"])
def test_only_the_administrator_opens_a_round(username, sign_in, period):
    assert post(sign_in(username), "open", period.pk).status_code in REFUSED
    period.refresh_from_db()
    assert period.state == "planned"
