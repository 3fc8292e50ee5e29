import secrets
import uuid
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import (
    AbstractImage,
    AbstractRendition,
    Filter,
    Image,
    WagtailImageField,
    get_upload_to,
)

from portal.files import private_storage, validate_document
from portal.languages import OTHER, current_language
from portal.uploads import suffix_of

ORIGINAL = "original"  # Wagtail's name for an image as it was uploaded


def without_tags(names: tuple[str, ...]) -> tuple[str, ...]:
    """Tags are one list for all authorities, so no form here offers any."""
    return tuple(name for name in names if name != "tags")


class PortalImage(AbstractImage):
    """An image of one authority: it lies in (or under) the authority's collection.

    What was uploaded is private; the public sees renditions, whose names nobody can guess. The
    form checks a file before Wagtail opens it. Its alternative text is written where it is used,
    once in each language's body.
    """

    file = WagtailImageField(
        verbose_name=_("file"),
        upload_to=get_upload_to,
        storage=private_storage,
        width_field="width",
        height_field="height",
    )
    uid = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)

    admin_form_fields = without_tags(Image.admin_form_fields)

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")

    def get_rendition(self, filter: Filter | str) -> AbstractRendition:
        """The original is no rendition: a copy of it would lie among the public files."""
        if getattr(filter, "spec", filter) != ORIGINAL:
            return super().get_rendition(filter)
        size = {"width": self.width, "height": self.height}
        return PortalRendition(image=self, filter_spec=ORIGINAL, file=self.file.name, **size)


class PortalRendition(AbstractRendition):
    image = models.ForeignKey(PortalImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = [("image", "filter_spec", "focal_point_key")]

    def get_upload_to(self, filename: str) -> str:
        """A name of 128 random bits: it says nothing of the image and leads to no other."""
        return f"images/{secrets.token_hex(16)}{suffix_of(filename)}"

    @property
    def url(self) -> str:
        if self.filter_spec == ORIGINAL:
            return reverse("media_original", args=(self.image_id,))
        return super().url


class PortalDocument(AbstractDocument):
    """A file of one authority: it lies in (or under) the authority's collection.

    It is private until something public uses it (`portal.media.access`). `title` is Vietnamese.
    modeltranslation is not used here: Wagtail's upload form fills `title` from the file's name,
    whatever language the admin is in.
    """

    file = models.FileField(
        _("file"), upload_to="documents", storage=private_storage, validators=[validate_document]
    )
    uid = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)
    title_en = models.CharField(_("English title"), max_length=255, blank=True)

    admin_form_fields = (*without_tags(Document.admin_form_fields), "title_en")

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def clean(self) -> None:
        """Wagtail asks for the file's suffix here; the field's validator has done so."""
        models.Model.clean(self)

    @property
    def public_title(self) -> str:
        """The title in the reader's language, the Vietnamese one if there is no other."""
        return (self.title_en if current_language() == OTHER else "") or self.title


class PrivateUpload(models.fields.files.FieldFile):
    """A file that waits for its title in Wagtail's upload of several (`UploadedFile`)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.storage = private_storage()
