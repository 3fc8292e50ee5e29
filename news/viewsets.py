from portal.tenancy.viewsets import RecordViewSet

from .models import ArchiveItem


class ArchiveItemViewSet(RecordViewSet):
    """To look at only: items come from an import, and a new import changes them."""

    model = ArchiveItem
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
