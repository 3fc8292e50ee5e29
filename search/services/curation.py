"""What readers ask, noted for the administrator; no search fails or waits for it."""

import logging
import re
from datetime import timedelta

from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone

from portal.tenancy.models import Authority

from ..models import SearchedQuery
from ..models.curation import key_of

logger = logging.getLogger(__name__)

LONGEST = 100
KEPT = timedelta(days=180)
# What may say who somebody is: addresses, telephone and identity numbers.
PERSONAL = re.compile(r"@|(?:\d[\s.-]?){8,}")


def query_note(authority: Authority, text: str, *, language: str, total: int) -> None:
    """Count a query once more. Long texts and those with personal data are not kept."""
    text = " ".join(text.replace("\x00", " ").split())
    key = key_of(text)
    if not key or len(text) > LONGEST or PERSONAL.search(text):
        return
    own = {"authority": authority, "language": language, "query_key": key}
    now = timezone.now()
    try:
        with transaction.atomic():
            row, _is_new = SearchedQuery.objects.get_or_create(
                **own, defaults={"text": text, "last_asked_at": now}
            )
            SearchedQuery.objects.filter(pk=row.pk).update(
                text=text,
                asked=F("asked") + 1,
                missed=F("missed") + int(total == 0),
                last_asked_at=now,
                last_total=min(total, 2**31 - 1),
            )
    except DatabaseError as error:
        logger.warning("A query was not noted: %s", error)


def queries_forget() -> int:
    """What nobody has asked for half a year."""
    old = SearchedQuery.objects.filter(last_asked_at__lt=timezone.now() - KEPT)
    return old.delete()[0]
