from typing import Any

from django.urls import include, path
from wagtail import hooks
from wagtail.permissions import register_permission_policy

from portal.tenancy.guard import Access, classify
from portal.tenancy.policies import ReadOnlyPolicy

from . import admin_views as views
from .models import ArchiveItem
from .viewsets import ArchiveItemViewSet

register_permission_policy(ArchiveItem, ReadOnlyPolicy(ArchiveItem))
classify(Access.OWN, "archive_import:*")

URLS = (
    [
        path("", views.archive_upload, name="upload"),
        path("<uuid:job>/", views.archive_job, name="job"),
        path("<uuid:job>/write/", views.archive_write, name="write"),
    ],
    "archive_import",
)


@hooks.register("register_admin_viewset")
def register_archive() -> ArchiveItemViewSet:
    return ArchiveItemViewSet()


@hooks.register("register_admin_urls")
def register_urls() -> list[Any]:
    return [path("archive-import/", include(URLS))]
