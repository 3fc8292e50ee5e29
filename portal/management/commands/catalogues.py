from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.catalogues import compile_catalogues, po_path, rendered, untranslated, updated


class Command(BaseCommand):
    help = "Extract, check or compile the message catalogues (no gettext needed)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["update", "check", "compile"])

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        {"update": self._update, "check": self._check, "compile": self._compile}[action]()

    def _update(self) -> None:
        for language, _name in settings.LANGUAGES:
            path = po_path(language)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(rendered(updated(language)))
            self.stdout.write(f"{path.name} ({language}) is up to date.")

    def _check(self) -> None:
        """Fails on a stale catalogue, and on a message without Vietnamese."""
        for language, _name in settings.LANGUAGES:
            catalogue, path = updated(language), po_path(language)
            if not path.exists() or path.read_bytes() != rendered(catalogue):
                raise CommandError(f"{language}: stale; run manage.py catalogues update.")
            missing = untranslated(catalogue) if language != "en" else []
            if missing:
                raise CommandError(f"{language}: not translated: {missing}")
        self.stdout.write("The catalogues are complete.")

    def _compile(self) -> None:
        compile_catalogues()
