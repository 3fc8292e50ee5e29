from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BlocsConfig(AppConfig):
    name = "blocs"
    verbose_name = _("emulation blocs")

    def ready(self) -> None:
        from . import audits, signal_handlers, sources  # noqa: F401
        from .views import datasets, pages, records  # noqa: F401

        signal_handlers.connect()
