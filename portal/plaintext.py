"""Rich text and streams of blocks as plain paragraphs, one a line, for what only reads."""

from collections.abc import Iterable, Iterator
from typing import Any

from bs4 import BeautifulSoup
from wagtail.blocks import StreamValue
from wagtail.documents.models import AbstractDocument
from wagtail.rich_text import RichText

PARAGRAPHS = ("p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "tr", "blockquote", "br", "div")


def html_text(html: str) -> str:
    """The text of a piece of HTML; scripts and styles are no text."""
    soup = BeautifulSoup(html, "lxml")
    for hidden in soup(["script", "style"]):
        hidden.decompose()
    for element in soup.find_all(PARAGRAPHS):
        element.append("\n")
    lines = (" ".join(line.split()) for line in soup.get_text().splitlines())
    return "\n".join(line for line in lines if line)


def stream_text(stream: Iterable[Any]) -> str:
    """What a reader reads in a StreamField: texts, captions, alternative texts, file titles."""
    return "\n".join(text for child in stream for text in _texts(child.value) if text)


def stream_documents(stream: Iterable[Any]) -> list[AbstractDocument]:
    """The documents that stand in a StreamField as blocks of their own."""
    return [child.value for child in stream if isinstance(child.value, AbstractDocument)]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, RichText):
        yield html_text(value.source)
    elif isinstance(value, StreamValue):
        yield stream_text(value)
    elif isinstance(value, str):
        yield value
    elif isinstance(value, AbstractDocument):
        yield str(getattr(value, "public_title", value.title))
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif alternative := getattr(value, "contextual_alt_text", ""):
        yield alternative
