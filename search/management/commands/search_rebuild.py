import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.sources import sources
from portal.tenancy.models import Authority
from search.elastic.client import is_configured
from search.engines.contract import EngineError
from search.services import source_refresh, words_count


class Command(BaseCommand):
    help = "Build the index of Elasticsearch anew beside the old one; --entries writes those first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--entries", action="store_true", help="write all entries anew, too")
        parser.add_argument("--roll-back", action="store_true", help="use the index before again")

    def handle(self, *args: Any, entries: bool, roll_back: bool, **options: Any) -> None:
        if entries:
            self._write_entries()
        if not is_configured():
            if roll_back or not entries:
                raise CommandError("ELASTICSEARCH_URL names no server; did you mean --entries?")
            return
        from search.elastic import building

        try:
            if roll_back:
                self.stdout.write(f"In use: {building.roll_back()}")
            else:
                index = building.rebuild(self._progress)
                self.stdout.write(f"In use: {index}")
        except EngineError as error:
            raise CommandError(f"{error} Started again, it goes on where it stopped.") from error

    def _write_entries(self) -> None:
        for authority in Authority.objects.exclude(site=None):
            count = sum(source_refresh(source, authority) for source in sources())
            words_count(authority)
            self.stdout.write(f"{authority.code}: {count} entries")

    def _progress(self, done: int, total: int) -> None:
        if sys.stderr.isatty() and total:
            bar = "█" * (30 * done // total)
            self.stderr.write(f"\r{bar:<30} {done:,}/{total:,}", ending="")
