from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.forms.pages import WagtailAdminPageForm
from wagtail.models import CollectionMember

from portal.basepage.models import BasePage

from ..access import authorities_of, authority_of_collection, authority_of_page, scope
from ..models import Authority, AuthorityRecord


def limit_choices(form: forms.BaseForm, authority: Authority | None) -> None:
    """No choice of a form, or of its parts, may offer what is another authority's, or all."""
    for field in form.fields.values():
        queryset = getattr(field, "queryset", None)
        if queryset is not None:
            field.queryset = _limited(queryset, authority)
    for formset in getattr(form, "formsets", {}).values():
        _limit_parts(formset, authority)


def _limited(queryset: QuerySet, authority: Authority | None) -> QuerySet:
    """Records by `of()`, files by their collection; what belongs to no authority stays."""
    is_file = issubclass(queryset.model, CollectionMember)
    if not is_file and not hasattr(queryset, "of"):
        return queryset
    if authority is None:
        return queryset.none()
    if is_file:
        own = authority.collection.get_descendants(inclusive=True)
        return queryset.filter(collection__in=own)
    return queryset.of(authority)


def _limit_parts(formset: Any, authority: Authority | None) -> None:
    """At the one place every form of a set passes: Django makes `empty_form` anew at each look."""
    add_fields = formset.add_fields

    def limited_add_fields(part: Any, index: int | None) -> None:
        add_fields(part, index)
        limit_choices(part, authority)
        if isinstance(part.instance, AuthorityRecord) and part.instance.authority_id is None:
            part.instance.authority = authority  # `clean()` of a new part already asks for it

    formset.add_fields = limited_add_fields


class OwnThingsOnly:
    """Mixin for forms: whatever is sent, nothing of it leads to another authority.

    Texts and blocks lead to pages and files by numbers that no choice limits. No chooser offers
    such a number, so whoever sends one is refused altogether. A field that refuses one says so,
    and forgets it: a chooser would show the name of what it stands for.
    """

    authority: Authority | None
    is_bound: bool

    def full_clean(self) -> None:
        super().full_clean()  # type: ignore[misc]
        if not self.is_bound or self.authority is None:
            return
        if any(any_is_foreign(*one, self.authority) for one in _sent_links(self)):
            raise PermissionDenied(_("This belongs to another authority."))
        for part in _parts(self):
            _forget_foreign(part, self.authority)


def _sent_links(form: Any) -> Iterator[tuple[type[Model], set[Any]]]:
    """What the texts and blocks that were sent lead to: models with their keys."""
    sent: dict[type[Model], set[Any]] = defaultdict(set)
    for name in form.fields:
        if extract := _reference_reader(form, name):
            for model, key, *_path in extract(form[name].data):
                sent[model].add(key)
    yield from sent.items()


def _parts(form: Any) -> Iterator[Any]:
    yield form
    for formset in getattr(form, "formsets", {}).values():
        yield from formset.forms


def _forget_foreign(form: Any, authority: Authority) -> None:
    for name, field in form.fields.items():
        queryset, raw = getattr(field, "queryset", None), form[name].data
        keys = raw if isinstance(raw, list | tuple) else [raw]
        if queryset is not None and any(keys) and any_is_foreign(queryset.model, keys, authority):
            form.errors  # noqa: B018  (found before what they are about is gone)
            form.data = form.data.copy()
            form.data[form.add_prefix(name)] = ""


def any_is_foreign(model: type[Model], keys: Iterable[Any], authority: Authority) -> bool:
    """Whether one of these records, files or pages belongs to another authority."""
    rows = model._base_manager.filter(pk__in=[key for key in keys if str(key).isdecimal()])
    if issubclass(model, AuthorityRecord):
        return bool(rows.exclude(authority=authority).exists())
    if issubclass(model, CollectionMember):
        owners = {authority_of_collection(row.collection) for row in rows}
    elif issubclass(model, BasePage):
        owners = {authority_of_page(row) for row in rows}
    else:
        return False
    return not owners <= {authority, None}


def _reference_reader(form: Any, name: str) -> Any:
    fields = {field.name: field for field in form._meta.model._meta.get_fields()}
    return getattr(fields.get(name), "extract_references", None)


def sole_authority(user: Any) -> Authority:
    """The one authority a person adds records to here.

    Raises PermissionDenied with a sentence where there is none or more than one: the operator
    adds records on the authority's own host.
    """
    authorities = list(authorities_of(user)[:2])
    if len(authorities) != 1:
        raise PermissionDenied(_("Open this page on the address of one authority."))
    return authorities[0]


class AuthorityPageForm(OwnThingsOnly, WagtailAdminPageForm):
    """Every page's form: choices come from the authority in whose tree the page lies."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place = self.instance if self.instance.path else self.parent_page
        self.authority = authority_of_page(place) if place is not None else None
        limit_choices(self, self.authority)


class AuthorityRecordForm(OwnThingsOnly, WagtailAdminModelForm):
    """Every record's form: a new record belongs to the authority the person works in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.authority_id is None and self.for_user is not None:
            self.instance.authority = sole_authority(self.for_user)
        self.authority = getattr(self.instance, "authority", None)
        limit_choices(self, self.authority)

    def _get_validation_exclusions(self) -> set[str]:
        """Constraints look at fields that no form shows: a code is unique within its authority.

        Django would leave a rule out that names such a field, and the database would refuse.
        """
        hidden = {field.name for field in self._meta.model._meta.fields if not field.editable}
        return super()._get_validation_exclusions() - hidden


class AuthorityForm(OwnThingsOnly, WagtailAdminModelForm):
    """An administrator's own authority, with files of its own collection only."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.authority = self.instance
        limit_choices(self, self.authority)

    def clean(self) -> dict[str, Any]:
        if not scope(Authority.objects.all(), self.for_user).filter(pk=self.instance.pk).exists():
            raise PermissionDenied
        return super().clean()
