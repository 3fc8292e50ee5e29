from .awards import Award, AwardType
from .conferences import AgendaItem, Conference, ConferenceBloc
from .criteria import AdjustmentRule, CriteriaSet, Criterion
from .decisions import Decision, DecisionItem
from .enterprises import Enterprise, EnterpriseSite, EnterpriseStatus, Membership
from .organisation import Bloc, BlocPark, IndustrialPark, Leadership, ParkAssignment
from .pages import (
    AwardIndexPage,
    BlocIndexPage,
    BlocPage,
    ConferenceIndexPage,
    CriteriaIndexPage,
    DecisionIndexPage,
    EnterpriseIndexPage,
    EnterprisePage,
    OpenDataPage,
    PledgeIndexPage,
    RegulationIndexPage,
    ReportIndexPage,
    ResultIndexPage,
)
from .periods import EmulationPeriod
from .pledges import Pledge, PledgeSignature, PledgeTarget
from .rankings import Ballot, BallotOption, Ranking, Result
from .regulations import Regulation, RegulationArticle, RegulationVersion
from .reports import Report, ReportFile
from .scores import AdjustmentLine, Evidence, ScoreLine, ScoreSheet
from .transitions import Transition

__all__ = [
    "AdjustmentLine",
    "AdjustmentRule",
    "AgendaItem",
    "Award",
    "AwardIndexPage",
    "AwardType",
    "Ballot",
    "BallotOption",
    "Bloc",
    "BlocIndexPage",
    "BlocPage",
    "BlocPark",
    "Conference",
    "ConferenceBloc",
    "ConferenceIndexPage",
    "CriteriaIndexPage",
    "CriteriaSet",
    "Criterion",
    "Decision",
    "DecisionIndexPage",
    "DecisionItem",
    "EmulationPeriod",
    "Enterprise",
    "EnterpriseIndexPage",
    "EnterprisePage",
    "EnterpriseSite",
    "EnterpriseStatus",
    "Evidence",
    "IndustrialPark",
    "Leadership",
    "Membership",
    "OpenDataPage",
    "ParkAssignment",
    "Pledge",
    "PledgeIndexPage",
    "PledgeSignature",
    "PledgeTarget",
    "Ranking",
    "Regulation",
    "RegulationArticle",
    "RegulationIndexPage",
    "RegulationVersion",
    "Report",
    "ReportFile",
    "ReportIndexPage",
    "Result",
    "ResultIndexPage",
    "ScoreLine",
    "ScoreSheet",
    "Transition",
]
