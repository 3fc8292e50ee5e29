"""Administrators bring people in by invitation, and give and take their roles; nobody else's."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from blocs.models import Bloc, Enterprise
from news.models import ArticlePage
from portal.tenancy.enums import Role
from portal.tenancy.models import Invitation, RoleAssignment
from portal.tenancy.services import invitation_accept, invitation_create, role_grant
from portal.users.models import User

from ..factories import report_of

pytestmark = pytest.mark.django_db
HOST = {"host": "phu-yen.localhost"}
NEW = "nguoi.moi@example.org"
PASSWORD = "Mật khẩu dài 2026"


@pytest.fixture
def administrator(sign_in):
    return sign_in("quantri.phu-yen")


def page(client, name, *args, data=None, host=HOST):
    address = reverse(f"people:{name}", args=args)
    method = client.get if data is None else client.post
    return method(address, data or {}, headers=host)


def invite(client, role=Role.EDITOR, email=NEW, **place):
    return page(client, "invite", data={"email": email, "role": role.value, **place})


def link() -> str:
    return re.search(r"http://phu-yen\.localhost\S*(/vi/invitation/\S+)", mail.outbox[-1].body)[1]


def accept(client, path=None, **changed):
    data = {"full_name": "Trần Thị B", "password": PASSWORD, "password_again": PASSWORD}
    return client.post(path or link(), data | changed, headers=HOST)


# --- the way in --------------------------------------------------------------------------------
def test_who_is_invited_makes_an_account_and_has_the_role(administrator, client, phu_yen):
    assert invite(administrator).status_code == 302
    [sent] = mail.outbox
    assert sent.to == [NEW]
    assert sent.subject == "Lời mời tham gia cổng thông tin của BQL Khu kinh tế Phú Yên"
    assert "biên tập viên" in sent.body.lower()
    assert "as editor" in sent.body
    administrator.logout()
    assert NEW in client.get(link(), headers=HOST).content.decode()
    assert accept(client).url == reverse("wagtailadmin_home")
    person = User.objects.get(email=NEW)
    assert person.check_password(PASSWORD)
    assert [row.role for row in person.role_assignments.all()] == [Role.EDITOR]
    assert not (person.is_superuser or person.is_staff)
    assert client.get(reverse("wagtailadmin_home"), headers=HOST).status_code == 200


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("password", {"password": "ngan", "password_again": "ngan"}),
        ("password", {"password": NEW, "password_again": NEW}),
        ("password_again", {"password_again": "khác hẳn"}),
        ("full_name", {"full_name": " "}),
    ],
)
def test_a_bad_account_is_refused_at_its_field(field, changed, administrator, client):
    invite(administrator)
    administrator.logout()
    answer = accept(client, **changed)
    assert list(answer.context["form"].errors) == [field]
    assert not User.objects.filter(email=NEW).exists()
    assert Invitation.objects.open().count() == 1


def test_a_link_is_good_once(administrator, client):
    invite(administrator)
    administrator.logout()
    accept(client)
    client.logout()
    assert client.get(link(), headers=HOST).status_code == 410
    assert accept(client).status_code == 410


def test_a_link_ends_after_seven_days_until_it_is_sent_again(administrator, client, phu_yen):
    invite(administrator)
    invitation = Invitation.objects.get()
    assert timedelta(days=6, hours=23) < invitation.expires_at - timezone.now()
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert administrator.get(link(), headers=HOST).status_code == 410
    page(administrator, "resend", invitation.pk, data={})
    assert len(mail.outbox) == 2
    administrator.logout()
    assert accept(client).status_code == 302


def test_a_withdrawn_link_leads_nowhere(administrator, client):
    invite(administrator)
    page(administrator, "withdraw", Invitation.objects.get().pk, data={})
    administrator.logout()
    assert accept(client).status_code == 410
    assert not User.objects.filter(email=NEW).exists()


def test_a_newer_invitation_takes_the_place_of_the_older(administrator, client):
    invite(administrator)
    old = link()
    invite(administrator, Role.APPROVER, email=NEW.upper())
    administrator.logout()
    assert client.get(old, headers=HOST).status_code == 410
    accept(client)
    assert list(User.objects.get(email=NEW).role_assignments.values_list("role")) == [("approver",)]


@pytest.mark.parametrize("change", [lambda t: t[:-1] + "x", lambda t: "abc", lambda t: f"{t}x"])
def test_a_link_that_was_not_signed_here_is_unknown(change, administrator, client):
    invite(administrator)
    path, token = link().rstrip("/").rsplit("/", 1)
    assert client.get(f"{path}/{change(token)}/", headers=HOST).status_code == 404


def test_a_link_is_good_on_its_own_host_only(administrator, client):
    invite(administrator)
    administrator.logout()
    abroad = client.get(link(), headers={"host": "binh-dinh.localhost"})
    assert abroad.status_code == 404
    assert NEW not in abroad.content.decode()


# --- somebody who is there already -------------------------------------------------------------
def test_who_has_an_account_signs_in_and_takes_the_role(administrator, client, phu_yen):
    person = User.objects.get(username="bientap.binh-dinh")
    invite(administrator, Role.APPROVER, email=person.email)
    administrator.logout()
    known = client.get(link(), headers=HOST).content.decode()
    assert reverse("wagtailadmin_login") in known
    assert 'type="password"' not in known
    client.force_login(person)
    client.get(link(), headers=HOST)
    assert client.post(link(), headers=HOST).status_code == 302
    assert set(person.role_assignments.values_list("authority__code", "role")) == {
        ("binh-dinh", "editor"),
        ("phu-yen", "approver"),
    }


def test_a_link_is_not_for_whoever_is_signed_in(administrator):
    """The administrator opens his own invitation: it stays another's."""
    invite(administrator)
    answer = administrator.post(link(), headers=HOST)
    assert "địa chỉ thư điện tử khác" in answer.content.decode()
    assert Invitation.objects.open().count() == 1


# --- what an administrator cannot do -----------------------------------------------------------
def test_administrators_are_made_by_the_operator(administrator, sign_in, phu_yen):
    answer = invite(administrator, Role.ADMINISTRATOR)
    assert "role" in answer.context["form"].errors
    person = User.objects.get(username="bientap.phu-yen")
    page(administrator, "person", person.pk, data={"role": "administrator"})
    own = RoleAssignment.objects.get(authority=phu_yen, role=Role.ADMINISTRATOR)
    assert page(administrator, "take", own.pk, data={}).status_code == 404
    assert RoleAssignment.objects.filter(authority=phu_yen, role="administrator").get() == own
    assert invite(sign_in("dieuhanh"), Role.ADMINISTRATOR).status_code == 302


@pytest.mark.parametrize("extra", ["is_superuser", "is_staff", "groups", "user_permissions"])
def test_no_form_raises_anybody_to_superuser(extra, administrator, client, phu_yen):
    person = User.objects.get(username="bientap.phu-yen")
    page(administrator, "person", person.pk, data={"role": "approver", extra: "1"})
    invite(administrator, **{extra: "1"})
    administrator.logout()
    accept(client, **{extra: "1"})
    assert list(User.objects.filter(is_superuser=True).values_list("username")) == [("dieuhanh",)]
    assert not User.objects.filter(user_permissions__isnull=False).exists()


def test_people_of_another_authority_are_out_of_reach(administrator, binh_dinh):
    other = User.objects.get(username="bientap.binh-dinh")
    assert page(administrator, "person", other.pk).status_code == 404
    assert page(administrator, "person", other.pk, data={"role": "editor"}).status_code == 404
    role = other.role_assignments.get()
    assert page(administrator, "take", role.pk, data={}).status_code == 404
    assert RoleAssignment.objects.filter(pk=role.pk).exists()
    listed = page(administrator, "index").content.decode()
    assert "Bình Định" not in listed


def test_invitations_of_another_authority_are_out_of_reach(administrator, binh_dinh):
    invitation = Invitation(authority=binh_dinh, email="ai.do@example.org", role=Role.EDITOR)
    invitation_create(invitation=invitation, by=None)
    assert "ai.do" not in page(administrator, "index").content.decode()
    for name in ("resend", "withdraw"):
        assert page(administrator, name, invitation.pk, data={}).status_code == 404
    assert Invitation.objects.open().get() == invitation


def test_of_a_person_with_roles_elsewhere_only_those_here_are_shown(administrator, binh_dinh):
    person = User.objects.get(username="bientap.phu-yen")
    role_grant(
        user=person,
        authority=binh_dinh,
        role=Role.BLOC_SECRETARY,
        bloc=Bloc.objects.of(binh_dinh).first(),
    )
    for shown in (page(administrator, "index"), page(administrator, "person", person.pk)):
        assert "Nhơn Hội" not in shown.content.decode()


@pytest.mark.parametrize("login", ["bientap", "duyet", "thuky", "lienhe"])
@pytest.mark.parametrize("name", ["index", "invite", "history"])
def test_nobody_else_administers_people(login, name, sign_in):
    client = sign_in(f"{login}.phu-yen")
    assert page(client, name).status_code == 302
    assert reverse("people:index") not in client.get("/admin/", headers=HOST).content.decode()


def test_on_the_platform_s_own_host_there_are_no_people(sign_in):
    assert page(sign_in("dieuhanh"), "index", host={"host": "localhost"}).status_code in (302, 403)


# --- places ------------------------------------------------------------------------------------
def test_a_secretary_is_invited_for_several_blocs(administrator, client, phu_yen):
    blocs = list(Bloc.objects.of(phu_yen)[:2])
    invite(administrator, Role.BLOC_SECRETARY, blocs=[bloc.pk for bloc in blocs])
    administrator.logout()
    accept(client)
    rows = User.objects.get(email=NEW).role_assignments
    assert set(rows.values_list("bloc", flat=True)) == {bloc.pk for bloc in blocs}


def test_a_contact_is_invited_for_one_enterprise(administrator, client, phu_yen):
    enterprise = Enterprise.objects.of(phu_yen).first()
    invite(administrator, Role.ENTERPRISE_CONTACT, enterprise=enterprise.pk)
    administrator.logout()
    accept(client)
    assert User.objects.get(email=NEW).role_assignments.get().enterprise == enterprise


@pytest.mark.parametrize(
    ("role", "field"), [(Role.BLOC_SECRETARY, "blocs"), (Role.ENTERPRISE_CONTACT, "enterprise")]
)
def test_a_role_for_a_place_asks_for_it_and_takes_no_foreign_one(
    role, field, administrator, binh_dinh
):
    model = Bloc if field == "blocs" else Enterprise
    foreign = model.objects.of(binh_dinh).first()
    for place in ({}, {field: foreign.pk}):
        answer = invite(administrator, role, **place)
        assert list(answer.context["form"].errors) == [field]
    person = User.objects.get(username="bientap.phu-yen")
    answer = page(administrator, "person", person.pk, data={"role": role, field: foreign.pk})
    assert list(answer.context["form"].errors) == [field]
    assert not Invitation.objects.exists()


def test_a_place_the_role_does_not_have_is_not_kept(administrator, phu_yen):
    invite(administrator, Role.EDITOR, blocs=Bloc.objects.of(phu_yen).first().pk)
    assert not Invitation.objects.get().blocs.exists()


def test_the_service_refuses_a_foreign_place(phu_yen, binh_dinh):
    foreign = Enterprise.objects.of(binh_dinh).first()
    role = Role.ENTERPRISE_CONTACT
    invitation = Invitation(authority=phu_yen, email=NEW, role=role, enterprise=foreign)
    with pytest.raises(ValidationError) as refusal:
        invitation_create(invitation=invitation, by=None)
    assert list(refusal.value.message_dict) == ["enterprise"]
    assert not Invitation.objects.exists()


# --- roles -------------------------------------------------------------------------------------
def test_a_role_is_given_and_taken(administrator, phu_yen):
    person = User.objects.get(username="bientap.phu-yen")
    page(administrator, "person", person.pk, data={"role": "approver"})
    role = person.role_assignments.get(role="approver")
    assert page(administrator, "take", role.pk, data={}).url == reverse(
        "people:person", args=[person.pk]
    )
    page(administrator, "take", person.role_assignments.get().pk, data={})
    assert not person.role_assignments.exists()
    assert not person.groups.exists()


def test_a_mail_that_cannot_be_sent_loses_nothing(administrator, settings):
    settings.EMAIL_BACKEND = "tests.tenancy.test_people.Broken"
    answer = invite(administrator)
    assert answer.status_code == 302
    shown = page(administrator, "index").content.decode()
    assert "chưa gửi được thư" in shown
    assert NEW in shown


class Broken:
    def __init__(self, **options) -> None:
        pass

    def send_messages(self, messages) -> int:
        raise ConnectionRefusedError


def test_an_invitation_that_ended_meanwhile_gives_nothing(administrator, phu_yen):
    invite(administrator)
    person = User.objects.create_user("b", NEW)
    stale = Invitation.objects.get()
    Invitation.objects.update(withdrawn_at=timezone.now())
    with pytest.raises(ValidationError):
        invitation_accept(invitation=stale, user=person)
    assert not person.role_assignments.exists()


# --- who did what ------------------------------------------------------------------------------
def test_the_history_tells_of_one_s_own_authority_only(administrator, sign_in, binh_dinh, phu_yen):
    invite(administrator)
    article = ArticlePage.objects.descendant_of(phu_yen.site.root_page).first()
    administrator.post(reverse("wagtailadmin_pages:delete", args=[article.pk]), headers=HOST)
    shown = page(administrator, "history").content.decode()
    assert NEW in shown
    assert article.title_vi in shown, "a deleted page stays in the history"
    there = page(sign_in("quantri.binh-dinh"), "history", host={"host": "binh-dinh.localhost"})
    for foreign in (NEW, article.title_vi, "Quản trị Phú Yên"):
        assert foreign not in there.content.decode()


def test_the_history_of_a_person_covers_pages_and_records(administrator, phu_yen):
    invite(administrator)
    article = ArticlePage.objects.descendant_of(phu_yen.site.root_page).first()
    administrator.post(reverse("wagtailadmin_pages:delete", args=[article.pk]), headers=HOST)
    person = User.objects.get(username="quantri.phu-yen")
    address = reverse("people:history")
    rows = administrator.get(f"{address}?user={person.pk}", headers=HOST).context["object_list"]
    assert {row.action for row in rows} == {"tenancy.invite", "wagtail.delete"}


def test_the_history_tells_of_steps_that_services_take(administrator, phu_yen):
    report = report_of(phu_yen, 2019, published=False)
    address = reverse("report:move", args=[report.pk])
    assert administrator.post(address, {"to": "submitted"}, headers=HOST).status_code == 302
    report.refresh_from_db()
    assert report.state == "submitted"
    shown = page(administrator, "history").content.decode()
    assert "Thay đổi trạng thái: Dự thảo → đã nộp" in shown


def test_the_history_can_be_filtered_and_exported(administrator):
    invite(administrator)
    shown = page(administrator, "history")
    assert {name for name, _label in shown.context["filters"].form.fields["action"].choices} >= {
        "tenancy.invite"
    }
    address = reverse("people:history")
    found = administrator.get(f"{address}?action=tenancy.invite&export=csv", headers=HOST)
    rows = found.content.decode().splitlines()
    assert len(rows) == 2
    assert "Mời người dùng" in rows[1]
