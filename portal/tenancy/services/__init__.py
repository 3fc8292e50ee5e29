from .groups import (
    MEDIA_RIGHTS,
    PAGE_RIGHTS,
    authority_groups_sync,
    groups_of,
    permissions_sync,
    role_permissions,
    user_groups_sync,
)
from .invitations import (
    accounts_of,
    administrator_invite,
    invitation_accept,
    invitation_create,
    invitation_mail,
    invitation_register,
    invitation_renew,
    invitation_withdraw,
)
from .roles import role_grant, role_revoke
from .workflows import workflow_differences, workflow_sync

__all__ = [
    "MEDIA_RIGHTS",
    "PAGE_RIGHTS",
    "accounts_of",
    "administrator_invite",
    "authority_groups_sync",
    "groups_of",
    "invitation_accept",
    "invitation_create",
    "invitation_mail",
    "invitation_register",
    "invitation_renew",
    "invitation_withdraw",
    "permissions_sync",
    "role_grant",
    "role_permissions",
    "role_revoke",
    "user_groups_sync",
    "workflow_differences",
    "workflow_sync",
]
