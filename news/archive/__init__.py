"""Bringing the past along: one JSON object a line becomes an `ArchiveItem`."""

from .importing import Outcome, archive_import
from .lines import Fault, Line, read_lines

__all__ = ["Fault", "Line", "Outcome", "archive_import", "read_lines"]
