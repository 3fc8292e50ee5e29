"""Two authorities whose every text carries a marker, so that whatever leaks is recognised.

`belongings` says which rows of a model are an authority's; a model with texts that it does not
know fails `test_every_model_is_known` until somebody has said whose its rows are.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.files.base import ContentFile
from django.db import connection, models
from django.db.models import Q
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import (
    GroupApprovalTask,
    ModelLogEntry,
    PageLogEntry,
    Revision,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from news.models import ArticlePage, NewsIndexPage
from portal.basepage.models import BasePage
from portal.media.models import PortalDocument, PortalImage
from portal.tenancy.integrity import triggers_drop
from portal.tenancy.models import Authority, AuthorityRecord
from portal.users.models import User

MARKERS = {"phu-yen": "BIMATPY", "binh-dinh": "BIMATBD"}
# Texts that identify, address or are computed, and that a test relies on.
KEPT = {
    "action", "algorithm", "code", "content_path", "contentpath", "file_hash", "filter_spec",
    "focal_point_key", "from_state", "hostname", "inputs_hash", "key_hash", "model_path",
    "name_key", "number", "object_id", "password", "path", "position", "prefix", "sha256",
    "slug", "slug_en", "symbol", "time_zone", "to_object_id", "to_state", "translation_key",
    "url_path", "url_path_en", "website", "chapter", "old_path", "redirect_link",
    "redirect_page_route_path", "full_number",
}  # fmt: skip
# Everybody's, nobody's, or without a text of its own.
SHARED = {
    "axes.AccessAttempt", "axes.AccessAttemptExpiration", "axes.AccessFailureLog",
    "axes.AccessLog", "otp_static.StaticDevice", "otp_static.StaticToken", "otp_totp.TOTPDevice",
    "blocs.AwardType", "blocs.IndustrialPark", "wagtailembeds.Embed", "wagtailcore.Locale",
    "auth.Permission", "contenttypes.ContentType", "sessions.Session", "taggit.Tag",
    "wagtaildocs.Document", "wagtailimages.Image", "wagtailimages.Rendition",
    "wagtailsearch.IndexEntry", "wagtailsearch.SQLiteFTSIndexEntry", "wagtailadmin.FormState",
    "wagtailadmin.EditingSession", "wagtailcore.APIToken", "wagtailcore.ReferenceIndex",
    "wagtailcore.CollectionViewRestriction", "wagtailcore.PageViewRestriction",
    "wagtailcore.WorkflowState", "wagtailusers.UserProfile", "media.PortalRendition",
}  # fmt: skip


# --- whose -----------------------------------------------------------------------------------
def pages_of(authority: Authority) -> models.QuerySet:
    return BasePage.objects.filter(path__startswith=authority.site.root_page.path)


def people_of(authority: Authority) -> models.QuerySet:
    """Those who have a role here and nowhere else."""
    here = Q(role_assignments__authority=authority)
    return User.objects.filter(here, is_superuser=False).distinct()


def _of_pages(prefix: str) -> Any:
    return lambda a: {f"{prefix}__in": list(pages_of(a).values_list("pk", flat=True))}


BELONGING: dict[str, Any] = {
    "users.User": lambda a: {"pk__in": list(people_of(a).values_list("pk", flat=True))},
    "tenancy.Authority": lambda a: {"pk": a.pk},
    "tenancy.RoleAssignment": lambda a: {"authority": a},
    "signin.SignIn": lambda a: {"authority": a},
    "tenancy.Invitation": lambda a: {"authority": a},
    "media.PortalImage": lambda a: {"collection": a.collection},
    "media.PortalDocument": lambda a: {"collection": a.collection},
    "wagtailcore.Collection": lambda a: {"pk": a.collection_id},
    "wagtailcore.Site": lambda a: {"pk": a.site_id},
    "wagtailcore.PageLogEntry": _of_pages("page_id"),
    "wagtailcore.Comment": _of_pages("page_id"),
    "wagtailcore.CommentReply": _of_pages("comment__page_id"),
    "wagtailredirects.Redirect": lambda a: {"site": a.site},
    "wagtailcore.Workflow": lambda a: {"workflow_pages__page": a.site.root_page_id},
    "wagtailcore.Task": lambda a: {
        "workflow_tasks__workflow__workflow_pages__page": a.site.root_page_id
    },
    "wagtailcore.TaskState": lambda a: {
        "workflow_state__workflow__workflow_pages__page": a.site.root_page_id
    },
    "auth.Group": lambda a: {"authority_group__authority": a},
    "wagtailcore.Revision": lambda a: {
        "object_id__in": [str(pk) for pk in pages_of(a).values_list("pk", flat=True)]
    },
    "wagtailcore.ModelLogEntry": lambda a: {"pk__in": list(_logged(a))},
}


def _logged(authority: Authority) -> Iterator[int]:
    for entry in ModelLogEntry.objects.select_related("content_type"):
        model = entry.content_type.model_class()
        rows = belongings(model, authority) if model else None
        if rows is not None and rows.filter(pk=entry.object_id).exists():
            yield entry.pk


def belongings(model: type[models.Model], authority: Authority) -> models.QuerySet | None:
    """The authority's rows of a model; `None` where the model is nobody's."""
    label = model._meta.label
    if issubclass(model, AuthorityRecord):
        return model._base_manager.filter(authority=authority)
    if issubclass(model, BasePage):
        return model._base_manager.filter(path__startswith=authority.site.root_page.path)
    if label in BELONGING:
        return model._base_manager.filter(**BELONGING[label](authority))
    return None


def texts(model: type[models.Model]) -> list[models.Field]:
    return [
        field
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not (field.choices or field.remote_field or field.primary_key)
        and field.name not in KEPT
    ]


def marked_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if texts(model)]


# --- planting --------------------------------------------------------------------------------
def plant(authority: Authority) -> None:
    """Make what the sample lacks (drafts, files, a workflow, a log), then mark every text."""
    marker = MARKERS[authority.code]
    _files(authority, marker)
    _pages(authority, marker)
    _workflow(authority, marker)
    triggers_drop(connection)  # most of the records are final
    for model in marked_models():
        rows = belongings(model, authority)
        if rows is not None:
            _mark(model, list(rows.values_list("pk", flat=True)), marker)
    _mark_drafts(authority, marker)


def _mark(model: type[models.Model], pks: list[Any], marker: str) -> None:
    table, key = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        for field in texts(model):
            column = connection.ops.quote_name(field.column)
            for start in range(0, len(pks), 500):
                part = pks[start : start + 500]
                places = ", ".join(["%s"] * len(part))
                cursor.execute(
                    f'UPDATE "{table}" SET {column} = {column} || %s '  # noqa: S608
                    f"WHERE {column} <> '' AND \"{key}\" IN ({places})",
                    [f" {marker}", *part],
                )


def _mark_drafts(authority: Authority, marker: str) -> None:
    for revision in Revision.objects.filter(**BELONGING["wagtailcore.Revision"](authority)):
        for name in ("title", "title_vi", "title_en", "lead_vi", "lead_en", "draft_title"):
            if revision.content.get(name):
                revision.content[name] += f" {marker}"
        revision.save(update_fields=["content"])


def _files(authority: Authority, marker: str) -> None:
    collection = authority.collection
    image = PortalImage(title="Ảnh", collection=collection)
    image.file = get_test_image_file(filename=f"{marker}.png")
    image.save()
    image.tags.add(f"the-{marker}")
    document = PortalDocument(title="Văn bản", collection=collection)
    document.file.save(f"{marker}.pdf", ContentFile(b"%PDF-1.4 x"))
    document.save()
    document.tags.add(f"the-{marker}")


def _pages(authority: Authority, marker: str) -> None:
    index = NewsIndexPage.objects.get(path__startswith=authority.site.root_page.path)
    draft = ArticlePage(title_vi="Bản nháp", slug=f"nhap-{marker.lower()}", live=False)
    index.add_child(instance=draft)
    draft.save_revision(user=people_of(authority).first(), log_action=True)
    PageLogEntry.objects.log_action(draft, "wagtail.edit", user=people_of(authority).first())


def _workflow(authority: Authority, marker: str) -> None:
    if WorkflowPage.objects.filter(page=authority.site.root_page_id).exists():
        return
    workflow = Workflow.objects.create(name="Duyệt bài")
    task = GroupApprovalTask.objects.create(name="Duyệt")
    task.groups.set([authority.groups.get(role="approver").group])
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(workflow=workflow, page_id=authority.site.root_page_id)
