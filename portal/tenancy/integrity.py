"""What the database itself refuses, derived from the models by one registry.

- a record's authority never changes;
- a foreign key from record to record stays inside one authority;
- rows that are final (`Frozen`) neither change nor go;
- on SQLite, the periods of a `NoOverlap` constraint do not overlap (PostgreSQL has its own).

Django rebuilds SQLite tables and forgets their triggers without a word, and a rebuild fails
while another table's trigger names the table. So every trigger is dropped before a migrate and
made again after it, and a system check compares the database with this registry.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from .constraints import Frozen, NoOverlap

PREFIX = "portal_"

POSTGRES_FUNCTIONS = """
CREATE OR REPLACE FUNCTION portal_same_authority() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE other bigint;
BEGIN
  EXECUTE format('SELECT authority_id FROM %I WHERE id = $1', TG_ARGV[1])
    INTO other USING (to_jsonb(NEW) ->> TG_ARGV[0])::bigint;
  IF other <> NEW.authority_id THEN
    RAISE EXCEPTION '%.% crosses authorities', TG_TABLE_NAME, TG_ARGV[0]
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION portal_fixed_authority() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.authority_id <> OLD.authority_id THEN
    RAISE EXCEPTION '% never changes its authority', TG_TABLE_NAME
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION portal_changed(was jsonb, becomes jsonb, columns text)
RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT columns = '' OR EXISTS (
    SELECT 1 FROM unnest(string_to_array(columns, ',')) AS name
    WHERE was -> name IS DISTINCT FROM becomes -> name)
$$;
CREATE OR REPLACE FUNCTION portal_frozen_row() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE states text[] := string_to_array(TG_ARGV[0], ',');
BEGIN
  IF states <> '{}' AND NOT (to_jsonb(OLD) ->> 'state') = ANY (states) THEN
    RETURN NULL;
  END IF;
  IF TG_OP = 'DELETE' OR portal_changed(to_jsonb(OLD), to_jsonb(NEW), TG_ARGV[1])
     OR (states <> '{}' AND NOT (to_jsonb(NEW) ->> 'state') = ANY (states)) THEN
    RAISE EXCEPTION 'final: %', TG_NAME USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION portal_frozen_part() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  states text[] := string_to_array(TG_ARGV[2], ',');
  parent jsonb;
  found text;
BEGIN
  IF TG_OP = 'UPDATE' AND NOT portal_changed(to_jsonb(OLD), to_jsonb(NEW), TG_ARGV[3]) THEN
    RETURN NULL;
  END IF;
  FOREACH parent IN ARRAY ARRAY[to_jsonb(OLD), to_jsonb(NEW)] LOOP
    EXECUTE format('SELECT state FROM %I WHERE id = $1', TG_ARGV[1])
      INTO found USING (parent ->> TG_ARGV[0])::bigint;
    IF found = ANY (states) THEN
      RAISE EXCEPTION 'final: %', TG_NAME USING ERRCODE = 'integrity_constraint_violation';
    END IF;
  END LOOP;
  RETURN NULL;
END $$;
"""


@dataclass(frozen=True)
class Trigger:
    """One trigger: `event` as in SQL, the SQLite condition, the PostgreSQL function call."""

    name: str
    table: str
    event: str
    condition: str
    message: str
    function: str

    def sqlite_sql(self) -> str:
        return (
            f'CREATE TRIGGER "{self.name}" AFTER {self.event} ON "{self.table}" '
            f"WHEN {self.condition} BEGIN SELECT RAISE(ABORT, '{self.message}'); END"
        )

    def postgres_sql(self) -> str:
        return (
            f'CREATE TRIGGER "{self.name}" AFTER {self.event} ON "{self.table}" '
            f"FOR EACH ROW EXECUTE FUNCTION {self.function}"
        )


def expected_triggers(vendor: str) -> list[Trigger]:
    """Every trigger that a database of this vendor must have."""
    found = [trigger for model in _record_models() for trigger in _authority_triggers(model)]
    found += [trigger for model in apps.get_models() for trigger in _frozen_triggers(model)]
    if vendor == "sqlite":
        found += [trigger for model in apps.get_models() for trigger in _overlap_triggers(model)]
    return found


def _record_models() -> Iterator[type[models.Model]]:
    from .models import AuthorityRecord

    return (model for model in apps.get_models() if issubclass(model, AuthorityRecord))


def _authority_triggers(model: type[models.Model]) -> Iterator[Trigger]:
    table = model._meta.db_table
    yield Trigger(
        name=f"{PREFIX}{table}_fixed",
        table=table,
        event="UPDATE OF authority_id",
        condition="NEW.authority_id <> OLD.authority_id",
        message=f"{table} never changes its authority",
        function="portal_fixed_authority()",
    )
    for field in model.record_references():  # type: ignore[attr-defined]
        yield from _same_authority(table, field.column, field.related_model._meta.db_table)


def _same_authority(table: str, column: str, target: str) -> Iterator[Trigger]:
    for suffix, event in (("i", "INSERT"), ("u", f"UPDATE OF {column}, authority_id")):
        yield Trigger(
            name=f"{PREFIX}{table}_{column}_{suffix}",
            table=table,
            event=event,
            condition=(
                f'(SELECT authority_id FROM "{target}" WHERE id = NEW.{column}) <> NEW.authority_id'  # noqa: S608
            ),
            message=f"{table}.{column} crosses authorities",
            function=f"portal_same_authority('{column}', '{target}')",
        )


def _frozen_triggers(model: type[models.Model]) -> Iterator[Trigger]:
    for constraint in model._meta.constraints:
        if isinstance(constraint, Frozen):
            kind = _frozen_parts if constraint.through else _frozen_rows
            yield from kind(model, constraint)


def _frozen_rows(model: type[models.Model], constraint: Frozen) -> Iterator[Trigger]:
    """A final row keeps its fields, does not leave its state, and stays."""
    columns, states = constraint.columns(model), _quoted(constraint.states)
    final = f"OLD.state IN ({states})" if states else "1"
    changes = [f"OLD.{column} IS NOT NEW.{column}" for column in columns]
    changes += [f"NEW.state NOT IN ({states})"] if states else []
    arguments = f"'{','.join(constraint.states)}', '{','.join(columns)}'"
    conditions = {"UPDATE": f"{final} AND ({' OR '.join(changes)})", "DELETE": final}
    for event, condition in conditions.items():
        yield Trigger(
            name=f"{PREFIX}{constraint.name}_{event[0].lower()}",
            table=model._meta.db_table,
            event=event,
            condition=condition,
            message=f"final: {constraint.name}",
            function=f"portal_frozen_row({arguments})",
        )


def _frozen_parts(model: type[models.Model], constraint: Frozen) -> Iterator[Trigger]:
    """A final parent's rows: none added, none deleted, none changed in the fields that count."""
    columns = constraint.columns(model)
    field: Any = model._meta.get_field(constraint.through)
    parent, states = field.related_model._meta.db_table, _quoted(constraint.states)
    changes = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in columns) or "1"
    arguments = f"'{field.column}', '{parent}', '{','.join(constraint.states)}', "

    def final(row: str) -> str:
        return f'(SELECT state FROM "{parent}" WHERE id = {row}.{field.column}) IN ({states})'  # noqa: S608

    conditions = {
        "INSERT": final("NEW"),
        "UPDATE": f"({final('OLD')} OR {final('NEW')}) AND ({changes})",
        "DELETE": final("OLD"),
    }
    for event, condition in conditions.items():
        yield Trigger(
            name=f"{PREFIX}{constraint.name}_{event[0].lower()}",
            table=model._meta.db_table,
            event=event,
            condition=condition,
            message=f"final: {constraint.name}",
            function=f"portal_frozen_part({arguments}'{','.join(columns)}')",
        )


def _quoted(states: tuple[str, ...]) -> str:
    return ", ".join(f"'{state}'" for state in states)


def _overlap_triggers(model: type[models.Model]) -> Iterator[Trigger]:
    for constraint in model._meta.constraints:
        if isinstance(constraint, NoOverlap):
            yield from _overlap_pair(model, constraint)


def _overlap_pair(model: type[models.Model], constraint: NoOverlap) -> Iterator[Trigger]:
    table = model._meta.db_table
    keys, start, end = constraint.columns(model)
    same = " AND ".join(f"o.{key} = NEW.{key}" for key in keys)
    condition = (
        f'EXISTS (SELECT 1 FROM "{table}" o WHERE {same} AND o.id <> NEW.id '  # noqa: S608
        f"AND (o.{end} IS NULL OR o.{end} > NEW.{start}) "
        f"AND (NEW.{end} IS NULL OR NEW.{end} > o.{start}))"
    )
    for suffix, event in (("i", "INSERT"), ("u", "UPDATE")):
        name = f"{PREFIX}{constraint.name}_{suffix}"
        yield Trigger(name, table, event, condition, f"overlap: {constraint.name}", "")


def present_triggers(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """Our triggers in the database, by name, each with its definition."""
    if connection.vendor == "sqlite":
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s"
    else:
        query = (
            "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger "
            "WHERE NOT tgisinternal AND tgname LIKE %s"
        )
    with connection.cursor() as cursor:
        cursor.execute(query, [f"{PREFIX}%"])
        return dict(cursor.fetchall())


def triggers_drop(connection: BaseDatabaseWrapper) -> None:
    """Drop every trigger of ours, those that the models no longer ask for included."""
    statements = [f'DROP TRIGGER "{name}"' for name in present_triggers(connection)]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT format('DROP TRIGGER %%I ON %%s', tgname, tgrelid::regclass) "
                "FROM pg_trigger WHERE NOT tgisinternal AND tgname LIKE %s",
                [f"{PREFIX}%"],
            )
            statements = [row[0] for row in cursor.fetchall()]
        for statement in statements:
            cursor.execute(statement)


def triggers_create(connection: BaseDatabaseWrapper) -> None:
    """Make what is missing, on the tables that exist (a partial migrate has not all of them)."""
    present = present_triggers(connection)
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRES_FUNCTIONS)
        for trigger in expected_triggers(connection.vendor):
            if trigger.name not in present and trigger.table in tables:
                cursor.execute(definition(trigger, connection.vendor))


def definition(trigger: Trigger, vendor: str) -> str:
    return trigger.sqlite_sql() if vendor == "sqlite" else trigger.postgres_sql()


def missing_triggers(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of expected triggers that an existing table lacks, or has in another form."""
    present = present_triggers(connection)
    tables = set(connection.introspection.table_names())
    return [
        trigger.name
        for trigger in expected_triggers(connection.vendor)
        if trigger.table in tables and not _matches(trigger, present.get(trigger.name), connection)
    ]


def _matches(trigger: Trigger, stored: str | None, connection: BaseDatabaseWrapper) -> bool:
    if connection.vendor == "sqlite":
        return stored == trigger.sqlite_sql()
    call, event = trigger.function.replace(" ", ""), f"AFTER {trigger.event} ON"
    return stored is not None and event in stored and call in stored.replace(" ", "")
