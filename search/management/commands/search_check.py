from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.engines.contract import EngineError
from search.services.checking import Finding, findings, repair


class Command(BaseCommand):
    help = "Compare public things, entries and indices; --repair mends what differs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--repair", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(findings())
        for one in found:
            self.stdout.write(str(one))
        if not found:
            self.stdout.write("Everything is found as it should be.")
        elif options["repair"]:
            try:
                repair(found)
            except EngineError as error:
                raise CommandError(f"Elasticsearch cannot be mended: {error}") from error
            left: list[Finding] = list(findings())
            if left:
                raise CommandError(f"{len(left)} differences are left.")
            self.stdout.write("Mended.")
        else:
            raise CommandError(f"{len(found)} differences; --repair mends them.")
