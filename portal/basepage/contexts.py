"""What a template needs beside the page or record it shows, contributed by the views of its app.

Models cannot import views, which import them; so a view registers itself for what it shows.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

Context = Callable[[Any, HttpRequest], dict[str, Any]]
_contexts: dict[type, Context] = {}


def context_for(shown: type) -> Callable[[Context], Context]:
    """Register `function(page or record, request)` as the context of its type."""

    def register(function: Context) -> Context:
        _contexts[shown] = function
        return function

    return register


def context_of(shown: Any, request: HttpRequest) -> dict[str, Any]:
    function = _contexts.get(type(shown))
    return function(shown, request) if function else {}
