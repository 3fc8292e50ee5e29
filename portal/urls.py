"""Addresses of an authority's host. The platform's own host has `urls_platform`."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.conf.urls.static import static
from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as admin_urls
from wagtail.views import serve

from portal.tenancy.views import invitation

from . import views
from .api.site import api
from .rooms import contributed

# Wagtail's own pattern knows pages only; these are the files below one (of a report, open data).
PAGE_FILE = r"^((?:[\w-]+/)+[\w-]+\.[a-z]+)$"

urlpatterns = [
    path("", views.language_redirect, name="root"),
    path("", include("portal.media.urls")),
    path("admin/sign-in/", include("portal.signin.urls")),
    path("admin/", include(admin_urls)),
    path("api/v1/", api.urls),
    *(static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT) if settings.DEBUG else []),
    *i18n_patterns(
        path("invitation/<str:token>/", invitation, name="invitation"),
        *(path("", include(module)) for module in contributed("site_urls")),
        re_path(PAGE_FILE, serve, name="page_file"),
        path("", include(wagtail_urls)),
        prefix_default_language=True,
    ),
]

handler403 = "portal.views.permission_denied"
handler404 = "portal.views.page_not_found"
handler500 = "portal.views.server_error"
