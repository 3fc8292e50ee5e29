from collections.abc import Callable
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from .limits import LIMITS, is_over_limit
from .services import has_second_step
from .views import too_often

Handler = Callable[[HttpRequest], HttpResponse]


class RateLimitMiddleware:
    """Refuses what is sent too often from one network address; looking is always allowed."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        name = request.resolver_match.view_name  # type: ignore[union-attr]
        if request.method == "POST" and name in LIMITS and is_over_limit(request, name):
            return too_often(request)
        return None


class SecondStepMiddleware:
    """Whoever has a second step is nobody until the code is given, except to sign out.

    `request.half_signed_in` is the person; in the admin every address leads to the code.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.half_signed_in = None
        if SESSION_KEY in request.session and request.path != reverse("wagtailadmin_logout"):
            self._look(request)
        if request.half_signed_in and _leads_to_the_code(request.path):
            query = urlencode({"next": request.get_full_path()})
            return redirect(f"{reverse('second_step:code')}?{query}")
        return self.get_response(request)

    @staticmethod
    def _look(request: Any) -> None:
        user = request.user
        if user.is_authenticated and not user.is_verified() and has_second_step(user):
            request.half_signed_in, request.user = user, AnonymousUser()


def _leads_to_the_code(path: str) -> bool:
    is_code = path == reverse("second_step:code")
    return path.startswith(reverse("wagtailadmin_home")) and not is_code
