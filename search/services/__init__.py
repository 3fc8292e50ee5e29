from .curation import queries_forget, query_note
from .entries import entries_refresh, entries_remove, source_refresh
from .words import words_are_old, words_count, words_follow

__all__ = [
    "entries_refresh",
    "entries_remove",
    "queries_forget",
    "query_note",
    "source_refresh",
    "words_are_old",
    "words_count",
    "words_follow",
]
