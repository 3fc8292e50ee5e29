"""Tabular files: read with every problem named, written safe for spreadsheets."""

from .columns import BadValue, Column, Kind
from .reading import Problem, Reading, Row, read_table
from .writing import (
    CONTENT_TYPES,
    file_response,
    table_response,
    write_csv,
    write_json,
    write_template,
    write_xlsx,
)

__all__ = [
    "CONTENT_TYPES",
    "BadValue",
    "Column",
    "Kind",
    "Problem",
    "Reading",
    "Row",
    "file_response",
    "read_table",
    "table_response",
    "write_csv",
    "write_json",
    "write_template",
    "write_xlsx",
]
