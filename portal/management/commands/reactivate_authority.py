from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.tenancy.models import Authority
from portal.tenancy.services.lifecycle import authority_reactivate


class Command(BaseCommand):
    help = "Open a suspended authority's portal again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code")

    def handle(self, *args: Any, code: str, **options: Any) -> None:
        try:
            authority = Authority.objects.get(code=code)
            authority_reactivate(authority=authority, user=None)
        except Authority.DoesNotExist as error:
            raise CommandError(f"There is no authority “{code}”.") from error
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        self.stdout.write(f"{authority.name_vi} is active again.")
