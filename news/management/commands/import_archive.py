import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from news.archive import Outcome, archive_import
from portal.tenancy.models import Authority


class Command(BaseCommand):
    help = "Bring the past along: a JSONL file of what an authority's old site held."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="JSONL, one object a line; files lie beside it")
        parser.add_argument("--authority", required=True, help="the authority's code")
        parser.add_argument("--dry-run", action="store_true", help="check, write nothing")
        parser.add_argument("--keep-going", action="store_true", help="write the good lines anyway")

    def handle(self, *args: Any, file: Path, authority: str, **options: Any) -> None:
        owner = Authority.objects.filter(code=authority).first()
        if owner is None:
            raise CommandError(f"There is no authority {authority}.")
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        folder = file.resolve().parent
        with file.open("rb") as lines, translation.override("en"):
            outcome = archive_import(
                lines,
                authority=owner,
                open_file=lambda name: _inside(folder, name).read_bytes(),
                dry_run=options["dry_run"],
                keep_going=options["keep_going"],
                progress=self._progress,
            )
        self._say(outcome, dry_run=options["dry_run"])

    def _progress(self, done: int) -> None:
        if sys.stderr.isatty() and done % 100 == 0:
            self.stderr.write(f"\r{done} items", ending="")

    def _say(self, outcome: Outcome, *, dry_run: bool) -> None:
        for fault in outcome.faults:
            self.stderr.write(str(fault))
        counts = (
            f"{outcome.created} created, {outcome.updated} updated, {outcome.unchanged} unchanged"
        )
        if outcome.is_written:
            self.stdout.write(f"{counts}, {len(outcome.faults)} faults.")
        elif outcome.faults:
            raise CommandError(f"{len(outcome.faults)} faults: nothing has been written.")
        elif dry_run:
            self.stdout.write(f"Dry run: {counts}.")


def _inside(folder: Path, name: str) -> Path:
    """A file in the folder, wherever a link may lead. Raises FileNotFoundError."""
    path = (folder / name).resolve()
    if not path.is_relative_to(folder) or not path.is_file():
        raise FileNotFoundError(name)
    return path
