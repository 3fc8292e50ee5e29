from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.tenancy.models import Authority
from portal.tenancy.services.lifecycle import authority_suspend


class Command(BaseCommand):
    help = "Close an authority's portal to everybody until it is reactivated."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code")
        parser.add_argument("--reason", required=True, help="kept in the authority's history")

    def handle(self, *args: Any, code: str, reason: str, **options: Any) -> None:
        try:
            authority = Authority.objects.get(code=code)
            authority_suspend(authority=authority, user=None, reason=reason)
        except Authority.DoesNotExist as error:
            raise CommandError(f"There is no authority “{code}”.") from error
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        self.stdout.write(f"{authority.name_vi} is suspended.")
