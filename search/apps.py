from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = _("search")

    def ready(self) -> None:
        from . import retention, signal_handlers, unsearched  # noqa: F401

        signal_handlers.connect()
