"""What readers have searched for."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.reports import ReportView

from portal.tenancy.access import administered
from portal.tenancy.exports import ReportExportMixin

from .models import SearchedQuery


class SearchedQueryFilterSet(WagtailFilterSet):
    not_found = django_filters.BooleanFilter(
        label=_("Found nothing"), method="with_nothing", field_name="missed"
    )

    class Meta:
        model = SearchedQuery
        fields = ["language", "not_found"]

    def with_nothing(self, rows: QuerySet, name: str, value: bool) -> QuerySet:
        return rows.filter(last_total=0) if value else rows.filter(last_total__gt=0)


class SearchedQueryReport(ReportExportMixin, ReportView):
    """Searched and not found first: words to take up in a text, a synonym or a pin."""

    model = SearchedQuery
    page_title = _("What readers search for")
    header_icon = "search"
    filterset_class = SearchedQueryFilterSet
    index_url_name = "searched_queries"
    index_results_url_name = "searched_queries_results"
    list_export = ["text", "get_language_display", "missed", "asked", "last_total", "last_asked_at"]
    export_headings = {
        "text": _("Query"),
        "get_language_display": _("Language"),
        "missed": _("Found nothing"),
        "asked": _("Asked"),
        "last_total": _("Results the last time"),
        "last_asked_at": _("Last asked"),
    }
    columns = [
        Column("text", label=_("Query")),
        Column("get_language_display", label=_("Language")),
        Column("missed", label=_("Found nothing")),
        Column("asked", label=_("Asked")),
        Column("last_total", label=_("Results the last time")),
        DateColumn("last_asked_at", label=_("Last asked")),
    ]

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        self.authority = administered(request)
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet:
        return SearchedQuery.objects.filter(authority=self.authority)
