from .authority import Authority, AuthorityQuerySet
from .record import AuthorityRecord, AuthorityRecordQuerySet
from .roles import AuthorityGroup, RoleAssignment

__all__ = [
    "Authority",
    "AuthorityGroup",
    "AuthorityQuerySet",
    "AuthorityRecord",
    "AuthorityRecordQuerySet",
    "RoleAssignment",
]
