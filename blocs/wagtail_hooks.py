from django.apps import apps
from wagtail import hooks
from wagtail.permissions import register_permission_policy

from portal.tenancy.models import AuthorityRecord
from portal.tenancy.policies import AuthorityPolicy, FinalPolicy, ReadOnlyPolicy

from .models import Decision, Leadership, Membership, RegulationVersion
from .policies import YEAR_POLICIES
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


@hooks.register("register_admin_viewset")
def register_enterprise_chooser() -> EnterpriseChooserViewSet:
    return EnterpriseChooserViewSet("enterprise_chooser")
