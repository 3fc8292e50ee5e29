"""Report and decision files of the sample, made of plain data; no model is asked.

The same paper always gives the same bytes: no clock, no random names inside the files.
"""

from .excel import ScoreRow, ScoreTable, xlsx_bytes
from .paper import Paper, Section, Table
from .pdf import pdf_bytes
from .scan import scanned_pdf_bytes
from .word import docx_bytes, tcvn3_docx_bytes

__all__ = [
    "Paper",
    "ScoreRow",
    "ScoreTable",
    "Section",
    "Table",
    "docx_bytes",
    "pdf_bytes",
    "scanned_pdf_bytes",
    "tcvn3_docx_bytes",
    "xlsx_bytes",
]
