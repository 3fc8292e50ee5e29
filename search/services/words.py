"""How often each word stands in an authority's entries."""

from collections import Counter

from django.db import transaction
from django.db.models import Count, Max
from django.db.models.functions import Coalesce
from django.utils import timezone

from portal.tenancy.models import Authority

from ..enums import WordForm
from ..models import IndexedWord, IndexState, SearchEntry, SearchText
from ..terms import IN_TITLE

BATCH = 2_000


SHARE = 0.1  # of entries may be new before the words are counted again
FEW = 20
INLINE = 20_000  # entries: more are counted by the worker only, not while somebody waits


def words_follow(authority: Authority) -> None:
    """Count anew when enough has changed since the last time, and it does not take long."""
    if words_are_old(authority) and SearchEntry.objects.of(authority).count() <= INLINE:
        words_count(authority)


def words_are_old(authority: Authority) -> bool:
    """Whether so many entries have changed that the last count says little."""
    state = IndexState.objects.filter(authority=authority).first()
    if state is None:
        return True
    changed = SearchEntry.objects.of(authority).filter(version__gt=state.counted_version)
    return changed.count() > max(FEW, SHARE * state.entries)


@transaction.atomic
def words_count(authority: Authority) -> int:
    """Count anew; the number of distinct words. About 10 seconds for 100,000 entries."""
    entries: Counter[str] = Counter()
    texts = SearchText.objects.filter(entry__authority=authority).values_list("terms", flat=True)
    for terms in texts.iterator(chunk_size=1_000):
        entries.update(terms.split())
    IndexedWord.objects.filter(authority=authority).delete()
    rows = [
        IndexedWord(
            authority=authority,
            form=term[0],
            word=term[1:],
            entries=count,
            in_titles=entries[IN_TITLE[WordForm(term[0])] + term[1:]],
        )
        for term, count in entries.items()
        if term[0] in WordForm.values
    ]
    IndexedWord.objects.bulk_create(rows, batch_size=BATCH)
    counted = SearchEntry.objects.of(authority).aggregate(
        entries=Count("pk"), counted_version=Coalesce(Max("version"), 0)
    )
    counted["counted_at"] = timezone.now()
    IndexState.objects.update_or_create(authority=authority, defaults=counted)
    return len(rows)
