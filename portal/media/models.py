import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image


class PortalImage(AbstractImage):
    """An image of one authority: it lies in (or under) the authority's collection."""

    uid = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)

    admin_form_fields = (
        "title_vi",
        "title_en",
        "file",
        "collection",
        "description_vi",
        "description_en",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")
        permissions = Image._meta.permissions


class PortalRendition(AbstractRendition):
    image = models.ForeignKey(PortalImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = [("image", "filter_spec", "focal_point_key")]


class PortalDocument(AbstractDocument):
    """A file of one authority: it lies in (or under) the authority's collection."""

    uid = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)

    admin_form_fields = ("title_vi", "title_en", "file", "collection")

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        permissions = Document._meta.permissions
