from typing import Any

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from portal.tenancy.access import is_administered
from portal.tenancy.guard import Access, classify

from . import views
from .reports import SignInReport

classify(Access.ANYBODY, "second_step:code", "second_step_own", "second_step_off")
classify(Access.OWN, "sign_ins", "sign_ins_results")


@hooks.register("register_admin_urls")
def register_urls() -> list[Any]:
    return [
        path("second-step/", views.second_step, name="second_step_own"),
        path("second-step/off/", views.second_step_off, name="second_step_off"),
        path("sign-ins/", SignInReport.as_view(), name="sign_ins"),
        path("sign-ins/results/", SignInReport.as_view(results_only=True), name="sign_ins_results"),
    ]


@hooks.register("register_account_menu_item")
def register_second_step(request: Any) -> dict[str, str]:
    return {
        "url": reverse("second_step_own"),
        "label": _("Second step at sign-in"),
        "help_text": _("After the password, a code from an app on your phone."),
    }


class SignInsMenuItem(MenuItem):
    """For administrators at their own host, and the operator anywhere."""

    def is_shown(self, request: Any) -> bool:
        return bool(request.user.is_superuser) or is_administered(request)


@hooks.register("register_reports_menu_item")
def register_sign_ins() -> MenuItem:
    return SignInsMenuItem(_("Sign-ins"), reverse("sign_ins"), icon_name="key", order=20)
