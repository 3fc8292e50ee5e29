"""Two authorities whose every text carries a marker, so that whatever leaks is recognised.

`belongings` says which rows of a model are an authority's; a model with texts that it does not
know fails `test_every_model_is_known` until somebody has said whose its rows are. `PUBLIC` says
which of them everybody may read: the texts of all others carry a second marker. What belongs to
one bloc or one enterprise (`PLACES`) gets a third one, for the walk that looks for it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.db import connection, models
from django.db.models import Q
from django.utils import timezone
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import (
    ModelLogEntry,
    PageLogEntry,
    ReferenceIndex,
    Revision,
)

from blocs.enums import (
    CriteriaState,
    DecisionState,
    FileKind,
    PeriodState,
    PledgeState,
    RankingState,
    RegulationState,
    ReportKind,
    ReportLevel,
    ReportState,
    SheetState,
    Visibility,
)
from blocs.models import (
    AdjustmentLine,
    AdjustmentRule,
    Ballot,
    BallotOption,
    Bloc,
    CriteriaSet,
    Criterion,
    Decision,
    EmulationPeriod,
    Enterprise,
    Pledge,
    PledgeTarget,
    Ranking,
    RegulationArticle,
    RegulationVersion,
    Report,
    ReportFile,
    Result,
    ScoreSheet,
    Transition,
)
from news.models import ArticlePage, NewsIndexPage
from portal.basepage.models import BasePage
from portal.media.models import PortalDocument, PortalImage
from portal.signin.models import SignIn
from portal.tenancy.integrity import triggers_drop
from portal.tenancy.models import Authority, AuthorityRecord, Invitation
from portal.users.models import User

MARKERS = {"phu-yen": "BIMATPY", "binh-dinh": "BIMATBD"}
UNPUBLISHED = {"phu-yen": "CHUACONGBOPY", "binh-dinh": "CHUACONGBOBD"}
PLACE = "RIENGMOTNOI"
# Figures that occur nowhere else, and how they look in an answer.
FIGURES: dict[type[models.Model], dict[str, Any]] = {
    PledgeTarget: {"target": Decimal("7351946280.25")},
    ScoreSheet: {"total": Decimal("731.37"), "verified_points": Decimal("731.37")},
    Ballot: {"eligible": 31973, "cast": 31973},
    BallotOption: {"votes": 31973},
    Result: {"total": Decimal("731.37")},
}
NUMBERS = ("7.351.946.280", "7,351,946,280", "7351946280", "731,37", "731.37", "31973", "31.973")
WORKING = (SheetState.DRAFT, SheetState.SUBMITTED, SheetState.CROSS_CHECKED, SheetState.VERIFIED)
# Texts that identify, address or are computed, and that a test relies on.
KEPT = {
    "action", "algorithm", "code", "content_path", "contentpath", "file_hash", "filter_spec",
    "focal_point_key", "from_state", "hostname", "inputs_hash", "key_hash", "model_path",
    "name_key", "number", "object_id", "password", "path", "position", "prefix", "sha256",
    "slug", "slug_en", "symbol", "time_zone", "to_object_id", "to_state", "translation_key",
    "url_path", "url_path_en", "website", "chapter", "old_path", "redirect_link",
    "redirect_page_route_path", "full_number", "source_id", "thing", "digest", "notice", "word",
    "exact", "folded", "stems", "terms", "index", "query_key",
}  # fmt: skip
# Everybody's, nobody's, or without a text of its own.
SHARED = {
    "axes.AccessAttempt", "axes.AccessAttemptExpiration", "axes.AccessFailureLog",
    "axes.AccessLog", "otp_static.StaticDevice", "otp_static.StaticToken", "otp_totp.TOTPDevice",
    "blocs.AwardType", "blocs.IndustrialPark", "wagtailembeds.Embed", "wagtailcore.Locale",
    "search.IndexBuild",
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
    "search.SearchEntry": lambda a: {"authority": a},
    "search.SearchText": lambda a: {"entry__authority": a},
    "search.FileText": lambda a: {"authority": a},
    "search.SearchedQuery": lambda a: {"authority": a},
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


# Of an authority's rows, those that everybody may read; of every other model: none.
_OUT = {"ranking__state__in": (RankingState.PUBLISHED, RankingState.SUPERSEDED)}
_ISSUED = [state for state in CriteriaState if state != CriteriaState.DRAFT]
_ADOPTED = [state for state in RegulationState if state != RegulationState.DRAFT]
PUBLIC: dict[str, dict[str, Any]] = {
    "tenancy.Authority": {},
    "search.SearchEntry": {},
    "search.SearchText": {},
    "search.FileText": {},
    "news.ArchiveItem": {},
    "blocs.Bloc": {},
    "blocs.Enterprise": {},
    "blocs.Conference": {},
    "blocs.AgendaItem": {},
    "blocs.Award": {},
    "blocs.Decision": {"state": DecisionState.ISSUED},
    "blocs.Pledge": {"state": PledgeState.SIGNED},
    "blocs.PledgeTarget": {
        "pledge__state": PledgeState.SIGNED,
        "visibility": Visibility.PUBLIC,
    },
    "blocs.CriteriaSet": {"state__in": _ISSUED},
    "blocs.Criterion": {"criteria_set__state__in": _ISSUED},
    "blocs.AdjustmentRule": {"criteria_set__state__in": _ISSUED},
    "blocs.Regulation": {"versions__state__in": _ADOPTED},
    "blocs.RegulationVersion": {"state__in": _ADOPTED},
    "blocs.RegulationArticle": {"version__state__in": _ADOPTED},
    "blocs.ScoreSheet": {"state": SheetState.PUBLISHED},
    "blocs.Ranking": {"state__in": _OUT["ranking__state__in"]},
    "blocs.Result": _OUT,
    "blocs.Report": {"state": ReportState.PUBLISHED},
    "blocs.ReportFile": {"report__state": ReportState.PUBLISHED},
}
# How a row belongs to one bloc and to one enterprise.
PLACES: dict[str, tuple[str, str]] = {
    "blocs.ScoreSheet": ("bloc", "enterprise"),
    "blocs.ScoreLine": ("sheet__bloc", "sheet__enterprise"),
    "blocs.AdjustmentLine": ("sheet__bloc", "sheet__enterprise"),
    "blocs.Evidence": ("line__sheet__bloc", "line__sheet__enterprise"),
    "blocs.Pledge": ("bloc", ""),
    "blocs.PledgeTarget": ("pledge__bloc", "enterprise"),
    "blocs.PledgeSignature": ("pledge__bloc", "enterprise"),
    "blocs.Ballot": ("bloc", ""),
    "blocs.BallotOption": ("ballot__bloc", "enterprise"),
    "blocs.Ranking": ("bloc", ""),
    "blocs.Result": ("ranking__bloc", "enterprise"),
    "blocs.Report": ("bloc", "enterprise"),
    "blocs.ReportFile": ("report__bloc", "report__enterprise"),
    "users.User": ("role_assignments__bloc", "role_assignments__enterprise"),
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


def public(model: type[models.Model], authority: Authority) -> models.QuerySet | None:
    rows = belongings(model, authority)
    if rows is None:
        return None
    if issubclass(model, BasePage):
        return rows.filter(live=True)
    if model in (PortalImage, PortalDocument):
        return rows.filter(pk__in=[*_used(model)])
    allowed = PUBLIC.get(model._meta.label)
    return rows.none() if allowed is None else rows.filter(**allowed)


def _used(model: type[models.Model]) -> Iterator[int]:
    """Keys of the files that a page or a record shows."""
    kind = ContentType.objects.get_for_model(model)
    used = ReferenceIndex.objects.filter(to_content_type=kind).values_list("to_object_id")
    yield from (int(pk) for (pk,) in used)
    yield from Decision.objects.issued().exclude(file=None).values_list("file", flat=True)


def unpublished(model: type[models.Model], authority: Authority) -> models.QuerySet | None:
    """The authority's rows that not everybody may read."""
    rows, open_ = belongings(model, authority), public(model, authority)
    return None if rows is None else rows.exclude(pk__in=list(open_.values_list("pk", flat=True)))


def of_place(model: type[models.Model], place: Bloc | Enterprise) -> models.QuerySet | None:
    """Rows of one bloc or enterprise that the other members of its authority do not see."""
    if model is Transition:
        return _steps(place)
    paths = PLACES.get(model._meta.label)
    path = paths[isinstance(place, Enterprise)] if paths else ""
    hidden = unpublished(model, place.authority)
    return hidden.filter(**{path: place}) if path and hidden is not None else None


def _steps(place: Bloc | Enterprise) -> models.QuerySet:
    about = Q(pk=None)
    for subject in (ScoreSheet, Pledge, Ranking, Report):
        if (rows := of_place(subject, place)) is not None:
            kind = ContentType.objects.get_for_model(subject)
            about |= Q(subject_type=kind, subject_id__in=list(rows.values_list("pk", flat=True)))
    return Transition.objects.filter(about)


@dataclass(frozen=True)
class Side:
    """Whose rows are put into addresses, and the markers that tell of them in an answer."""

    authority: Authority
    rows: Callable[[type[models.Model]], models.QuerySet | None]
    markers: tuple[str, ...]


def whole(authority: Authority) -> Side:
    return Side(authority, partial(belongings, authority=authority), (MARKERS[authority.code],))


def hidden(authority: Authority) -> Side:
    """What the authority keeps from the public."""
    rows = partial(unpublished, authority=authority)
    return Side(authority, rows, (UNPUBLISHED[authority.code],))


def corner(place: Bloc | Enterprise) -> Side:
    """What a bloc or an enterprise keeps from the others; to be planted with `plant_place`."""
    return Side(place.authority, partial(of_place, place=place), (PLACE, *NUMBERS))


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
    _take_back(authority)
    for side in (whole(authority), hidden(authority)):
        _mark_rows(side)
        _mark_drafts(authority, side.markers[0])


def plant_place(place: Bloc | Enterprise) -> None:
    """Mark what one bloc or enterprise keeps to itself, in its texts and in its figures."""
    triggers_drop(connection)
    _draft_report(place)
    _asked_bonus(place)
    side = corner(place)
    _mark_rows(side)
    for model, figures in FIGURES.items():
        if (rows := side.rows(model)) is not None:
            model._base_manager.filter(pk__in=list(rows.values_list("pk", flat=True))).update(
                **figures
            )


def _draft_report(place: Bloc | Enterprise) -> None:
    is_bloc = isinstance(place, Bloc)
    report = Report.objects.create(
        authority=place.authority,
        kind=ReportKind.values[0],
        level=ReportLevel.BLOC if is_bloc else ReportLevel.ENTERPRISE,
        period=EmulationPeriod.objects.of(place.authority).first(),
        issued_on=place.authority.today(),
        title_vi=f"Báo cáo của {place}",
        summary_vi="Nội dung",
        **{"bloc" if is_bloc else "enterprise": place},
    )
    file = ReportFile(report=report, language="vi", kind=FileKind.values[0], filename="bc.pdf")
    file.size = 1
    file.file.save("bc.pdf", ContentFile(f"%PDF-1.4 {PLACE}".encode()))


def _asked_bonus(place: Bloc | Enterprise) -> None:
    sheet = corner(place).rows(ScoreSheet).last()
    rule = AdjustmentRule.objects.of(place.authority).last()
    AdjustmentLine.objects.get_or_create(sheet=sheet, rule=rule, defaults={"note": "Đề nghị"})


def _take_back(authority: Authority) -> None:
    """The sample is published through and through: its last year becomes one in the making."""
    year = EmulationPeriod.objects.of(authority).aggregate(models.Max("year"))["year__max"]
    own = {"authority": authority, "period__year": year}
    sheets = ScoreSheet.objects.filter(**own).order_by("bloc", "pk")
    for number, pk in enumerate(sheets.values_list("pk", flat=True)):
        state = WORKING[number % len(WORKING)]
        ScoreSheet.objects.filter(pk=pk).update(state=state)
    Ranking.objects.filter(**own).update(state=RankingState.FINAL, decision=None)
    Report.objects.filter(**own).update(state=ReportState.DRAFT)
    Pledge.objects.filter(authority=authority, year=year).update(state=PledgeState.COLLECTING)
    EmulationPeriod.objects.filter(authority=authority, year=year).update(state=PeriodState.OPEN)
    last = Decision.objects.of(authority).order_by("pk").last()
    Decision.objects.filter(pk=last.pk).update(state=DecisionState.DRAFT)
    criteria = _again(CriteriaSet, authority, state=CriteriaState.DRAFT, code="TC-MOI")
    _again(Criterion, authority, criteria_set_id=criteria.pk)
    version = _again(RegulationVersion, authority, state=RegulationState.DRAFT, number=99)
    _again(RegulationArticle, authority, version_id=version.pk)


def _again(model: type[models.Model], authority: Authority, **fields: Any) -> Any:
    """A copy of the authority's last row, with other fields."""
    row = model._base_manager.filter(authority=authority).order_by("pk").last()
    values = {name: getattr(row, name) for name in (each.attname for each in row._meta.fields)}
    return model._base_manager.create(**values | {"id": None, "uid": uuid4(), **fields})


def _mark_rows(side: Side) -> None:
    for model in marked_models():
        rows = side.rows(model)
        if rows is not None:
            _mark(model, list(rows.values_list("pk", flat=True)), side.markers[0])


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
    document.file.save(f"{marker}.pdf", ContentFile(f"%PDF-1.4 {marker}".encode()))
    document.save()
    document.tags.add(f"the-{marker}")
    for each in PortalDocument.objects.filter(collection=collection):
        each.get_file_size()  # or the first reader's request writes it


def _pages(authority: Authority, marker: str) -> None:
    index = NewsIndexPage.objects.get(path__startswith=authority.site.root_page.path)
    draft = ArticlePage(title_vi="Bản nháp", slug=f"nhap-{marker.lower()}", live=False)
    index.add_child(instance=draft)
    draft.save_revision(user=people_of(authority).first(), log_action=True)
    PageLogEntry.objects.log_action(draft, "wagtail.edit", user=people_of(authority).first())


def _workflow(authority: Authority, marker: str) -> None:
    """The draft waits for its approvers, and somebody for an answer to an invitation."""
    draft = ArticlePage.objects.get(slug=f"nhap-{marker.lower()}")
    author = people_of(authority).first()
    draft.get_workflow().start(draft, author)
    week = timezone.now() + timedelta(days=7)
    email = f"moi.{authority.code}@example.org"
    Invitation.objects.create(authority=authority, email=email, role="editor", expires_at=week)
    SignIn.objects.create(authority=authority, user=author, outcome="succeeded")
