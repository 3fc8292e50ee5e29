from typing import Any

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.permissions import register_permission_policy

from portal.tenancy.models import AuthorityRecord
from portal.tenancy.policies import AuthorityPolicy, FinalPolicy, ReadOnlyPolicy

from .access import person_at
from .imports import IMPORTERS
from .models import Decision, Leadership, Membership, RegulationVersion
from .viewsets import EnterpriseChooserViewSet, ParksGroup, RecordsGroup

POLICIES = {
    Decision: FinalPolicy,
    RegulationVersion: FinalPolicy,
    Membership: ReadOnlyPolicy,
    Leadership: ReadOnlyPolicy,
}

for model in apps.get_app_config("blocs").get_models():
    if issubclass(model, AuthorityRecord):
        policy = POLICIES.get(model, AuthorityPolicy)
        register_permission_policy(model, policy(model))


@hooks.register("register_admin_viewset")
def register_records() -> RecordsGroup:
    return RecordsGroup()


@hooks.register("register_admin_viewset")
def register_parks() -> ParksGroup:
    return ParksGroup()


@hooks.register("register_admin_urls")
def register_urls() -> list[Any]:
    return [path("emulation/", include("blocs.urls"))]


class ImportMenuItem(MenuItem):
    """For whoever may import something at the authority of the host."""

    def is_shown(self, request: Any) -> bool:
        try:
            person = person_at(request)
        except PermissionDenied:
            return False
        return any(importer.allowed(person) for importer in IMPORTERS.values())


@hooks.register("register_admin_menu_item")
def register_import_menu() -> MenuItem:
    label = _("Import from a spreadsheet")
    return ImportMenuItem(label, reverse("imports:index"), icon_name="upload", order=170)


@hooks.register("register_admin_viewset")
def register_enterprise_chooser() -> EnterpriseChooserViewSet:
    return EnterpriseChooserViewSet("enterprise_chooser")
