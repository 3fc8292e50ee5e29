"""What the reading process and its caller say to each other. No Django here: it starts quickly."""

import json
from dataclasses import asdict, dataclass, field
from enum import StrEnum


class Notice(StrEnum):
    """Why a file has no text, or not all of it."""

    SCANNED = "scanned"  # pages are pictures, and nothing here reads them
    OLD_FORMAT = "old_format"  # .doc, .xls and the like
    LOCKED = "locked"  # needs a password
    BROKEN = "broken"
    TOO_LARGE = "too_large"  # cut, or given up for time or memory


@dataclass(frozen=True)
class Page:
    """`number` counts from 1 in a PDF; `label` names a sheet; a DOCX is one page without either."""

    text: str
    number: int | None = None
    label: str = ""


@dataclass(frozen=True)
class Extraction:
    pages: list[Page] = field(default_factory=list)
    notice: Notice | None = None
    read_by_ocr: bool = False

    @property
    def text(self) -> str:
        return "\n".join(page.text for page in self.pages)


def written(extraction: Extraction) -> bytes:
    return json.dumps(asdict(extraction), ensure_ascii=False).encode()


def read(raw: bytes) -> Extraction:
    """Raises ValueError or TypeError for anything that `written` did not make."""
    data = json.loads(raw)
    notice = data["notice"] and Notice(data["notice"])
    return Extraction([Page(**page) for page in data["pages"]], notice, data["read_by_ocr"])
