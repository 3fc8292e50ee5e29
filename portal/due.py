"""What must be looked at every night, registered by the apps that know how."""

from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from wagtail.models import Revision

from portal.basepage.models import BasePage
from portal.tenancy.access import authority_of_page
from portal.tenancy.integrity import missing_triggers
from portal.tenancy.isolation import crossings, derivations

NightlyCheck = Callable[[], Iterable[str]]
NIGHTLY: dict[str, NightlyCheck] = {}


def publish_due() -> Iterable[str]:
    """Publish and expire what is due; a page that cannot be is named and stops no other.

    Unlike Wagtail's `publish_scheduled`, where one invalid page keeps all others waiting. What a
    suspended authority has due waits until it is active again.
    """
    now = timezone.now()
    for revision in Revision.objects.filter(approved_go_live_at__lt=now):
        if _waits(revision.content_object):
            continue
        try:
            with transaction.atomic():
                revision.publish(log_action="wagtail.publish.schedule")
        except ValidationError as error:
            yield f"{revision.object_str} was not published: {'; '.join(error.messages)}"
    for page in BasePage.objects.live().filter(expire_at__lt=now).specific():
        if not _waits(page):
            page.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")


def _waits(thing: Any) -> bool:
    owner = authority_of_page(thing) if isinstance(thing, BasePage) else None
    return owner is not None and owner.is_suspended


def nightly(name: str) -> Callable[[NightlyCheck], NightlyCheck]:
    """Register a check; it yields a sentence for each problem it finds."""

    def register(check: NightlyCheck) -> NightlyCheck:
        NIGHTLY[name] = check
        return check

    return register


def run_nightly() -> dict[str, list[str]]:
    return {name: list(check()) for name, check in NIGHTLY.items()}


@nightly("isolation of authorities")
def isolation() -> Iterable[str]:
    return (*crossings(), *derivations())


@nightly("database triggers")
def lost_triggers() -> Iterable[str]:
    return (f"the trigger {name} is missing" for name in missing_triggers(connection))
