"""An authority is suspended, with a reason, and reactivated; nothing of it changes meanwhile."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portal.users.models import User

from ..enums import AuthorityState
from ..models import Authority

SUSPEND, REACTIVATE = "portal.authority.suspend", "portal.authority.reactivate"
EXPORT = "portal.authority.export"


@transaction.atomic
def authority_suspend(*, authority: Authority, user: User | None, reason: str) -> Authority:
    """Close an active authority's host to everybody. Raises ValidationError, at `reason` if empty.

    `user` is nobody when a command is run.
    """
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the authority is suspended.")})
    taken = _moved(authority, AuthorityState.ACTIVE, AuthorityState.SUSPENDED)
    log(taken, SUSPEND, user=user, data={"reason": reason.strip()})
    return taken


@transaction.atomic
def authority_reactivate(*, authority: Authority, user: User | None) -> Authority:
    """Open a suspended authority's host again. Raises ValidationError for any other."""
    taken = _moved(authority, AuthorityState.SUSPENDED, AuthorityState.ACTIVE)
    log(taken, REACTIVATE, user=user)
    return taken


def _moved(authority: Authority, from_: AuthorityState, to: AuthorityState) -> Authority:
    row = Authority.objects.select_for_update().get(pk=authority.pk)
    if row.state != from_:
        words = {"authority": row, "state": row.get_state_display()}
        raise ValidationError(_("“%(authority)s” cannot do this: it is %(state)s.") % words)
    row.state = to
    row.save(update_fields=["state"])
    return row
