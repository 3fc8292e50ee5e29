from .authority import Authority, AuthorityQuerySet
from .invitations import Invitation
from .record import AuthorityRecord, AuthorityRecordQuerySet
from .roles import AuthorityGroup, RoleAssignment

__all__ = [
    "Authority",
    "AuthorityGroup",
    "AuthorityQuerySet",
    "AuthorityRecord",
    "AuthorityRecordQuerySet",
    "Invitation",
    "RoleAssignment",
]
