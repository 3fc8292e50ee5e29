from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.archive import authority_export
from portal.tenancy.models import Authority


class Command(BaseCommand):
    help = "Write an authority's records, pages, people and files to a ZIP, to be read elsewhere."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code")
        parser.add_argument("--output", type=Path, required=True, help="a new file: out.zip")

    def handle(self, *args: Any, code: str, output: Path, **options: Any) -> None:
        authority = Authority.objects.filter(code=code).first()
        if authority is None:
            raise CommandError(f"There is no authority “{code}”.")
        try:
            self._write(authority, output)
        except OSError as error:
            raise CommandError(f"{output}: {error.strerror}") from error
        self.stdout.write(f"{authority.name_vi}: {output} ({output.stat().st_size} bytes)")

    def _write(self, authority: Authority, output: Path) -> None:
        """Readable by its owner only, and whole or not there at all."""
        partial = output.with_name(f".{output.name}.partial")
        if output.exists():
            raise CommandError(f"{output} is already there.")
        partial.touch(mode=0o600, exist_ok=False)
        try:
            with partial.open("wb") as out:
                authority_export(authority=authority, user=None, out=out)
            partial.rename(output)
        finally:
            partial.unlink(missing_ok=True)
