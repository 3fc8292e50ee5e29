"""What would let one authority see or touch another, on any database: each as a sentence.

The database refuses references between records by itself (`integrity`); this looks at the rest,
too: files, pages, roles, and the groups and permissions that are derived from roles.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from wagtail.models import (
    CollectionMember,
    GroupCollectionPermission,
    GroupPagePermission,
    ReferenceIndex,
    get_page_models,
)

from portal.basepage.models import BasePage
from portal.users.models import User

from .enums import Role
from .models import Authority, AuthorityGroup, AuthorityRecord, RoleAssignment
from .services import (
    MEDIA_RIGHTS,
    PAGE_RIGHTS,
    groups_of,
    role_permissions,
    workflow_differences,
)


def crossings() -> Iterator[str]:
    """Every reference that leads from one authority to another."""
    for model in apps.get_models():
        if issubclass(model, AuthorityRecord):
            yield from _of_records(model)
    yield from _of_authorities()
    yield from _of_roles()
    yield from _of_pages()


def derivations() -> Iterator[str]:
    """Every group, permission or workflow that is not what the role assignments say."""
    yield from _of_groups()
    yield from _of_people()


# --- references --------------------------------------------------------------------------------
def _of_records(model: type[AuthorityRecord]) -> Iterator[str]:
    for field in model._meta.concrete_fields:
        target = field.related_model
        if not isinstance(target, type):
            continue
        if issubclass(target, AuthorityRecord):
            stray = model._base_manager.exclude(**{f"{field.name}__authority": F("authority")})
            stray = stray.exclude(**{field.name: None})
        elif issubclass(target, CollectionMember):
            stray = _foreign_files(model, field.name)
        else:
            continue
        for pk in stray.values_list("pk", flat=True):
            yield f"{model._meta.label} {pk}: {field.name} leads to another authority"


def _foreign_files(model: type[AuthorityRecord], name: str) -> models.QuerySet:
    own = Q(pk=None)
    for authority in Authority.objects.exclude(collection=None):
        below = authority.collection.path  # type: ignore[union-attr]
        own |= Q(authority=authority, **{f"{name}__collection__path__startswith": below})
    return model._base_manager.exclude(**{name: None}).exclude(own)


def _of_authorities() -> Iterator[str]:
    for authority in Authority.objects.exclude(logo=None).select_related("logo__collection"):
        if not authority.owns(authority.logo):
            yield f"tenancy.Authority {authority.pk}: logo leads to another authority"


def _of_roles() -> Iterator[str]:
    for place in ("bloc", "enterprise", "leadership"):
        stray = RoleAssignment.objects.exclude(**{place: None})
        for row in stray.exclude(**{f"{place}__authority": F("authority")}):
            yield f"role {row.pk} of {row.user_id}: its {place} is of another authority"


def _of_pages() -> Iterator[str]:
    """Pages that use another authority's pages, files or records."""
    whose = _owners()
    pages = ContentType.objects.get_for_model(BasePage)
    for page, to_type, to_pk, path in (*_indexed(pages), *_listed(), *_drafted()):
        owner, target = whose(pages.pk, page), whose(to_type, to_pk)
        if owner and target and owner != target:
            yield f"page {page}: {path} leads to another authority"


Link = tuple[Any, int, Any, str]  # a page, the type and the key of what it uses, where


def _indexed(pages: ContentType) -> Iterator[Link]:
    rows = ReferenceIndex.objects.filter(base_content_type=pages)
    yield from rows.values_list("object_id", "to_content_type", "to_object_id", "model_path")


def _listed() -> Iterator[Link]:
    """The records that pages list; Wagtail's index leaves such fields out."""
    for model in get_page_models():
        for field in model._meta.local_many_to_many:
            kind = ContentType.objects.get_for_model(field.related_model).pk
            rows = model._base_manager.exclude(**{field.name: None})
            for page, key in rows.values_list("pk", field.name):
                yield page, kind, key, field.name


def _drafted() -> Iterator[Link]:
    """What texts and blocks of drafts use: publishing them takes no further form."""
    for page in BasePage.objects.filter(has_unpublished_changes=True):
        draft = page.get_latest_revision_as_object()
        for field in draft._meta.get_fields():
            if extract := getattr(field, "extract_references", None):
                for model, key, *_path in extract(field.value_from_object(draft)):
                    kind = ContentType.objects.get_for_model(_root(model)).pk
                    yield page.pk, kind, key, f"{field.name} of the draft"


def _root(model: Any) -> Any:
    return BasePage if issubclass(model, BasePage) else model


def _owners() -> Any:
    """A function that names the authority of a thing by its content type and key, if it has one."""
    known: dict[int, dict[str, int]] = {}

    def owner(content_type: int, pk: str) -> int | None:
        if content_type not in known:
            found = ContentType.objects.get_for_id(content_type).model_class()
            known[content_type] = dict(_owned(found)) if found else {}
        return known[content_type].get(str(pk))

    return owner


def _owned(model: Any) -> Iterator[tuple[str, int]]:
    if issubclass(model, AuthorityRecord):
        rows = model._base_manager.values_list("pk", "authority")
        yield from ((str(pk), authority) for pk, authority in rows)
        return
    for authority in Authority.objects.exclude(site=None).select_related("site__root_page"):
        if issubclass(model, BasePage):
            below = {"path__startswith": authority.site.root_page.path}  # type: ignore[union-attr]
        elif issubclass(model, CollectionMember):
            below = {"collection__path__startswith": authority.collection.path}  # type: ignore[union-attr]
        else:
            return
        keys = model._base_manager.filter(**below).values_list("pk", flat=True)
        yield from ((str(pk), authority.pk) for pk in keys)


# --- what is derived ---------------------------------------------------------------------------
def _of_groups() -> Iterator[str]:
    for authority in Authority.objects.exclude(site=None):
        for role in Role:
            row = AuthorityGroup.objects.filter(authority=authority, role=role).first()
            if row is None:
                yield f"{authority.code} has no group for {role.value}"
            else:
                yield from _differences(row.group, authority, role)
        yield from workflow_differences(authority)
    for group in Group.objects.filter(authority_group=None):
        rights = group.permissions.exists() or group.page_permissions.exists()
        if rights or group.collection_permissions.exists():
            yield f"group “{group}” has rights and belongs to no role"


def _differences(group: Group, authority: Authority, role: Role) -> Iterator[str]:
    if set(group.permissions.all()) != set(role_permissions(role)):
        yield f"group “{group}”: permissions differ from those of the role"
    pages = GroupPagePermission.objects.filter(group=group)
    root = authority.site.root_page_id  # type: ignore[union-attr]
    expected = {(root, f"{action}_basepage") for action in PAGE_RIGHTS.get(role, ())}
    if set(pages.values_list("page", "permission__codename")) != expected:
        yield f"group “{group}”: rights on pages differ from those of the role"
    files = GroupCollectionPermission.objects.filter(group=group)
    actions = MEDIA_RIGHTS.get(role, ())
    names = {f"{action}_{kind}" for action in actions for kind in ("image", "document")}
    held = {(authority.collection_id, name) for name in names}
    if set(files.values_list("collection", "permission__codename")) != held:
        yield f"group “{group}”: rights on files differ from those of the role"


def _of_people() -> Iterator[str]:
    for user in User.objects.prefetch_related("groups", "role_assignments"):
        if {group.pk for group in user.groups.all()} != set(groups_of(user)):
            yield f"person {user.pk}: groups differ from the roles"
        if user.user_permissions.exists():
            yield f"person {user.pk} has permissions beside the roles"
