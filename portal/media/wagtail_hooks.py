"""The media admin without tags, which all authorities would share, and with private originals."""

from typing import Any

import wagtail.admin.filters
import wagtail.images.views.chooser
from django.urls import URLPattern, path
from taggit.models import Tag
from wagtail import hooks
from wagtail.documents.views.bulk_actions import AddTagsBulkAction as TagDocuments
from wagtail.images.views.bulk_actions import AddTagsBulkAction as TagImages

from portal.tenancy.guard import Access, classify

from . import views


def no_tags(model: Any, count: int = 0) -> Any:
    return Tag.objects.none()


# Wagtail has no setting for either: both lists and both actions name every authority's tags.
wagtail.admin.filters.popular_tags_for_model = no_tags
wagtail.images.views.chooser.popular_tags_for_model = no_tags
TagDocuments.models = TagImages.models = []


classify(Access.OWN, "media_original")


@hooks.register("register_admin_urls")
def register_original_url() -> list[URLPattern]:
    return [path("images/<int:pk>/original/", views.original, name="media_original")]
