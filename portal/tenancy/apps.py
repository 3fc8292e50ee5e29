from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TenancyConfig(AppConfig):
    name = "portal.tenancy"
    label = "tenancy"
    verbose_name = _("authorities")

    def ready(self) -> None:
        from portal.basepage.models import BasePage

        from . import checks, signal_handlers  # noqa: F401
        from .forms import AuthorityPageForm

        # One assignment, so that no page type can forget whose choices its form may offer.
        BasePage.base_form_class = AuthorityPageForm
        signal_handlers.connect()
