"""The emulation year: periods, criteria, reports, rankings, awards."""

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button, HeaderButton

from portal.tenancy.viewsets import (
    Classified,
    RecordCreateView,
    RecordDeleteView,
    RecordEditView,
    RecordIndexView,
    RecordViewSet,
)

from .. import forms, models
from ..access import reach
from ..comparisons import criteria_diff, rules_diff, values_diff
from ..models.rankings import OUT
from ..panels import CriteriaSumPanel, both, both_long
from ..preparation import criteria_groups
from ..services import criteria_problems
from ..views.awarding import AwardDecisionView, PresentAwardsView
from ..views.cloning import CloneCriteriaView
from ..views.preparing import ApproveResultView, IssueCriteriaView, RevokeAwardView
from ..views.reporting import (
    DownloadReportFileView,
    MoveReportView,
    RemoveReportFileView,
    ReportView,
    reports_visible,
)
from .base import KnowsPerson


class EmulationPeriodViewSet(RecordViewSet):
    model = models.EmulationPeriod
    base_form_class = forms.EmulationPeriodForm
    icon = "calendar"
    list_display = ["__str__", "kind", "state", "data_to", "publish_due"]
    list_filter = ["year", "state"]
    panels = [
        FieldPanel("state", read_only=True),
        FieldRowPanel([FieldPanel("year"), FieldPanel("kind")]),
        FieldRowPanel([FieldPanel("data_from"), FieldPanel("data_to")]),
        FieldPanel("criteria_set"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("self_due"), FieldPanel("cross_due")]),
                FieldRowPanel([FieldPanel("verify_due"), FieldPanel("publish_due")]),
            ],
            _lazy("Deadlines"),
        ),
    ]

    def get_urlpatterns(self) -> list[Any]:
        prepare = path("prepare/<int:pk>/", ApproveResultView.as_view(), name="prepare")
        return [*super().get_urlpatterns(), prepare]


# --- criteria ------------------------------------------------------------------------------
class CriteriaSetEditView(RecordEditView):
    """Saving leads to the page that says what keeps the set from being issued."""

    def get_success_url(self) -> str:
        return reverse("criteriaset:inspect", args=[self.object.pk])


class CriteriaSetInspectView(generic.InspectView):
    """The table, what is wrong with it, and what it changes in the set it was copied from."""

    template_name = "blocs/admin/inspect_criteria.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        criteria_set = self.object
        return super().get_context_data(
            groups=criteria_groups(criteria_set),
            rules=list(criteria_set.rules.all()),
            problems=[] if criteria_set.is_final else criteria_problems(criteria_set),
            changeable=self.user_has_permission("change"),
            **self._changes(),
            **kwargs,
        )

    def _changes(self) -> dict[str, Any]:
        original, changed = self.object.cloned_from, self.object
        if original is None:
            return {}
        return {
            "changes": criteria_diff(original, changed),
            "value_changes": values_diff(original, changed),
            "rule_changes": rules_diff(original, changed),
        }


class CriteriaSetViewSet(RecordViewSet):
    model = models.CriteriaSet
    base_form_class = forms.CriteriaSetForm
    icon = "tasks"
    edit_view_class = CriteriaSetEditView
    inspect_view_class = CriteriaSetInspectView
    list_display = ["title", "code", "year", "state"]
    list_filter = ["year", "state"]
    search_fields = ["title_vi", "title_en", "code"]
    panels = [
        FieldRowPanel([FieldPanel("code"), FieldPanel("year")]),
        both("title"),
        FieldPanel("state", read_only=True),
        MultiFieldPanel(
            [
                FieldPanel("scale_max"),
                FieldRowPanel([FieldPanel("bonus_mode"), FieldPanel("bonus_cap")]),
            ],
            _lazy("Scale"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("excellent_from"), FieldPanel("good_from")]),
                FieldRowPanel([FieldPanel("fair_from"), FieldPanel("completed_from")]),
            ],
            _lazy("Classes"),
        ),
        FieldPanel("consolation_prizes"),
        FieldPanel("tie_break"),
        CriteriaSumPanel(heading=_lazy("Sum of the points")),
        InlinePanel(
            "criteria",
            [
                FieldRowPanel([FieldPanel("code"), FieldPanel("max_points")]),
                both("title"),
                FieldPanel("evidence_required"),
                both_long("guidance"),
            ],
            heading=_lazy("Criteria"),
            label=_lazy("Criterion"),
        ),
        InlinePanel(
            "rules",
            [
                FieldRowPanel([FieldPanel("code"), FieldPanel("kind")]),
                both("title"),
                FieldRowPanel([FieldPanel("points"), FieldPanel("max_times")]),
            ],
            heading=_lazy("Bonus, penalty and exclusion"),
            label=_lazy("Rule"),
        ),
    ]

    def get_urlpatterns(self) -> list[Any]:
        return [
            *super().get_urlpatterns(),
            path("clone/<int:pk>/", CloneCriteriaView.as_view(), name="clone"),
            path("prepare/<int:pk>/", IssueCriteriaView.as_view(), name="prepare"),
        ]


# --- results -------------------------------------------------------------------------------
class RankingInspectView(generic.InspectView):
    template_name = "blocs/admin/inspect_ranking.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        results = self.object.results.select_related("enterprise")
        return super().get_context_data(results=results, **kwargs)


class RankingViewSet(RecordViewSet):
    """To look at only: a ranking is made in the scoring round, published by a decision."""

    model = models.Ranking
    icon = "order"
    inspect_view_class = RankingInspectView
    inspect_view_fields = [
        "period",
        "bloc",
        "revision",
        "state",
        "criteria_set",
        "decision",
        "correction_reason",
        "ranked_at",
        "inputs_hash",
    ]
    list_display = ["__str__", "revision", "state", "decision"]
    list_filter = ["state"]
    search_fields = ["bloc__name_vi", "bloc__code"]
    exclude_form_fields = ["authority"]

    def visible(self, rows: QuerySet, user: Any) -> QuerySet:
        """Before publication only for the authority and the bloc's secretary."""
        own = reach(user)
        known = Q(authority__in=own.authorities) | Q(bloc__in=own.blocs) | Q(state__in=OUT)
        return super().visible(rows, user).filter(known)


class ResultViewSet(RecordViewSet):
    """To look at only, as rankings."""

    model = models.Result
    icon = "list-ol"
    list_display = ["enterprise", "ranking", "final_rank", "total", "classification", "prize"]
    list_filter = ["classification", "prize"]
    search_fields = ["enterprise__name_vi", "enterprise__code"]
    exclude_form_fields = ["authority"]

    def visible(self, rows: QuerySet, user: Any) -> QuerySet:
        own = reach(user)
        known = Q(authority__in=own.authorities) | Q(ranking__bloc__in=own.blocs)
        return super().visible(rows, user).filter(known | Q(ranking__state__in=OUT))


# --- awards --------------------------------------------------------------------------------
class AwardIndexView(KnowsPerson, RecordIndexView):
    """The list, with the ways to grant, to record a presentation and, at a row, to revoke."""

    @cached_property
    def header_buttons(self) -> list[Any]:
        if not self.administers_here:
            return []
        grant, present = reverse("award:prepare"), reverse("award:present")
        return [
            HeaderButton(_("Grant awards"), url=grant, icon_name="plus"),
            HeaderButton(_("Present awards"), url=present, icon_name="check"),
        ]

    def get_list_more_buttons(self, instance: models.Award) -> list[Any]:
        buttons = super().get_list_more_buttons(instance)
        if self.administers_here and not instance.is_revoked:
            address = reverse("award:revoke", args=[instance.pk])
            buttons.append(Button(_("Revoke the award"), url=address, icon_name="cross"))
        return buttons


class AwardViewSet(RecordViewSet):
    """Awards come and go by decisions; only their presentation is recorded here."""

    model = models.Award
    icon = "pick"
    index_view_class = AwardIndexView
    inspect_view_fields_exclude = ["id", "authority", "uid", "presented_by"]
    list_display = ["enterprise", "award_type", "year", "state", "presented_at"]
    list_filter = ["year", "award_type", "state"]
    search_fields = ["enterprise__name_vi", "enterprise__code"]
    exclude_form_fields = ["authority"]

    def get_urlpatterns(self) -> list[Any]:
        return [
            *super().get_urlpatterns(),
            path("prepare/", AwardDecisionView.as_view(), name="prepare"),
            path("present/", PresentAwardsView.as_view(), name="present"),
            path("revoke/<int:pk>/", RevokeAwardView.as_view(), name="revoke"),
        ]


class AwardTypeViewSet(Classified, ModelViewSet):
    """The operator's: the forms of commendation of each legal regime, for every authority."""

    model = models.AwardType
    icon = "pick"
    delete_view_class = RecordDeleteView
    copy_view_enabled = False
    list_display = ["name", "code", "level", "valid_from", "valid_to"]
    list_filter = ["level", "subject"]
    search_fields = ["name_vi", "name_en", "code"]
    panels = [
        FieldRowPanel([FieldPanel("code"), FieldPanel("subject")]),
        both("name"),
        FieldPanel("alternative_names"),
        FieldRowPanel([FieldPanel("level"), FieldPanel("quota_per_bloc")]),
        both("decided_by"),
        both("legal_basis"),
        FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_to")]),
    ]


# --- reports -------------------------------------------------------------------------------
class ReportEditView(RecordEditView):
    """Saving leads to the report's files."""

    def get_success_url(self) -> str:
        return reverse("report:files", args=[self.object.pk])


class ReportCreateView(RecordCreateView):
    def get_success_url(self) -> str:
        return reverse("report:files", args=[self.form.instance.pk])


class ReportInspectView(generic.InspectView):
    @cached_property
    def header_buttons(self) -> list[Any]:
        address = reverse("report:files", args=[self.object.pk])
        return [HeaderButton(_("Files and publication"), url=address, icon_name="doc-full")]


class ReportViewSet(RecordViewSet):
    model = models.Report
    icon = "doc-full"
    add_view_class = ReportCreateView
    edit_view_class = ReportEditView
    inspect_view_class = ReportInspectView
    inspect_view_fields_exclude = ["id", "authority", "uid", "slug", "title", "summary"]
    list_display = ["title", "full_number", "kind", "level", "issued_on", "state"]
    list_filter = ["kind", "level", "state"]
    search_fields = ["title_vi", "title_en", "full_number"]
    panels = [
        FieldPanel("state", read_only=True),
        FieldRowPanel([FieldPanel("kind"), FieldPanel("period")]),
        FieldRowPanel([FieldPanel("level"), FieldPanel("bloc")]),
        FieldPanel("enterprise"),
        FieldRowPanel([FieldPanel("full_number"), FieldPanel("issued_on")]),
        both("title"),
        both_long("summary"),
    ]

    def visible(self, rows: QuerySet, user: Any) -> QuerySet:
        return reports_visible(rows, user)

    def get_urlpatterns(self) -> list[Any]:
        one_file = "<int:pk>/<int:file>/"
        return [
            *super().get_urlpatterns(),
            path("files/<int:pk>/", ReportView.as_view(), name="files"),
            path("move/<int:pk>/", MoveReportView.as_view(), name="move"),
            path(f"file/{one_file}", DownloadReportFileView.as_view(), name="file"),
            path(f"remove/{one_file}", RemoveReportFileView.as_view(), name="file_remove"),
        ]
