"""Blocs, enterprises, parks, and what decisions make of them."""

from django.utils.translation import gettext_lazy as _lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.admin.viewsets.model import ModelViewSet

from portal.tenancy.viewsets import (
    Classified,
    RecordChooserViewSet,
    RecordDeleteView,
    RecordViewSet,
)

from .. import forms, models
from ..panels import both


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


class IndustrialParkViewSet(Classified, ModelViewSet):
    """The operator's list of places; they belong to authorities by assignment."""

    model = models.IndustrialPark
    icon = "site"
    delete_view_class = RecordDeleteView
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
