from typing import Any

from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from portal.files import validate_image


class CheckedImageField(WagtailImageField):
    """Wagtail's field decodes a file to count its pixels, and fails at a damaged one."""

    def to_python(self, data: Any) -> Any:
        if data not in self.empty_values:
            validate_image(data)
        return super().to_python(data)


class PortalImageForm(BaseImageForm):
    """The base of every form in which an image is uploaded."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if field := self.fields.get("file"):
            same = {"label": field.label, "required": field.required, "widget": field.widget}
            self.fields["file"] = CheckedImageField(**same, max_length=field.max_length)
