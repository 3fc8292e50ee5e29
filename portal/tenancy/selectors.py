"""Who is in an authority, and what was done there."""

from dataclasses import dataclass

from django.db.models import Prefetch

from portal.users.models import User

from .models import Authority, Invitation, RoleAssignment


@dataclass(frozen=True)
class HeldRole:
    """A role of a person, and whether it is in force today."""

    assignment: RoleAssignment
    in_force: bool


@dataclass(frozen=True)
class Member:
    """A person with the roles held in one authority, and none held elsewhere."""

    user: User
    roles: list[HeldRole]


def members_of(authority: Authority) -> list[Member]:
    """Everybody with a role in the authority, by name."""
    own = RoleAssignment.objects.filter(authority=authority).order_by("pk")
    own = own.select_related("bloc", "enterprise", "leadership__enterprise")
    people = User.objects.filter(role_assignments__authority=authority).distinct()
    people = people.prefetch_related(Prefetch("role_assignments", own, to_attr="roles_here"))
    valid = set(own.in_force().values_list("pk", flat=True))
    return [
        Member(user, [HeldRole(row, row.pk in valid) for row in user.roles_here])
        for user in people.order_by("last_name", "first_name", "username")
    ]


def invitations_of(authority: Authority) -> list[Invitation]:
    """Those that wait for an answer, expired ones among them."""
    rows = Invitation.objects.waiting().filter(authority=authority)
    return list(rows.select_related("enterprise", "invited_by").prefetch_related("blocs"))
