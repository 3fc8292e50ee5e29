from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MediaConfig(AppConfig):
    name = "portal.media"
    label = "media"
    verbose_name = _("media")

    def ready(self) -> None:
        """Wagtail keeps an upload that lacks a title in the default storage, which is public.

        The field's storage cannot be changed: Django would ask for a migration of Wagtail's.
        """
        from wagtail.models import UploadedFile

        from .models import PrivateUpload

        UploadedFile._meta.get_field("file").attr_class = PrivateUpload
