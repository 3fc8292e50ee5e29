"""Addresses that stand before Wagtail's own, on every host."""

from django.urls import path, re_path

from . import views

urlpatterns = [
    # Wagtail asks for this name; its view for a collection's password is not offered.
    re_path(
        r"^documents/(?P<pk>\d{1,18})/(?P<filename>[^/]+)$",
        views.document,
        name="wagtaildocs_serve",
    ),
    path("admin/tag-autocomplete/", views.closed, name="wagtailadmin_tag_autocomplete"),
    path(
        "admin/tag-autocomplete/<slug:app_name>/<slug:model_name>/",
        views.closed,
        name="wagtailadmin_tag_model_autocomplete",
    ),
]
