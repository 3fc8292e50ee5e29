from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from portal.basepage.models import BasePage
from portal.basepage.paths import section_path
from portal.languages import BASE, LANGUAGES
from portal.pages.sources import PageSource
from portal.plaintext import html_text
from portal.sources import Document, Source, SourcePeriod
from portal.tenancy.models import Authority

from ..enums import PeriodKind
from ..models import EmulationPeriod

PERIODS = {
    PeriodKind.FIRST_QUARTER: SourcePeriod.FIRST_QUARTER,
    PeriodKind.FIRST_HALF: SourcePeriod.FIRST_HALF,
    PeriodKind.NINE_MONTHS: SourcePeriod.NINE_MONTHS,
    PeriodKind.YEAR: SourcePeriod.YEAR,
}


class RecordSource(Source):
    """A record with an address below the section of its kind, told by its `title_field`."""

    section: type[BasePage]  # type: ignore[assignment]
    title_field = "title"

    def document(self, thing: Any, language: str) -> Document | None:
        if not self.is_told(thing, language):
            return None
        root = thing.authority.site and thing.authority.site.root_page
        path = section_path(self.section, root, language) if root else None
        return None if path is None else self.record_document(thing, self.address(thing, path))

    def is_told(self, thing: Any, language: str) -> bool:
        return language == BASE or bool(getattr(thing, f"{self.title_field}_{language}"))

    def address(self, thing: Any, section: str) -> str:
        return f"{section}{thing.slug}/"

    def record_document(self, record: Any, url: str) -> Document:
        raise NotImplementedError


class IndexPageSource(PageSource):
    """A section with something to say of itself."""

    def page_document(self, page: Any, authority: Authority, path: str) -> Document:
        return Document(
            source_id=str(page.uid),
            type=self.type,
            title=page.title,
            url=path,
            body=html_text(page.intro),
        )


def names_of(things: Iterable[Any], field: str = "name") -> tuple[str, ...]:
    """What things are called, in both languages; titles, where they have no name."""
    found: dict[str, None] = {}
    for thing in things:
        own = field if hasattr(thing, f"{field}_vi") else "title"
        found.update(dict.fromkeys(getattr(thing, f"{own}_{one}") or "" for one in LANGUAGES))
    return tuple(name for name in found if name)


def lines(*texts: Any) -> str:
    """Paragraphs of what is not empty."""
    return "\n".join(str(text).strip() for text in texts if text and str(text).strip())


def period_of(period: EmulationPeriod | None) -> SourcePeriod | None:
    return PERIODS[PeriodKind(period.kind)] if period else None


def said(label: str, value: Any) -> str:
    """ "Label: value", or nothing."""
    return _("%(label)s: %(value)s") % {"label": label, "value": value} if value else ""
