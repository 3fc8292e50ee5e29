"""What `check_isolation` finds, and `sync_permissions` repairs, whatever came before it."""

from contextlib import suppress
from io import StringIO

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import GroupCollectionPermission, GroupPagePermission

from blocs.models import Bloc, Decision, Enterprise, Membership
from news.models import ArticlePage
from portal.media.models import PortalDocument
from portal.tenancy.checks import check_derived_rights
from portal.tenancy.enums import Role
from portal.tenancy.integrity import triggers_drop
from portal.tenancy.isolation import crossings, derivations
from portal.tenancy.models import Authority, RoleAssignment
from portal.tenancy.services import permissions_sync, role_grant, role_revoke
from portal.users.models import User
from tests.factories import signed

pytestmark = pytest.mark.django_db


def told() -> str:
    out = StringIO()
    call_command("check_isolation", stdout=out)
    return out.getvalue()


def test_nothing_is_wrong_with_the_sample():
    assert [*crossings(), *derivations()] == []
    assert "Nothing" in told()
    assert check_derived_rights(databases=["default"]) == []


def test_wagtails_own_groups_are_gone():
    assert not Group.objects.filter(authority_group=None).exists()


# --- what is found -------------------------------------------------------------------------
def test_a_record_that_leads_abroad_is_found(phu_yen, binh_dinh):
    triggers_drop(connection)
    row = Membership.objects.of(phu_yen).first()
    Membership.objects.filter(pk=row.pk).update(bloc=Bloc.objects.of(binh_dinh).first())
    assert [f"blocs.Membership {row.pk}: bloc leads to another authority"] == list(crossings())
    with pytest.raises(CommandError):
        told()


def test_a_file_of_another_authority_is_found(phu_yen, binh_dinh):
    triggers_drop(connection)
    document = signed(binh_dinh)["file"]
    row = Decision.objects.of(phu_yen).first()
    Decision.objects.filter(pk=row.pk).update(file=document)
    assert [f"blocs.Decision {row.pk}: file leads to another authority"] == list(crossings())


def test_a_page_that_links_abroad_is_found(phu_yen, binh_dinh, seed_article):
    document = signed(binh_dinh)["file"]
    link = f'<a linktype="document" id="{document.pk}">Văn bản</a>'
    page = ArticlePage.objects.get(pk=seed_article.pk)
    page.body_vi = (
        [("paragraph", link)] if "paragraph" in page.body_vi.stream_block.child_blocks else []
    )
    assert page.body_vi, "the article's body has no block of text"
    page.save()
    assert any(f"page {page.pk}:" in sentence for sentence in crossings())


def test_a_role_at_another_authority_s_bloc_is_found(phu_yen, binh_dinh):
    row = RoleAssignment.objects.filter(authority=phu_yen, role=Role.BLOC_SECRETARY).first()
    RoleAssignment.objects.filter(pk=row.pk).update(bloc=Bloc.objects.of(binh_dinh).first())
    assert any(f"role {row.pk} " in sentence for sentence in crossings())


def spoil_group(group: Group) -> None:
    group.permissions.add(Permission.objects.get(codename="change_user"))


def spoil_pages(group: Group) -> None:
    root = Authority.objects.get(code="binh-dinh").site.root_page
    GroupPagePermission.objects.create(group=group, page=root, permission_type="change")


def spoil_files(group: Group) -> None:
    other = Authority.objects.get(code="binh-dinh").collection
    permission = Permission.objects.get(codename="choose_document")
    GroupCollectionPermission.objects.create(group=group, collection=other, permission=permission)


def spoil_person(group: Group) -> None:
    User.objects.get(username="bientap.binh-dinh").groups.add(group)


def spoil_with_permission(group: Group) -> None:
    person = User.objects.get(username="bientap.binh-dinh")
    person.user_permissions.add(Permission.objects.get(codename="change_user"))


def spoil_with_group(group: Group) -> None:
    spoil_group(Group.objects.create(name="Ngoài lề"))


SPOILT = [spoil_group, spoil_pages, spoil_files, spoil_person, spoil_with_permission]
SPOILT += [spoil_with_group]


@pytest.mark.parametrize("spoil", SPOILT)
def test_rights_given_by_hand_are_found_and_repaired(spoil, phu_yen):
    spoil(phu_yen.groups.get(role=Role.EDITOR).group)
    assert list(derivations())
    assert check_derived_rights(databases=["default"])[0].id == "tenancy.W002"
    call_command("sync_permissions", stdout=StringIO())
    assert list(derivations()) == []


# --- whatever happens ------------------------------------------------------------------------
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["grant", "revoke"]),
        st.sampled_from(["phu-yen", "binh-dinh"]),
        st.sampled_from(list(Role)),
        st.sampled_from(["bientap.phu-yen", "quantri.binh-dinh", "lienhe.phu-yen"]),
    ),
    max_size=12,
)


def take(step: tuple[str, str, Role, str]) -> None:
    action, code, role, username = step
    authority, user = Authority.objects.get(code=code), User.objects.get(username=username)
    place = {}
    if role == Role.BLOC_SECRETARY:
        place = {"bloc": Bloc.objects.of(authority).first()}
    if role == Role.ENTERPRISE_CONTACT:
        place = {"enterprise": Enterprise.objects.of(authority).first()}
    if action == "grant":
        role_grant(user=user, authority=authority, role=role, **place)
        return
    for row in RoleAssignment.objects.filter(user=user, authority=authority, role=role):
        with suppress(ValidationError):  # the last administrator stays
            role_revoke(assignment=row)


@settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_no_sequence_of_roles_leaves_rights_behind(db, steps):
    for step in steps:
        take(step)
    assert [*crossings(), *derivations()] == []


def test_a_sync_changes_nothing_that_is_right():
    before = set(User.groups.through.objects.values_list("user", "group"))
    documents = PortalDocument.objects.count()
    permissions_sync()
    assert set(User.groups.through.objects.values_list("user", "group")) == before
    assert PortalDocument.objects.count() == documents
