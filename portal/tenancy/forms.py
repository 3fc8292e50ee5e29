from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.forms.pages import WagtailAdminPageForm

from .access import authorities_of, authority_of_page, scope
from .models import Authority


def limit_choices(form: forms.BaseForm, authority: Authority | None) -> None:
    """No choice of a form may offer a record of another authority, nor of all of them."""
    for field in form.fields.values():
        queryset = getattr(field, "queryset", None)
        if queryset is not None and hasattr(queryset, "of"):
            field.queryset = queryset.of(authority) if authority else queryset.none()


def sole_authority(user: Any) -> Authority:
    """The one authority a person adds records to here.

    Raises PermissionDenied with a sentence where there is none or more than one: the operator
    adds records on the authority's own host.
    """
    authorities = list(authorities_of(user)[:2])
    if len(authorities) != 1:
        raise PermissionDenied(_("Open this page on the address of one authority."))
    return authorities[0]


class AuthorityPageForm(WagtailAdminPageForm):
    """Every page's form: choices come from the authority in whose tree the page lies."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place = self.instance if self.instance.path else self.parent_page
        self.authority = authority_of_page(place) if place is not None else None
        limit_choices(self, self.authority)
        for formset in getattr(self, "formsets", {}).values():
            for form in [*formset.forms, formset.empty_form]:
                limit_choices(form, self.authority)


class AuthorityRecordForm(WagtailAdminModelForm):
    """Every record's form: a new record belongs to the authority the person works in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.authority_id is None and self.for_user is not None:
            self.instance.authority = sole_authority(self.for_user)
        self.authority = getattr(self.instance, "authority", None)
        limit_choices(self, self.authority)
        for formset in getattr(self, "formsets", {}).values():
            for form in [*formset.forms, formset.empty_form]:
                limit_choices(form, self.authority)


class AuthorityForm(WagtailAdminModelForm):
    """An administrator's own authority."""

    def clean(self) -> dict[str, Any]:
        if not scope(Authority.objects.all(), self.for_user).filter(pk=self.instance.pk).exists():
            raise PermissionDenied
        return super().clean()
