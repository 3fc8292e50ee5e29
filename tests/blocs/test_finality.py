"""What is issued, locked or published is final: the database itself says so.

Every `Frozen` constraint of the models is attacked from its own declaration: each of its fields,
by raw SQL and by `QuerySet.update()`, deletion, additions, and the way back to a draft.
"""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models

from portal.tenancy.constraints import Frozen
from tests.sql import delete_raw, insert_copy, refused, update_queryset, update_raw

pytestmark = pytest.mark.django_db

FROZEN = {
    constraint.name: (model, constraint)
    for model in apps.get_models()
    for constraint in model._meta.constraints
    if isinstance(constraint, Frozen)
}
ROWS = {name: pair for name, pair in FROZEN.items() if not pair[1].through}
PARTS = {name: pair for name, pair in FROZEN.items() if pair[1].through}
OPEN_STATE = {
    "decision_issued": "draft",
    "criteria_final": "draft",
    "period_in_use": "planned",
    "sheet_published": "verified",
    "ranking_out": "final",
}
NOWHERE = 10**9  # no row has this id; foreign keys are looked at when the transaction ends
BEYOND = 1000  # no year and no revision of the sample
TOGETHER = {"score_rank": "final_rank", "final_rank": "score_rank"}  # result_rank_explained
by_writer = pytest.mark.parametrize(
    "write", [update_raw, update_queryset], ids=["raw SQL", "QuerySet.update"]
)


def kept_fields() -> list[Any]:
    """Each field that a final row keeps; of a part that keeps all, those of its own."""
    found = []
    for name, (model, constraint) in FROZEN.items():
        own = [f.name for f in model._meta.concrete_fields if not (f.primary_key or f.remote_field)]
        names = constraint.fields or [field for field in own if field not in {"uid", "state"}]
        for field in names:
            found.append(pytest.param(name, field, id=f"{name}-{field}"))
    return found


def final_row(name: str, authority, field: str = "pk") -> models.Model:
    """A row that is final by this constraint, if possible one with the field filled."""
    model, constraint = FROZEN[name]
    rows = model._base_manager.filter(authority=authority)
    if constraint.states:
        path = f"{constraint.through}__state" if constraint.through else "state"
        rows = rows.filter(**{f"{path}__in": constraint.states})
    row = rows.order_by(models.F(field).desc(nulls_last=True), "pk").first()
    assert row is not None, f"the sample has no row that {name} would keep"
    return row


def another(row: models.Model, field: models.Field) -> Any:
    """A value of the field's own type that differs from the row's."""
    if field.remote_field:
        return NOWHERE
    if field.choices:
        return "khac"  # no rule of the database knows this choice
    value = getattr(row, field.attname)
    step = BEYOND if field.name in {"year", "revision"} else 1
    others = {
        type(None): lambda: date(2001, 2, 3) if isinstance(field, models.DateField) else 1,
        bool: lambda: not value,
        date: lambda: value + timedelta(days=1),
        datetime: lambda: value + timedelta(days=1),
        list: lambda: ["khác"],
        dict: lambda: {"khac": 1},
        str: lambda: f"{value}x"[-(field.max_length or 99) :],
    }
    return others.get(type(value), lambda: value + step)()


@pytest.mark.parametrize(("name", "field"), kept_fields())
@by_writer
def test_a_final_row_keeps_every_field_that_counts(name, field, write, phu_yen):
    row = final_row(name, phu_yen, field)
    column = row._meta.get_field(field)
    value = another(row, column)
    changes = {column.attname: value} | ({TOGETHER[field]: value} if field in TOGETHER else {})
    with refused(rf"final: .*{name}"):
        write(row, **changes)


@pytest.mark.parametrize("name", FROZEN)
def test_a_final_row_stays(name, phu_yen):
    row = final_row(name, phu_yen)
    with refused(rf"final: .*{name}|FOREIGN KEY|foreign key"):
        delete_raw(row)
    assert type(row)._base_manager.filter(pk=row.pk).exists()


@pytest.mark.parametrize("name", OPEN_STATE)
@by_writer
def test_a_final_row_never_becomes_a_draft_again(name, write, phu_yen):
    row = final_row(name, phu_yen)
    with refused(rf"final: .*{name}"):
        write(row, state=OPEN_STATE[name])


def test_every_state_that_is_final_is_tried():
    assert {name for name, (_model, one) in ROWS.items() if one.states} == set(OPEN_STATE)


@pytest.mark.parametrize("name", PARTS)
def test_nothing_is_added_to_what_is_final(name, phu_yen):
    model, constraint = PARTS[name]
    row = final_row(name, phu_yen)
    kept = {"authority", constraint.through}
    links = [f for f in model._meta.concrete_fields if f.remote_field and f.name not in kept]
    fresh = {field.attname: NOWHERE for field in links if getattr(row, field.attname)}
    codes = {"code": "MOI", "number": "99"}
    own = {field.attname for field in model._meta.concrete_fields}
    fresh |= {key: value for key, value in codes.items() if key in own}
    with refused(rf"final: .*{name}"):
        insert_copy(row, **fresh)


@pytest.mark.parametrize("name", PARTS)
@by_writer
def test_no_part_is_moved_out_of_what_is_final(name, write, phu_yen):
    model, constraint = PARTS[name]
    row = final_row(name, phu_yen)
    column = model._meta.get_field(constraint.through)
    with refused(rf"final: .*{name}"):
        write(row, **{column.attname: NOWHERE})


@pytest.mark.parametrize(("name", "field"), kept_fields())
def test_a_form_is_told_in_words(name, field, phu_yen):
    """`full_clean` says what the trigger would; a form shows it instead of an error page."""
    model, constraint = FROZEN[name]
    row = final_row(name, phu_yen, field)
    column = model._meta.get_field(field)
    setattr(row, column.attname, another(row, column))
    with pytest.raises(ValidationError, match=str(constraint.get_violation_error_message())):
        constraint.validate(model, row)


@pytest.mark.parametrize("name", FROZEN)
def test_an_unchanged_row_is_no_problem(name, phu_yen):
    model, constraint = FROZEN[name]
    constraint.validate(model, final_row(name, phu_yen))
