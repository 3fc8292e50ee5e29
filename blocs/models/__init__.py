from .commitments import Pledge, Regulation, RegulationVersion
from .conferences import AgendaItem, Conference, ConferenceBloc
from .decisions import Decision, DecisionItem
from .enterprises import Enterprise, EnterpriseSite, EnterpriseStatus, Membership
from .organisation import Bloc, BlocPark, IndustrialPark, Leadership, ParkAssignment
from .pages import (
    BlocIndexPage,
    BlocPage,
    ConferenceIndexPage,
    DecisionIndexPage,
    EnterpriseIndexPage,
    EnterprisePage,
    PledgeIndexPage,
    RegulationIndexPage,
)

__all__ = [
    "AgendaItem",
    "Bloc",
    "BlocIndexPage",
    "BlocPage",
    "BlocPark",
    "Conference",
    "ConferenceBloc",
    "ConferenceIndexPage",
    "Decision",
    "DecisionIndexPage",
    "DecisionItem",
    "Enterprise",
    "EnterpriseIndexPage",
    "EnterprisePage",
    "EnterpriseSite",
    "EnterpriseStatus",
    "IndustrialPark",
    "Leadership",
    "Membership",
    "ParkAssignment",
    "Pledge",
    "PledgeIndexPage",
    "Regulation",
    "RegulationIndexPage",
    "RegulationVersion",
]
