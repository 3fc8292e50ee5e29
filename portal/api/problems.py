"""Errors as RFC 9457 problem details, in the reader's language."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

MEDIA_TYPE = "application/problem+json"


class BadParameter(Exception):
    """A request's parameter that cannot be used; `message` says why to a person."""

    def __init__(self, parameter: str, message: str) -> None:
        super().__init__(f"{parameter}: {message}")
        self.parameter, self.message = parameter, message


def connect(api: NinjaAPI) -> None:
    api.add_exception_handler(ValidationError, invalid)
    api.add_exception_handler(BadParameter, bad_parameter)
    api.add_exception_handler(HttpError, other)


def problem(status: int, title: str, **members: Any) -> HttpResponse:
    data = {"type": "about:blank", "title": title, "status": status} | members
    return JsonResponse(data, status=status, content_type=MEDIA_TYPE)


def invalid(request: HttpRequest, error: Any) -> HttpResponse:
    return _refused(
        [{"parameter": _named(one), "message": str(one["msg"])} for one in error.errors]
    )


def _named(error: dict[str, Any]) -> str:
    """The parameter of one of pydantic's errors; its place ends with an index for a list."""
    names = [part for part in error["loc"][1:] if isinstance(part, str)]
    return names[-1] if names else "query"


def bad_parameter(request: HttpRequest, error: Any) -> HttpResponse:
    return _refused([{"parameter": error.parameter, "message": error.message}])


def other(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(error.status_code, str(error))


def _refused(errors: Sequence[dict[str, str]]) -> HttpResponse:
    detail = "; ".join(f"{one['parameter']}: {one['message']}" for one in errors)
    return problem(400, _("The request cannot be answered."), detail=detail, errors=errors)
