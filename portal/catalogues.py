"""Message catalogues without GNU gettext: Babel extracts, updates and compiles them.

A fresh machine has no `msgfmt`, so `make run` and `make test` compile with this.
"""

import io
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

# A fixed date in the headers: a catalogue changes only when a message does.
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
APPS = ("portal", "blocs", "news", "search")
KEYWORDS = {
    name: spec
    for spec, names in {
        None: ("gettext", "gettext_lazy", "gettext_noop", "_", "_lazy"),
        (1, 2): ("ngettext", "ngettext_lazy"),
        ((1, "c"), 2): ("pgettext", "pgettext_lazy"),
        ((1, "c"), 2, 3): ("npgettext", "npgettext_lazy"),
    }.items()
    for name in names
}


def po_path(language: str) -> Path:
    return Path(settings.BASE_DIR) / "locale" / language / "LC_MESSAGES" / "django.po"


def extracted() -> Catalog:
    """Every message of our Python code and templates, sorted, without line numbers."""
    catalogue = Catalog(project="portal", charset="utf-8")
    for path, source in _sources():
        for message in extract("python", io.BytesIO(source.encode()), KEYWORDS):
            _line, texts, comments, context = message
            location = (str(path.relative_to(settings.BASE_DIR)), 1)
            catalogue.add(
                texts,
                locations=[location],
                auto_comments=comments,
                context=context,
                flags=["python-format"] if _is_format(texts) else (),
            )
    return catalogue


def _is_format(texts: str | tuple[str, ...]) -> bool:
    return any("%(" in text for text in ([texts] if isinstance(texts, str) else texts))


def _sources() -> Iterator[tuple[Path, str]]:
    base = Path(settings.BASE_DIR)
    for app in APPS:
        for path in sorted((base / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path, path.read_text()
    templates = base / "templates"
    for path in sorted((*templates.rglob("*.html"), *templates.rglob("*.txt"))):
        code = templatize(path.read_text(), origin=str(path))
        # Babel reads it as Python, where a template's indentation would be an error.
        yield path, "\n".join(line.strip() for line in code.splitlines())


def updated(language: str) -> Catalog:
    """The stored catalogue brought up to date with the code; messages that went are dropped."""
    path = po_path(language)
    stored = _read(path, language) if path.exists() else Catalog(locale=language)
    fresh = extracted()
    catalogue = Catalog(locale=language, project="portal", fuzzy=False, creation_date=EPOCH)
    catalogue.revision_date = EPOCH
    catalogue.header_comment = (
        f"# {language}: messages of the portal (manage.py catalogues update)."
    )
    for message in fresh:
        if message.id:
            known = stored.get(message.id, message.context)
            string = known.string if known else None
            catalogue.add(
                message.id,
                string,
                locations=message.locations,
                flags=message.flags,
                context=message.context,
            )
    return catalogue


def _read(path: Path, language: str) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=language)


def rendered(catalogue: Catalog) -> bytes:
    """The file's content: sorted by text, places without line numbers, so that diffs are small."""
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=96, sort_output=True, include_lineno=False)
    return buffer.getvalue()


def untranslated(catalogue: Catalog) -> list[str]:
    """Messages without a full translation, or with placeholders that differ."""
    return [
        str(message.id)
        for message in catalogue
        if message.id and (not _complete(message.string) or any(True for _error in message.check()))
    ]


def _complete(string: Any) -> bool:
    return bool(string) and (all(string) if isinstance(string, tuple) else True)


def compile_catalogues() -> list[Path]:
    """Write a `.mo` beside every `.po` of ours, Wagtail's missing Vietnamese included."""
    paths = sorted((Path(settings.BASE_DIR) / "locale").rglob("*.po"))
    for path in paths:
        partial = path.with_suffix(f".{os.getpid()}.tmp")  # nobody reads half a catalogue
        with partial.open("wb") as file:
            write_mo(file, _read(path, path.parent.parent.name))
        partial.replace(path.with_suffix(".mo"))
    return paths
