from .records import (
    BlocForm,
    ConferenceForm,
    EnterpriseForm,
    EnterpriseSearchForm,
    ParkAssignmentForm,
    RegulationVersionForm,
)

__all__ = [
    "BlocForm",
    "ConferenceForm",
    "EnterpriseForm",
    "EnterpriseSearchForm",
    "ParkAssignmentForm",
    "RegulationVersionForm",
]
