"""How records are found; every record model says here how, or why nobody looks for it."""

from . import documents, organisation, unsearched, year  # noqa: F401
from .base import IndexPageSource, RecordSource, names_of

__all__ = ["IndexPageSource", "RecordSource", "names_of"]
