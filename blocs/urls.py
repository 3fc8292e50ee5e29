"""The admin's own addresses for what Wagtail has no view for."""

from django.urls import include, path

from .views import imports

IMPORTS = (
    [
        path("", imports.import_index, name="index"),
        path("<slug:slug>/", imports.import_upload, name="upload"),
        path("<slug:slug>/template/", imports.import_template, name="template"),
        path("<slug:slug>/apply/", imports.import_apply, name="apply"),
    ],
    "imports",
)

urlpatterns = [path("imports/", include(IMPORTS))]
