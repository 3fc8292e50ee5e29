"""What of the database is one authority's, and how the archive says it."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models
from wagtail.models import CollectionMember, ModelLogEntry, PageLogEntry

from portal.basepage.models import BasePage
from portal.languages import LANGUAGES
from portal.tenancy.models import Authority, AuthorityRecord

from .values import Plainer

CHUNK = 500


def record_models() -> list[type[models.Model]]:
    """Every kind of record, and images and documents: whatever an app adds is among them."""
    kinds = (AuthorityRecord, CollectionMember)
    in_use = [model for model in apps.get_models() if issubclass(model, kinds)]
    return [model for model in in_use if not _is_stock(model)]


def _is_stock(model: type[models.Model]) -> bool:
    """Wagtail's own images and documents, which the portal's own replace."""
    return model._meta.app_label in ("wagtailimages", "wagtaildocs")


def rows_of(model: Any, authority: Authority) -> models.QuerySet:
    if issubclass(model, CollectionMember):
        below = authority.collection.path  # type: ignore[union-attr]
        rows = model._base_manager.filter(collection__path__startswith=below)
    else:
        rows = model._base_manager.filter(authority=authority)
    return rows.order_by("pk")


def records(model: Any, authority: Authority, plainer: Plainer) -> Iterator[dict[str, Any]]:
    for row in rows_of(model, authority).iterator(chunk_size=CHUNK):
        yield plainer.row(row)


def the_authority(authority: Authority, plainer: Plainer) -> dict[str, Any]:
    """As it is stored now, whatever the caller has in hand."""
    site: Any = authority.site
    return plainer.row(Authority.objects.get(pk=authority.pk)) | {
        "host": site.hostname,
        "port": site.port,
    }


# --- people ------------------------------------------------------------------------------------
def roles(authority: Authority, plainer: Plainer) -> Iterator[dict[str, Any]]:
    """Who is what here; of a person, what it takes to find him again and nothing else."""
    for row in authority.role_assignments.select_related("user").order_by("pk"):
        person = row.user
        yield {
            "role": row.role,
            "name_of_role": row.get_role_display(),
            "person": {
                "id": person.pk,
                "name": person.get_full_name(),
                "username": person.username,
                "email": person.email,
                "is_active": person.is_active,
            },
            "bloc": plainer.reference(row, "bloc"),
            "enterprise": plainer.reference(row, "enterprise"),
        }


# --- pages -------------------------------------------------------------------------------------
def pages_of(authority: Authority) -> models.QuerySet:
    root = authority.site.root_page.path  # type: ignore[union-attr]
    return BasePage.objects.filter(path__startswith=root).order_by("path")


def pages(authority: Authority, plainer: Plainer) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each page with its place in the archive, in the order of the tree."""
    for page in pages_of(authority).specific().iterator(chunk_size=CHUNK):
        yield f"pages/{page.pk}-{page.slug}.json", _page(page, plainer)


def _page(page: Any, plainer: Plainer) -> dict[str, Any]:
    """`fields` is what is stored; `draft`, where there is one, what no reader has seen yet."""
    is_draft = not page.live or page.has_unpublished_changes
    draft = page.latest_revision if is_draft else None
    addresses = (page.url_path, page.url_path_en)
    return {
        "type": page._meta.label,
        "state": "published" if page.live else "draft",
        "addresses": dict(zip(LANGUAGES, addresses, strict=True)),
        "fields": plainer.page(page),
        "draft": plainer.page(draft.as_object()) if draft else None,
    }


# --- history -----------------------------------------------------------------------------------
def history(authority: Authority, plainer: Plainer) -> Iterator[dict[str, Any]]:
    """What was done to pages, records and files that are still there."""
    own = pages_of(authority).values("pk")
    for entry in PageLogEntry.objects.filter(page__in=own).order_by("timestamp"):
        yield _entry(entry, entry.page_id, plainer)
    for model in (Authority, *record_models()):
        yield from _entries(model, authority, plainer)


def _entries(model: Any, authority: Authority, plainer: Plainer) -> Iterator[dict[str, Any]]:
    rows = (
        model.objects.filter(pk=authority.pk) if model is Authority else rows_of(model, authority)
    )
    entries = ModelLogEntry.objects.filter(content_type=ContentType.objects.get_for_model(model))
    if not entries.exists():
        return
    own = {str(pk) for pk in rows.values_list("pk", flat=True)}
    for entry in entries.order_by("timestamp"):
        if entry.object_id in own:
            yield _entry(entry, entry.object_id, plainer)


def _rows(model: Any, authority: Authority) -> models.QuerySet:
    if model is Authority:
        return Authority.objects.filter(pk=authority.pk)
    return rows_of(model, authority)


def _entry(entry: Any, key: Any, plainer: Plainer) -> dict[str, Any]:
    return {
        "at": entry.timestamp,
        "action": entry.action,
        "by": plainer.reference(entry, "user") if entry.user else None,
        "type": entry.content_type.model,
        "object": {"id": key, "name": entry.label},
        "data": entry.data,
    }
