"""An authority's records, pages, people and files as one archive, readable without this software.

`contents` says what belongs in it, `values` turns rows into plain data, `writing` makes the file.
"""

from .services import archive_name, authority_export

__all__ = ["archive_name", "authority_export"]
