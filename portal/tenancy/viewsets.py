"""Wagtail's generic views, made to ask whose row it is.

Stock ModelViewSet views check the *model* permission only, even with a policy registered: list,
edit, delete, inspect, history and usage of another authority's rows would all answer.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import ProtectedError, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.views import generic
from wagtail.admin.views.generic.chooser import (
    BaseChooseView,
    ChosenMultipleViewMixin,
    ChosenViewMixin,
)
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.viewsets.model import ModelViewSet

from .access import scope
from .exports import RecordExportMixin
from .forms import AuthorityRecordForm
from .guard import Access, classify


class Classified:
    """Mixin for viewsets: their addresses are known to the guard as soon as they exist."""

    access = Access.OPERATOR
    url_namespace: str

    def get_urlpatterns(self) -> list[Any]:
        classify(self.access, f"{self.url_namespace}:*")
        return super().get_urlpatterns()  # type: ignore[misc]


class AuthorityScoped(Classified):
    """Mixin for viewsets: every view they build is limited to the person's authorities."""

    access = Access.OWN

    def visible(self, rows: QuerySet, user: Any) -> QuerySet:
        """The rows a person sees here; a viewset whose rows are not everybody's narrows this."""
        return scope(rows, user)

    def construct_view(self, view_class: type, **kwargs: Any) -> Any:
        return super().construct_view(scoped_view(view_class, self.visible), **kwargs)  # type: ignore[misc]


Visible = Callable[[QuerySet, Any], QuerySet]


def scoped_view(view_class: type, visible: Visible = scope) -> type:
    """A subclass that lists one's own rows only and answers 404 for another's.

    It asks the policy about the row as well as the model: an issued decision is final, so no
    list and no page of it leads to a form that would be refused.
    """

    def dispatch(self: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if (pk := kwargs.get("pk")) is not None:
            row = own_row(self.model, pk, request.user, visible)
            required = self.permission_required
            if required and not self.user_has_permission_for_instance(required, row):
                raise PermissionDenied
        return super(scoped, self).dispatch(request, *args, **kwargs)

    def get_base_queryset(self: Any) -> QuerySet:
        return visible(super(scoped, self).get_base_queryset(), self.request.user)

    members: dict[str, Any] = {"dispatch": dispatch, "__module__": view_class.__module__}
    if issubclass(view_class, generic.IndexView):
        members["get_base_queryset"] = get_base_queryset
    for name, action in (("get_edit_url", "change"), ("get_delete_url", "delete")):
        if issubclass(view_class, (generic.IndexView, generic.InspectView)):
            members[name] = _address_if_allowed(view_class, name, action)
    scoped: Any = type(view_class.__name__, (view_class,), members)
    return scoped


def _address_if_allowed(view_class: Any, name: str, action: str) -> Callable[..., str | None]:
    def address(self: Any, *instance: Any) -> str | None:
        [row] = instance or (self.object,)
        if not self.user_has_permission_for_instance(action, row):
            return None
        return getattr(view_class, name)(self, *instance)

    return address


def own_row(model: Any, pk: Any, user: Any, visible: Visible = scope) -> Any:
    """The row, if this person sees it. Raises Http404."""
    row = visible(model._default_manager.all(), user).filter(pk=unquote(str(pk))).first()
    if row is None:
        raise Http404
    return row


class ServiceErrors:
    """Mixin for views whose form saves through a service: what it refuses, the form says."""

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            with transaction.atomic():
                return super().form_valid(form)  # type: ignore[misc]
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)  # type: ignore[attr-defined]


class RecordCreateView(ServiceErrors, generic.CreateView):
    pass


class RecordEditView(ServiceErrors, generic.EditView):
    pass


class RecordDeleteView(generic.DeleteView):
    """Deletes a record with its own page, if it has one; says so where others still need it."""

    def delete_action(self) -> None:
        with transaction.atomic():
            if page := getattr(self.object, "page", None):
                page.delete()
            super().delete_action()

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)
        except ProtectedError:
            text = _("“%(name)s” cannot be deleted: other records refer to it.")
            messages.error(self.request, text % {"name": self.object})
            return redirect(self.get_success_url())


class RecordIndexView(RecordExportMixin, generic.IndexView):
    pass


class RecordViewSet(AuthorityScoped, ModelViewSet):
    """The base of every record's admin: scoped views, scoped choices, inspectable, exported."""

    index_view_class = RecordIndexView
    add_view_class = RecordCreateView
    edit_view_class = RecordEditView
    delete_view_class = RecordDeleteView

    inspect_view_enabled = True
    copy_view_enabled = False
    base_form_class = AuthorityRecordForm

    @cached_property
    def url_prefix(self) -> str:
        return f"records/{self.model_name}"

    def get_form_class(self, for_update: bool = False) -> type:
        if self.model.__dict__.get("base_form_class") is None:
            self.model.base_form_class = self.base_form_class
        return super().get_form_class(for_update)


class RecordChooserViewSet(Classified, ChooserViewSet):
    """A chooser that offers, searches and accepts only the person's own authority's records."""

    access = Access.OWN
    register_widget = True
    search_form_class: type[BaseFilterForm]  # how this kind of record is looked for

    def construct_view(self, view_class: type, **kwargs: Any) -> Any:
        scoped = _scoped_chooser_view(view_class)
        if issubclass(view_class, BaseChooseView):
            scoped.filter_form_class = self.search_form_class
        return super().construct_view(scoped, **kwargs)


def _scoped_chooser_view(view_class: Any) -> Any:
    members: dict[str, Any] = {"__module__": view_class.__module__}
    if issubclass(view_class, BaseChooseView):
        members["get_object_list"] = lambda self: scope(
            view_class.get_object_list(self), self.request.user
        )
    if issubclass(view_class, ChosenViewMixin):
        members["get_object"] = lambda self, pk: scope(
            self.model_class.objects.all(), self.request.user
        ).get(pk=pk)
    if issubclass(view_class, ChosenMultipleViewMixin):
        members["get_objects"] = lambda self, pks: scope(
            self.model_class.objects.all(), self.request.user
        ).filter(pk__in=pks)
    return type(view_class.__name__, (view_class,), members)
