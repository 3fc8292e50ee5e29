from .entries import Removal, SearchEntry, SearchText
from .files import FileText
from .state import IndexState
from .words import IndexedWord

__all__ = ["FileText", "IndexState", "IndexedWord", "Removal", "SearchEntry", "SearchText"]
