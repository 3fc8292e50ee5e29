from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import BaseConstraint, Q
from django.utils.translation import gettext_lazy as _


class NoOverlap(BaseConstraint):
    """No two rows with the same `keys` are valid at the same instant.

    Periods are half-open, `[start, end)`, an empty end meaning "still valid". PostgreSQL keeps
    this with an exclusion constraint (`btree_gist`). SQLite has none: there the triggers of
    `portal.tenancy.integrity` do, behind the write lock that `transaction_mode: IMMEDIATE` takes.
    """

    default_violation_error_message = _("This period overlaps another one already recorded.")

    def __init__(
        self,
        *,
        name: str,
        keys: tuple[str, ...],
        start: str = "valid_from",
        end: str = "valid_to",
        **kwargs: Any,
    ) -> None:
        self.keys, self.start, self.end = tuple(keys), start, end
        super().__init__(name=name, **kwargs)

    def deconstruct(self) -> tuple[str, tuple, dict[str, Any]]:
        path, args, kwargs = super().deconstruct()
        kwargs |= {"keys": self.keys, "start": self.start, "end": self.end}
        return path, args, kwargs

    def __eq__(self, other: object) -> bool:
        return isinstance(other, NoOverlap) and self.deconstruct() == other.deconstruct()

    __hash__ = BaseConstraint.__hash__

    def columns(self, model: type[models.Model]) -> tuple[list[str], str, str]:
        """Key columns, start column and end column."""
        column = {field.name: field.column for field in model._meta.concrete_fields}
        return [column[key] for key in self.keys], column[self.start], column[self.end]

    def constraint_sql(self, model: type[models.Model], editor: BaseDatabaseSchemaEditor) -> Any:
        if editor.connection.vendor != "postgresql":
            return None
        keys, start, end = self.columns(model)
        quote = editor.quote_name
        equal = ", ".join(f"{quote(key)} WITH =" for key in keys)
        period = f"daterange({quote(start)}, {quote(end)}) WITH &&"
        return f"CONSTRAINT {quote(self.name)} EXCLUDE USING gist ({equal}, {period})"

    def create_sql(self, model: type[models.Model], editor: BaseDatabaseSchemaEditor) -> Any:
        clause = self.constraint_sql(model, editor)
        return clause and f"ALTER TABLE {editor.quote_name(model._meta.db_table)} ADD {clause}"

    def remove_sql(self, model: type[models.Model], editor: BaseDatabaseSchemaEditor) -> Any:
        if editor.connection.vendor != "postgresql":
            return None
        quote = editor.quote_name
        return f"ALTER TABLE {quote(model._meta.db_table)} DROP CONSTRAINT {quote(self.name)}"

    def overlapping(self, model: type[models.Model], instance: models.Model) -> models.QuerySet:
        same = {key: getattr(instance, key) for key in self.keys}
        start, end = getattr(instance, self.start), getattr(instance, self.end)
        rows = model._base_manager.filter(**same).exclude(pk=instance.pk)
        rows = rows.filter(Q(**{self.end: None}) | Q(**{f"{self.end}__gt": start}))
        return rows.filter(**{f"{self.start}__lt": end}) if end else rows

    def validate(
        self,
        model: type[models.Model],
        instance: models.Model,
        exclude: set[str] | None = None,
        using: str = "default",
    ) -> None:
        excluded = exclude or set()
        if getattr(instance, self.start) is None or self._key_missing(instance):
            return
        other = self.overlapping(model, instance).using(using).first()
        if other is not None:
            field = NON_FIELD_ERRORS if self.start in excluded else self.start
            raise ValidationError({field: self._message(other)})

    def _key_missing(self, instance: models.Model) -> bool:
        attnames = (instance._meta.get_field(key).attname for key in self.keys)
        return any(getattr(instance, attname) is None for attname in attnames)

    def _message(self, other: models.Model) -> str:
        return f"{self.get_violation_error_message()} ({other})"


class Frozen(BaseConstraint):
    """Rows that become final: the database refuses to change or delete them.

    Without `through`, a row whose own state is one of `states` (any row, if there are none) keeps
    `fields` and never returns to an earlier state. With `through`, the rows of a parent in such
    a state: none is added or deleted, and none changes in `fields` (in any field, if there are
    none). `portal.tenancy.integrity` makes the triggers, on both engines; `validate` says the
    same in words.
    """

    default_violation_error_message = _("This is final; it changes only by another decision.")

    def __init__(
        self,
        *,
        name: str,
        states: tuple[str, ...] = (),
        fields: tuple[str, ...] = (),
        through: str = "",
        **kwargs: Any,
    ) -> None:
        self.states = tuple(str(state) for state in states)
        self.fields, self.through = tuple(fields), through
        super().__init__(name=name, **kwargs)

    def deconstruct(self) -> tuple[str, tuple, dict[str, Any]]:
        path, args, kwargs = super().deconstruct()
        kwargs |= {"states": self.states, "fields": self.fields, "through": self.through}
        return path, args, kwargs

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Frozen) and self.deconstruct() == other.deconstruct()

    __hash__ = BaseConstraint.__hash__

    def constraint_sql(self, model: Any, schema_editor: Any) -> None:
        return None

    create_sql = remove_sql = constraint_sql

    def columns(self, model: type[models.Model]) -> list[str]:
        return [model._meta.get_field(name).column for name in self.fields]

    def validate(
        self,
        model: type[models.Model],
        instance: models.Model,
        exclude: set[str] | None = None,
        using: str = "default",
    ) -> None:
        stored = model._base_manager.using(using).filter(pk=instance.pk).first()
        changed = stored is None or self._differs(model, stored, instance)
        final = self._in_final(stored, instance) if self.through else self._final(stored)
        if changed and final:
            raise ValidationError(self.get_violation_error_message())

    def _final(self, stored: Any) -> bool:
        return stored is not None and (not self.states or stored.state in self.states)

    def _in_final(self, *versions: models.Model | None) -> bool:
        """Whether any of the row's versions belongs to a parent that is final."""
        parents = (getattr(row, self.through, None) for row in versions if row is not None)
        return any(parent is not None and parent.state in self.states for parent in parents)

    def _differs(self, model: type[models.Model], stored: Any, instance: Any) -> bool:
        fields = self.fields or tuple(field.name for field in model._meta.concrete_fields)
        attributes = (model._meta.get_field(name).attname for name in fields)
        return any(getattr(stored, name) != getattr(instance, name) for name in attributes)
