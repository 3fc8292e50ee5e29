"""What an editor writes is published by an approver of the same authority, and nobody else."""

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import TaskState, Workflow, WorkflowPage
from wagtail.test.utils.form_data import nested_form_data, querydict_from_html, streamfield

from portal.pages.models import StandardPage
from portal.tenancy.enums import Role
from portal.tenancy.isolation import derivations
from portal.tenancy.models import ApprovalTask
from portal.tenancy.services import role_grant
from portal.users.models import User

pytestmark = pytest.mark.django_db
HOST = {"host": "phu-yen.localhost"}
ABROAD = {"host": "binh-dinh.localhost"}
TITLE = "Giới thiệu đã sửa"


@pytest.fixture
def page(phu_yen) -> StandardPage:
    return StandardPage.objects.descendant_of(phu_yen.site.root_page).get(slug="gioi-thieu")


def edit(client, page, **changed):
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    html = client.get(address, headers=HOST).content.decode()
    data = dict(querydict_from_html(html, form_id="page-edit-form").lists())
    data |= nested_form_data({f"body_{code}": streamfield([]) for code in ("vi", "en")})
    return client.post(address, data | changed, headers=HOST)


@pytest.fixture
def handed_in(sign_in, page) -> TaskState:
    """An editor has handed a page in."""
    edit(sign_in("bientap.phu-yen"), page, title_vi=TITLE, **{"action-submit": "1"})
    return TaskState.objects.get(workflow_state__object_id=str(page.pk))


def decide(client, page, state, action, host=HOST, **data):
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, action, state.pk])
    return client.post(address, data, headers=host)


def shown(at) -> str:
    html = at("phu-yen", "/vi/gioi-thieu/").content
    return BeautifulSoup(html, "html.parser").h1.get_text(strip=True)


def test_an_editor_cannot_publish(sign_in, page, at):
    edit(sign_in("bientap.phu-yen"), page, title_vi=TITLE, **{"action-publish": "1"})
    assert shown(at) == "Giới thiệu"


def test_what_an_editor_hands_in_is_public_when_an_approver_agrees(handed_in, page, sign_in, at):
    assert shown(at) == "Giới thiệu"
    desk = sign_in("duyet.phu-yen").get("/admin/", headers=HOST).content.decode()
    assert TITLE in desk
    assert decide(sign_in("duyet.phu-yen"), page, handed_in, "approve").status_code == 302
    assert shown(at) == TITLE


def test_an_approver_asks_for_changes_with_a_reason(handed_in, page, sign_in, at):
    decide(sign_in("duyet.phu-yen"), page, handed_in, "reject", comment="Thiếu số điện thoại")
    assert shown(at) == "Giới thiệu"
    [told] = [sent for sent in mail.outbox if sent.to == ["bientap.phu-yen@example.org"]]
    assert "Thiếu số điện thoại" in told.body
    edited = sign_in("bientap.phu-yen").get(
        reverse("wagtailadmin_pages:edit", args=[page.pk]), headers=HOST
    )
    assert "Thiếu số điện thoại" in edited.content.decode()


def test_mail_goes_to_the_authority_s_own_approvers_and_leads_to_its_host(handed_in, page):
    people = {address for sent in mail.outbox for address in sent.to}
    assert people == {"duyet.phu-yen@example.org", "quantri.phu-yen@example.org"}
    for sent in mail.outbox:
        assert f"phu-yen.localhost:8000/admin/pages/{page.pk}/edit/" in sent.body
        assert TITLE in sent.subject
        assert "đề nghị Ông/Bà phê duyệt" in sent.body


@pytest.mark.parametrize("login", ["bientap.phu-yen", "duyet.binh-dinh", "quantri.binh-dinh"])
def test_nobody_else_agrees(login, handed_in, page, sign_in, at):
    for host in (HOST, ABROAD):
        decide(sign_in(login), page, handed_in, "approve", host)
    assert shown(at) == "Giới thiệu"
    handed_in.refresh_from_db()
    assert handed_in.status == TaskState.STATUS_IN_PROGRESS


def test_who_approves_for_two_authorities_does_so_on_each_one_s_host(
    handed_in, page, sign_in, binh_dinh, at
):
    both = User.objects.get(username="duyet.phu-yen")
    role_grant(user=both, authority=binh_dinh, role=Role.APPROVER)
    sign_in("bientap.phu-yen").logout()  # with what the editor was told
    client = sign_in("duyet.phu-yen")
    assert TITLE not in client.get("/admin/", headers=ABROAD).content.decode()
    client.logout()
    client = sign_in("duyet.phu-yen")
    assert TITLE in client.get("/admin/", headers=HOST).content.decode()


def test_each_authority_has_a_workflow_of_its_own(phu_yen, binh_dinh):
    tasks = [ApprovalTask.objects.get(authority=one) for one in (phu_yen, binh_dinh)]
    for authority, task in zip((phu_yen, binh_dinh), tasks, strict=True):
        groups = {group.name for group in task.groups.all()}
        assert groups == {f"{authority.code}: approver", f"{authority.code}: administrator"}
        assert authority.site.root_page.get_workflow().tasks.get().specific == task


@pytest.mark.parametrize(
    "change",
    [
        lambda one: WorkflowPage.objects.filter(page=one.site.root_page_id).delete(),
        lambda one: Workflow.objects.update(active=False),
        lambda one: ApprovalTask.objects.filter(authority=one).update(active=False),
        lambda one: ApprovalTask.objects.get(authority=one).groups.clear(),
    ],
    ids=["no page", "workflow off", "task off", "no groups"],
)
def test_a_workflow_changed_by_hand_is_found_and_mended(change, phu_yen):
    change(phu_yen)
    assert any("approval" in sentence for sentence in derivations())
    call_command("sync_permissions")
    assert [*derivations()] == []
