"""What the operator does with authorities in the admin: opens, suspends, reactivates, exports."""

import tempfile
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.generic import FormView
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton
from wagtail.log_actions import log

from portal.archive import archive_name, authority_export
from portal.tenancy.guard import Access, classify, may_follow
from portal.tenancy.models import Authority
from portal.tenancy.services import administrator_invite
from portal.tenancy.services.lifecycle import authority_reactivate, authority_suspend
from portal.tenancy.viewsets import own_row
from portal.tenancy.wagtail_hooks import AuthorityViewSet

from .forms import AuthorityOpenForm, ReasonForm
from .readiness import readiness
from .services import authority_open

NAMES = ("name", "short_name", "superior", "place")


def _names(language: str) -> list[FieldPanel]:
    return [FieldPanel(f"{name}_{language}") for name in NAMES]


NEW_AUTHORITY = ObjectList(
    [
        MultiFieldPanel(
            [FieldPanel("code"), FieldRowPanel([FieldPanel("hostname"), FieldPanel("port")])],
            _lazy("Address"),
        ),
        MultiFieldPanel(_names("vi"), "Tiếng Việt"),
        MultiFieldPanel(_names("en"), "English"),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel(name) for name in ("symbol", "email", "theme")])],
            _lazy("Further data"),
        ),
        FieldPanel("administrator"),
    ],
    base_form_class=AuthorityOpenForm,
).bind_to_model(Authority)


class OperatorOnly:
    """Mixin for views: Django's superuser and nobody else, whatever the guard says."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_superuser:  # type: ignore[union-attr]
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


class AuthorityAddView(OperatorOnly, generic.CreateView):
    page_title = _lazy("Add authority")
    form: AuthorityOpenForm

    def save_instance(self) -> Authority:
        fields = dict(self.form.cleaned_data)
        administrator = fields.pop("administrator")
        authority = authority_open(**fields)
        log(authority, "wagtail.create", user=self.request.user, content_changed=True)
        if administrator:
            self._invite(authority, administrator)
        return authority

    def _invite(self, authority: Authority, email: str) -> None:
        sent = administrator_invite(authority=authority, email=email, by=self.request.user)
        if not sent:
            text = _("The mail to %(email)s was not sent; send the invitation again.")
            messages.warning(self.request, text % {"email": email})

    def form_valid(self, form: AuthorityOpenForm) -> HttpResponse:
        try:
            return super().form_valid(form)
        except ValidationError as error:
            form.add_errors(error)
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)

    def get_success_url(self) -> str:
        """To what it still lacks; on another authority's host it is not to be seen."""
        here = self.request.authority is None
        return self.get_edit_url() if here else super().get_success_url()

    def get_success_buttons(self) -> list[Any]:
        return []


class AuthorityEditView(generic.EditView):
    """The form, below what the authority still lacks; to the operator, what he can do with it."""

    template_name = "portal/admin/authority.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        points = [
            {
                "point": point,
                "link": point.mend if may_follow(self.request.user, point.mend) else "",
            }
            for point in readiness(self.object)
        ]
        return super().get_context_data(points=points, **kwargs)

    @property
    def header_buttons(self) -> list[HeaderButton]:
        if not self.request.user.is_superuser:
            return []
        state = ("reactivate", _("Reactivate"), "view")
        if not self.object.is_suspended:
            state = ("suspend", _("Suspend"), "no-view")
        steps = (("export", _("Export data"), "download"), state)
        return [
            HeaderButton(label, url=_address(name, self.object), icon_name=icon)
            for name, label, icon in steps
        ]


def _address(name: str, authority: Authority) -> str:
    return reverse(f"authorities:{name}", args=[authority.pk])


# --- steps: a page that says what will happen, and one button ----------------------------------
class StepView(OperatorOnly, WagtailAdminTemplateMixin, FormView):
    """GET asks, POST does; what the service refuses is said above the button."""

    template_name = "portal/admin/authority_step.html"
    form_class: type[forms.Form] = forms.Form
    header_icon = "site"
    question: Any
    authority: Authority

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.authority = own_row(Authority, kwargs["pk"], request.user)

    def take(self, form: Any) -> HttpResponse:
        """Do it. Raises ValidationError."""
        raise NotImplementedError

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return self.take(form)
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self.form_invalid(form)

    def done(self, text: str) -> HttpResponse:
        messages.success(self.request, text % {"authority": self.authority})
        return redirect(_address("edit", self.authority))

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        plural = capfirst(str(Authority._meta.verbose_name_plural))
        return [
            *self.breadcrumbs_items,
            {"url": reverse("authorities:index"), "label": plural},
            {"url": _address("edit", self.authority), "label": str(self.authority)},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = {"authority": self.authority, "question": self.question}
        shown |= {"back": _address("edit", self.authority)}
        return super().get_context_data(**shown, **kwargs)


class SuspendView(StepView):
    form_class = ReasonForm
    page_title = _lazy("Suspend")
    question = _lazy(
        "Its portal answers nobody until it is reactivated: neither readers nor the people who "
        "work there. Scheduled pages wait. Nothing is deleted."
    )

    def take(self, form: ReasonForm) -> HttpResponse:
        """This host answers nothing any more: who is here goes on at the platform's."""
        reason = form.cleaned_data["reason"]
        authority_suspend(authority=self.authority, user=self.request.user, reason=reason)
        if self.request.authority is None:
            return self.done(_("“%(authority)s” is suspended."))
        return redirect(settings.WAGTAILADMIN_BASE_URL + _address("edit", self.authority))


class ReactivateView(StepView):
    page_title = _lazy("Reactivate")
    question = _lazy("Its portal opens again to readers and to the people who work there.")

    def take(self, form: forms.Form) -> HttpResponse:
        authority_reactivate(authority=self.authority, user=self.request.user)
        return self.done(_("“%(authority)s” is active again."))


class ExportView(StepView):
    page_title = _lazy("Export data")
    question = _lazy(
        "One ZIP file with its records, pages in both languages, people's roles, history and "
        "files, to be read without this software. It holds personal data and drafts: keep it safe."
    )

    def take(self, form: forms.Form) -> FileResponse:
        """By way of a file, so that an error is an error and not half an archive."""
        out = tempfile.TemporaryFile()  # noqa: SIM115  (the response closes it)
        authority_export(authority=self.authority, user=self.request.user, out=out)
        out.seek(0)
        name = archive_name(self.authority)
        return FileResponse(out, as_attachment=True, filename=name, content_type="application/zip")


class OperatedAuthorityViewSet(AuthorityViewSet):
    """`AuthorityViewSet` with the operator's pages; nothing changes for anybody else."""

    add_view_class = AuthorityAddView
    edit_view_class = AuthorityEditView
    steps = {"suspend": SuspendView, "reactivate": ReactivateView, "export": ExportView}

    def get_add_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        form = {"panel": NEW_AUTHORITY, "form_class": NEW_AUTHORITY.get_form_class()}
        return super().get_add_view_kwargs(**kwargs) | form

    def get_urlpatterns(self) -> list[Any]:
        names = ("add", *self.steps)
        classify(Access.OPERATOR, *(f"{self.url_namespace}:{name}" for name in names))
        steps = [
            path(f"{name}/<int:pk>/", view.as_view(), name=name)
            for name, view in self.steps.items()
        ]
        return [*super().get_urlpatterns(), *steps]
