"""How often each word stands in an authority's entries."""

from collections import Counter

from django.db import transaction
from django.utils import timezone

from portal.tenancy.models import Authority

from ..enums import WordForm
from ..models import IndexedWord, IndexState, SearchEntry, SearchText
from ..terms import IN_TITLE

BATCH = 2_000


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
    counted = {"counted_at": timezone.now(), "entries": SearchEntry.objects.of(authority).count()}
    IndexState.objects.update_or_create(authority=authority, defaults=counted)
    return len(rows)
