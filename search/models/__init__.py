from .curation import Pin, SearchedQuery, Synonym
from .entries import IndexBuild, Removal, SearchEntry, SearchText
from .files import FileText
from .state import IndexState
from .words import IndexedWord

__all__ = [
    "FileText",
    "IndexBuild",
    "IndexState",
    "IndexedWord",
    "Pin",
    "Removal",
    "SearchEntry",
    "SearchText",
    "SearchedQuery",
    "Synonym",
]
