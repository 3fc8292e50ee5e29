from .authority import LOGO, Authority, AuthorityQuerySet
from .record import AuthorityRecord, AuthorityRecordQuerySet
from .roles import AuthorityGroup, RoleAssignment

__all__ = [
    "LOGO",
    "Authority",
    "AuthorityGroup",
    "AuthorityQuerySet",
    "AuthorityRecord",
    "AuthorityRecordQuerySet",
    "RoleAssignment",
]
