"""The record admin, in the order of the work."""

from django.utils.translation import gettext_lazy as _lazy
from wagtail.admin.viewsets.base import ViewSetGroup

from .commitments import (
    ConferenceViewSet,
    PledgeViewSet,
    RegulationVersionViewSet,
    RegulationViewSet,
)
from .decisions import DecisionViewSet
from .organisation import (
    BlocViewSet,
    EnterpriseChooserViewSet,
    EnterpriseSiteViewSet,
    EnterpriseStatusViewSet,
    EnterpriseViewSet,
    IndustrialParkViewSet,
    LeadershipViewSet,
    MembershipViewSet,
    ParkAssignmentViewSet,
)
from .year import (
    AwardTypeViewSet,
    AwardViewSet,
    CriteriaSetViewSet,
    EmulationPeriodViewSet,
    RankingViewSet,
    ReportViewSet,
    ResultViewSet,
)

__all__ = ["EnterpriseChooserViewSet", "ParksGroup", "RecordsGroup", "YearGroup"]


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
        RegulationViewSet,
        RegulationVersionViewSet,
    )


class YearGroup(ViewSetGroup):
    """What comes back every year, from its criteria to its awards."""

    menu_label = _lazy("Emulation year")
    menu_icon = "calendar"
    menu_order = 152
    items = (
        EmulationPeriodViewSet,
        CriteriaSetViewSet,
        PledgeViewSet,
        ConferenceViewSet,
        ReportViewSet,
        RankingViewSet,
        ResultViewSet,
        AwardViewSet,
    )


class ParksGroup(ViewSetGroup):
    """The operator's: parks, which authority each belongs to, and the law's forms of award."""

    menu_label = _lazy("Shared lists")
    menu_icon = "site"
    menu_order = 160
    items = (IndustrialParkViewSet, ParkAssignmentViewSet, AwardTypeViewSet)
