from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from wagtail.contrib.redirects.middleware import RedirectMiddleware

from .views import page_not_found


class NotFoundMiddleware:
    """Readers get the portal's own 404 in development, too, where Django shows its debug page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        ours = request.path.startswith("/admin/") or getattr(response, "is_portal_page", False)
        return response if response.status_code != 404 or ours else page_not_found(request, None)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Http404) and not request.path.startswith("/admin/"):
            return page_not_found(request, exception)
        return None


class AuthorityRedirectMiddleware(RedirectMiddleware):
    """Only on an authority's host: without a site Wagtail looks through all redirects there are."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        return super().process_response(request, response) if request.authority else response
