from .entries import entries_refresh, entries_remove, held, source_refresh
from .words import words_count

__all__ = ["entries_refresh", "entries_remove", "held", "source_refresh", "words_count"]
