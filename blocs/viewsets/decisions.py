"""Decisions: written by hand, prepared by a page that knows their items, issued."""

from typing import Any

from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import Button, HeaderButton

from portal.tenancy.viewsets import RecordEditView, RecordIndexView, RecordViewSet

from .. import forms, models
from ..panels import both, both_long
from ..views.consolidating import ConsolidationView
from ..views.issuing import IssueView, decision_groups

ITEM_PANELS = [
    FieldPanel(name)
    for name in (
        "effect",
        "bloc",
        "enterprise",
        "exit_kind",
        "office",
        "regulation_version",
        "criteria_set",
        "ranking",
        "award_type",
        "year",
        "award",
    )
]


class DecisionIndexView(RecordIndexView):
    """The list, with the way to the yearly consolidation."""

    @cached_property
    def header_buttons(self) -> list[Any]:
        buttons = super().header_buttons
        if self.user_has_permission("add"):
            label, address = _("Consolidation"), reverse("decision:consolidation")
            last = 2000  # after the button that adds a decision
            buttons.append(HeaderButton(label, url=address, icon_name="group", priority=last))
        return buttons

    def get_list_more_buttons(self, instance: models.Decision) -> list[Any]:
        buttons = super().get_list_more_buttons(instance)
        if self.user_has_permission("change") and not instance.is_issued:
            address = reverse("decision:issue", args=[instance.pk])
            buttons.append(Button(_("Issue this decision"), url=address, icon_name="check"))
        return buttons


class DecisionEditView(RecordEditView):
    """The edit form of a draft, with the button that leads to issuing it."""

    @property
    def header_buttons(self) -> list[Any]:
        address = reverse("decision:issue", args=[self.object.pk])
        return [HeaderButton(_("Issue this decision"), url=address, icon_name="check")]


class DecisionInspectView(generic.InspectView):
    """A decision with its items, bloc by bloc."""

    template_name = "blocs/admin/inspect_decision.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(groups=decision_groups(self.object, {}), **kwargs)


class DecisionViewSet(RecordViewSet):
    model = models.Decision
    base_form_class = forms.DecisionForm
    icon = "doc-full-inverse"
    index_view_class = DecisionIndexView
    edit_view_class = DecisionEditView
    inspect_view_class = DecisionInspectView
    inspect_view_fields_exclude = ["id", "authority", "uid", "slug"]
    list_display = ["full_number", "kind", "issued_on", "state"]
    list_filter = ["kind", "state"]
    search_fields = ["full_number", "abstract_vi", "abstract_en"]
    panels = [
        FieldRowPanel([FieldPanel("full_number"), FieldPanel("kind")]),
        both_long("abstract"),
        FieldRowPanel([FieldPanel("issued_on"), FieldPanel("effective_on")]),
        MultiFieldPanel([FieldPanel("level"), both("issuer")], _lazy("Issuer")),
        MultiFieldPanel([FieldPanel("signer_name"), both("signer_title")], _lazy("Signatory")),
        FieldPanel("file"),
        InlinePanel("items", ITEM_PANELS, heading=_lazy("Items"), label=_lazy("Item")),
    ]

    def get_urlpatterns(self) -> list[Any]:
        return [
            *super().get_urlpatterns(),
            path("issue/<int:pk>/", IssueView.as_view(), name="issue"),
            path("consolidation/", ConsolidationView.as_view(), name="consolidation"),
        ]
