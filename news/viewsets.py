from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.widgets.button import HeaderButton

from portal.tenancy.access import is_administered
from portal.tenancy.viewsets import RecordIndexView, RecordViewSet

from .models import ArchiveItem


class ArchiveIndexView(RecordIndexView):
    """The list, with the way to import."""

    @cached_property
    def header_buttons(self) -> list[Any]:
        if not is_administered(self.request):
            return []
        address = reverse("archive_import:upload")
        return [HeaderButton(_("Import of the past"), url=address, icon_name="upload")]


class ArchiveItemViewSet(RecordViewSet):
    """To look at only: items come from an import, and a new import changes them."""

    model = ArchiveItem
    index_view_class = ArchiveIndexView
    icon = "history"
    menu_order = 155
    add_to_admin_menu = True
    list_display = ["title", "type", "language", "date", "source_id"]
    list_filter = ["type", "language", "year"]
    search_fields = ["title", "source_id", "number"]
    exclude_form_fields = ["authority"]
    inspect_view_fields = [
        "source_id", "type", "language", "title", "body", "date", "year", "period", "bloc",
        "bloc_item", "enterprise", "enterprise_item", "number", "translation_of", "filename",
    ]  # fmt: skip
