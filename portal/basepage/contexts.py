"""What a page's template needs beside the page, contributed by the views of its app.

Page models cannot import views, which import them; so a view registers itself for a page type.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

PageContext = Callable[[Any, HttpRequest], dict[str, Any]]
_contexts: dict[type, PageContext] = {}


def page_context(page_type: type) -> Callable[[PageContext], PageContext]:
    """Register `function(page, request)` as the context of a page type."""

    def register(function: PageContext) -> PageContext:
        _contexts[page_type] = function
        return function

    return register


def context_of(page: Any, request: HttpRequest) -> dict[str, Any]:
    function = _contexts.get(type(page))
    return function(page, request) if function else {}
