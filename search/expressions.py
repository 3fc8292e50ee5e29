"""What an entry must have to be found: terms joined by all and any. Engines write it their way."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Term:
    """One term of `SearchText.terms`; a prefix stands for every term that begins with it."""

    text: str
    is_prefix: bool = False


@dataclass(frozen=True)
class All:
    parts: tuple["Expression", ...]


@dataclass(frozen=True)
class AnyOf:
    parts: tuple["Expression", ...]


Expression = Term | All | AnyOf


def all_of(parts: Iterable[Expression]) -> Expression:
    """Raises ValueError for no parts: everything is never asked for."""
    found = tuple(dict.fromkeys(parts))
    if not found:
        raise ValueError("An expression needs a part.")
    return found[0] if len(found) == 1 else All(found)


def any_of(parts: Iterable[Expression]) -> Expression:
    """Raises ValueError for no parts."""
    found = tuple(dict.fromkeys(parts))
    if not found:
        raise ValueError("An expression needs a part.")
    return found[0] if len(found) == 1 else AnyOf(found)
