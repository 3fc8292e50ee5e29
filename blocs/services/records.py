"""Records with a page of their own, and dated facts about an enterprise."""

from datetime import date
from typing import Any

from django.db import transaction

from portal.basepage.models import BasePage
from portal.tenancy.models import Authority
from portal.text import fold, slug
from portal.users.models import User

from ..enums import OperatingStatus
from ..models import (
    Bloc,
    BlocIndexPage,
    BlocPage,
    Enterprise,
    EnterpriseIndexPage,
    EnterprisePage,
    EnterpriseSite,
    EnterpriseStatus,
    IndustrialPark,
)


@transaction.atomic
def bloc_save(*, bloc: Bloc, user: User | None = None) -> Bloc:
    """Save a bloc and make, or rename, its page, public once a decision establishes the bloc.

    Raises ValidationError for bad data.
    """
    bloc.full_clean()
    bloc.save()
    _page_mirror(bloc, BlocIndexPage, BlocPage, "bloc", user, live=bool(bloc.established_on))
    return bloc


@transaction.atomic
def enterprise_save(*, enterprise: Enterprise, user: User | None = None) -> Enterprise:
    """As `bloc_save`, for an enterprise; keeps the folded name that its index searches."""
    names = (enterprise.name_vi, enterprise.name_en, enterprise.code)
    enterprise.name_key = fold(" ".join(filter(None, names)))[:400]
    enterprise.full_clean()
    enterprise.save()
    _page_mirror(enterprise, EnterpriseIndexPage, EnterprisePage, "enterprise", user)
    return enterprise


def _page_mirror(
    record: Any, index: type, page_type: type, field: str, user: User | None, *, live: bool = True
) -> None:
    """The record's name is the page's title, in both languages; a new page may wait."""
    page = page_type.objects.filter(**{field: record}).first()  # type: ignore[attr-defined]
    titles = {"title_vi": record.name_vi, "title_en": record.name_en or ""}
    if page is None:
        page = page_type(
            **{field: record}, owner=user, live=live, slug_en=slug(titles["title_en"]), **titles
        )
        _index_of(record.authority, index).add_child(instance=page)
        return
    for name, value in titles.items():
        setattr(page, name, value)
    page.draft_title = record.name_vi
    page.save()


def _index_of(authority: Authority, index: type) -> BasePage:
    root = authority.site.root_page
    return index.objects.child_of(root).get()  # type: ignore[attr-defined]


# --- dated facts about an enterprise -------------------------------------------------------
@transaction.atomic
def enterprise_status_set(
    *, enterprise: Enterprise, status: OperatingStatus, on: date, basis: str = ""
) -> EnterpriseStatus:
    """From `on` the enterprise has this status; the one before ends that day."""
    _close_open(enterprise.statuses, on)
    row = EnterpriseStatus(enterprise=enterprise, status=status, valid_from=on, basis=basis)
    row.full_clean()
    row.save()
    return row


@transaction.atomic
def enterprise_locate(*, enterprise: Enterprise, park: IndustrialPark, on: date) -> EnterpriseSite:
    """From `on` the enterprise stands in this park; it leaves the one before that day."""
    _close_open(enterprise.sites, on)
    row = EnterpriseSite(enterprise=enterprise, park=park, valid_from=on)
    row.full_clean()
    row.save()
    return row


def _close_open(rows: Any, on: date) -> None:
    for row in rows.filter(valid_to=None, valid_from__lt=on):
        row.valid_to = on
        row.save()
