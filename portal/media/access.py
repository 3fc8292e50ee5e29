"""Who may read an image's original or a document: people of its authority, and for a document
everybody as long as something public uses it.
"""

from collections.abc import Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.http import HttpRequest
from wagtail.models import CollectionMember, ReferenceIndex
from wagtail.permissions import policy_registry

from portal.basepage.models import BasePage
from portal.tenancy.access import authority_ids, authority_of_collection
from portal.tenancy.models import Authority, AuthorityRecord

from .models import PortalDocument

ANY = ("add", "change", "delete", "choose")


def may_handle(user: Any, file: CollectionMember) -> bool:
    """Whether the person works with this authority's files, and is at work there now.

    A file of no authority is the operator's, on the platform's own host.
    """
    if not user.is_authenticated:
        return False
    owner = authority_of_collection(file.collection)
    if owner is None:
        here = getattr(user, "working_authority", None) is None
    else:
        here = owner.pk in authority_ids(user)
    policy = policy_registry.get_by_type(type(file))
    return here and policy.user_has_any_permission_for_instance(user, ANY, file)


def may_read(request: HttpRequest, document: PortalDocument) -> bool:
    return may_handle(request.user, document) or is_public(request, document)


def is_public(request: HttpRequest, document: PortalDocument) -> bool:
    """Whether this host's authority owns it and shows it on a page or with a record."""
    owner = authority_of_collection(document.collection)
    if owner is None or owner != request.authority:
        return False
    if document.collection.get_view_restrictions().exists():
        return False
    return _on_a_page(request, document, owner) or _with_a_record(document, owner)


def _on_a_page(request: HttpRequest, document: PortalDocument, owner: Authority) -> bool:
    """On a live page that this reader is served. The index holds what pages show, not drafts."""
    used = ReferenceIndex.get_references_to(document).filter(
        base_content_type=ContentType.objects.get_for_model(BasePage)
    )
    pages = BasePage.objects.live().descendant_of(owner.site.root_page, inclusive=True)
    found = pages.filter(pk__in=[int(pk) for pk in used.values_list("object_id", flat=True)])
    return any(
        all(restriction.accept_request(request) for restriction in page.get_view_restrictions())
        for page in found
    )


def _with_a_record(document: PortalDocument, owner: Authority) -> bool:
    return any(
        field.model.public_rows(owner).filter(**{field.name: document}).exists()
        for field in record_fields()
    )


def record_fields() -> Iterator[models.ForeignKey]:
    """The foreign keys by which records use documents."""
    for relation in PortalDocument._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete:
            field = relation.field
            if issubclass(field.model, AuthorityRecord):
                yield field
