from .groups import (
    MEDIA_RIGHTS,
    PAGE_RIGHTS,
    authority_groups_sync,
    groups_of,
    permissions_sync,
    role_permissions,
    user_groups_sync,
)
from .roles import role_grant, role_revoke

__all__ = [
    "MEDIA_RIGHTS",
    "PAGE_RIGHTS",
    "authority_groups_sync",
    "groups_of",
    "permissions_sync",
    "role_grant",
    "role_permissions",
    "role_revoke",
    "user_groups_sync",
]
