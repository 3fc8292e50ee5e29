from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from portal.tenancy.models import Authority

DEMO_PASSWORD = "thi-dua-2019"  # noqa: S105  (public, and refused outside development)


class Command(BaseCommand):
    help = "Load the sample: two fictional authorities with records, pages and a login per role."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="port in the sites' addresses")
        parser.add_argument("--password", default="", help="password of every sample login")

    def handle(self, *args: Any, port: int, password: str, **options: Any) -> None:
        if Authority.objects.filter(is_sample=True).exists():
            self.stdout.write("The sample is already there; nothing changed.")
            return
        if not settings.DEBUG and not password:
            raise CommandError("Outside development, name a password: --password …")
        with transaction.atomic():
            for load in self._loaders():
                load(port=port, password=password or DEMO_PASSWORD)
        self.stdout.write("The sample is loaded.")

    def _loaders(self) -> list[Any]:
        """Every app's `demo.load`, in the order of INSTALLED_APPS: from the ground up."""
        names = [f"{config.name}.demo" for config in apps.get_app_configs()]
        return [import_module(name).load for name in names if find_spec(name)]
