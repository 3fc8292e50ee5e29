from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import LogFormatter
from wagtail.permissions import policy_registry, register_permission_policy

from portal.basepage.models import BasePage

from .access import is_administered
from .enums import Role
from .forms import AuthorityForm
from .guard import Access, classify, may_follow
from .models import Authority
from .policies import OwnAuthorityPolicy
from .services.lifecycle import EXPORT, REACTIVATE, SUSPEND
from .viewsets import AuthorityScoped

register_permission_policy(Authority, OwnAuthorityPolicy(Authority))
Authority.base_form_class = AuthorityForm


def _texts(language: str) -> list[Any]:
    names = ("name", "short_name", "superior", "place", "mission")
    legal = ("responsible_title", "address", "licence", "reuse_notice", "stable_rule")
    return [
        MultiFieldPanel([FieldPanel(f"{name}_{language}") for name in names], _("Names")),
        MultiFieldPanel([FieldPanel(f"{name}_{language}") for name in legal], _("Footer")),
    ]


class AuthorityViewSet(AuthorityScoped, ModelViewSet):
    """An authority's own data. `portal.pages.viewsets` adds what the operator does with it."""

    model = Authority
    icon = "site"
    menu_label = _("Authority")
    add_to_admin_menu = True
    menu_order = 900
    list_display = ["name", "code", "state"]
    copy_view_enabled = False
    edit_handler = TabbedInterface(
        [
            ObjectList(_texts("vi"), heading="Tiếng Việt"),
            ObjectList(_texts("en"), heading="English"),
            ObjectList(
                [
                    FieldPanel(name)
                    for name in (
                        "responsible_person",
                        "phone",
                        "email",
                        "logo",
                        "theme",
                        "time_zone",
                    )
                ],
                heading=_("Contact and appearance"),
            ),
        ]
    )


class SuspendFormatter(LogFormatter):
    label = _("Suspend")

    def format_message(self, log_entry: Any) -> str:
        return gettext("Suspended: %(reason)s") % log_entry.data


@hooks.register("register_log_actions")
def register_lifecycle(actions: Any) -> None:
    actions.register_action(SUSPEND)(SuspendFormatter)
    actions.register_action(REACTIVATE, _("Reactivate"), _("Reactivated"))
    actions.register_action(EXPORT, _("Export data"), _("Data exported"))


# --- people ------------------------------------------------------------------------------------
classify(Access.OWN, "people:*")


@hooks.register("register_admin_urls")
def register_people_urls() -> list[Any]:
    return [path("people/", include("portal.tenancy.urls"))]


class AdministratorMenuItem(MenuItem):
    """Shown to the administrators of the authority of the host, and to the operator there."""

    def is_shown(self, request: Any) -> bool:
        return is_administered(request)


@hooks.register("register_admin_menu_item")
def register_people_menu() -> MenuItem:
    return AdministratorMenuItem(_("People"), reverse("people:index"), icon_name="group", order=890)


@hooks.register("register_reports_menu_item")
def register_history_menu() -> MenuItem:
    address = reverse("people:history")
    return AdministratorMenuItem(_("Who did what"), address, icon_name="history", order=10)


class PersonFormatter(LogFormatter):
    """What happened to a person's roles: "Nguyễn Văn A: bloc secretary, Bloc A"."""

    label = ""

    def format_message(self, log_entry: Any) -> str:
        data = log_entry.data
        role = Role(data["role"]).label if data.get("role") in Role.values else ""
        parts = [str(role), data.get("place", "")]
        return f"{self.label}: {data.get('person', '')}, {', '.join(filter(None, parts))}"


PERSON_ACTIONS = {
    "tenancy.invite": _("Invite a person"),
    "tenancy.withdraw": _("Withdraw an invitation"),
    "tenancy.role_grant": _("Give a role"),
    "tenancy.role_revoke": _("Take a role"),
}


@hooks.register("register_log_actions")
def register_person_actions(actions: Any) -> None:
    for name, label in PERSON_ACTIONS.items():
        formatter = type("_PersonFormatter", (PersonFormatter,), {"label": label})
        actions.register_action(name)(formatter)


# --- what is offered ---------------------------------------------------------------------------
@hooks.register("construct_page_chooser_queryset")
def limit_page_chooser(pages: QuerySet, request: HttpRequest) -> QuerySet:
    """Stock Wagtail offers every tenant's pages, drafts included."""
    policy = policy_registry.get_by_type(BasePage)
    own = policy.explorable_instances(request.user).values_list("pk", flat=True)
    return pages.filter(pk__in=own)


@hooks.register("construct_main_menu")
@hooks.register("construct_reports_menu")
@hooks.register("construct_settings_menu")
@hooks.register("construct_help_menu")
def hide_what_is_refused(request: HttpRequest, items: list[Any]) -> None:
    """No menu leads to an address that the guard refuses."""
    items[:] = [item for item in items if may_follow(request.user, item.url)]
