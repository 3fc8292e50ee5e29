from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.signin.enums import Outcome
from portal.signin.services import has_second_step, second_step_end, sign_in_note
from portal.users.models import User


class Command(BaseCommand):
    help = "Let somebody whose phone and backup codes are lost sign in with the password alone."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"Nobody is called {username}.")
        if not has_second_step(user):
            raise CommandError(f"{username} has no second step.")
        second_step_end(user=user)
        sign_in_note(request=None, outcome=Outcome.STEP_REMOVED, user=user)
        self.stdout.write(f"{username} signs in with the password alone.")
