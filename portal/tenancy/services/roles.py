"""Who gets and loses a role; every right is derived from these rows."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portal.users.models import User

from ..enums import Role
from ..models import Authority, RoleAssignment
from .groups import user_groups_sync


@transaction.atomic
def role_grant(*, user: User, authority: Authority, role: Role, **place: Any) -> RoleAssignment:
    """Give a role; `place` is the `bloc` of a secretary, the `enterprise` of a contact.

    A secretary serves whoever leads the bloc now; given again, the role follows the new leader.
    Raises ValidationError where the role and the place do not fit, lie in two authorities, or
    nobody leads the bloc.
    """
    fields = {"user": user, "authority": authority, "role": role}
    fields |= {"bloc": None, "enterprise": None} | place
    assignment = RoleAssignment.objects.filter(**fields).first() or RoleAssignment(**fields)
    assignment.leadership = _leadership(fields["bloc"])
    assignment.full_clean()
    assignment.save()
    user_groups_sync(user=user)
    _log("role_grant", assignment)
    return assignment


LEADING = ("secretary", "leader", "deputy")  # whose secretary one is, if several are in office


def _leadership(bloc: Any) -> Any:
    """The office of a bloc that a secretary serves: in force, or the next one to come."""
    if bloc is None:
        return None
    today = timezone.localdate()
    offices = [one for one in bloc.leaderships.all() if not one.has_ended(today)]
    if not offices:
        text = _("Nobody holds an office in this bloc; its leader is set by a decision first.")
        raise ValidationError({"bloc": text})
    return min(offices, key=lambda one: (one.valid_from > today, LEADING.index(one.role)))


@transaction.atomic
def role_revoke(*, assignment: RoleAssignment) -> None:
    """Take a role. Raises ValidationError for the last administrator of an authority."""
    if _is_last_administrator(assignment):
        raise ValidationError(_("An authority keeps at least one administrator."))
    _log("role_revoke", assignment)
    assignment.delete()
    user_groups_sync(user=assignment.user)


def _log(action: str, assignment: RoleAssignment) -> None:
    place = assignment.bloc or assignment.enterprise
    data = {"person": str(assignment.user), "role": assignment.role, "place": str(place or "")}
    log(assignment.authority, f"tenancy.{action}", data=data)


def _is_last_administrator(assignment: RoleAssignment) -> bool:
    if assignment.role != Role.ADMINISTRATOR:
        return False
    administrators = RoleAssignment.objects.filter(
        authority=assignment.authority, role=Role.ADMINISTRATOR, user__is_active=True
    )
    locked = administrators.select_for_update(of=("self",)).values_list("pk", flat=True)
    return not set(locked) - {assignment.pk}
