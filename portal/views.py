from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template import loader
from django.utils import translation
from django.utils.cache import patch_cache_control, patch_vary_headers

from portal.tenancy.models import Authority

from .languages import BASE, LANGUAGES, current_language


def language_redirect(request: HttpRequest) -> HttpResponse:
    """`/` goes to the reader's language."""
    response = HttpResponseRedirect(f"/{current_language()}/")
    patch_vary_headers(response, ("Accept-Language",))
    return response


def authority_list(request: HttpRequest) -> HttpResponse:
    """The platform's own host: which authorities are here."""
    authorities = Authority.objects.active().select_related("site")
    return render(request, "portal/authorities.html", {"authorities": authorities})


def page_not_found(request: HttpRequest, exception: Exception | None) -> HttpResponse:
    """A 404 in the language of the address, with ways onwards."""
    with translation.override(_language_of(request)):
        response = render(request, "404.html", status=404)
    response.is_portal_page = True
    return response


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A 403 in the language of the address, with the reason, if somebody gave one."""
    with translation.override(_language_of(request)):
        return render(request, "403.html", {"reason": str(exception)}, status=403)


def _language_of(request: HttpRequest) -> str:
    """Not the active one: on an unknown host nobody has chosen it, and the last one stays."""
    language = translation.get_language_from_path(request.path_info)
    return language or translation.get_language_from_request(request)


def suspended(request: HttpRequest) -> HttpResponse:
    """What a suspended authority's host answers to everything, in both languages at once."""
    platform = {"platform_url": settings.WAGTAILADMIN_BASE_URL}
    with translation.override(BASE):
        response = render(request, "suspended.html", platform, status=503)
    patch_cache_control(response, no_store=True)
    response["Content-Language"] = ", ".join(LANGUAGES)
    response._has_been_logged = True  # Django would log each of them as an error
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """The 500 page needs neither database nor session."""
    with translation.override(translation.get_language_from_path(request.path_info) or BASE):
        return HttpResponse(loader.render_to_string("500.html"), status=500)
