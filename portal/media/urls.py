"""Addresses that stand before Wagtail's own, on every host."""

from django.urls import re_path

from . import views

urlpatterns = [
    # Wagtail asks for this name; its view for a collection's password is not offered.
    re_path(
        r"^documents/(?P<pk>\d{1,18})/(?P<filename>[^/]+)$",
        views.document,
        name="wagtaildocs_serve",
    ),
]
