from typing import Any

from django.core.management.base import BaseCommand

from portal.tenancy.isolation import derivations
from portal.tenancy.services import permissions_sync


class Command(BaseCommand):
    help = "Make every group, and everybody's groups, what the role assignments say."

    def handle(self, *args: Any, **options: Any) -> None:
        for sentence in derivations():
            self.stdout.write(sentence)
        permissions_sync()
        self.stdout.write("Groups and permissions are those of the roles.")
