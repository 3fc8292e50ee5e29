import subprocess
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from portal.tenancy.models import Authority

from .load_demo import DEMO_PASSWORD


class Command(BaseCommand):
    help = "Development: print addresses and logins, then serve with the due jobs beside it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, port: int, **options: Any) -> None:
        self._print_addresses(port)
        due = subprocess.Popen([sys.executable, "manage.py", "run_due", "--every", "60"])
        try:
            subprocess.call([sys.executable, "manage.py", "runserver", str(port)])  # noqa: S603
        except KeyboardInterrupt:
            self.stdout.write("")
        finally:
            due.terminate()
            due.wait()

    def _print_addresses(self, port: int) -> None:
        self.stdout.write(f"\nAuthorities   http://{settings.PLATFORM_HOST}:{port}/")
        for authority in Authority.objects.active().select_related("site"):
            address = f"http://{authority.site.hostname}:{port}"
            self.stdout.write(
                f"\n{authority.name_vi}\n  portal  {address}/\n  admin   {address}/admin/"
            )
            assignments = authority.role_assignments.select_related("user").order_by("pk")
            for row in assignments if authority.is_sample else ():
                self.stdout.write(f"  login   {row.user.username:24} {row.role}")
        self.stdout.write("\nOperator      dieuhanh, on any of these /admin/ addresses")
        self.stdout.write(f"Password of every sample login: {DEMO_PASSWORD}\n\n")
