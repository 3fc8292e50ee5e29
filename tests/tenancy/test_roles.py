"""Who may do what where: everything is derived from role assignments."""

from datetime import date

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from wagtail.models import GroupCollectionPermission, GroupPagePermission
from wagtail.permissions import policy_registry

from blocs.access import Person
from blocs.demo.people import LOGINS
from blocs.demo.source import clock, moment
from blocs.enums import Effect, LeadershipRole
from blocs.models import Bloc, Decision, DecisionItem, Enterprise, IndustrialPark
from blocs.services import bloc_save, decision_issue
from portal.basepage.models import BasePage
from portal.media.models import PortalDocument, PortalImage
from portal.tenancy.access import authorities_of, authority_ids, authority_of_page, has_role, scope
from portal.tenancy.enums import Role
from portal.tenancy.models import Authority, AuthorityGroup, AuthorityRecord, RoleAssignment
from portal.tenancy.services import (
    MEDIA_RIGHTS,
    PAGE_RIGHTS,
    authority_groups_sync,
    role_grant,
    role_revoke,
)
from portal.users.models import User

from ..conftest import SAMPLE_PASSWORD
from ..factories import YEAR, ScoredBloc, scored_bloc, signed

CODES = ("phu-yen", "binh-dinh")
PEOPLE = [(f"{login}.{code}", code, role) for login, role, _label in LOGINS for code in CODES]
OTHER = dict(zip(CODES, reversed(CODES), strict=True))

by_person = pytest.mark.parametrize(
    ("username", "code", "role"), PEOPLE, ids=[username for username, *_ in PEOPLE]
)
by_role = pytest.mark.parametrize("role", Role, ids=lambda role: role.value)

pytestmark = pytest.mark.django_db


@pytest.fixture
def newcomer():
    return User.objects.create_user("moi", "moi@example.org", SAMPLE_PASSWORD)


def place(role: Role, authority) -> dict:
    if role == Role.BLOC_SECRETARY:
        return {"bloc": Bloc.objects.of(authority).first()}
    if role == Role.ENTERPRISE_CONTACT:
        return {"enterprise": Enterprise.objects.of(authority).first()}
    return {}


def group_names(user) -> set[str]:
    return set(user.groups.values_list("name", flat=True))


def fresh(user) -> User:
    """Without the permissions and authorities that a user object remembers."""
    return User.objects.get(pk=user.pk)


# --- granting and revoking -----------------------------------------------------------------
@by_role
def test_a_role_brings_its_group_and_its_end_takes_it_away(role, newcomer, phu_yen):
    assignment = role_grant(user=newcomer, authority=phu_yen, role=role, **place(role, phu_yen))
    assert group_names(newcomer) == {f"phu-yen: {role.value}"}
    assert fresh(newcomer).has_perm("wagtailadmin.access_admin")
    role_revoke(assignment=assignment)
    assert group_names(newcomer) == set()
    assert not fresh(newcomer).has_perm("wagtailadmin.access_admin")


def test_a_role_granted_twice_is_one_assignment(newcomer, phu_yen):
    first = role_grant(user=newcomer, authority=phu_yen, role=Role.EDITOR)
    assert role_grant(user=newcomer, authority=phu_yen, role=Role.EDITOR) == first
    assert newcomer.role_assignments.count() == 1


def test_roles_in_two_authorities_bring_two_groups(newcomer, phu_yen, binh_dinh):
    first = role_grant(user=newcomer, authority=phu_yen, role=Role.EDITOR)
    role_grant(user=newcomer, authority=binh_dinh, role=Role.APPROVER)
    assert group_names(newcomer) == {"phu-yen: editor", "binh-dinh: approver"}
    role_revoke(assignment=first)
    assert group_names(newcomer) == {"binh-dinh: approver"}


def test_a_secretary_of_two_blocs_stays_one_while_a_bloc_is_left(newcomer, phu_yen):
    first, second = Bloc.objects.of(phu_yen)[:2]
    fields = {"user": newcomer, "authority": phu_yen, "role": Role.BLOC_SECRETARY}
    assignment = role_grant(**fields, bloc=first)
    role_grant(**fields, bloc=second)
    role_revoke(assignment=assignment)
    assert group_names(newcomer) == {"phu-yen: bloc_secretary"}


def test_groups_given_by_hand_do_not_outlive_the_next_change(newcomer, phu_yen, binh_dinh):
    newcomer.groups.add(Group.objects.get(name="binh-dinh: administrator"))
    role_grant(user=newcomer, authority=phu_yen, role=Role.EDITOR)
    assert group_names(newcomer) == {"phu-yen: editor"}


# --- what a role needs ---------------------------------------------------------------------
@pytest.mark.parametrize("role", [Role.BLOC_SECRETARY, Role.ENTERPRISE_CONTACT])
def test_a_role_for_a_place_needs_the_place(role, newcomer, phu_yen):
    with pytest.raises(ValidationError):
        role_grant(user=newcomer, authority=phu_yen, role=role)
    assert not newcomer.role_assignments.exists()
    assert group_names(newcomer) == set()


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.EDITOR, Role.APPROVER])
@pytest.mark.parametrize("of", [Role.BLOC_SECRETARY, Role.ENTERPRISE_CONTACT])
def test_any_other_role_has_no_place(role, of, newcomer, phu_yen):
    with pytest.raises(ValidationError):
        role_grant(user=newcomer, authority=phu_yen, role=role, **place(of, phu_yen))
    assert not newcomer.role_assignments.exists()


@pytest.mark.parametrize("role", [Role.BLOC_SECRETARY, Role.ENTERPRISE_CONTACT])
def test_the_database_refuses_the_same(role, newcomer, phu_yen):
    other = {Role.BLOC_SECRETARY: Role.ENTERPRISE_CONTACT}.get(role, Role.BLOC_SECRETARY)
    for wrong in ({}, place(other, phu_yen), place(role, phu_yen) | place(other, phu_yen)):
        with pytest.raises(IntegrityError), transaction.atomic():
            RoleAssignment.objects.create(user=newcomer, authority=phu_yen, role=role, **wrong)


@pytest.mark.parametrize("role", [Role.BLOC_SECRETARY, Role.ENTERPRISE_CONTACT])
def test_a_place_of_another_authority_is_refused_at_its_field(role, newcomer, phu_yen, binh_dinh):
    foreign = place(role, binh_dinh)
    with pytest.raises(ValidationError) as refusal:
        role_grant(user=newcomer, authority=phu_yen, role=role, **foreign)
    assert list(refusal.value.message_dict) == list(foreign)
    assert not newcomer.role_assignments.exists()
    assert group_names(newcomer) == set()


def test_a_role_is_assigned_once(newcomer, phu_yen):
    fields = {"user": newcomer, "authority": phu_yen}
    rows = [{"role": role, **place(role, phu_yen)} for role in Role]
    for row in rows:
        RoleAssignment.objects.create(**fields, **row)
        with pytest.raises(IntegrityError), transaction.atomic():
            RoleAssignment.objects.create(**fields, **row)


def test_a_role_that_does_not_exist_is_refused(newcomer, phu_yen):
    with pytest.raises(ValidationError):
        role_grant(user=newcomer, authority=phu_yen, role="emperor")
    assert not newcomer.role_assignments.exists()


# --- a secretary's term --------------------------------------------------------------------
@pytest.fixture
def led(phu_yen) -> ScoredBloc:
    """A bloc that its first member leads, with a secretary."""
    return scored_bloc(phu_yen)


def elect(bloc, enterprise, on) -> None:
    decision = Decision.objects.create(
        authority=bloc.authority,
        full_number=f"7{on:%j}/QĐ-BQL",
        kind="consolidate",
        abstract_vi="Bầu lại lãnh đạo khối",
        issued_on=on,
        **signed(bloc.authority),
    )
    DecisionItem.objects.create(
        decision=decision,
        effect=Effect.LEADERSHIP_SET,
        bloc=bloc,
        enterprise=enterprise,
        office=LeadershipRole.LEADER,
    )
    decision_issue(decision=decision)


def test_a_secretary_s_rights_end_with_the_leadership_by_themselves(led, phu_yen):
    secretary, other = led.secretary, led.members[1]
    elect(led.bloc, other, date(YEAR, 7, 1))
    with clock(moment(date(YEAR, 6, 30))):
        assert Person(fresh(secretary), phu_yen).runs(led.bloc.pk)
        assert fresh(secretary).has_perm("wagtailadmin.access_admin")
        assert list(authorities_of(secretary)) == [phu_yen]
    with clock(moment(date(YEAR, 7, 1))):
        assert not Person(fresh(secretary), phu_yen).runs(led.bloc.pk)
        assert not fresh(secretary).has_perm("wagtailadmin.access_admin")
        assert not authorities_of(secretary).exists()
        assert not has_role(secretary, phu_yen, [Role.BLOC_SECRETARY])


def test_a_secretary_of_a_leader_who_is_elected_again_goes_on(led, phu_yen):
    elect(led.bloc, led.members[0], date(YEAR, 7, 1))
    with clock(moment(date(YEAR, 7, 2))):
        assert Person(fresh(led.secretary), phu_yen).runs(led.bloc.pk)


def test_a_secretary_appointed_again_serves_the_new_leader(led, phu_yen):
    elect(led.bloc, led.members[1], date(YEAR, 7, 1))
    with clock(moment(date(YEAR, 7, 2))):
        place = {"authority": phu_yen, "role": Role.BLOC_SECRETARY, "bloc": led.bloc}
        role_grant(user=led.secretary, **place)
        assert led.secretary.role_assignments.count() == 1
        assert Person(fresh(led.secretary), phu_yen).runs(led.bloc.pk)


def test_before_the_office_begins_a_secretary_has_no_rights_yet(led, phu_yen):
    with clock(moment(date(YEAR, 1, 1))):
        assert not Person(fresh(led.secretary), phu_yen).runs(led.bloc.pk)


def test_nobody_is_secretary_of_a_bloc_without_leader(newcomer, phu_yen):
    bloc = bloc_save(bloc=Bloc(authority=phu_yen, code="Z", ordinal=98, name_vi="Khối mới"))
    with pytest.raises(ValidationError) as refusal:
        role_grant(user=newcomer, authority=phu_yen, role=Role.BLOC_SECRETARY, bloc=bloc)
    assert list(refusal.value.message_dict) == ["bloc"]
    assert not newcomer.role_assignments.exists()


def test_the_last_administrator_stays(phu_yen, newcomer):
    sole = RoleAssignment.objects.get(authority=phu_yen, role=Role.ADMINISTRATOR)
    with pytest.raises(ValidationError):
        role_revoke(assignment=sole)
    role_grant(user=newcomer, authority=phu_yen, role=Role.ADMINISTRATOR)
    role_revoke(assignment=sole)
    assert not has_role(sole.user, phu_yen, [Role.ADMINISTRATOR])


# --- what a role may -----------------------------------------------------------------------
@by_role
@pytest.mark.parametrize("code", CODES)
def test_a_group_has_permissions_in_its_own_tree_and_collection_only(role, code):
    authority = Authority.objects.get(code=code)
    group = AuthorityGroup.objects.get(authority=authority, role=role).group
    pages = GroupPagePermission.objects.filter(group=group)
    assert {row.page_id for row in pages} <= {authority.site.root_page_id}
    assert {row.permission.codename.split("_")[0] for row in pages} == {
        right.split("_")[0] for right in PAGE_RIGHTS.get(role, ())
    }
    media = GroupCollectionPermission.objects.filter(group=group)
    assert {row.collection_id for row in media} <= {authority.collection_id}
    assert media.count() == 2 * len(MEDIA_RIGHTS.get(role, ()))


@by_role
def test_a_group_sees_and_edits_what_the_model_says(role, phu_yen):
    group = AuthorityGroup.objects.get(authority=phu_yen, role=role).group
    held = set(group.permissions.values_list("codename", flat=True))
    for model in policy_models():
        edits = role in model.edited_by
        for action in ("add", "change", "delete"):
            assert (f"{action}_{model._meta.model_name}" in held) is edits
        assert (f"view_{model._meta.model_name}" in held) is (role in model.viewed_by)


def policy_models() -> list[type[AuthorityRecord]]:
    from django.apps import apps

    return [model for model in apps.get_models() if issubclass(model, AuthorityRecord)]


@by_role
def test_no_group_administers_the_platform(role, phu_yen):
    group = AuthorityGroup.objects.get(authority=phu_yen, role=role).group
    labels = set(group.permissions.values_list("content_type__app_label", "codename"))
    assert not {row for row in labels if row[0] in ("auth", "users", "wagtailcore")}
    own = {codename for label, codename in labels if label == "tenancy"}
    assert own == ({"view_authority", "change_authority"} if role == Role.ADMINISTRATOR else set())


def test_permissions_added_by_hand_do_not_outlive_the_next_sync(phu_yen, binh_dinh):
    group = AuthorityGroup.objects.get(authority=phu_yen, role=Role.EDITOR).group
    GroupPagePermission.objects.create(
        group=group, page=binh_dinh.site.root_page, permission_type="change"
    )
    authority_groups_sync(authority=phu_yen)
    pages = GroupPagePermission.objects.filter(group=group).values_list("page", flat=True)
    assert set(pages) == {phu_yen.site.root_page_id}


@by_person
def test_a_person_edits_no_page_and_no_file_of_another_authority(username, code, role):
    user, other = User.objects.get(username=username), Authority.objects.get(code=OTHER[code])
    foreign = other.site.root_page
    pages = policy_registry.get_by_type(BasePage)
    assert not pages.explorable_instances(user).filter(path__startswith=foreign.path).exists()
    for action in ("add", "change", "publish", "bulk_delete", "lock"):
        assert not pages.user_has_permission_for_instance(user, action, foreign)
    for model in (PortalImage, PortalDocument):
        policy = policy_registry.get_by_type(model)
        allowed = policy.collections_user_has_any_permission_for(
            user, ["add", "change", "delete", "choose"]
        )
        assert other.collection not in allowed
        assert set(allowed) <= {Authority.objects.get(code=code).collection}


@by_person
def test_a_person_has_no_permission_for_another_authority_s_records(username, code, role):
    user, other = User.objects.get(username=username), Authority.objects.get(code=OTHER[code])
    for model in policy_models():
        policy = policy_registry.get_by_type(model)
        row = model._base_manager.filter(authority=other).first()
        for action in ("view", "add", "change", "delete"):
            assert not policy.user_has_permission_for_instance(user, action, row)
        seen = policy.instances_user_has_any_permission_for(user, ["view", "change"])
        assert not seen.filter(authority=other).exists()
        assert seen.exists() is (role in model.viewed_by or role in model.edited_by)


# --- signing in ----------------------------------------------------------------------------
@by_person
def test_every_sample_login_signs_in_on_its_own_host(username, code, role, client):
    host = {"host": f"{code}.localhost"}
    data = {"username": username, "password": SAMPLE_PASSWORD}
    response = client.post(reverse("wagtailadmin_login"), data, headers=host)
    assert (response.status_code, response.url) == (302, reverse("wagtailadmin_home"))
    assert client.get(reverse("wagtailadmin_home"), headers=host).status_code == 200


@pytest.mark.parametrize("host", ["phu-yen.localhost", "binh-dinh.localhost", "localhost"])
def test_the_operator_signs_in_everywhere(host, client):
    data = {"username": "dieuhanh", "password": SAMPLE_PASSWORD}
    response = client.post(reverse("wagtailadmin_login"), data, headers={"host": host})
    assert response.status_code == 302
    home = client.get(reverse("wagtailadmin_home"), headers={"host": host})
    assert home.status_code == 200


def test_a_wrong_password_signs_nobody_in(client):
    data = {"username": "quantri.phu-yen", "password": "sai"}
    response = client.post(
        reverse("wagtailadmin_login"), data, headers={"host": "phu-yen.localhost"}
    )
    assert response.status_code == 200
    assert "_auth_user_id" not in client.session


def test_an_unknown_host_has_no_admin(client):
    response = client.get(reverse("wagtailadmin_login"), headers={"host": "hue.localhost"})
    assert response.status_code == 404


# --- where a person works ------------------------------------------------------------------
@by_person
def test_a_person_works_in_the_authorities_of_his_roles(username, code, role):
    user = User.objects.get(username=username)
    assert [authority.code for authority in authorities_of(user)] == [code]


@by_person
def test_on_a_host_a_person_works_there_or_nowhere(username, code, role):
    for host in CODES:
        user = User.objects.get(username=username)
        user.working_authority = Authority.objects.get(code=host)
        expected = [code] if host == code else []
        assert [authority.code for authority in authorities_of(user)] == expected
        assert authority_ids(user) == [a.pk for a in authorities_of(user)]


def test_who_has_roles_in_two_authorities_works_in_one_at_a_time(newcomer, phu_yen, binh_dinh):
    for authority in (phu_yen, binh_dinh):
        role_grant(user=newcomer, authority=authority, role=Role.EDITOR)
    assert set(authorities_of(newcomer)) == {phu_yen, binh_dinh}
    newcomer.working_authority = binh_dinh
    assert list(authorities_of(newcomer)) == [binh_dinh]
    assert set(scope(Bloc.objects.all(), newcomer)) == set(Bloc.objects.of(binh_dinh))


def test_several_roles_in_one_authority_count_it_once(newcomer, phu_yen):
    for role in (Role.EDITOR, Role.APPROVER):
        role_grant(user=newcomer, authority=phu_yen, role=role)
    assert list(authorities_of(newcomer)) == [phu_yen]


def test_the_operator_works_everywhere_and_on_a_host_there(phu_yen, binh_dinh):
    operator = User.objects.get(username="dieuhanh")
    assert set(authorities_of(operator)) == {phu_yen, binh_dinh}
    operator.working_authority = phu_yen
    assert list(authorities_of(operator)) == [phu_yen]


def test_somebody_without_roles_works_nowhere(newcomer):
    assert not authorities_of(newcomer).exists()
    assert not scope(Bloc.objects.all(), newcomer).exists()


def test_has_role_asks_for_the_authority_and_the_role(newcomer, phu_yen, binh_dinh):
    role_grant(user=newcomer, authority=phu_yen, role=Role.EDITOR)
    assert has_role(newcomer, phu_yen, [Role.EDITOR, Role.APPROVER])
    assert not has_role(newcomer, phu_yen, [Role.APPROVER])
    assert not has_role(newcomer, binh_dinh, [Role.EDITOR])


# --- there is no default tenant ------------------------------------------------------------
@pytest.mark.parametrize("nobody", [None, 1, "phu-yen"])
def test_of_needs_an_authority(nobody):
    for model in [*policy_models(), IndustrialPark]:
        with pytest.raises(TypeError):
            model.objects.of(nobody)


def test_scope_needs_a_model_that_belongs_to_an_authority():
    operator = User.objects.get(username="dieuhanh")
    with pytest.raises(TypeError):
        scope(Group.objects.all(), operator)


def test_scope_keeps_own_rows_only(phu_yen):
    user = User.objects.get(username="bientap.phu-yen")
    assert set(scope(Decision.objects.all(), user)) == set(Decision.objects.of(phu_yen))
    assert set(scope(Authority.objects.all(), user)) == {phu_yen}
    parks = scope(IndustrialPark.objects.all(), user)
    assert {park.code for park in parks} == {"HH", "AP", "SC"}


def test_a_page_belongs_to_the_authority_of_its_tree(phu_yen, binh_dinh):
    for authority in (phu_yen, binh_dinh):
        root = authority.site.root_page
        for page in BasePage.objects.descendant_of(root, inclusive=True):
            assert authority_of_page(page) == authority
    assert authority_of_page(BasePage.get_first_root_node()) is None
    assert authority_of_page(BasePage()) is None
