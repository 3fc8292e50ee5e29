import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections
from django.utils import timezone

from portal.due import publish_due, run_nightly


class Command(BaseCommand):
    help = "Do what is due: scheduled publishing and expiry; once a day, the nightly checks."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--every", type=int, help="repeat for ever, with this many seconds")

    def handle(self, *args: Any, every: int | None, **options: Any) -> None:
        self._run(nightly=True)
        last_night = timezone.localdate()
        while every:
            time.sleep(every)
            close_old_connections()
            today = timezone.localdate()
            self._run(nightly=today > last_night)
            last_night = today

    def _run(self, *, nightly: bool) -> None:
        for problem in publish_due():
            self.stderr.write(problem)
        for name, problems in (run_nightly() if nightly else {}).items():
            for problem in problems:
                self.stderr.write(f"{name}: {problem}")
