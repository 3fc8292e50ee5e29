"""A ZIP written as it grows: no member, and no list of rows, is ever whole in memory."""

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any, Self

from django.core.files.storage import Storage

CHUNK = 1024 * 1024


@dataclass(frozen=True)
class StoredFile:
    """A file of a storage, and its place in the archive."""

    path: str
    storage: Storage
    name: str


class Archive:
    """Counts, measures and sums what is written; without an error, ends with the manifest that
    says so, and `about`.
    """

    def __init__(
        self,
        out: IO[bytes],
        *,
        moment: datetime,
        default: Callable[[Any], Any],
        about: dict[str, Any],
    ) -> None:
        self.moment, self.default, self.about = moment, default, about
        self.counts: dict[str, int] = {}
        self.missing: list[str] = []
        self._members: list[dict[str, Any]] = []
        self._zip = zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: Any, *error: Any) -> None:
        if kind is None:
            self._zip.writestr("manifest.json", self._json(self._manifest()))
        self._zip.close()

    @contextmanager
    def member(self, path: str) -> Iterator[Callable[[bytes], None]]:
        """A function that writes bytes to this member, the only one open."""
        info = zipfile.ZipInfo(path, self.moment.timetuple()[:6])
        info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
        digest, size = hashlib.sha256(), 0
        with self._zip.open(info, "w", force_zip64=True) as member:

            def write(part: bytes) -> None:
                nonlocal size
                member.write(part)
                digest.update(part)
                size += len(part)

            yield write
        self._members.append({"path": path, "bytes": size, "sha256": digest.hexdigest()})

    def text(self, path: str, text: str) -> None:
        with self.member(path) as write:
            write(text.encode())

    def data(self, path: str, value: Any) -> None:
        self.text(path, self._json(value))

    def rows(self, path: str, rows: Iterable[Any]) -> None:
        """A JSON list, row by row, and its length in the manifest."""
        count = 0
        with self.member(path) as write:
            for count, row in enumerate(rows, 1):
                write((("[\n" if count == 1 else ",\n") + self._json(row)).encode())
            write(b"\n]\n" if count else b"[]\n")
        self.counts[path] = count

    def file(self, stored: StoredFile) -> None:
        """A file that the storage has lost is named in the manifest and stops nothing."""
        try:
            source = stored.storage.open(stored.name, "rb")
        except FileNotFoundError:
            self.missing.append(stored.path)
            return
        with source, self.member(stored.path) as write:
            while part := source.read(CHUNK):
                write(part)

    def _manifest(self) -> dict[str, Any]:
        return self.about | {
            "made_at": self.moment,
            "counts": self.counts,
            "missing": self.missing,
            "files": self._members,
        }

    def _json(self, value: Any) -> str:
        return json.dumps(value, ensure_ascii=False, indent=1, default=self.default)
