from typing import Any

from django.db import connections
from django.db.models.signals import post_delete, post_migrate, post_save, pre_migrate, pre_save
from django.utils import timezone
from wagtail.models import Site
from wagtail.signals import page_published, page_unpublished, post_page_move

from .history import note_authority
from .integrity import triggers_create, triggers_drop
from .models import Authority, AuthorityRecord


def connect() -> None:
    pre_migrate.connect(drop_triggers)
    post_migrate.connect(create_triggers)
    for signal in (page_published, page_unpublished, post_page_move):
        signal.connect(page_changed)
    for signal in (post_save, post_delete):
        signal.connect(record_changed)
    pre_save.connect(note_authority)


def drop_triggers(sender: Any, using: str, **kwargs: Any) -> None:
    if sender.label == "tenancy":
        triggers_drop(connections[using])


def create_triggers(sender: Any, using: str, **kwargs: Any) -> None:
    if sender.label == "tenancy":
        triggers_create(connections[using])


def page_changed(sender: Any, instance: Any, **kwargs: Any) -> None:
    roots = Site.objects.filter(authority__isnull=False).values_list("authority", "root_page__path")
    for authority_id, path in roots:
        if instance.path.startswith(path):
            touch(authority_id)


def record_changed(sender: Any, instance: Any, raw: bool = False, **kwargs: Any) -> None:
    if isinstance(instance, AuthorityRecord) and not raw:
        touch(instance.authority_id)
    elif isinstance(instance, Authority) and not raw:
        touch(instance.pk)


def touch(authority_id: int | None) -> None:
    """Something public of this authority changed now; the header's "last updated" says so."""
    Authority.objects.filter(pk=authority_id).update(public_changed_at=timezone.now())
