from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsConfig(AppConfig):
    name = "news"
    verbose_name = _("news")

    def ready(self) -> None:
        from . import home, retention, signal_handlers, sources, views  # noqa: F401

        signal_handlers.connect()
