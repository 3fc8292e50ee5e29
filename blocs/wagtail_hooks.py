from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.templatetags.static import static
from django.urls import include, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.permissions import register_permission_policy

from portal.tenancy.guard import Access, classify
from portal.tenancy.models import AuthorityRecord
from portal.tenancy.policies import AuthorityPolicy, FinalPolicy, ReadOnlyPolicy

from .access import Person, person_at
from .history import register_actions
from .imports import IMPORTERS
from .models import Decision, Leadership, Membership, RegulationVersion
from .policies import YEAR_POLICIES
from .rounds import Tasks, tasks_of
from .viewsets import EnterpriseChooserViewSet, ParksGroup, RecordsGroup, YearGroup

POLICIES = {
    Decision: FinalPolicy,
    RegulationVersion: FinalPolicy,
    Membership: ReadOnlyPolicy,
    Leadership: ReadOnlyPolicy,
    **YEAR_POLICIES,
}

for model in apps.get_app_config("blocs").get_models():
    if issubclass(model, AuthorityRecord):
        policy = POLICIES.get(model, AuthorityPolicy)
        register_permission_policy(model, policy(model))


@hooks.register("register_admin_viewset")
def register_records() -> RecordsGroup:
    return RecordsGroup()


@hooks.register("register_admin_viewset")
def register_year() -> YearGroup:
    return YearGroup()


@hooks.register("register_admin_viewset")
def register_parks() -> ParksGroup:
    return ParksGroup()


classify(Access.OWN, "rounds:*", "imports:*")


@hooks.register("register_admin_urls")
def register_urls() -> list[Any]:
    return [path("emulation/", include("blocs.urls"))]


class PersonMenuItem(MenuItem):
    """Shown to whom `allowed` lets in, at the authority of the host."""

    def __init__(self, *args: Any, allowed: Callable[[Person], Any], **kwargs: Any) -> None:
        self.allowed = allowed
        super().__init__(*args, **kwargs)

    def is_shown(self, request: Any) -> bool:
        try:
            return bool(self.allowed(person_at(request)))
        except PermissionDenied:
            return False


@hooks.register("register_admin_menu_item")
def register_rounds_menu() -> MenuItem:
    return PersonMenuItem(
        _("Scoring rounds"),
        reverse("rounds:index"),
        icon_name="tasks",
        order=155,
        allowed=lambda person: person.is_administrator or person.bloc_ids or person.enterprise_ids,
    )


@hooks.register("register_admin_menu_item")
def register_import_menu() -> MenuItem:
    return PersonMenuItem(
        _("Import from a spreadsheet"),
        reverse("imports:index"),
        icon_name="upload",
        order=170,
        allowed=lambda person: any(each.allowed(person) for each in IMPORTERS.values()),
    )


class TasksPanel(Component):
    """What waits for the person, first thing on the admin's home."""

    order = 50
    template_name = "blocs/admin/rounds/panel.html"

    def __init__(self, tasks: Tasks) -> None:
        self.tasks = tasks

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"tasks": self.tasks}


@hooks.register("construct_homepage_panels")
def add_tasks_panel(request: Any, panels: list[Any]) -> None:
    try:
        tasks = tasks_of(person_at(request))
    except PermissionDenied:
        return
    if tasks:
        panels.append(TasksPanel(tasks))


hooks.register("register_log_actions", register_actions)


@hooks.register("insert_global_admin_css")
def admin_css() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("portal/css/admin.css"))


@hooks.register("register_admin_viewset")
def register_enterprise_chooser() -> EnterpriseChooserViewSet:
    return EnterpriseChooserViewSet("enterprise_chooser")
