"""Imports: tried first, every problem by row and column, nothing half-done."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from blocs.imports import IMPORTERS
from blocs.models import (
    Bloc,
    CriteriaSet,
    Decision,
    DecisionItem,
    Enterprise,
    EnterpriseStatus,
    Membership,
)
from portal.tables import read_table

HOST = {"host": "phu-yen.localhost"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(sign_in):
    return sign_in("quantri.phu-yen")


def try_file(client, slug: str, text: str, **data):
    file = SimpleUploadedFile("bang.csv", text.encode())
    return client.post(reverse("imports:upload", args=[slug]), {"file": file} | data, headers=HOST)


def do(client, slug: str, response):
    data = {"token": response.context["token"]}
    return client.post(reverse("imports:apply", args=[slug]), data, headers=HOST)


def problems(response) -> list[tuple]:
    return [(one.row, one.column) for one in response.context["problems"]]


ENTERPRISES = "code;name_vi;park;since;status\n"


def test_nothing_changes_before_it_is_confirmed(admin, phu_yen):
    before = Enterprise.objects.of(phu_yen).count()
    tried = try_file(
        admin, "enterprises", ENTERPRISES + "PY-N1;Công ty Mới;HH;05/04/2021;hoạt động ổn định\n"
    )
    assert tried.status_code == 200
    assert "token" in tried.context
    assert Enterprise.objects.of(phu_yen).count() == before
    assert do(admin, "enterprises", tried).status_code == 302
    made = Enterprise.objects.of(phu_yen).get(code="PY-N1")
    assert made.page.live
    assert made.statuses.get().valid_from == made.sites.get().valid_from == date(2021, 4, 5)


def test_a_token_works_once(admin):
    tried = try_file(admin, "enterprises", ENTERPRISES + "PY-N1;Công ty Mới;;;\n")
    do(admin, "enterprises", tried)
    again = do(admin, "enterprises", tried)
    assert again.url == reverse("imports:upload", args=["enterprises"])
    assert Enterprise.objects.filter(code="PY-N1").count() == 1


def test_a_token_is_of_no_use_to_others(admin, sign_in, client):
    tried = try_file(admin, "enterprises", ENTERPRISES + "PY-N1;Công ty Mới;;;\n")
    other = sign_in("quantri.binh-dinh")
    data = {"token": tried.context["token"]}
    address = reverse("imports:apply", args=["enterprises"])
    other.post(address, data, headers={"host": "binh-dinh.localhost"})
    assert not Enterprise.objects.filter(code="PY-N1").exists()


def test_every_problem_is_listed_and_nothing_is_kept(admin, phu_yen):
    rows = [
        "PY-N1;Công ty Một;HH;05/04/2021;hoạt động ổn định",
        "PY-N2;;HH;31/02/2021;",
        "PY-N3;Công ty Ba;PT;05/04/2021;",
        "PY-N1;Công ty Bốn;;;",
        "PY-N4;Công ty Năm;HH;;",
    ]
    reading = try_file(admin, "enterprises", ENTERPRISES + "\n".join(rows))
    assert reading.status_code == 422
    assert {row for row, _column in problems(reading)} == {3}
    later = try_file(admin, "enterprises", ENTERPRISES + "\n".join([rows[0], *rows[2:]]))
    assert [row for row, _column in problems(later)] == [3, 4, 5]
    assert not Enterprise.objects.filter(code__startswith="PY-N").exists()


def test_a_name_is_updated_by_code(admin, phu_yen):
    do(admin, "enterprises", try_file(admin, "enterprises", ENTERPRISES + "py-h01;Tên mới;;;\n"))
    assert Enterprise.objects.of(phu_yen).get(code="PY-H01").page.title_vi == "Tên mới"


def test_statuses_are_taken_in_order_of_date(admin, phu_yen):
    later, earlier = "PY-H01;hoạt động ổn định;01/03/2022", "PY-H01;suspended;01/02/2022"
    text = f"enterprise;status;valid_from\n{later}\n{earlier}\n"
    do(admin, "statuses", try_file(admin, "statuses", text))
    rows = EnterpriseStatus.objects.filter(enterprise__code="PY-H01").order_by("-valid_from")
    assert [row.status for row in rows[:2]] == ["stable", "suspended"]


def test_an_unknown_enterprise_is_named_at_its_column(admin):
    reading = try_file(admin, "statuses", "enterprise;status;valid_from\nBD-P01;stable;01/03/2022")
    assert problems(reading) == [(2, "Mã doanh nghiệp")]


# --- memberships ---------------------------------------------------------------------------
@pytest.fixture
def draft(phu_yen):
    return Decision.objects.create(
        authority=phu_yen,
        full_number="701/QĐ-BQL",
        kind="consolidate",
        abstract_vi="Kiện toàn",
        issued_on=date(2021, 3, 25),
    )


def test_memberships_become_items_of_the_draft(admin, phu_yen, draft):
    before = list(Membership.objects.values())
    newcomer = Enterprise.objects.of(phu_yen).filter(code="PY-X001").get()
    text = f"enterprise;effect;bloc\n{newcomer.code};member_added;H\nPY-A01;member_transferred;S\n"
    tried = try_file(admin, "memberships", text, target=draft.pk)
    assert "token" in tried.context, tried.context.get("problems")
    assert not draft.items.exists()
    do(admin, "memberships", tried)
    assert [item.effect for item in draft.items.all()] == ["member_added", "member_transferred"]
    assert list(Membership.objects.values()) == before


def test_what_could_not_be_issued_is_refused_by_row(admin, draft):
    text = (
        "enterprise;effect;bloc;exit_kind\n"
        "PY-H01;member_added;A;\n"
        "PY-X001;member_added;;\n"
        "PY-X002;member_removed;;withdrew\n"
    )
    reading = try_file(admin, "memberships", text, target=draft.pk)
    assert [row for row, _column in problems(reading)] == [2, 3, 4]
    assert not DecisionItem.objects.filter(decision=draft).exists()


def test_only_own_drafts_are_offered(admin, binh_dinh):
    foreign = Decision.objects.create(
        authority=binh_dinh,
        full_number="701/QĐ-BQL",
        kind="consolidate",
        abstract_vi="Kiện toàn",
        issued_on=date(2021, 3, 25),
    )
    text = "enterprise;effect;bloc\nPY-X001;member_added;H\n"
    response = try_file(admin, "memberships", text, target=foreign.pk)
    assert "target" in response.context["form"].errors
    assert not foreign.items.exists()


# --- criteria ------------------------------------------------------------------------------
def test_criteria_replace_those_of_a_draft(admin, phu_yen):
    criteria_set = CriteriaSet.objects.create(
        authority=phu_yen,
        code="PY-2099",
        title_vi="Bảng",
        year=2099,
        excellent_from=90,
        good_from=80,
        fair_from=65,
        completed_from=50,
        scale_max=100,
    )
    text = "code;title_vi;max_points;evidence_required\nI;Nhóm;100;\nI.1;Tiêu chí;100;có\n"
    do(admin, "criteria", try_file(admin, "criteria", text, target=criteria_set.pk))
    do(admin, "criteria", try_file(admin, "criteria", text, target=criteria_set.pk))
    assert [one.code for one in criteria_set.criteria.all()] == ["I", "I.1"]
    assert criteria_set.criteria.get(code="I.1").evidence_required


# --- who may -------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("username", "status"),
    [
        ("quantri.phu-yen", 200),
        ("bientap.phu-yen", 302),
        ("duyet.phu-yen", 302),
        ("thuky.phu-yen", 302),
        ("lienhe.phu-yen", 302),
        ("quantri.binh-dinh", 302),
    ],
)
@pytest.mark.parametrize("slug", ["enterprises", "statuses", "memberships", "criteria"])
def test_only_the_administrator_imports_records(username, status, slug, sign_in):
    address = reverse("imports:upload", args=[slug])
    assert sign_in(username).get(address, headers=HOST).status_code == status


def test_an_unknown_import_does_not_exist(admin):
    assert admin.get(reverse("imports:upload", args=["xyz"]), headers=HOST).status_code == 404


@pytest.mark.parametrize("slug", IMPORTERS)
def test_each_has_a_template_that_can_be_filled_in(slug, admin):
    response = admin.get(reverse("imports:template", args=[slug]), headers=HOST)
    reading = read_table(io.BytesIO(response.content), IMPORTERS[slug].columns)
    assert [problem.message for problem in reading.problems] == ["Tệp không có dòng dữ liệu nào."]


def test_blocs_are_found_by_code_whatever_the_case(admin, phu_yen, draft):
    assert Bloc.objects.of(phu_yen).filter(code="H").exists()
    text = "enterprise;effect;bloc\npy-x001;member_added;h\n"
    assert "token" in try_file(admin, "memberships", text, target=draft.pk).context
