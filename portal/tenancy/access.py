"""Who may see or touch what: the one place that answers."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from wagtail.models import GroupCollectionPermission, GroupPagePermission

from .enums import Role
from .models import Authority, AuthorityGroup, RoleAssignment


def authorities_of(user: Any) -> models.QuerySet[Authority]:
    """The authorities a person works in here: all for the operator, else those of his roles.

    On an authority's own host (`user.working_authority`, set by the middleware) it is that one
    at most, so somebody with roles in two authorities never mixes them.
    """
    authorities = Authority.objects.all()
    if here := getattr(user, "working_authority", None):
        authorities = authorities.filter(pk=here.pk)
    if user.is_superuser:
        return authorities
    return authorities.filter(pk__in=roles_of(user).values("authority"))


def roles_of(user: Any) -> models.QuerySet[RoleAssignment]:
    """A person's roles that are in force today, in every authority."""
    return RoleAssignment.objects.filter(user=user.pk).in_force()


def roles_here(user: Any) -> list[tuple[int, str]]:
    """Authority and role of what a person is here today; once per request, kept on the user."""
    if not hasattr(user, "_roles_here"):
        held = roles_of(user)
        if here := getattr(user, "working_authority", None):
            held = held.filter(authority=here.pk)
        user._roles_here = list(held.values_list("authority", "role"))
    return user._roles_here


def group_ids(user: Any) -> list[int]:
    """The groups of a person's roles in force at the authority of the host.

    Asked of the roles and not of the groups: a secretary's role ends on a day, by itself.
    """
    if not hasattr(user, "_groups_here"):
        held = set(roles_here(user))
        rows = AuthorityGroup.objects.filter(authority__in={authority for authority, _role in held})
        found = rows.values_list("group", "authority", "role")
        user._groups_here = [group for group, *role in found if tuple(role) in held]
    return user._groups_here


def limit_rights(user: Any) -> None:
    """Let Wagtail see the person's rights on pages and files at the authority of the host only.

    Its policies, some of which are class attributes made before any of ours is registered, all
    look for what they have found on the user object; this is there first. It costs nothing
    until one of them asks.
    """
    user._page_permission_cache = SimpleLazyObject(partial(_page_rights, user))
    user._collection_permission_cache = SimpleLazyObject(partial(_file_rights, user))


def _page_rights(user: Any) -> models.QuerySet:
    rights = GroupPagePermission.objects.filter(group__in=group_ids(user))
    return rights.select_related("page", "permission")


def _file_rights(user: Any) -> models.QuerySet:
    rights = GroupCollectionPermission.objects.filter(group__in=group_ids(user))
    return rights.select_related("permission", "collection")


def authority_ids(user: Any) -> list[int]:
    """As `authorities_of`, once per request: the ids stay on the user object."""
    if not hasattr(user, "_authority_ids"):
        if user.is_superuser:
            user._authority_ids = list(authorities_of(user).values_list("pk", flat=True))
        else:
            user._authority_ids = list({authority for authority, _role in roles_here(user)})
    return user._authority_ids


def has_role(user: Any, authority: Authority, roles: Iterable[Role]) -> bool:
    return bool(roles_of(user).filter(authority=authority, role__in=roles).exists())


def administered(request: Any) -> Authority:
    """The authority of the host, for its administrators and the operator.

    Raises PermissionDenied for anybody else, and on the platform's own host.
    """
    authority, user = request.authority, request.user
    if authority is None:
        raise PermissionDenied(_("Open this page on the address of one authority."))
    if not (user.is_superuser or (authority.pk, Role.ADMINISTRATOR) in roles_here(user)):
        raise PermissionDenied
    return authority


def is_administered(request: Any) -> bool:
    try:
        return bool(administered(request))
    except PermissionDenied:
        return False


def scope(queryset: models.QuerySet, user: AbstractBaseUser) -> models.QuerySet:
    """The rows of `queryset` that lie in the person's authorities.

    The model says in `authority_lookup` how it belongs to one; without that, TypeError.
    """
    lookup = getattr(queryset.model, "authority_lookup", None)
    if lookup is None:
        raise TypeError(f"{queryset.model.__name__} belongs to no authority")
    return queryset.filter(**{f"{lookup}__in": authority_ids(user)}).distinct()


def authority_of_page(page: Any) -> Authority | None:
    """The authority in whose tree a page lies; `None` above all trees."""
    if not page.path:
        return None
    for authority in Authority.objects.select_related("site__root_page").exclude(site=None):
        if page.path.startswith(authority.site.root_page.path):
            return authority
    return None


def authority_of_collection(collection: Any) -> Authority | None:
    """The authority in (or under) whose collection files lie; `None` above all of them."""
    for authority in Authority.objects.select_related("collection", "site").exclude(
        collection=None
    ):
        if collection.path.startswith(authority.collection.path):
            return authority
    return None
