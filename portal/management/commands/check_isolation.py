from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.tenancy.isolation import crossings, derivations


class Command(BaseCommand):
    help = "Say whether any authority can see or touch another in this database."

    def handle(self, *args: Any, **options: Any) -> None:
        found = [*crossings(), *derivations()]
        for sentence in found:
            self.stdout.write(sentence)
        if found:
            raise CommandError(
                f"{len(found)} problems; sync_permissions repairs groups and rights."
            )
        self.stdout.write("Nothing leads from one authority to another.")
