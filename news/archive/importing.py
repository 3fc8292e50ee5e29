"""An import file into items: all of it or nothing, unless good lines shall be kept."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.contrib.redirects.models import Redirect

from blocs.models import Bloc, Enterprise
from portal.basepage.paths import section_path
from portal.sources import SourceType, things_changed, together
from portal.tenancy.models import Authority
from portal.text import slug

from ..models import ArchiveIndexPage, ArchiveItem
from ..models.archive import item_slug
from .lines import Fault, Line, read_lines

BATCH = 500
FILENAME = 120
Opener = Callable[[str], bytes]
Progress = Callable[[int], None]
FACTS = ("type", "title", "body", "date", "year", "number")


@dataclass
class Outcome:
    """What an import has done, or would do; `faults` in the order of the lines."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    faults: list[Fault] = field(default_factory=list)
    is_written: bool = False

    @property
    def good(self) -> int:
        return self.created + self.updated + self.unchanged


class _Undone(Exception):
    pass


def archive_import(
    raw: Iterable[bytes],
    *,
    authority: Authority,
    open_file: Opener,
    dry_run: bool = False,
    keep_going: bool = False,
    progress: Progress = lambda done: None,
) -> Outcome:
    """Import the lines of a file; `open_file` gives the content of a file that a line names.

    With any fault nothing is written, unless `keep_going`; a dry run writes nothing at all.
    Idempotent: an item is known by its `source_id`, and what has not changed is left alone.
    """
    outcome = Outcome()
    job = _Import(authority, open_file, outcome, progress)
    job.read(raw)
    try:
        with transaction.atomic(), together():
            job.write()
            if dry_run or (outcome.faults and not keep_going):
                raise _Undone
        outcome.is_written = True
    except _Undone:
        job.forget_files()
    outcome.faults.sort(key=lambda fault: (fault.line, fault.field))
    return outcome


class _Import:
    """One run. Lines with a fault fall out, and so do those that name them."""

    def __init__(
        self, authority: Authority, open_file: Opener, outcome: Outcome, progress: Progress
    ) -> None:
        self.authority, self.open_file = authority, open_file
        self.outcome, self.progress = outcome, progress
        self.lines: dict[str, Line] = {}
        self.items = {one.source_id: one for one in ArchiveItem.objects.of(authority)}
        self.blocs = dict(Bloc.objects.of(authority).values_list("code", "pk"))
        self.enterprises = dict(Enterprise.objects.of(authority).values_list("code", "pk"))
        self.contents: dict[str, bytes] = {}
        self.stored: list[tuple[Any, str]] = []

    # --- reading -----------------------------------------------------------------------
    def read(self, raw: Iterable[bytes]) -> None:
        for one in read_lines(raw):
            if isinstance(one, Fault):
                self.outcome.faults.append(one)
            elif one.source_id in self.lines:
                first = self.lines[one.source_id].number_of_line
                text = _("This number stands in line %(line)s already.") % {"line": first}
                self._refuse(one, "source_id", text)
            else:
                self.lines[one.source_id] = one
        self._drop_wrong()

    def _drop_wrong(self) -> None:
        """Until no line names one that is not there."""
        wrong = {key for key, line in self.lines.items() if not self._is_right(line)}
        while wrong:
            for key in wrong:
                del self.lines[key]
            wrong = {key for key, line in self.lines.items() if not self._is_right(line)}

    def _is_right(self, line: Line) -> bool:
        before = len(self.outcome.faults)
        for name, known, kind in self._places():
            value = getattr(line, name)
            if value and value not in known and not self._is_item(value, kind):
                text = _("No %(kind)s here has the code or number “%(value)s”.")
                self._refuse(line, name, text % {"kind": kind.label, "value": value})
        if line.translation_of and not self._is_other(line):
            text = _("“%(value)s” is not a line in the other language.")
            self._refuse(line, "translation_of", text % {"value": line.translation_of})
        self._check_file(line)
        return len(self.outcome.faults) == before

    def _places(self) -> Iterable[tuple[str, dict[str, int], SourceType]]:
        yield "bloc", self.blocs, SourceType.BLOC
        yield "enterprise", self.enterprises, SourceType.ENTERPRISE

    def _is_item(self, source_id: str, kind: SourceType) -> bool:
        line, item = self.lines.get(source_id), self.items.get(source_id)
        return (line.type if line else item.type if item else "") == kind

    def _is_other(self, line: Line) -> bool:
        other, item = self.lines.get(line.translation_of), self.items.get(line.translation_of)
        language = other.lang if other else item.language if item else line.lang
        return language != line.lang

    def _check_file(self, line: Line) -> None:
        if not line.file or line.source_id in self.contents:
            return
        try:
            content = self.open_file(line.file)
            _checked(content, line.file)
        except FileNotFoundError:
            text = _("There is no file “%(name)s” beside this one.")
            self._refuse(line, "file", text % {"name": line.file})
        except ValidationError as error:
            self._refuse(line, "file", " ".join(error.messages))
        else:
            self.contents[line.source_id] = hashlib.sha256(content).digest()

    def _refuse(self, line: Line, field_name: str, message: str) -> None:
        self.outcome.faults.append(Fault(line.number_of_line, field_name, message))

    # --- writing -----------------------------------------------------------------------
    def write(self) -> None:
        """Items first, then what they say of each other, then the old addresses."""
        changed = [line for line in self.lines.values() if self._is_new(line)]
        self.outcome.unchanged = len(self.lines) - len(changed)
        made = [self._fill(line) for line in changed if line.source_id not in self.items]
        kept = [self._fill(line) for line in changed if line.source_id in self.items]
        self._save(made, kept)
        self.items |= {item.source_id: item for item in made}
        items = [self._relate(line) for line in changed]
        relations = ["bloc", "bloc_item", "enterprise", "enterprise_item", "translation_of"]
        ArchiveItem.objects.bulk_update(items, relations, batch_size=BATCH)
        self._redirect(changed)
        things_changed.send(ArchiveItem, things=items)

    def _is_new(self, line: Line) -> bool:
        item = self.items.get(line.source_id)
        return item is None or item.digest != self._digest(line)

    def _digest(self, line: Line) -> str:
        return line.digest(self.contents.get(line.source_id, b"").hex())

    def _fill(self, line: Line) -> ArchiveItem:
        item = self.items.get(line.source_id)
        if item is None:
            item = ArchiveItem(
                authority=self.authority,
                source_id=line.source_id,
                slug=item_slug(line.title, line.source_id),
            )
            self.outcome.created += 1
        else:
            self.outcome.updated += 1
        for name in FACTS:
            setattr(item, name, getattr(line, name))
        item.language, item.period = line.lang, line.period or ""
        item.digest = self._digest(line)
        self._attach(item, line)
        self.progress(self.outcome.created + self.outcome.updated)
        return item

    def _attach(self, item: ArchiveItem, line: Line) -> None:
        if not line.file:
            item.file, item.filename = None, ""  # type: ignore[assignment]
            return
        item.filename = _filename(line.file)
        content = ContentFile(self.open_file(line.file), name=item.filename)
        item.file.save(item.filename, content, save=False)
        self.stored.append((item.file.storage, item.file.name))

    def _save(self, made: list[ArchiveItem], kept: list[ArchiveItem]) -> None:
        ArchiveItem.objects.bulk_create(made, batch_size=BATCH)
        fields = [*FACTS, "language", "period", "digest", "file", "filename"]
        ArchiveItem.objects.bulk_update(kept, fields, batch_size=BATCH)

    def _relate(self, line: Line) -> ArchiveItem:
        """A record of that code before an item of that number."""
        item = self.items[line.source_id]
        for name, known, _kind in self._places():
            value = getattr(line, name)
            setattr(item, f"{name}_id", known.get(value))
            other = self.items.get(value) if value and value not in known else None
            setattr(item, f"{name}_item", other)
        item.translation_of = self.items.get(line.translation_of)
        return item

    def _redirect(self, lines: list[Line]) -> None:
        site = self.authority.site
        wanted = [line for line in lines if line.old_url]
        if not wanted or site is None:
            return
        sections = {
            language: section_path(ArchiveIndexPage, site.root_page, language)
            for language in {line.lang for line in wanted}
        }
        redirects = [
            Redirect(
                old_path=line.old_url,
                site=site,
                redirect_link=f"{sections[line.lang]}{self.items[line.source_id].slug}/",
                automatically_created=True,
            )
            for line in wanted
            if sections[line.lang]
        ]
        own = Redirect.objects.filter(site=site, automatically_created=True)
        for start in range(0, len(redirects), BATCH):
            batch = redirects[start : start + BATCH]
            own.filter(old_path__in=[one.old_path for one in batch]).delete()
            Redirect.objects.bulk_create(batch, ignore_conflicts=True)  # those made by hand stay

    def forget_files(self) -> None:
        """What was stored for items that are not there after all."""
        for storage, name in self.stored:
            storage.delete(name)


def _checked(content: bytes, name: str) -> None:
    """Raises ValidationError for what may not be kept with a record."""
    probe = ArchiveItem._meta.get_field("file")
    file = ContentFile(content, name=_filename(name))
    for validate in probe.validators:
        validate(file)


def _filename(path: str) -> str:
    """A plain name for an address: "Báo cáo quý I.PDF" → "bao-cao-quy-i.pdf"."""
    stem, dot, suffix = path.rpartition("/")[2].rpartition(".")
    name = slug(stem, FILENAME) or "tep"
    return f"{name}.{suffix.lower()}" if dot else name
