from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TenancyConfig(AppConfig):
    name = "portal.tenancy"
    label = "tenancy"
    verbose_name = _("authorities")

    def ready(self) -> None:
        from . import checks, signal_handlers  # noqa: F401

        signal_handlers.connect()
