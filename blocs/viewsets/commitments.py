"""Conferences, pledges and regulations."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.admin.ui.tables import TitleColumn
from wagtail.admin.widgets.button import HeaderButton

from portal import formats
from portal.languages import current_language
from portal.tenancy.viewsets import RecordEditView, RecordIndexView, RecordViewSet

from .. import forms, models
from ..access import reach
from ..enums import PledgeState
from ..panels import both, both_long
from ..views.collecting import (
    CollectView,
    EnterpriseTargetsView,
    GridView,
    MovePledgeView,
    SignView,
)
from .base import KnowsPerson


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


# --- pledges -------------------------------------------------------------------------------
class PledgeIndexView(KnowsPerson, RecordIndexView):
    """The list, with the way into the collection for whoever takes part in it.

    Secretaries find their own blocs' pledges, contacts those of their enterprise's bloc.
    """

    def get_base_queryset(self) -> QuerySet:
        rows, own = super().get_base_queryset(), reach(self.request.user)
        if not own.authorities:
            rows = rows.filter(bloc__in=[*own.blocs, *self.enterprise_of_bloc])
        rows = rows.annotate(signature_count=Count("signatures"))
        return rows.select_related("bloc", "authority")

    @cached_property
    def enterprise_of_bloc(self) -> dict[int, int]:
        """By bloc, the member whose contact the person is."""
        own = reach(self.request.user).enterprises
        rows = models.Membership.objects.filter(enterprise__in=own)
        return dict(rows.order_by("valid_from").values_list("bloc", "enterprise"))

    @cached_property
    def columns(self) -> list[Any]:
        label, address = _("Targets and signatures"), self.work_url
        work = TitleColumn("work", label=label, get_url=address, accessor=_signed)
        return [*super().columns, work]

    def work_url(self, pledge: models.Pledge) -> str | None:
        if self.person(pledge.authority).collects(pledge):
            return reverse("pledge:collect", args=[pledge.pk])
        if own := self.enterprise_of_bloc.get(pledge.bloc_id):
            return reverse("pledge:enterprise", args=[pledge.pk, own])
        return None


def _signed(pledge: Any) -> str:
    number = formats.count(pledge.signature_count, current_language())
    return _("%(number)s signed") % {"number": number}


class PledgeEditView(KnowsPerson, RecordEditView):
    @property
    def header_buttons(self) -> list[Any]:
        if not self.person(self.object.authority).collects(self.object):
            return []
        address = reverse("pledge:collect", args=[self.object.pk])
        return [HeaderButton(_("Targets and signatures"), url=address, icon_name="list-ul")]


class PledgeViewSet(RecordViewSet):
    model = models.Pledge
    base_form_class = forms.PledgeForm
    icon = "form"
    index_view_class = PledgeIndexView
    edit_view_class = PledgeEditView
    list_display = ["bloc", "year", "state"]
    list_filter = ["year", "state"]
    search_fields = ["title_vi", "title_en"]
    panels = [
        FieldPanel("state", read_only=True),
        FieldRowPanel([FieldPanel("bloc"), FieldPanel("year")]),
        both("title"),
        both_long("text"),
        FieldPanel("signed_at"),
    ]

    def visible(self, rows: QuerySet, user: Any) -> QuerySet:
        """Before it is signed only for the authority, the bloc's secretary and its members."""
        own = reach(user)
        members = models.Membership.objects.filter(enterprise__in=own.enterprises)
        near = Q(bloc__in=own.blocs) | Q(bloc__in=members.values("bloc"))
        known = Q(authority__in=own.authorities) | near | Q(state=PledgeState.SIGNED)
        return super().visible(rows, user).filter(known)

    def get_urlpatterns(self) -> list[Any]:
        one = "<int:pk>/<int:enterprise>/"
        return [
            *super().get_urlpatterns(),
            path("collect/<int:pk>/", CollectView.as_view(), name="collect"),
            path("move/<int:pk>/", MovePledgeView.as_view(), name="move"),
            path("targets/<int:pk>/", GridView.as_view(), name="grid"),
            path(f"targets/{one}", EnterpriseTargetsView.as_view(), name="enterprise"),
            path(f"signature/{one}", SignView.as_view(), name="sign"),
        ]


# --- regulations ---------------------------------------------------------------------------
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
        both_long("summary"),
        InlinePanel(
            "provisions",
            [
                FieldRowPanel([FieldPanel("number"), FieldPanel("chapter")]),
                both("heading"),
                both_long("body"),
                both("chapter_title"),
            ],
            heading=_lazy("Articles"),
            label=_lazy("Article"),
        ),
    ]
