"""What an administrator has put before everything else for a query."""

from collections.abc import Sequence

from .engines.contract import Scope
from .models import Pin, SearchEntry
from .models.curation import key_of


def pinned(scope: Scope, text: str) -> Sequence[int]:
    """Entries pinned to a query, in their order, as far as they are public and in the scope."""
    pins = Pin.objects.of(scope.authority).filter(query_key=key_of(text))
    urls = [pin.url for pin in pins]
    if not urls:
        return ()
    entries = SearchEntry.objects.of(scope.authority).filter(url__in=urls)
    inside = {entry.url: entry.pk for entry in entries if _is_inside(entry, scope)}
    return [inside[url] for url in urls if url in inside]


def _is_inside(entry: SearchEntry, scope: Scope) -> bool:
    own = {
        "type": {entry.type},
        "language": {entry.language},
        "year": {str(entry.year)},
        "period": {entry.period},
        "bloc": set(entry.blocs),
        "enterprise": set(entry.enterprises),
    }
    if not all(own[name] & set(wanted) for name, wanted in scope.filters.items() if wanted):
        return False
    begin, end = scope.date_from, scope.date_to
    if not (begin or end):
        return True
    day = entry.date
    return day is not None and (not begin or begin <= day) and (not end or day <= end)
