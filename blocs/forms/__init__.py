from .awards import AwardChoiceForm, PresentationForm, RecipientsForm
from .consolidation import MANAGED_EFFECTS, Changes, DateForm
from .criteria import CloneForm, CriteriaSetForm, EmulationPeriodForm
from .decisions import AwardDataForm, DecisionDataForm, DecisionForm
from .pledges import (
    ManySignaturesForm,
    OneSignatureForm,
    PledgeForm,
    TargetsForm,
    target_forms,
    unit_of,
)
from .records import (
    BlocForm,
    ConferenceForm,
    EnterpriseForm,
    EnterpriseSearchForm,
    ParkAssignmentForm,
    RegulationVersionForm,
)
from .reports import ReportFileForm, StepForm

__all__ = [
    "MANAGED_EFFECTS",
    "AwardChoiceForm",
    "AwardDataForm",
    "BlocForm",
    "Changes",
    "CloneForm",
    "ConferenceForm",
    "CriteriaSetForm",
    "DateForm",
    "DecisionDataForm",
    "DecisionForm",
    "EmulationPeriodForm",
    "EnterpriseForm",
    "EnterpriseSearchForm",
    "ManySignaturesForm",
    "OneSignatureForm",
    "ParkAssignmentForm",
    "PledgeForm",
    "PresentationForm",
    "RecipientsForm",
    "RegulationVersionForm",
    "ReportFileForm",
    "StepForm",
    "TargetsForm",
    "target_forms",
    "unit_of",
]
