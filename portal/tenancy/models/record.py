import uuid
from collections.abc import Iterable, Iterator
from typing import Any, Self

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from portal.languages import in_base_language

from ..enums import Role
from ..signals import rows_changed
from .authority import Authority


class AuthorityRecordQuerySet(models.QuerySet):
    def of(self, authority: Authority) -> Self:
        """This authority's rows. Raises TypeError without one: there is no default tenant."""
        if not isinstance(authority, Authority):
            raise TypeError(f"{self.model.__name__}.of() needs an Authority, not {authority!r}")
        return self.filter(authority=authority)

    # What follows rows by the signals of saving must hear of these, too.
    def update(self, **kwargs: Any) -> int:
        heard = rows_changed.has_listeners(self.model)
        pks = list(self.values_list("pk", flat=True)) if heard else []
        with transaction.atomic(using=self.db, savepoint=False):
            count = super().update(**kwargs)
            self._tell(pks)
        return count

    update.alters_data = True  # type: ignore[attr-defined]

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        with transaction.atomic(using=self.db, savepoint=False):
            made = super().bulk_create(objs, *args, **kwargs)
            self._tell([row.pk for row in made])
        return made

    def bulk_update(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> int:
        rows = list(objs)
        with transaction.atomic(using=self.db, savepoint=False):
            count = super().bulk_update(rows, *args, **kwargs)
            self._tell([row.pk for row in rows])
        return count

    def _tell(self, pks: list[Any]) -> None:
        if pks:
            rows_changed.send(self.model, pks=pks)


class AuthorityRecord(models.Model):
    """A row that belongs to one authority for ever.

    `portal.tenancy.integrity` derives database triggers from this class: the authority never
    changes, and every foreign key to another record stays inside it. `clean()` says the same
    in words, at the field. A row that is part of another names it in `authority_from`.
    `edited_by` and `viewed_by` are for Wagtail's own views of the whole authority's rows; what
    only some rows of which a person may see has views of its own (`blocs.access`).
    """

    authority = models.ForeignKey(
        Authority, models.PROTECT, related_name="+", editable=False, verbose_name=_("authority")
    )
    uid = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = AuthorityRecordQuerySet.as_manager()
    authority_id: int | None
    authority_lookup = "authority"
    authority_from: str | None = None
    edited_by: tuple[Role, ...] = (Role.ADMINISTRATOR,)
    viewed_by: tuple[Role, ...] = tuple(Role)

    class Meta:
        abstract = True

    @in_base_language
    def save(self, *args: Any, **kwargs: Any) -> None:
        self._inherit_authority()
        with transaction.atomic():  # what follows its signals is written with it, or not at all
            super().save(*args, **kwargs)

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        self._inherit_authority()
        super().full_clean(*args, **kwargs)

    def _inherit_authority(self) -> None:
        if self.authority_id is None and self.authority_from:
            try:
                self.authority_id = getattr(self, self.authority_from).authority_id
            except (ObjectDoesNotExist, AttributeError):
                return  # the missing parent is reported at its own field

    @classmethod
    def public_rows(cls, authority: Authority) -> models.QuerySet:
        """What everybody may read, with the documents it names: nothing, unless a model says so."""
        return cls.objects.none()

    @classmethod
    def record_references(cls) -> Iterator[models.ForeignKey]:
        """The foreign keys of this model that lead to other records."""
        for field in cls._meta.concrete_fields:
            target = field.related_model
            if isinstance(target, type) and issubclass(target, AuthorityRecord):
                yield field

    def clean(self) -> None:
        super().clean()
        errors = {
            field.name: _("This belongs to another authority.")
            for field in self.record_references()
            if self._crosses_authorities(field)
        }
        if errors:
            raise ValidationError(errors)

    def _crosses_authorities(self, field: models.ForeignKey) -> bool:
        if getattr(self, field.attname) is None or self.authority_id is None:
            return False
        return getattr(self, field.name).authority_id != self.authority_id
