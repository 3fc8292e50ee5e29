from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from search.working import Pauses, work_forever, work_once


class Command(BaseCommand):
    help = "Read files, count words and push entries, until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="stop when nothing is left to do")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        if not once:
            work_forever()
            return
        pauses = Pauses()
        while work_once(pauses):
            pass
