from .authority import LOGO, Authority, AuthorityQuerySet
from .invitations import Invitation
from .record import AuthorityRecord, AuthorityRecordQuerySet
from .roles import AuthorityGroup, RoleAssignment
from .workflow import ApprovalTask

__all__ = [
    "LOGO",
    "ApprovalTask",
    "Authority",
    "AuthorityGroup",
    "AuthorityQuerySet",
    "AuthorityRecord",
    "AuthorityRecordQuerySet",
    "Invitation",
    "RoleAssignment",
]
