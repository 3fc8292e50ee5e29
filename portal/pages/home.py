"""The sections of an authority's home page, contributed by the apps that own their content."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

SectionContext = Callable[[HttpRequest], dict[str, Any]]


@dataclass(frozen=True)
class HomeSection:
    """`template` is rendered with the page's context and what `context(request)` adds."""

    order: int
    template: str
    context: SectionContext


_sections: list[HomeSection] = []


def home_section(order: int, template: str) -> Callable[[SectionContext], SectionContext]:
    """Register a function as the context of a home section."""

    def register(function: SectionContext) -> SectionContext:
        _sections.append(HomeSection(order, template, function))
        return function

    return register


def home_sections(request: HttpRequest) -> list[dict[str, Any]]:
    ordered = sorted(_sections, key=lambda section: section.order)
    return [{"template": s.template} | s.context(request) for s in ordered]
