"""What Wagtail is told of the roles: groups, permissions, and who is in which group."""

from collections.abc import Iterable

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import GroupCollectionPermission, GroupPagePermission

from portal.users.models import User

from ..enums import Role
from ..models import Authority, AuthorityGroup, AuthorityRecord
from .workflows import workflow_sync

PAGE_RIGHTS: dict[Role, tuple[str, ...]] = {
    Role.ADMINISTRATOR: ("add", "change", "publish", "lock", "unlock", "bulk_delete"),
    Role.EDITOR: ("add", "change"),
    Role.APPROVER: ("change", "publish", "lock", "unlock"),
}
MEDIA_RIGHTS: dict[Role, tuple[str, ...]] = {
    Role.ADMINISTRATOR: ("add", "change", "choose"),
    Role.EDITOR: ("add", "change", "choose"),
    Role.APPROVER: ("choose",),
}


def user_groups_sync(*, user: User) -> None:
    """A person's groups are those of his assignments and no others."""
    user.groups.set(groups_of(user))
    user.user_permissions.clear()


def groups_of(user: User) -> list[int]:
    """Keys of the groups that a person's assignments ask for; `access.here` asks for the day."""
    roles = {(row.authority_id, row.role) for row in user.role_assignments.all()}
    groups = AuthorityGroup.objects.filter(authority__in={authority for authority, _ in roles})
    return [row.group_id for row in groups if (row.authority_id, row.role) in roles]


@transaction.atomic
def permissions_sync() -> None:
    """Make every group and every person's groups what the roles say; whatever was changed goes."""
    for authority in Authority.objects.exclude(site=None):
        authority_groups_sync(authority=authority)
    for group in Group.objects.filter(authority_group=None):
        group.permissions.clear()
        GroupPagePermission.objects.filter(group=group).delete()
        GroupCollectionPermission.objects.filter(group=group).delete()
    for user in User.objects.all():
        user_groups_sync(user=user)


@transaction.atomic
def authority_groups_sync(*, authority: Authority) -> None:
    """Make the authority's groups, one a role, hold exactly the permissions of that role.

    With them goes the approval workflow, whose approvers are such groups.
    """
    for role in Role:
        name = f"{authority.code}: {role.value}"
        group, _created = Group.objects.get_or_create(name=name)
        AuthorityGroup.objects.get_or_create(authority=authority, role=role, group=group)
        group.permissions.set(role_permissions(role))
        _page_permissions_set(group, authority, PAGE_RIGHTS.get(role, ()))
        _media_permissions_set(group, authority, MEDIA_RIGHTS.get(role, ()))
    workflow_sync(authority=authority)


def role_permissions(role: Role) -> list[Permission]:
    """Admin access for all, and what the models say this role sees and edits."""
    found = [Permission.objects.get(codename="access_admin")]
    for model in apps.get_models():
        if issubclass(model, AuthorityRecord):
            sees = ("view",) if role in model.viewed_by else ()
            edits = ("add", "change", "delete") if role in model.edited_by else ()
            found += _permissions(model, sees + edits)
    if role == Role.ADMINISTRATOR:
        found += _permissions(Authority, ("view", "change"))
    return found


def _permissions(model: type, actions: Iterable[str]) -> list[Permission]:
    content_type = ContentType.objects.get_for_model(model)
    codenames = [f"{action}_{content_type.model}" for action in actions]
    return list(Permission.objects.filter(content_type=content_type, codename__in=codenames))


def _page_permissions_set(group: Group, authority: Authority, actions: Iterable[str]) -> None:
    page = authority.site.root_page
    GroupPagePermission.objects.filter(group=group).delete()
    for action in actions:
        GroupPagePermission.objects.create(group=group, page=page, permission_type=action)


def _media_permissions_set(group: Group, authority: Authority, actions: Iterable[str]) -> None:
    GroupCollectionPermission.objects.filter(group=group).delete()
    # Wagtail checks the rights of its own models, whatever model is in their place.
    for model in (Image, Document):
        for permission in _permissions(model, actions):
            GroupCollectionPermission.objects.create(
                group=group, collection=authority.collection, permission=permission
            )
