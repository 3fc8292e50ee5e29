"""Who did what: Wagtail's log, with the authority each entry belongs to.

Wagtail's own report shows a person every entry about a *kind* of thing he may see, whosever thing
it is, and forgets deleted pages. So each entry is told its authority when it is written, while the
thing is still there.
"""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import IntegerField, QuerySet, Value
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import ContentTypeFilter
from wagtail.admin.views.reports.audit_logging import LogEntriesView, SiteHistoryReportFilterSet
from wagtail.log_actions import registry
from wagtail.models import CollectionMember, ModelLogEntry, PageLogEntry

from portal.users.models import User

from .access import administered, authority_of_collection, authority_of_page
from .exports import ReportExportMixin
from .models import Authority, AuthorityRecord

AUTHORITY = "authority"  # the key in an entry's data


def note_authority(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Before an entry is saved: whose is the thing it speaks of?"""
    is_entry = issubclass(sender, ModelLogEntry | PageLogEntry)
    if is_entry and (owner := _owner(instance)):
        instance.data = {**instance.data, AUTHORITY: owner}


def _owner(entry: Any) -> int | None:
    if isinstance(entry, PageLogEntry):
        found = authority_of_page(entry.page)
    else:
        found = _of_model(entry.content_type.model_class(), entry.object_id)
    return found.pk if found else None


def _of_model(model: Any, pk: str) -> Authority | None:
    row = model._base_manager.filter(pk=pk).first()
    if isinstance(row, Authority):
        return row
    if isinstance(row, AuthorityRecord):
        return row.authority
    return authority_of_collection(row.collection) if isinstance(row, CollectionMember) else None


def entries_of(rows: QuerySet, authority: Authority) -> QuerySet:
    return rows.filter(**{f"data__{AUTHORITY}": authority.pk})


def _all_entries(authority: Authority) -> list[QuerySet]:
    return [entries_of(model.objects.all(), authority) for model in _log_models()]


def _log_models() -> list[Any]:
    return sorted(registry.get_log_entry_models(), key=lambda model: model.__name__)


# --- the report ------------------------------------------------------------------------------
def _kinds(request: Any) -> QuerySet:
    entries = _all_entries(request.authority)
    used = {pk for rows in entries for pk in rows.get_content_type_ids()}
    return ContentType.objects.filter(pk__in=used).order_by("model")


class HistoryFilterSet(SiteHistoryReportFilterSet):
    """Only people, kinds and actions that occur in this authority's own entries."""

    is_commenting_action = None
    object_type = ContentTypeFilter(label=_("Type"), method="filter_object_type", queryset=_kinds)

    def get_action_choices(self) -> list[tuple[str, Any]]:
        used = {
            name for rows in _all_entries(self.request.authority) for name in rows.get_actions()
        }
        return [choice for choice in registry.get_choices() if choice[0] in used]

    def get_users_queryset(self) -> QuerySet:
        entries = _all_entries(self.request.authority)
        used = {pk for rows in entries for pk in rows.get_user_ids()}
        return User.objects.filter(pk__in=used).order_by("last_name", "username")


class HistoryView(ReportExportMixin, LogEntriesView):
    """Wagtail's site history, of the authority of the host, for who administers it."""

    page_title = _("Who did what")
    filterset_class = HistoryFilterSet
    index_url_name = "people:history"
    index_results_url_name = "people:history_results"
    list_export = ["timestamp", "user_display_name", "message", "object_verbose_name", "label"]
    export_headings = {
        "timestamp": _("Time"),
        "user_display_name": _("Person"),
        "message": _("What happened"),
        "object_verbose_name": _("Type"),
        "label": _("Name"),
    }

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        self.authority = administered(request)
        return super().dispatch(request, *args, **kwargs)

    def get_filtered_queryset(self) -> QuerySet:
        """As Wagtail's, one part a log model; with the entries of pages that are gone."""
        self.log_models = _log_models()
        first, *others = [self._part(number) for number in range(len(self.log_models))]
        return first.union(*others, all=True).order_by("-timestamp")

    def _part(self, number: int) -> QuerySet:
        rows = entries_of(self.log_models[number].objects.all(), self.authority)
        rows = rows.values("pk", "timestamp")
        rows = rows.annotate(log_model_index=Value(number, output_field=IntegerField()))
        return self.filter_queryset(rows).order_by()
