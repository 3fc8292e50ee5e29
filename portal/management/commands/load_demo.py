from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from wagtail.signal_handlers import disable_reference_index_auto_update

from portal.sources import together
from portal.tenancy.models import Authority

DEMO_PASSWORD = "thi-dua-2019"  # noqa: S105  (public, and refused outside development)


class Command(BaseCommand):
    help = (
        "Load the sample: two fictional authorities with records, pages and a login per role; "
        "with --size large, a third one with many thousand rows."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="port in the sites' addresses")
        parser.add_argument("--password", default="", help="password of every sample login")
        parser.add_argument("--size", choices=("small", "large"), default="small")

    def handle(self, *args: Any, port: int, password: str, size: str, **options: Any) -> None:
        if not settings.DEBUG and not password:
            raise CommandError("Outside development, name a password: --password …")
        given = {"port": port, "password": password or DEMO_PASSWORD, "say": self.stdout.write}
        if Authority.objects.filter(is_sample=True).exists():
            self.stdout.write("The sample is already there; nothing changed.")
        else:
            self._load("load", given)
            call_command("rebuild_references_index", verbosity=0)
            self.stdout.write("The sample is loaded.")
        if size == "large":
            self._load("load_large", given)
            self.stdout.write("The large sample is loaded.")

    @transaction.atomic
    def _load(self, name: str, given: dict[str, Any]) -> None:
        """This function of every app's `demo` that has it, from the ground up.

        Wagtail would look for references after every save; they are looked for once, at the end.
        """
        with disable_reference_index_auto_update(), together():
            for config in apps.get_app_configs():
                module = f"{config.name}.demo"
                if find_spec(module) and (load := getattr(import_module(module), name, None)):
                    load(**given)
