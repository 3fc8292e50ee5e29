"""Issuing a decision: all of its items or none, and only once.

INV-04, 07 to 10, 12, 23 and 25 of the domain.
"""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from wagtail.permissions import policy_registry

from blocs.enums import ADMISSIBLE, Effect, OperatingStatus
from blocs.models import (
    Bloc,
    Decision,
    DecisionItem,
    Enterprise,
    EnterpriseStatus,
    Leadership,
    Membership,
    Regulation,
    RegulationVersion,
)
from blocs.services import (
    DecisionAlreadyIssued,
    bloc_save,
    decision_issue,
    enterprise_status_set,
)
from portal.users.models import User
from tests.factories import signed

DAY = date(2021, 3, 25)
WRITTEN = (Bloc, Decision, DecisionItem, EnterpriseStatus, Leadership, Membership)
WRITTEN += (Regulation, RegulationVersion)

pytestmark = pytest.mark.django_db


# --- drafts --------------------------------------------------------------------------------
def draft(authority, *items: dict, **fields) -> Decision:
    own = {"full_number": "101/QĐ-BQL", "kind": "consolidate", "issued_on": DAY}
    own |= {"abstract_vi": "Về việc kiện toàn các Khối thi đua"}
    decision = Decision.objects.create(authority=authority, **signed(authority) | own | fields)
    for order, item in enumerate(items):
        DecisionItem.objects.create(decision=decision, sort_order=order, **item)
    return decision


def issued(authority, *items: dict, **fields) -> Decision:
    return decision_issue(decision=draft(authority, *items, **fields))


def enterprise(code: str) -> Enterprise:
    return Enterprise.objects.get(code=code)


def bloc(code: str) -> Bloc:
    return Bloc.objects.get(code=code)


def added(code: str, bloc_code: str) -> dict:
    return {
        "effect": Effect.MEMBER_ADDED,
        "enterprise": enterprise(code),
        "bloc": bloc(bloc_code),
    }


def removed(code: str, exit_kind: str = "withdrew") -> dict:
    return {
        "effect": Effect.MEMBER_REMOVED,
        "enterprise": enterprise(code),
        "exit_kind": exit_kind,
    }


def moved(code: str, bloc_code: str) -> dict:
    return added(code, bloc_code) | {"effect": Effect.MEMBER_TRANSFERRED}


def appointed(code: str, bloc_code: str, office: str = "leader") -> dict:
    return added(code, bloc_code) | {"effect": Effect.LEADERSHIP_SET, "office": office}


def never_members(authority) -> list[str]:
    found = Enterprise.objects.of(authority).stable(DAY).filter(memberships=None)
    return list(found.values_list("code", flat=True))


def everything() -> list:
    """All that issuing may write, to compare; when a row was last saved aside."""
    names = {
        model: [f.attname for f in model._meta.concrete_fields if f.name != "updated_at"]
        for model in WRITTEN
    }
    return [list(model._base_manager.order_by("pk").values(*names[model])) for model in WRITTEN]


def offices(code: str) -> dict[str, set[str]]:
    """Who holds what in a bloc, of the rows without an end."""
    held: dict[str, set[str]] = {}
    for row in Leadership.objects.filter(bloc__code=code, valid_to=None):
        held.setdefault(row.role, set()).add(row.enterprise.code)
    return held


def member(code: str) -> Membership:
    return Membership.objects.get(enterprise__code=code, valid_to=None)


# --- all or nothing, once ------------------------------------------------------------------
@pytest.mark.parametrize("place", [0, 1, 2])
def test_an_item_that_fails_leaves_nothing_changed_and_is_named(place, phu_yen):
    [one, *_] = never_members(phu_yen)
    items = [added(one, "H"), moved("PY-H01", "A")]
    items.insert(place, added("PY-H05", "H"))  # suspended since 2020
    decision = draft(phu_yen, *items, appointed("PY-H02", "H"), removed("PY-A01"))
    before = everything()
    with pytest.raises(ValidationError) as refusal:
        decision_issue(decision=decision)
    assert everything() == before
    failed = decision.items.get(enterprise__code="PY-H05")
    [message] = refusal.value.messages
    assert message.startswith(f"{failed}: ")
    assert enterprise("PY-H05").name_vi in message
    assert not Decision.objects.get(pk=decision.pk).is_issued


def test_what_failed_can_be_put_right_and_issued(phu_yen):
    decision = draft(phu_yen, added("PY-H05", "H"))
    with pytest.raises(ValidationError):
        decision_issue(decision=decision)
    enterprise_status_set(
        enterprise=enterprise("PY-H05"), status=OperatingStatus.STABLE, on=date(2021, 1, 1)
    )
    assert decision_issue(decision=decision).is_issued
    assert member("PY-H05").valid_from == DAY


@pytest.mark.parametrize("reread", [True, False], ids=["read again", "as it was read before"])
def test_a_decision_is_issued_once(reread, phu_yen):
    [one, *_] = never_members(phu_yen)
    stale = Decision.objects.get(pk=draft(phu_yen, added(one, "H")).pk)
    decision_issue(decision=Decision.objects.get(pk=stale.pk))
    before = everything()
    with pytest.raises(DecisionAlreadyIssued):
        decision_issue(decision=Decision.objects.get(pk=stale.pk) if reread else stale)
    assert everything() == before


def test_an_issued_decision_knows_when_and_by_whom(phu_yen):
    user = User.objects.get(username="quantri.phu-yen")
    decision = decision_issue(decision=draft(phu_yen), user=user)
    decision.refresh_from_db()
    assert decision.is_issued
    assert decision.issued_by == user
    assert decision.issued_at is not None


def test_items_apply_in_their_order(phu_yen):
    """Who is admitted by the first item may be appointed by the second."""
    [one, *_] = never_members(phu_yen)
    issued(phu_yen, added(one, "H"), appointed(one, "H"))
    assert offices("H")["leader"] == {one}


def test_items_in_the_wrong_order_are_refused(phu_yen):
    [one, *_] = never_members(phu_yen)
    with pytest.raises(ValidationError, match=enterprise(one).name_vi):
        issued(phu_yen, appointed(one, "H"), added(one, "H"))


# --- entering ------------------------------------------------------------------------------
def test_a_first_membership_is_new(phu_yen):
    [one, *_] = never_members(phu_yen)
    decision = issued(phu_yen, added(one, "H"))
    row = member(one)
    assert (row.entry_kind, row.valid_from, row.authority) == ("new", DAY, phu_yen)
    assert row.entry_item == decision.items.get()
    assert (row.valid_to, row.exit_kind, row.exit_item) == (None, "", None)


def test_the_first_members_of_a_bloc_are_founders(phu_yen):
    one, two, *_ = never_members(phu_yen)
    bloc_save(bloc=Bloc(authority=phu_yen, code="M", name_vi="Khối mới"))
    established = {"effect": Effect.BLOC_ESTABLISHED, "bloc": bloc("M")}
    decision = issued(phu_yen, established, added(one, "M"), added(two, "M"), kind="establish")
    assert (bloc("M").established_on, bloc("M").established_by) == (DAY, decision)
    assert {member(code).entry_kind for code in (one, two)} == {"founding"}


def test_a_member_that_comes_back_is_readmitted(phu_yen):
    enterprise_status_set(enterprise=enterprise("PY-H05"), status="stable", on=date(2021, 1, 1))
    issued(phu_yen, added("PY-H05", "H"))
    assert member("PY-H05").entry_kind == "readmitted"
    assert enterprise("PY-H05").memberships.count() == 2


def test_who_was_a_member_before_founds_nothing(phu_yen):
    issued(phu_yen, removed("PY-H01"))
    bloc_save(bloc=Bloc(authority=phu_yen, code="M", name_vi="Khối mới"))
    established = {"effect": Effect.BLOC_ESTABLISHED, "bloc": bloc("M")}
    fields = {"kind": "establish", "issued_on": date(2022, 1, 1)}
    issued(phu_yen, established, added("PY-H01", "M"), **fields)
    assert member("PY-H01").entry_kind == "readmitted"


@pytest.mark.parametrize("status", OperatingStatus.values)
def test_only_an_operating_enterprise_becomes_a_member(status, phu_yen):
    [code, *_] = never_members(phu_yen)
    enterprise_status_set(enterprise=enterprise(code), status=status, on=date(2021, 1, 1))
    decision = draft(phu_yen, added(code, "H"))
    if status in ADMISSIBLE:
        decision_issue(decision=decision)
    else:
        with pytest.raises(ValidationError):
            decision_issue(decision=decision)
    assert enterprise(code).memberships.exists() is (status in ADMISSIBLE)


def test_the_status_counts_on_the_day_the_decision_takes_effect(phu_yen):
    [code, *_] = never_members(phu_yen)
    enterprise_status_set(enterprise=enterprise(code), status="suspended", on=date(2021, 4, 1))
    with pytest.raises(ValidationError):
        issued(phu_yen, added(code, "H"), effective_on=date(2021, 4, 1))
    issued(phu_yen, added(code, "H"), full_number="102/QĐ-BQL", effective_on=date(2021, 3, 31))


def test_an_enterprise_without_any_status_is_refused(phu_yen):
    enterprise_new = Enterprise.objects.create(authority=phu_yen, code="MOI", name_vi="Mới")
    with pytest.raises(ValidationError, match=enterprise_new.name_vi):
        issued(phu_yen, added("MOI", "H"))


def test_a_member_is_not_admitted_again(phu_yen):
    with pytest.raises(ValidationError) as refusal:
        issued(phu_yen, added("PY-H01", "A"))
    assert enterprise("PY-H01").name_vi in refusal.value.messages[0]


def test_a_bloc_that_does_not_exist_yet_takes_no_members(phu_yen):
    [code, *_] = never_members(phu_yen)
    bloc_save(bloc=Bloc(authority=phu_yen, code="M", name_vi="Khối mới"))
    with pytest.raises(ValidationError):
        issued(phu_yen, added(code, "M"))


@pytest.mark.parametrize(
    ("changes", "accepted"),
    [
        ({"established_on": date(2021, 3, 26)}, False),
        ({"established_on": DAY}, True),
        ({"dissolved_on": DAY}, False),
        ({"dissolved_on": date(2021, 3, 26)}, True),
    ],
    ids=["a day later", "that day", "dissolved that day", "dissolved a day later"],
)
def test_a_membership_begins_in_the_life_of_its_bloc(changes, accepted, phu_yen):
    [code, *_] = never_members(phu_yen)
    Bloc.objects.filter(code="H").update(**changes)
    decision = draft(phu_yen, added(code, "H"))
    if accepted:
        decision_issue(decision=decision)
    else:
        with pytest.raises(ValidationError):
            decision_issue(decision=decision)


def test_a_bloc_is_established_once(phu_yen):
    with pytest.raises(ValidationError):
        issued(phu_yen, {"effect": Effect.BLOC_ESTABLISHED, "bloc": bloc("H")})
    assert bloc("H").established_on == date(2016, 3, 31)


# --- leaving and moving --------------------------------------------------------------------
def test_a_removal_closes_the_membership_and_the_office(phu_yen):
    [leader] = offices("H")["leader"]
    row = member(leader)
    decision = issued(phu_yen, removed(leader, "withdrew"))
    row.refresh_from_db()
    assert (row.valid_to, row.exit_kind) == (DAY, "withdrew")
    assert row.exit_item == decision.items.get()
    assert "leader" not in offices("H")
    assert enterprise(leader).leaderships.get(valid_to=DAY).role == "leader"


def test_an_enterprise_that_is_no_member_cannot_be_removed(phu_yen):
    [code, *_] = never_members(phu_yen)
    with pytest.raises(ValidationError) as refusal:
        issued(phu_yen, removed(code))
    assert enterprise(code).name_vi in refusal.value.messages[0]


def test_a_membership_cannot_end_before_it_began(phu_yen):
    before = everything()
    with pytest.raises(ValidationError), transaction.atomic():
        issued(phu_yen, removed("PY-H14"), issued_on=date(2020, 6, 24))
    assert everything() == before


def test_a_transfer_leaves_one_bloc_the_day_it_enters_the_other(phu_yen):
    left = member("PY-H01")
    decision = issued(phu_yen, moved("PY-H01", "A"))
    left.refresh_from_db()
    entered = member("PY-H01")
    assert (left.valid_to, left.exit_kind) == (DAY, "transfer")
    assert (entered.valid_from, entered.entry_kind) == (DAY, "transfer")
    assert left.exit_item == entered.entry_item == decision.items.get()
    assert entered.bloc.code == "A"


def test_a_leader_that_is_transferred_gives_up_the_office(phu_yen):
    [leader] = offices("H")["leader"]
    issued(phu_yen, moved(leader, "A"))
    assert leader not in set().union(*offices("H").values())


@pytest.mark.parametrize("target", ["H", "M"], ids=["its own bloc", "a bloc not established"])
def test_a_transfer_that_cannot_arrive_does_not_leave(target, phu_yen):
    bloc_save(bloc=Bloc(authority=phu_yen, code="M", name_vi="Khối mới"))
    decision = draft(phu_yen, moved("PY-H01", target))
    before = everything()
    with pytest.raises(ValidationError):
        decision_issue(decision=decision)
    assert everything() == before


def test_only_a_member_can_be_transferred(phu_yen):
    [code, *_] = never_members(phu_yen)
    with pytest.raises(ValidationError):
        issued(phu_yen, moved(code, "A"))
    assert not enterprise(code).memberships.exists()


# --- offices -------------------------------------------------------------------------------
def test_a_new_leader_replaces_the_old_one_that_day(phu_yen):
    [old] = offices("H")["leader"]
    new = Membership.objects.filter(bloc__code="H", valid_to=None).exclude(enterprise__code=old)
    code = new.exclude(enterprise__leaderships__valid_to=None).last().enterprise.code
    issued(phu_yen, appointed(code, "H"))
    assert offices("H")["leader"] == {code}
    assert enterprise(old).leaderships.filter(bloc__code="H", role="leader").get(valid_to=DAY)
    assert member(old)


def test_leader_and_deputy_change_places_in_one_decision(phu_yen):
    [leader], [deputy] = offices("H")["leader"], offices("H")["deputy"]
    issued(phu_yen, appointed(deputy, "H"), appointed(leader, "H", "deputy"))
    assert offices("H") == {"leader": {deputy}, "deputy": {leader}}


def test_a_bloc_may_have_two_deputies_of_one_decision(phu_yen):
    issued(phu_yen, appointed("PY-H01", "H", "deputy"), appointed("PY-H02", "H", "deputy"))
    assert offices("H")["deputy"] == {"PY-H01", "PY-H02"}


def test_two_leaders_in_one_decision_are_refused(phu_yen):
    before = offices("H")
    with pytest.raises(ValidationError, match=enterprise("PY-H02").name_vi):
        issued(phu_yen, appointed("PY-H01", "H"), appointed("PY-H02", "H"))
    assert offices("H") == before


@pytest.mark.parametrize("code", ["PY-A01", "PY-H05"], ids=["of another bloc", "no longer"])
def test_only_a_member_of_the_bloc_holds_an_office_in_it(code, phu_yen):
    with pytest.raises(ValidationError, match=enterprise(code).name_vi):
        issued(phu_yen, appointed(code, "H"))


def test_an_office_that_would_end_the_day_it_began_is_refused_with_a_message(phu_yen):
    """A second decision of the same day: the half-open period would be empty."""
    [leader] = offices("H")["leader"]
    begun = Leadership.objects.get(bloc__code="H", role="leader", valid_to=None).valid_from
    other = Membership.objects.filter(bloc__code="H", valid_to=None)
    other = other.exclude(enterprise__leaderships__valid_to=None).exclude(valid_from=begun)
    item = appointed(other.first().enterprise.code, "H")
    with pytest.raises(ValidationError, match=item["enterprise"].name_vi):
        issued(phu_yen, item, issued_on=begun)
    assert offices("H")["leader"] == {leader}


def test_a_member_that_took_office_that_day_is_not_removed_without_a_message(phu_yen):
    [leader] = offices("H")["leader"]
    begun = Leadership.objects.get(bloc__code="H", role="leader", valid_to=None).valid_from
    with pytest.raises(ValidationError, match=enterprise(leader).name_vi):
        issued(phu_yen, removed(leader), issued_on=begun)
    assert member(leader)


# --- regulations ---------------------------------------------------------------------------
def test_a_version_in_force_supersedes_the_one_before(phu_yen):
    regulation = Regulation.objects.of(phu_yen).get()
    before = regulation.versions.get(state="in_force")
    version = RegulationVersion.objects.create(regulation=regulation, number=3, state="adopted")
    item = {"effect": Effect.REGULATION_ISSUED, "regulation_version": version}
    decision = issued(phu_yen, item, kind="amend_regulation", effective_on=date(2021, 4, 1))
    version.refresh_from_db()
    before.refresh_from_db()
    assert (version.state, version.issued_by) == ("in_force", decision)
    assert version.in_force_from == date(2021, 4, 1)
    assert before.state == "superseded"
    assert regulation.versions.filter(state="in_force").count() == 1


def test_another_authority_s_regulation_stays_in_force(phu_yen, binh_dinh):
    regulation = Regulation.objects.of(phu_yen).get()
    version = RegulationVersion.objects.create(regulation=regulation, number=3, state="adopted")
    issued(phu_yen, {"effect": Effect.REGULATION_ISSUED, "regulation_version": version})
    assert Regulation.objects.of(binh_dinh).get().versions.filter(state="in_force").exists()


# --- what a decision says of itself --------------------------------------------------------
@pytest.mark.parametrize(
    ("effect", "name"),
    [(effect, name) for effect, n in DecisionItem.REQUIRED.items() for name in n],
)
def test_an_item_needs_what_its_effect_needs(effect, name, phu_yen):
    item = DecisionItem(decision=draft(phu_yen), effect=effect)
    with pytest.raises(ValidationError) as refusal:
        item.full_clean()
    assert name in refusal.value.message_dict


def test_an_item_that_lacks_something_stops_the_issuing(phu_yen):
    decision = draft(phu_yen, {"effect": Effect.MEMBER_ADDED, "bloc": bloc("H")})
    with pytest.raises(ValidationError):
        decision_issue(decision=decision)


@pytest.mark.parametrize("name", ["bloc", "enterprise", "regulation_version"])
def test_an_item_that_crosses_authorities_is_refused_at_its_field(name, phu_yen, binh_dinh):
    foreign = DecisionItem._meta.get_field(name).related_model.objects.of(binh_dinh).first()
    item = DecisionItem(decision=draft(phu_yen), effect="member_added", **{name: foreign})
    with pytest.raises(ValidationError) as refusal:
        item.full_clean()
    assert name in refusal.value.message_dict
    with pytest.raises(IntegrityError), transaction.atomic():
        item.save()


def test_a_decision_takes_no_effect_before_it_is_issued(phu_yen):
    decision = draft(phu_yen, effective_on=date(2021, 3, 24))
    with pytest.raises(ValidationError) as refusal:
        decision.full_clean()
    assert list(refusal.value.message_dict) == ["effective_on"]
    with pytest.raises(ValidationError):
        decision_issue(decision=decision)


def test_its_changes_take_effect_on_the_date_it_names(phu_yen):
    [one, *_] = never_members(phu_yen)
    issued(phu_yen, added(one, "H"), effective_on=date(2021, 4, 1))
    assert member(one).valid_from == date(2021, 4, 1)


@pytest.mark.parametrize(
    "number", ["9028/QĐ-BQL", "1/QĐ-UBND", "13/2018/QĐ-UBND", "152/2025/NĐ-CP", "34/CT-TTg"]
)
def test_a_number_has_the_form_of_a_state_document(number, phu_yen):
    draft(phu_yen, full_number=number).full_clean()


@pytest.mark.parametrize(
    "number",
    ["9028", "QĐ-BQL", "9028/qđ-bql", "9028 /QĐ-BQL", "1234567/QĐ-BQL", "9028/QĐ-", "9028-QĐ/BQL"]
    + ["13/1818/QĐ-UBND", "9028/QĐ-BQL; 9029/QĐ-BQL", "9028/<b>QĐ</b>", "9028/QĐ-BQL\n"],
)
def test_any_other_number_is_refused(number, phu_yen):
    with pytest.raises(ValidationError) as refusal:
        draft(phu_yen, full_number=number).full_clean()
    assert "full_number" in refusal.value.message_dict


def test_a_number_is_used_once_a_year_by_an_authority(phu_yen):
    draft(phu_yen, issued_on=date(2021, 1, 1))
    fields = {"authority": phu_yen, "full_number": "101/QĐ-BQL", "kind": "consolidate"}
    again = Decision(**fields, abstract_vi="Lần hai", issued_on=date(2021, 12, 31))
    with pytest.raises(ValidationError):
        again.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save()


def test_a_number_may_be_used_again_next_year_and_by_another_authority(phu_yen, binh_dinh):
    draft(phu_yen, issued_on=date(2021, 12, 31))
    draft(phu_yen, issued_on=date(2022, 1, 1)).full_clean()
    draft(binh_dinh, issued_on=date(2021, 12, 31)).full_clean()


@pytest.mark.parametrize("username", ["quantri.phu-yen", "dieuhanh"])
def test_an_issued_decision_is_final_for_everybody(username, phu_yen):
    user, policy = User.objects.get(username=username), policy_registry.get_by_type(Decision)
    decision = draft(phu_yen)
    for action in ("view", "change", "delete"):
        assert policy.user_has_permission_for_instance(user, action, decision)
    decision_issue(decision=decision)
    for action in ("change", "delete"):
        assert not policy.user_has_permission_for_instance(user, action, decision)
    assert not policy.user_has_any_permission_for_instance(user, ["change", "delete"], decision)
    assert policy.user_has_permission_for_instance(user, "view", decision)


def test_a_decision_without_items_changes_no_record(phu_yen):
    before = [Membership.objects.count(), Leadership.objects.count()]
    assert issued(phu_yen).is_issued
    assert [Membership.objects.count(), Leadership.objects.count()] == before
