"""Addresses of the platform's own host: the list of authorities and the operator's admin."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.conf.urls.static import static
from django.urls import include, path
from wagtail.admin import urls as admin_urls

from . import views

urlpatterns = [
    path("", views.language_redirect, name="root"),
    path("", include("portal.media.urls")),
    path("admin/sign-in/", include("portal.signin.urls")),
    path("admin/", include(admin_urls)),
    *(static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT) if settings.DEBUG else []),
    *i18n_patterns(
        path("", views.authority_list, name="authorities"), prefix_default_language=True
    ),
]

handler403 = "portal.views.permission_denied"
handler404 = "portal.views.page_not_found"
handler500 = "portal.views.server_error"
