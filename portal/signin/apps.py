from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SigninConfig(AppConfig):
    name = "portal.signin"
    label = "signin"
    verbose_name = _("signing in")

    def ready(self) -> None:
        from . import retention, signal_handlers  # noqa: F401

        signal_handlers.connect()
