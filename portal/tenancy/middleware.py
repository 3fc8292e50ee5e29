from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.core.exceptions import DisallowedHost
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from portal.views import page_not_found, suspended

from .access import limit_rights
from .models import Authority

Handler = Callable[[HttpRequest], HttpResponse]


class AuthorityMiddleware:
    """The authority a host belongs to, its site and its time zone.

    The platform's own host has none and its own addresses; any other host is a 404, and that of
    a suspended authority says so at every address, before anybody is signed in. Wagtail would
    fall back to a default site, so no site here is ever the default one.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.authority = None
        try:
            return self._answer(request, _hostname(request))
        except Http404 as error:
            return page_not_found(request, error)

    def _answer(self, request: HttpRequest, hostname: str) -> HttpResponse:
        if hostname == settings.PLATFORM_HOST:
            request.urlconf = "portal.urls_platform"
            return self.get_response(request)
        request.authority = authority_at(hostname)
        if request.authority.is_suspended:
            return suspended(request)
        request._wagtail_site = request.authority.site
        with timezone.override(request.authority.zone):
            return self.get_response(request)


def _hostname(request: HttpRequest) -> str:
    try:
        return split_domain_port(request.get_host())[0]
    except DisallowedHost as error:
        raise Http404 from error


def authority_at(hostname: str) -> Authority:
    """The authority of a host, active or suspended. Raises Http404 for any other host."""
    found = Authority.objects.opened().at_host(hostname).with_header().first()
    if found is None:
        raise Http404(f"No authority at {hostname}")
    return found


SIGNED_IN_AT = "signed_in_at"


class WorkingAuthorityMiddleware:
    """Tells the user object where its person is working: at the authority of the host.

    Who signed in at one host is a stranger at every other, even with the cookie copied there.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        authority = request.authority
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            _end_foreign_session(request)
        request.user = SimpleLazyObject(partial(_at_work, request.user, authority))
        return self.get_response(request)


def _end_foreign_session(request: HttpRequest) -> None:
    """A session belongs to the host that first sees it signed in."""
    if SESSION_KEY not in request.session:
        return
    hostname = _hostname(request)
    if request.session.setdefault(SIGNED_IN_AT, hostname) != hostname:
        logout(request)


def _at_work(user: Any, authority: Authority | None) -> Any:
    user.is_authenticated  # noqa: B018  (resolves Django's own lazy user)
    user.working_authority = authority
    if user.is_authenticated and not user.is_superuser:
        limit_rights(user)
    return user
