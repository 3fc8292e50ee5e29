import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image

from portal.languages import OTHER, current_language


class PortalImage(AbstractImage):
    """An image of one authority: it lies in (or under) the authority's collection.

    Its alternative text is written where it is used, once in each language's body.
    """

    uid = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)

    admin_form_fields = Image.admin_form_fields

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")


class PortalRendition(AbstractRendition):
    image = models.ForeignKey(PortalImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = [("image", "filter_spec", "focal_point_key")]


class PortalDocument(AbstractDocument):
    """A file of one authority: it lies in (or under) the authority's collection.

    `title` is Vietnamese. modeltranslation is not used here: Wagtail's upload form fills `title`
    from the file's name, whatever language the admin is in.
    """

    uid = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)
    title_en = models.CharField(_("English title"), max_length=255, blank=True)

    admin_form_fields = (*Document.admin_form_fields, "title_en")

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    @property
    def public_title(self) -> str:
        """The title in the reader's language, the Vietnamese one if there is no other."""
        return (self.title_en if current_language() == OTHER else "") or self.title
