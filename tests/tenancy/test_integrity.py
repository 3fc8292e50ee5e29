"""What the database itself refuses: raw SQL and QuerySet.update() run no model code.

INV-01, 02, 03, 06, 12 and 25 of the domain, on whichever engine the suite runs.
"""

from datetime import date

import pytest
from django.apps import apps
from django.core.checks import Tags, run_checks
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection, models
from django.db.models import BaseConstraint

from blocs.models import (
    Bloc,
    Enterprise,
    EnterpriseSite,
    EnterpriseStatus,
    Leadership,
    Membership,
    ParkAssignment,
    RegulationVersion,
)
from portal.tenancy.checks import check_triggers
from portal.tenancy.constraints import Frozen, NoOverlap
from portal.tenancy.integrity import (
    PREFIX,
    definition,
    expected_triggers,
    missing_triggers,
    present_triggers,
    triggers_create,
    triggers_drop,
)
from portal.tenancy.models import Authority, AuthorityRecord
from tests.sql import execute, insert_copy, refused, update_queryset, update_raw

RECORDS = [model for model in apps.get_models() if issubclass(model, AuthorityRecord)]
REFERENCES = [(model, field) for model in RECORDS for field in model.record_references()]
DATED = {
    EnterpriseStatus: "enterprise_one_status",
    EnterpriseSite: "enterprise_one_site",
    Membership: "membership_one_at_a_time",
    ParkAssignment: "park_one_authority",
    Leadership: "leadership_one_office",
}
FIFTIES = (date(1950, 1, 1), date(1960, 1, 1))  # long before anything in the sample
OVERLAPPING = {
    "same": FIFTIES,
    "inside": (date(1952, 1, 1), date(1953, 1, 1)),
    "around": (date(1940, 1, 1), date(1970, 1, 1)),
    "over the beginning": (date(1949, 1, 1), date(1950, 1, 2)),
    "over the end": (date(1959, 12, 31), date(1961, 1, 1)),
    "open, from within": (date(1955, 1, 1), None),
    "open, from before": (date(1940, 1, 1), None),
}
TOUCHING = {
    "ends where it begins": (date(1940, 1, 1), date(1950, 1, 1)),
    "begins where it ends": (date(1960, 1, 1), date(1970, 1, 1)),
}

by_reference = pytest.mark.parametrize(
    ("model", "field"),
    [pytest.param(m, f, id=f"{m.__name__}.{f.name}") for m, f in REFERENCES],
)
by_record = pytest.mark.parametrize("model", RECORDS, ids=lambda model: model.__name__)
by_dated = pytest.mark.parametrize("model", DATED, ids=lambda model: model.__name__)


by_writer = pytest.mark.parametrize(
    "write", [update_raw, update_queryset], ids=["raw SQL", "QuerySet.update"]
)


# --- rows to write -------------------------------------------------------------------------
def lasting(row: models.Model, period: tuple[date, date | None]) -> dict:
    """The columns that give a row this period, its exit complete or absent with the end."""
    start, end = period
    found = {"valid_from": start, "valid_to": end}
    if isinstance(row, Membership):
        found |= {
            "exit_kind": "withdrew" if end else "",
            "exit_item_id": row.entry_item_id if end else None,
        }
    return found


def distinct(row: models.Model) -> dict:
    """Columns that keep a copy of this row clear of every rule but the one under test."""
    fresh = {
        "code": "moi",
        "full_number": "1/QĐ-MOI",
        "number": 999,
        "year": 2999,
        "query_key": "moi",
    }
    fresh |= {"role": "secretary"} if isinstance(row, Leadership) else {}
    own = {field.attname for field in row._meta.concrete_fields}
    period = lasting(row, FIFTIES) if type(row) in DATED else {}
    return {name: value for name, value in fresh.items() if name in own} | period


def some(model: type[models.Model], authority: Authority, field: str = "pk") -> models.Model:
    """A row of the authority, if there is one with this reference set."""
    rows = model._base_manager.filter(authority=authority)
    return rows.order_by(models.F(field).asc(nulls_last=True), "pk").first()


def unfrozen(model: type[models.Model]) -> None:
    """Without the triggers that keep final rows, which would refuse before those under test."""
    frozen = [c.name for c in model._meta.constraints if isinstance(c, Frozen)]
    for trigger in expected_triggers(connection.vendor):
        if trigger.name.rpartition("_")[0] in {f"{PREFIX}{name}" for name in frozen}:
            trigger_drop(trigger.name)


def insert_again(row: models.Model, **changes) -> None:
    """Insert a row in place of itself, in part changed: no rule of uniqueness stands in the way."""
    execute(f'DELETE FROM "{row._meta.db_table}" WHERE id = {row.pk}')  # noqa: S608
    insert_copy(row, **changes)


def in_the_fifties(model: type[models.Model], authority: Authority) -> models.Model:
    row = some(model, authority)
    return model._base_manager.get(uid=insert_copy(row, **distinct(row)))


# --- periods -------------------------------------------------------------------------------
@by_dated
@pytest.mark.parametrize("period", OVERLAPPING.values(), ids=OVERLAPPING.keys())
def test_an_overlapping_period_is_refused_on_insert(model, period, phu_yen):
    row = in_the_fifties(model, phu_yen)
    with refused(DATED[model]):
        insert_copy(row, **lasting(row, period))


@by_dated
@by_writer
@pytest.mark.parametrize("period", OVERLAPPING.values(), ids=OVERLAPPING.keys())
def test_an_overlapping_period_is_refused_on_update(model, write, period, phu_yen):
    row = in_the_fifties(model, phu_yen)
    other = lasting(row, (date(1900, 1, 1), date(1901, 1, 1)))
    other = model._base_manager.get(uid=insert_copy(row, **other))
    with refused(DATED[model]):
        write(other, **lasting(row, period))


@by_dated
@pytest.mark.parametrize("period", TOUCHING.values(), ids=TOUCHING.keys())
def test_periods_are_half_open_so_they_may_touch(model, period, phu_yen):
    row = in_the_fifties(model, phu_yen)
    insert_copy(row, **lasting(row, period))


@by_dated
@by_writer
def test_a_row_does_not_overlap_itself(model, write, phu_yen):
    row = in_the_fifties(model, phu_yen)
    write(row, **lasting(row, (date(1955, 1, 1), date(1965, 1, 1))))


@by_dated
def test_the_same_period_of_another_enterprise_or_park_is_accepted(model, phu_yen):
    row = in_the_fifties(model, phu_yen)
    key = "park_id" if model is ParkAssignment else "enterprise_id"
    others = model._base_manager.filter(authority=phu_yen).exclude(**{key: getattr(row, key)})
    insert_copy(row, **{key: getattr(others.first(), key)})


@by_dated
@by_writer
def test_a_period_ends_after_it_begins(model, write, phu_yen):
    row = in_the_fifties(model, phu_yen)
    for end in (FIFTIES[0], date(1949, 12, 31)):
        with refused("_period"):
            write(row, valid_to=end)


def test_membership_of_two_blocs_at_once_is_refused(phu_yen):
    row = in_the_fifties(Membership, phu_yen)
    other_bloc = Bloc.objects.of(phu_yen).exclude(pk=row.bloc_id).first()
    with refused("membership_one_at_a_time"):
        insert_copy(row, bloc_id=other_bloc.pk)


def test_membership_in_another_authority_at_the_same_time_is_accepted(phu_yen, binh_dinh):
    in_the_fifties(Membership, phu_yen)
    in_the_fifties(Membership, binh_dinh)


def test_two_different_statuses_on_one_date_are_refused(phu_yen):
    row = in_the_fifties(EnterpriseStatus, phu_yen)
    with refused("enterprise_one_status"):
        insert_copy(row, status="suspended", valid_from=date(1959, 12, 31), valid_to=None)


def test_a_park_belongs_to_one_authority_at_a_time_and_may_be_handed_over(phu_yen, binh_dinh):
    row = some(ParkAssignment, phu_yen)
    handed_over = date(2025, 8, 18)
    with refused("park_one_authority"):
        insert_copy(row, authority_id=binh_dinh.pk, valid_from=handed_over)
    update_raw(row, valid_to=handed_over)
    insert_copy(row, authority_id=binh_dinh.pk, valid_from=handed_over)


def test_a_bloc_has_one_open_leader(phu_yen):
    leader = Leadership.objects.of(phu_yen).get(bloc__code="H", role="leader", valid_to=None)
    busy = Leadership.objects.filter(valid_to=None).values("enterprise")
    free = Membership.objects.filter(bloc=leader.bloc, valid_to=None).exclude(enterprise__in=busy)
    other = {"enterprise_id": free.first().enterprise_id, "valid_from": date(2021, 1, 1)}
    unique = "leadership_one_leader|blocs_leadership.bloc_id"
    with refused(unique):
        insert_copy(leader, **other)
    deputy = Leadership.objects.get(uid=insert_copy(leader, **other, role="deputy"))
    for write in (update_raw, update_queryset):
        with refused(unique):
            write(deputy, role="leader")
    update_raw(leader, valid_to=date(2021, 1, 1))
    update_raw(deputy, role="leader")


@by_writer
@pytest.mark.parametrize(
    "changes",
    [
        {"valid_to": date(1959, 1, 1), "exit_kind": "", "exit_item_id": None},
        {"exit_kind": ""},
        {"exit_item_id": None},
        {"valid_to": None},
    ],
    ids=["an end alone", "no reason", "no decision", "no end"],
)
def test_the_end_of_a_membership_has_its_reason_and_its_decision(write, changes, phu_yen):
    with refused("membership_exit_complete"):
        write(in_the_fifties(Membership, phu_yen), **changes)


@by_writer
def test_a_regulation_is_in_force_only_by_a_decision(write, phu_yen):
    version = RegulationVersion.objects.of(phu_yen).get(state="in_force")
    with refused("regulation_in_force_by_decision"):
        write(version, issued_by_id=None)


# --- authorities ---------------------------------------------------------------------------
@by_reference
def test_the_registry_knows_every_reference_from_record_to_record(model, field):
    table, column = model._meta.db_table, field.column
    for vendor in ("sqlite", "postgresql"):
        names = {trigger.name for trigger in expected_triggers(vendor)}
        assert {f"{PREFIX}{table}_{column}_i", f"{PREFIX}{table}_{column}_u"} <= names


@by_reference
def test_a_new_row_cannot_refer_to_another_authority(model, field, phu_yen, binh_dinh):
    row, foreign = some(model, phu_yen, field.name), some(field.related_model, binh_dinh)
    changes = distinct(row) | {field.attname: foreign.pk}
    unfrozen(model)
    with refused(f"{model._meta.db_table}.{field.column} crosses authorities"):
        insert_again(row, **changes)


@by_reference
@by_writer
def test_a_row_cannot_be_moved_to_another_authority_s_row(model, field, write, phu_yen, binh_dinh):
    row, foreign = some(model, phu_yen, field.name), some(field.related_model, binh_dinh)
    changes = distinct(row) | {field.attname: foreign.pk}
    unfrozen(model)
    with refused(f"{model._meta.db_table}.{field.column} crosses authorities"):
        write(row, **changes)


@by_record
@by_writer
def test_a_record_never_changes_its_authority(model, write, phu_yen, binh_dinh):
    row = some(model, phu_yen)
    unfrozen(model)
    with refused("never changes its authority|crosses authorities"):
        write(row, **distinct(row), authority_id=binh_dinh.pk)


@by_record
def test_not_even_a_row_without_references_changes_its_authority(model, phu_yen, binh_dinh):
    """As above with the triggers of the references away, which would refuse first."""
    row = some(model, phu_yen)
    fixed = f"{PREFIX}{model._meta.db_table}_fixed"
    for trigger in expected_triggers(connection.vendor):
        if trigger.table == model._meta.db_table and trigger.name != fixed:
            trigger_drop(trigger.name)
    with refused(f"{model._meta.db_table} never changes its authority"):
        update_raw(row, **distinct(row), authority_id=binh_dinh.pk)


@by_reference
def test_clean_names_the_field_that_crosses_authorities(model, field, phu_yen, binh_dinh):
    row, foreign = some(model, phu_yen), some(field.related_model, binh_dinh)
    setattr(row, field.name, foreign)
    with pytest.raises(ValidationError) as refusal:
        row.clean()
    assert field.name in refusal.value.message_dict


# --- the trigger registry ------------------------------------------------------------------
def trigger_drop(name: str) -> None:
    table = next(t.table for t in expected_triggers(connection.vendor) if t.name == name)
    execute(f'DROP TRIGGER "{name}"' + (f' ON "{table}"' if postgres() else ""))


def postgres() -> bool:
    return connection.vendor == "postgresql"


def warnings() -> list[str]:
    found = run_checks(tags=[Tags.database], databases=["default"])
    return [str(message.msg) for message in found if message.id == "tenancy.W001"]


@pytest.mark.django_db
def test_a_migrated_database_lacks_no_trigger():
    assert missing_triggers(connection) == []
    assert warnings() == []
    assert set(present_triggers(connection)) == {
        trigger.name for trigger in expected_triggers(connection.vendor)
    }


@pytest.mark.django_db
def test_a_dropped_trigger_is_listed_and_warned_of_until_migrate_makes_it_again():
    lost = f"{PREFIX}blocs_membership_bloc_id_u"
    trigger_drop(lost)
    assert missing_triggers(connection) == [lost]
    [warning] = warnings()
    assert lost in warning
    call_command("migrate", verbosity=0)
    assert missing_triggers(connection) == []
    assert warnings() == []


@pytest.mark.django_db
def test_the_check_asks_only_the_databases_it_is_given():
    trigger_drop(f"{PREFIX}blocs_bloc_fixed")
    assert check_triggers() == []
    assert check_triggers(databases=[]) == []
    assert len(check_triggers(databases=["default"])) == 1


@pytest.mark.django_db
def test_a_trigger_of_another_form_counts_as_missing_until_migrate_makes_it_again():
    wanted = next(
        t for t in expected_triggers(connection.vendor) if t.name == f"{PREFIX}blocs_bloc_fixed"
    )
    trigger_drop(wanted.name)
    altered = definition(wanted, connection.vendor)
    altered = altered.replace("NEW.authority_id <> OLD.authority_id", "1 = 0")
    altered = altered.replace(
        "portal_fixed_authority()", "portal_same_authority('established_by_id', 'blocs_decision')"
    )
    execute(altered)
    assert missing_triggers(connection) == [wanted.name]
    call_command("migrate", verbosity=0)
    assert missing_triggers(connection) == []


@pytest.mark.django_db
def test_migrate_removes_a_trigger_that_the_models_no_longer_ask_for():
    """As after the removal of a foreign key: its table may be about to be rebuilt."""
    wanted = next(t for t in expected_triggers(connection.vendor) if t.table == "blocs_bloc")
    sql = definition(wanted, connection.vendor).replace(wanted.name, f"{PREFIX}of_old")
    execute(sql)
    call_command("migrate", verbosity=0)
    assert f"{PREFIX}of_old" not in present_triggers(connection)
    assert missing_triggers(connection) == []


def rebuilt(model: type[models.Model], name: str) -> None:
    """Alter a column's length, for which SQLite copies the whole table."""
    old = model._meta.get_field(name)
    new = old.clone()
    new.max_length = 1000
    new.set_attributes_from_name(name)
    new.model = model
    with connection.schema_editor() as editor:
        editor.alter_field(model, old, new)


def test_a_rebuilt_table_gets_its_triggers_again(database_copy):
    """Without the drop before it the rebuild itself fails: other tables' triggers name it."""
    triggers_drop(connection)
    rebuilt(Enterprise, "parent_name")
    rebuilt(EnterpriseStatus, "basis")
    assert len(missing_triggers(connection)) == len(expected_triggers(connection.vendor))
    triggers_create(connection)
    assert missing_triggers(connection) == []
    phu_yen, binh_dinh = (Authority.objects.get(code=code) for code in ("phu-yen", "binh-dinh"))
    status = some(EnterpriseStatus, phu_yen)
    with refused("crosses authorities"):
        update_raw(status, **distinct(status), enterprise_id=some(Enterprise, binh_dinh).pk)
    with refused("enterprise_one_status"):
        insert_copy(status)


def test_a_rebuild_that_forgot_the_triggers_is_noticed(database_copy):
    rebuilt(EnterpriseStatus, "basis")
    lost = missing_triggers(connection)
    assert len(warnings()) == bool(lost)
    assert bool(lost) is not postgres()  # which alters a table in its place
    call_command("migrate", verbosity=0)
    assert missing_triggers(connection) == []


# --- NoOverlap -----------------------------------------------------------------------------
def constraint(**changes) -> NoOverlap:
    return NoOverlap(**{"name": "one", "keys": ("enterprise",)} | changes)


def test_a_constraint_is_made_again_from_its_deconstruction():
    one = constraint(start="a", end="b", violation_error_message="Chồng lấn.")
    path, args, kwargs = one.deconstruct()
    assert path == "portal.tenancy.constraints.NoOverlap"
    assert not args
    again = NoOverlap(**kwargs)
    assert again == one
    assert hash(constraint()) is not None
    assert again.get_violation_error_message() == "Chồng lấn."


@pytest.mark.parametrize(
    "changes", [{"name": "other"}, {"keys": ("bloc",)}, {"start": "a"}, {"end": "b"}]
)
def test_a_constraint_equals_only_its_like(changes):
    assert constraint() == constraint()
    assert constraint() != constraint(**changes)
    assert constraint() != BaseConstraint(name="one")


def test_validate_refuses_an_overlap_at_the_field_valid_from(phu_yen):
    status = some(EnterpriseStatus, phu_yen)
    again = EnterpriseStatus(
        enterprise=status.enterprise, status="trial", valid_from=status.valid_from
    )
    with pytest.raises(ValidationError) as refusal:
        again.full_clean()
    assert list(refusal.value.message_dict) == ["valid_from"]
    assert str(status) in refusal.value.messages[0]


def test_validate_gives_the_message_of_the_constraint(phu_yen):
    member = Membership.objects.of(phu_yen).filter(valid_to=None).first()
    again = Membership(
        authority=phu_yen,
        enterprise=member.enterprise,
        bloc=member.bloc,
        valid_from=date(2030, 1, 1),
        entry_kind="new",
        entry_item=member.entry_item,
    )
    with pytest.raises(ValidationError) as refusal:
        again.full_clean()
    own = next(c for c in Membership._meta.constraints if c.name == "membership_one_at_a_time")
    message = refusal.value.message_dict["valid_from"][0]
    assert message.startswith(str(own.get_violation_error_message()))


def test_validate_speaks_of_no_field_when_the_form_has_no_beginning(phu_yen):
    status = some(EnterpriseStatus, phu_yen)
    own = next(c for c in EnterpriseStatus._meta.constraints if isinstance(c, NoOverlap))
    again = EnterpriseStatus(enterprise=status.enterprise, valid_from=status.valid_from)
    with pytest.raises(ValidationError) as refusal:
        own.validate(EnterpriseStatus, again, exclude={"valid_from"})
    assert "__all__" in refusal.value.message_dict


def test_validate_leaves_a_missing_key_or_beginning_to_their_own_fields(phu_yen):
    own = next(c for c in EnterpriseStatus._meta.constraints if isinstance(c, NoOverlap))
    own.validate(EnterpriseStatus, EnterpriseStatus(valid_from=date(2019, 1, 1)))
    own.validate(EnterpriseStatus, EnterpriseStatus(enterprise=some(Enterprise, phu_yen)))


@pytest.mark.parametrize("period", TOUCHING.values(), ids=TOUCHING.keys())
def test_validate_accepts_touching_periods(period, phu_yen):
    row = in_the_fifties(EnterpriseStatus, phu_yen)
    start, end = period
    EnterpriseStatus(
        enterprise=row.enterprise, status="trial", valid_from=start, valid_to=end
    ).full_clean()


@pytest.mark.parametrize("period", OVERLAPPING.values(), ids=OVERLAPPING.keys())
def test_validate_and_the_database_agree_on_what_overlaps(period, phu_yen):
    row = in_the_fifties(EnterpriseStatus, phu_yen)
    start, end = period
    again = EnterpriseStatus(
        enterprise=row.enterprise, status="trial", valid_from=start, valid_to=end
    )
    with pytest.raises(ValidationError):
        again.full_clean()


def test_validate_lets_a_row_be_saved_again(phu_yen):
    for model in DATED:
        some(model, phu_yen).validate_constraints()
