"""Whatever changes a public thing writes its entries anew, before the transaction ends."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.core.signals import request_started
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from portal.basepage.models import BasePage
from portal.sources import (
    Source,
    followed_models,
    source_of,
    sources,
    things_changed,
    things_told,
    together,
)
from portal.tenancy.access import authority_of_page
from portal.tenancy.models import Authority
from portal.tenancy.signals import rows_changed

from .services import entries_refresh, entries_remove, source_refresh
from .working import work_wanted

_followers: dict[type[Model], list[tuple[Source, str]]] = defaultdict(list)


def connect() -> None:
    """Once every app's sources are known. Signals are asked for by model: others cost nothing."""
    for source in sources():
        _connect(source)
    for model in _followers:
        for signal in (post_save, post_delete):
            signal.connect(follow, sender=model)
        pre_delete.connect(note, sender=model)
        rows_changed.connect(follow_rows, sender=model)
    for signal in (page_published, page_unpublished, page_slug_changed, post_page_move):
        signal.connect(refresh_page)
    for signal in (post_save, post_delete):
        signal.connect(refresh_restricted, sender=PageViewRestriction)
    request_started.connect(take_up_work)
    things_changed.connect(refresh_things)
    things_told.connect(refresh_told)


def _connect(source: Source) -> None:
    post_save.connect(refresh, sender=source.model)
    post_delete.connect(remove, sender=source.model)
    rows_changed.connect(refresh_rows, sender=source.model)
    for field in source.model._meta.many_to_many:
        m2m_changed.connect(refresh, sender=field.remote_field.through)
    for model, lookups in followed_models(source).items():
        _followers[model].extend((source, lookup) for lookup in lookups)


def take_up_work(sender: Any, **kwargs: Any) -> None:
    """The first request of a process asks for what the process before it has left undone."""
    request_started.disconnect(take_up_work)
    work_wanted()


# --- the thing itself ----------------------------------------------------------------------
def refresh(sender: type[Model], instance: Model, raw: bool = False, **kwargs: Any) -> None:
    source = source_of(type(instance))
    if source is not None and not raw:
        entries_refresh(source, [instance.pk])


def refresh_rows(sender: type[Model], pks: Iterable[Any], **kwargs: Any) -> None:
    if source := source_of(sender):
        entries_refresh(source, pks)


def refresh_told(sender: Source, pks: Iterable[Any], **kwargs: Any) -> None:
    entries_refresh(sender, pks)


def refresh_things(sender: Any, things: Iterable[Model], **kwargs: Any) -> None:
    """What was written without `save()`."""
    by_model: dict[type[Model], list[Any]] = defaultdict(list)
    for thing in things:
        by_model[type(thing)].append(thing.pk)
    for model, pks in by_model.items():
        refresh_rows(model, pks)


def remove(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    entries_remove(sender, [instance.pk])


# --- what is shown with it -----------------------------------------------------------------
def follow(sender: type[Model], instance: Model, raw: bool = False, **kwargs: Any) -> None:
    if raw:
        return
    with together():
        for source, pks in getattr(instance, "_followed_by", []):
            entries_refresh(source, pks)
        follow_rows(sender, [instance.pk])


def follow_rows(sender: type[Model], pks: Iterable[Any], **kwargs: Any) -> None:
    with together():
        for source, found in _following(sender, pks):
            entries_refresh(source, found)


def note(sender: type[Model], instance: Any, **kwargs: Any) -> None:
    """Who follows a row, before it is gone."""
    instance._followed_by = list(_following(sender, [instance.pk]))


def _following(model: type[Model], pks: Iterable[Any]) -> Iterable[tuple[Source, list[Any]]]:
    for source, lookup in _followers[model]:
        things = source.model._default_manager.filter(**{f"{lookup}__in": list(pks)})
        yield source, list(things.values_list("pk", flat=True).distinct())


# --- pages: what lies beneath has their addresses and their restrictions ---------------------
def refresh_page(sender: Any, instance: Page, **kwargs: Any) -> None:
    with together():
        for page in BasePage.objects.filter(path__startswith=instance.path).specific(defer=True):
            refresh(type(page), page)
            _refresh_section(page)


def refresh_restricted(sender: Any, instance: PageViewRestriction, **kwargs: Any) -> None:
    refresh_page(sender, instance.page)


def _refresh_section(page: BasePage) -> None:
    for source in sources():
        if source.section is type(page):
            _refresh_all(source, authority_of_page(page))


def _refresh_all(source: Source, authority: Authority | None) -> None:
    if authority is not None:
        source_refresh(source, authority)
