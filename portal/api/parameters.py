"""What every endpoint does with its query string."""

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.languages import LANGUAGES, current_language

from .problems import BadParameter


def known_parameters(*names: str) -> Callable[[Callable], Callable]:
    """Decorator of a view: any other parameter is refused, by its name."""

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            refuse_unknown(request, names)
            return view(request, *args, **kwargs)

        return checked

    return decorate


def refuse_unknown(request: HttpRequest, names: Collection[str]) -> None:
    for name in request.GET:
        if name not in names:
            raise BadParameter(name[:100], _("This parameter is not known here."))


def in_language(view: Callable) -> Callable:
    """Decorator of a view: `lang`, else `Accept-Language`, else Vietnamese, is active in it."""

    @wraps(view)
    def spoken(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        language = request.GET.get("lang") or current_language()
        if language not in LANGUAGES:
            raise BadParameter("lang", _("Choose one of: %(values)s.") % {"values": "vi, en"})
        with override(language):
            return view(request, *args, **kwargs)

    return spoken
