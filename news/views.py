"""What the pages of the archive show."""

from typing import Any

from django.http import HttpRequest

from portal.basepage.contexts import context_for
from portal.languages import current_language
from portal.parameters import text_parameter

from .models import ArchiveIndexPage, ArchiveItem
from .models.archive import ARCHIVED


@context_for(ArchiveIndexPage)
def archive_index_context(page: ArchiveIndexPage, request: HttpRequest) -> dict[str, Any]:
    items = page.public_records(request.authority)
    chosen = {name: text_parameter(request, name) for name in ("type", "year")}
    found = items.filter(type=chosen["type"]) if chosen["type"] else items
    if chosen["year"].isdecimal():
        found = found.filter(year=int(chosen["year"][:4]))
    years = ArchiveItem.objects.of(request.authority).exclude(year=None).order_by("-year")
    return {
        "found": found,
        "filter": chosen,
        "types": ARCHIVED,
        "years": list(years.values_list("year", flat=True).distinct()),
    }


@context_for(ArchiveItem)
def archive_item_context(item: ArchiveItem, request: HttpRequest) -> dict[str, Any]:
    return {
        "foreign": "" if item.language == current_language() else item.language,
        "counterpart": item.counterpart,
        "related": [one for one in (item.about_bloc, item.about_enterprise) if one],
    }
