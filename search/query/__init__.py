"""A reader's query, understood once for both engines."""

from .concepts import Alternative, Concept, Kind, Token
from .understanding import Query, understand

__all__ = ["Alternative", "Concept", "Kind", "Query", "Token", "understand"]
