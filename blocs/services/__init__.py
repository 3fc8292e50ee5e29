"""Writes that touch more than one model. Each is atomic; each says what it refuses."""

from .decisions import DecisionAlreadyIssued, decision_issue
from .records import bloc_save, enterprise_locate, enterprise_save, enterprise_status_set

__all__ = [
    "DecisionAlreadyIssued",
    "bloc_save",
    "decision_issue",
    "enterprise_locate",
    "enterprise_save",
    "enterprise_status_set",
]
