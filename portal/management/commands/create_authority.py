from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from portal.pages.readiness import readiness
from portal.pages.services import authority_open
from portal.tenancy.models import Authority
from portal.tenancy.services import administrator_invite

TEXTS = ("name", "short_name", "superior", "place")


class Command(BaseCommand):
    help = "Create an authority complete: site, pages in both languages, collection, groups, roles."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="short name for addresses of files and groups: quang-ngai")
        parser.add_argument("hostname", help="the host its site answers at")
        parser.add_argument("--port", type=int, default=80)
        parser.add_argument("--administrator", help="e-mail address of who will administer it")
        for name in TEXTS:
            option = f"--{name.replace('_', '-')}"
            parser.add_argument(option, required=True, help=f"{name.replace('_', ' ')}, Vietnamese")
            parser.add_argument(f"{option}-en", default="", help="the same in English")

    def handle(self, *args: Any, code: str, hostname: str, port: int, **options: Any) -> None:
        fields = {
            f"{name}_{language}": options[name if language == "vi" else f"{name}_en"]
            for name in TEXTS
            for language in ("vi", "en")
        }
        try:
            with translation.override("vi"):
                authority = authority_open(hostname=hostname, port=port, code=code, **fields)
        except ValidationError as error:
            raise CommandError("\n".join(_sentences(error))) from error
        if administrator := options["administrator"]:
            self._invite(authority, administrator)
        self._tell(authority)

    def _invite(self, authority: Authority, email: str) -> None:
        """The authority stays if the address is wrong: another one can be invited in the admin."""
        try:
            sent = administrator_invite(authority=authority, email=email)
        except ValidationError as error:
            self.stderr.write("\n".join(_sentences(error)))
            return
        self.stdout.write(f"{email} is invited{'' if sent else ', but the mail was not sent'}.")

    def _tell(self, authority: Authority) -> None:
        self.stdout.write(f"{authority.name_vi}: http://{authority.site.hostname}/")  # type: ignore[union-attr]
        with translation.override("en"):
            for point in readiness(authority):
                self.stdout.write(f"[{'x' if point.done else ' '}] {point.label}")


def _sentences(error: ValidationError) -> list[str]:
    if not hasattr(error, "error_dict"):
        return error.messages
    return [f"{name}: {'; '.join(texts)}" for name, texts in error.message_dict.items()]
