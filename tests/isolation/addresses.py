"""Every address of the project: whatever a new app or a new Wagtail adds is in it."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

# Everything in CI; day by day every eighth address, others for each person.
WHOLE = os.environ.get("REQUIRE_SERVICES") == "1"
SHARE = 1 if WHOLE else 8


@dataclass(frozen=True)
class Address:
    """A pattern with its full name and route ("admin/images/<int:image_id>/")."""

    name: str
    route: str
    pattern: URLPattern

    @property
    def known_as(self) -> str:
        """As the guard calls it: by name, or by route where it has none."""
        return self.name if self.pattern.name else self.route

    @property
    def is_admin(self) -> bool:
        return self.route.startswith("admin/")

    @property
    def converters(self) -> dict[str, Any]:
        """The arguments of the whole route by name, in order."""
        return dict(self._converters)

    _converters: tuple[tuple[str, Any], ...] = ()


@cache
def addresses(urlconf: str = "portal.urls") -> tuple[Address, ...]:
    return tuple(_below(get_resolver(urlconf).url_patterns, (), "", {}))


def share_of(turn: int) -> tuple[Address, ...]:
    """All addresses in CI; otherwise those of one person, so that several ask for all."""
    return addresses()[turn % SHARE :: SHARE]


def _below(patterns: Any, spaces: tuple[str, ...], prefix: str, args: Any) -> Iterator[Address]:
    for each in patterns:
        route = prefix + str(each.pattern).removeprefix("^") if prefix else str(each.pattern)
        found = args | each.pattern.converters
        if isinstance(each, URLResolver):
            inner = (*spaces, each.namespace) if each.namespace else spaces
            yield from _below(each.url_patterns, inner, route, found)
        else:
            name = ":".join((*spaces, each.name or ""))
            yield Address(name, route, each, tuple(found.items()))
