from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.reports import ReportView

from portal.tenancy.access import administered
from portal.tenancy.exports import ReportExportMixin

from .models import SignIn


class SignInFilterSet(WagtailFilterSet):
    at = django_filters.DateFromToRangeFilter(label=_("Date"), widget=DateRangePickerWidget)

    class Meta:
        model = SignIn
        fields = ["outcome", "at"]


class SignInReport(ReportExportMixin, ReportView):
    """The trail at an authority's host, for who administers it; all of it for the operator."""

    model = SignIn
    page_title = _("Sign-ins")
    header_icon = "key"
    filterset_class = SignInFilterSet
    index_url_name = "sign_ins"
    index_results_url_name = "sign_ins_results"
    list_export = ["at", "get_outcome_display", "user", "address"]
    export_headings = {
        "at": _("Time"),
        "get_outcome_display": _("What happened"),
        "user": _("Person"),
        "address": _("Network address"),
    }
    columns = [
        DateColumn("at", label=_("Time")),
        Column("get_outcome_display", label=_("What happened")),
        Column("user", label=_("Person")),
        Column("address", label=_("Network address")),
    ]

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        everywhere = request.authority is None and request.user.is_superuser
        self.authority = None if everywhere else administered(request)
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet:
        rows = SignIn.objects.select_related("user")
        return rows.filter(authority=self.authority) if self.authority else rows
