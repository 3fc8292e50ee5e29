"""The text of a file, page by page, read in a process of its own: no file hurts the site."""

from .contract import Extraction, Notice, Page
from .reading import extract

__all__ = ["Extraction", "Notice", "Page", "extract"]
