from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, Panel
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permissions import policy_registry

from portal.tenancy.access import scope
from portal.tenancy.viewsets import RecordChooserViewSet, RecordEditView, RecordViewSet

from . import forms, models
from .services import decision_issue


def both(field: str) -> Panel:
    """A field's two languages, side by side."""
    return FieldRowPanel([FieldPanel(f"{field}_vi"), FieldPanel(f"{field}_en")])


class BlocViewSet(RecordViewSet):
    model = models.Bloc
    base_form_class = forms.BlocForm
    icon = "group"
    list_display = ["name", "code", "established_on"]
    search_fields = ["name_vi", "name_en", "code"]
    panels = [
        FieldRowPanel([FieldPanel("code"), FieldPanel("ordinal")]),
        both("name"),
        InlinePanel("bloc_parks", label=_lazy("Industrial park")),
    ]


class EnterpriseViewSet(RecordViewSet):
    model = models.Enterprise
    base_form_class = forms.EnterpriseForm
    icon = "home"
    list_display = ["name", "code", "unit_kind"]
    search_fields = ["name_vi", "name_en", "code"]
    panels = [
        FieldRowPanel([FieldPanel("code"), FieldPanel("unit_kind")]),
        both("name"),
        FieldRowPanel([FieldPanel("parent_name"), FieldPanel("website")]),
    ]


class EnterpriseChooserViewSet(RecordChooserViewSet):
    """An authority may have thousands of enterprises: chosen by searching, not from a list."""

    model = models.Enterprise
    search_form_class = forms.EnterpriseSearchForm
    icon = "home"
    choose_one_text = _lazy("Choose an enterprise")
    choose_another_text = _lazy("Choose another enterprise")
    edit_item_text = _lazy("Edit this enterprise")


class EnterpriseStatusViewSet(RecordViewSet):
    model = models.EnterpriseStatus
    icon = "date"
    list_display = ["enterprise", "status", "valid_from", "valid_to"]
    list_filter = ["status"]
    search_fields = ["enterprise__name_vi", "enterprise__code"]
    panels = [
        FieldPanel("enterprise"),
        FieldPanel("status"),
        FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_to")]),
        FieldPanel("basis"),
    ]


class EnterpriseSiteViewSet(RecordViewSet):
    model = models.EnterpriseSite
    icon = "site"
    list_display = ["enterprise", "park", "valid_from", "valid_to"]
    search_fields = ["enterprise__name_vi", "enterprise__code"]
    panels = [
        FieldPanel("enterprise"),
        FieldPanel("park"),
        FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_to")]),
    ]


class MembershipViewSet(RecordViewSet):
    """To look at only: memberships change by issuing a decision."""

    model = models.Membership
    icon = "list-ul"
    list_display = ["enterprise", "bloc", "valid_from", "valid_to", "entry_kind", "exit_kind"]
    list_filter = ["entry_kind", "exit_kind"]
    search_fields = ["enterprise__name_vi", "enterprise__code"]
    exclude_form_fields = ["authority"]


class LeadershipViewSet(RecordViewSet):
    """To look at only, as memberships."""

    model = models.Leadership
    icon = "user"
    list_display = ["bloc", "role", "enterprise", "valid_from", "valid_to"]
    list_filter = ["role"]
    exclude_form_fields = ["authority"]


class DecisionEditView(RecordEditView):
    """The edit form of a draft, with the button that leads to issuing it."""

    @property
    def header_more_buttons(self) -> list[Any]:
        address = reverse(self.view_name_issue, args=[self.object.pk])
        issue = HeaderButton(_("Issue this decision"), url=address, icon_name="check")
        return [issue, *super().header_more_buttons]

    view_name_issue = "decision:issue"


class DecisionViewSet(RecordViewSet):
    model = models.Decision
    icon = "doc-full-inverse"
    edit_view_class = DecisionEditView
    list_display = ["full_number", "kind", "issued_on", "state"]
    list_filter = ["kind", "state"]
    search_fields = ["full_number", "abstract_vi", "abstract_en"]
    panels = [
        FieldRowPanel([FieldPanel("full_number"), FieldPanel("kind")]),
        both("abstract"),
        FieldRowPanel([FieldPanel("issued_on"), FieldPanel("effective_on")]),
        MultiFieldPanel([FieldPanel("signer_name"), both("signer_title")], _lazy("Signatory")),
        FieldPanel("file"),
        InlinePanel("items", label=_lazy("Item")),
    ]

    def get_urlpatterns(self) -> list[Any]:
        return [
            *super().get_urlpatterns(),
            path("issue/<int:pk>/", issue_decision, name="issue"),
        ]


def issue_decision(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what issuing the draft will do; on POST, do it."""
    decision = get_object_or_404(scope(models.Decision.objects.all(), request.user), pk=pk)
    policy = policy_registry.get_by_type(models.Decision)
    if not policy.user_has_permission_for_instance(request.user, "view", decision) or (
        not policy.user_has_permission(request.user, "change")
    ):
        raise PermissionDenied
    if request.method == "POST":
        return _issue(request, decision)
    return render(request, "blocs/admin/issue_decision.html", {"decision": decision})


def _issue(request: HttpRequest, decision: models.Decision) -> HttpResponse:
    try:
        decision_issue(decision=decision, user=request.user)
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
        context = {"decision": decision}
        return render(request, "blocs/admin/issue_decision.html", context, status=422)
    text = _("Decision %(number)s has been issued.") % {"number": decision.full_number}
    messages.success(request, text)
    return redirect(reverse("decision:index"))


class ConferenceViewSet(RecordViewSet):
    model = models.Conference
    base_form_class = forms.ConferenceForm
    icon = "calendar-alt"
    list_display = ["title", "held_on", "state"]
    list_filter = ["state"]
    search_fields = ["title_vi", "title_en", "code"]
    panels = [
        FieldRowPanel([FieldPanel("code"), FieldPanel("state")]),
        both("title"),
        FieldPanel("kinds"),
        FieldRowPanel([FieldPanel("held_on"), FieldPanel("precision")]),
        both("place"),
        InlinePanel("conference_blocs", label=_lazy("Bloc"), min_num=1),
        InlinePanel("agenda", label=_lazy("Agenda item")),
    ]


class PledgeViewSet(RecordViewSet):
    model = models.Pledge
    icon = "form"
    list_display = ["title", "bloc", "year", "state"]
    list_filter = ["year", "state"]
    search_fields = ["title_vi", "title_en"]
    panels = [
        FieldRowPanel([FieldPanel("bloc"), FieldPanel("year")]),
        both("title"),
        both("text"),
        FieldRowPanel([FieldPanel("signed_at"), FieldPanel("state")]),
    ]


class RegulationViewSet(RecordViewSet):
    model = models.Regulation
    icon = "doc-full"
    list_display = ["title", "code"]
    panels = [FieldPanel("code"), both("title")]


class RegulationVersionViewSet(RecordViewSet):
    model = models.RegulationVersion
    base_form_class = forms.RegulationVersionForm
    icon = "history"
    list_display = ["regulation", "number", "state", "in_force_from"]
    list_filter = ["state"]
    panels = [
        FieldRowPanel([FieldPanel("regulation"), FieldPanel("number")]),
        FieldRowPanel([FieldPanel("state"), FieldPanel("adopted_at")]),
        both("summary"),
    ]


class IndustrialParkViewSet(ModelViewSet):
    """The operator's list of places; they belong to authorities by assignment."""

    model = models.IndustrialPark
    icon = "site"
    list_display = ["name", "code", "kind"]
    panels = [FieldRowPanel([FieldPanel("code"), FieldPanel("kind")]), both("name")]


class ParkAssignmentViewSet(RecordViewSet):
    model = models.ParkAssignment
    base_form_class = forms.ParkAssignmentForm
    icon = "site"
    list_display = ["park", "valid_from", "valid_to"]
    panels = [
        FieldPanel("park"),
        FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_to")]),
    ]


class RecordsGroup(ViewSetGroup):
    menu_label = _lazy("Emulation records")
    menu_icon = "folder-open-inverse"
    menu_order = 150
    items = (
        BlocViewSet,
        EnterpriseViewSet,
        EnterpriseStatusViewSet,
        EnterpriseSiteViewSet,
        DecisionViewSet,
        MembershipViewSet,
        LeadershipViewSet,
        ConferenceViewSet,
        PledgeViewSet,
        RegulationViewSet,
        RegulationVersionViewSet,
    )


class ParksGroup(ViewSetGroup):
    """The operator's: parks, and which authority each belongs to."""

    menu_label = _lazy("Industrial parks")
    menu_icon = "site"
    menu_order = 160
    items = (IndustrialParkViewSet, ParkAssignmentViewSet)
