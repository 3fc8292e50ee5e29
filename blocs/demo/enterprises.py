"""Enterprises of the sample in bulk: what `enterprise_save` and its kin do one by one.

Treebeard and multi-table pages know no bulk, so the pages' two tables are written one by one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import F
from wagtail.models import Locale

from portal.basepage.models import BasePage
from portal.tenancy.models import Authority
from portal.text import fold, slug

from ..models import (
    Enterprise,
    EnterpriseIndexPage,
    EnterprisePage,
    EnterpriseSite,
    EnterpriseStatus,
    IndustrialPark,
)

BATCH = 1000


@dataclass(frozen=True)
class Founded:
    """An enterprise with its statuses and parks, each from a day until another, or still."""

    enterprise: Enterprise
    statuses: Sequence[tuple[str, date, date | None]]
    sites: Sequence[tuple[IndustrialPark, date, date | None]]


def enterprises_create(authority: Authority, rows: Sequence[Founded]) -> dict[str, Enterprise]:
    """Write them with their public pages; by code."""
    for row in rows:
        names = (row.enterprise.name_vi, row.enterprise.name_en, row.enterprise.code)
        row.enterprise.name_key = fold(" ".join(names))[:400]
    made = Enterprise.objects.bulk_create([row.enterprise for row in rows], BATCH)
    EnterpriseStatus.objects.bulk_create(
        [EnterpriseStatus(status=what, **dated) for what, dated in _dated(rows, "statuses")], BATCH
    )
    EnterpriseSite.objects.bulk_create(
        [EnterpriseSite(park=what, **dated) for what, dated in _dated(rows, "sites")], BATCH
    )
    _pages(authority, made)
    return {enterprise.code: enterprise for enterprise in made}


def _dated(rows: Sequence[Founded], name: str) -> Iterator[tuple[Any, dict[str, Any]]]:
    for row in rows:
        for what, start, end in getattr(row, name):
            yield (
                what,
                {
                    "authority_id": row.enterprise.authority_id,
                    "enterprise": row.enterprise,
                    "valid_from": start,
                    "valid_to": end,
                },
            )


def _pages(authority: Authority, enterprises: Sequence[Enterprise]) -> None:
    home = authority.site.root_page
    index = EnterpriseIndexPage.objects.child_of(home).get()
    pages = [
        _page(index, number, enterprise)
        for number, enterprise in enumerate(enterprises, index.numchild + 1)
    ]
    BasePage.objects.bulk_create(pages, BATCH)
    BasePage.objects.filter(pk=index.pk).update(numchild=F("numchild") + len(pages))
    for page, enterprise in zip(pages, enterprises, strict=True):
        EnterprisePage(basepage_ptr_id=page.pk, enterprise=enterprise).save_base(raw=True)


def _page(index: BasePage, number: int, enterprise: Enterprise) -> BasePage:
    page = BasePage(
        content_type=ContentType.objects.get_for_model(EnterprisePage),
        locale=Locale.get_default(),
        depth=index.depth + 1,
        path=BasePage._get_path(index.path, index.depth + 1, number),
        title_vi=enterprise.name_vi,
        title_en=enterprise.name_en,
        draft_title=enterprise.name_vi,
        slug=slug(enterprise.name_vi),
        slug_en=slug(enterprise.name_en),
    )
    page.set_url_path(index)
    return page
