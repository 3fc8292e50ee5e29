from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template import loader
from django.utils import translation
from django.utils.cache import patch_vary_headers

from portal.tenancy.models import Authority

from .languages import BASE, current_language


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
    # Not the active language: on an unknown host nobody has chosen one, and the last one stays.
    language = translation.get_language_from_path(request.path_info)
    with translation.override(language or translation.get_language_from_request(request)):
        response = render(request, "404.html", status=404)
    response.is_portal_page = True
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """The 500 page needs neither database nor session."""
    with translation.override(translation.get_language_from_path(request.path_info) or BASE):
        return HttpResponse(loader.render_to_string("500.html"), status=500)
