"""Asks for every address as one person, with the things of another in every argument."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from itertools import zip_longest
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.models import Revision, Task, TaskState, Workflow, WorkflowState

from blocs.imports import IMPORTERS
from blocs.models import Bloc, EmulationPeriod, Enterprise, Evidence, ReportFile, ScoreSheet
from news.models import ArticlePage
from portal.basepage.models import BasePage
from portal.media.models import PortalDocument, PortalImage
from portal.tenancy.models import Authority, Invitation, RoleAssignment
from portal.users.models import User
from tests.isolation.addresses import Address
from tests.isolation.planting import Side, belongings

ROWS = 2  # of each kind, the first and the last
METHODS = ("get", "post")
# What an argument means, whatever the address.
ARGUMENTS: dict[str, type[models.Model] | tuple[Any, ...]] = {
    "page_id": BasePage,
    "page_pk": BasePage,
    "parent_page_id": BasePage,
    "page_to_move_id": BasePage,
    "destination_id": BasePage,
    "image_id": PortalImage,
    "document_id": PortalDocument,
    "doc_id": PortalDocument,
    "uploaded_file_id": PortalImage,
    "workflow_pk": Workflow,
    "task_id": Task,
    "task_state_id": TaskState,
    "workflow_state_id": WorkflowState,
    "revision_id": Revision,
    "revision_id_a": Revision,
    "revision_id_b": Revision,
    "period": EmulationPeriod,
    "bloc": Bloc,
    "enterprise": Enterprise,
    "file": ReportFile,
    "collection_id": apps.get_model("wagtailcore.Collection"),
    "redirect_id": apps.get_model("wagtailredirects.Redirect"),
    "object_id": BasePage,
    "session_id": (1,),
    "restriction_id": (1,),
    "page_view_restriction_id": (1,),
    "filter_spec": ("original", "max-100x100"),
    "action_name": ("publish", "unpublish", "delete", "copy", "approve"),
    "content_type_app_name": ("news",),
    "content_type_model_name": ("articlepage",),
    "app_name": ("taggit",),
    "app_label": ("basepage", "media"),
    "model_name": ("basepage", "portalimage"),
    "slug": tuple(IMPORTERS),
    "token": ("x-y",),
    "job": ("00000000-0000-4000-8000-000000000000",),
    "user_id": User,
    "assignment_id": RoleAssignment,
    "invitation_id": Invitation,
}
OF_VIEW = {
    "media_original": PortalImage,
    "rounds:sheet": ScoreSheet,
    "rounds:chair": ScoreSheet,
    "rounds:action": ScoreSheet,
    "rounds:evidence": Evidence,
    "wagtailadmin_workflows:enable": Workflow,
    "wagtailadmin_workflows:enable_task": Task,
}
OF_SPACE = {
    "wagtailadmin_api:pages": BasePage,
    "wagtailadmin_api:documents": PortalDocument,
    "wagtailadmin_api:images": PortalImage,
    "wagtailadmin_pages": BasePage,
    "wagtaildocs_chooser": PortalDocument,
    "wagtailimages_chooser": PortalImage,
    "enterprise_chooser": Enterprise,
    "authorities": Authority,
    "wagtailadmin_collections": apps.get_model("wagtailcore.Collection"),
    "wagtailadmin_workflows": Workflow,
    "wagtailredirects": apps.get_model("wagtailredirects.Redirect"),
    "wagtailsites": apps.get_model("wagtailcore.Site"),
    "wagtailusers_groups": apps.get_model("auth.Group"),
    "wagtailusers_users": apps.get_model("users.User"),
}
ACTIONS = ("submit", "return", "reopen", "exempt", "include", "revise", "delete", "publish")


# --- addresses with arguments ------------------------------------------------------------------
@dataclass
class Target:
    """What can be put into an address so that it speaks of one side's things."""

    side: Side
    _keys: dict[Any, tuple[Any, ...]] = field(default_factory=dict)

    def keys(self, model: type[models.Model]) -> tuple[Any, ...]:
        """Keys of the side's first and last rows; of its authority's, or any, where it has none."""
        if model not in self._keys:
            found = _keys_of(self.side.rows(model)) or _keys_of(belongings(model, self.authority))
            found = found or _keys_of(model._base_manager.all())
            self._keys[model] = tuple(dict.fromkeys([*found[-1:], *found[: ROWS - 1]])) or (1,)
        return self._keys[model]

    @property
    def authority(self) -> Authority:
        return self.side.authority

    def urls(self, address: Address) -> list[str]:
        if address.known_as in SPECIAL:
            return [*SPECIAL[address.known_as](self)]
        choices = {name: self._choices(address, name) for name in address.converters}
        if not choices:
            return _reversed(address, {})
        found = []
        for row in zip_longest(*choices.values()):
            values = zip(choices, row, choices.values(), strict=True)
            given = {name: all_[0] if one is None else one for name, one, all_ in values}
            found += _reversed(address, given)
        return found

    def _choices(self, address: Address, name: str) -> tuple[Any, ...]:
        if name == "pk":
            model = OF_VIEW.get(address.name) or _view_model(address)
            model = model or OF_SPACE[address.name.rpartition(":")[0]]
            return self.keys(model)
        if name == "action":
            return ACTIONS
        meaning = ARGUMENTS[name]
        return meaning if isinstance(meaning, tuple) else self.keys(meaning)


def _keys_of(rows: models.QuerySet | None) -> list[Any]:
    return [] if rows is None else list(rows.order_by("pk").values_list("pk", flat=True))


def _view_model(address: Address) -> Any:
    view = address.pattern.callback
    given = getattr(view, "view_initkwargs", {}).get("model")
    found = given or getattr(getattr(view, "view_class", None), "model", None)
    return found if isinstance(found, type) else None


def _reversed(address: Address, given: dict[str, Any]) -> list[str]:
    try:
        return [reverse(address.name, kwargs=given, urlconf="portal.urls")]
    except NoReverseMatch:
        literal = "(" not in address.route and "<" not in address.route
        return [f"/{address.route}"] if literal else []


def _bulk(target: Target) -> Iterator[str]:
    bulk_action_registry._scan_for_bulk_actions()
    for app, names in bulk_action_registry.actions.items():
        for name, actions in names.items():
            model = apps.get_model(app, name)
            ids = "&".join(f"id={pk}" for pk in target.keys(model))
            for action in actions:
                address = reverse("wagtail_bulk_action", args=[app, name, action])
                yield f"{address}?{ids}"
                yield f"{address}?id=all"
                yield f"{address}?id=all&childOf={target.keys(BasePage)[-1]}"


def _pages_served(target: Target) -> Iterator[str]:
    """The paths of the other side's pages, on this host."""
    for page in BasePage.objects.filter(pk__in=target.keys(ArticlePage)):
        yield "/vi" + page.url_path.removeprefix(target.authority.site.root_page.url_path[:-1])


SPECIAL: dict[str, Callable[[Target], Iterator[str]]] = {
    "wagtail_bulk_action": _bulk,
    "wagtail_serve": _pages_served,
    "page_file": lambda target: iter(["/vi/du-lieu-mo/khoi-thi-dua.csv"]),
    "wagtaildocs_serve": lambda target: (
        f"/documents/{one.pk}/{one.filename}"
        for one in PortalDocument.objects.filter(pk__in=target.keys(PortalDocument))
    ),
    "wagtailadmin_pages:revisions_compare": lambda target: (
        f"/admin/pages/{pk}/revisions/compare/live...latest/" for pk in target.keys(BasePage)
    ),
    "wagtailadmin_password_reset_confirm": lambda target: (
        reverse(
            "wagtailadmin_password_reset_confirm",
            args=[urlsafe_base64_encode(force_bytes(pk)), "x-y"],
        )
        for pk in target.keys(apps.get_model("users.User"))
    ),
    "wagtailadmin_choose_page_chosen_multiple": lambda target: (
        reverse("wagtailadmin_choose_page_chosen_multiple") + f"?id={pk}"
        for pk in target.keys(BasePage)
    ),
    "wagtailimages_chooser:chosen_multiple": lambda target: (
        reverse("wagtailimages_chooser:chosen_multiple") + f"?id={pk}"
        for pk in target.keys(PortalImage)
    ),
    "wagtaildocs_chooser:chosen_multiple": lambda target: (
        reverse("wagtaildocs_chooser:chosen_multiple") + f"?id={pk}"
        for pk in target.keys(PortalDocument)
    ),
    "enterprise_chooser:chosen_multiple": lambda target: (
        reverse("enterprise_chooser:chosen_multiple") + f"?id={pk}"
        for pk in target.keys(Enterprise)
    ),
    "admin/.*/$": lambda target: iter(["/admin/khong-co/"]),
}


# --- what happened -----------------------------------------------------------------------------
@dataclass
class Leak:
    method: str
    url: str
    what: str

    def __str__(self) -> str:
        return f"{self.method.upper()} {self.url}: {self.what}"


class Digests:
    """Of one side's rows, by model: whether a request has changed any of them."""

    def __init__(self, side: Side) -> None:
        self.side = side
        self._known: dict[Any, str] = {}
        self._tables = {model._meta.db_table: model for model in apps.get_models()}

    def changed(self, tables: set[str]) -> list[str]:
        """Names of the models in which the side's rows are no longer as they were."""
        written = [self._tables[table] for table in tables & self._tables.keys()]
        return [model._meta.label for model in written if self._is_other(model)]

    def remember(self) -> None:
        for model in self._tables.values():
            self._known[model] = self._digest(model)

    def _is_other(self, model: Any) -> bool:
        return self._digest(model) != self._known[model]

    def _digest(self, model: Any) -> str:
        rows = self.side.rows(model)
        if rows is None:
            return ""
        pks = sorted(map(str, rows.values_list("pk", flat=True)))
        table, key = model._meta.db_table, model._meta.pk.column
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}" ORDER BY "{key}"')  # noqa: S608
            place = [column[0] for column in cursor.description].index(key)
            known = set(pks)
            own = [row for row in cursor.fetchall() if str(row[place]) in known]
        return hashlib.sha256(repr((pks, own)).encode()).hexdigest()


@contextmanager
def written_tables() -> Iterator[set[str]]:
    found: set[str] = set()

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        words = sql.split(None, 3)
        if words[0] in {"INSERT", "UPDATE", "DELETE"}:
            found.add(words[1 if words[0] == "UPDATE" else 2].strip('"'))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield found


@dataclass
class Walk:
    """One person at one host, against another side."""

    client: Client
    host: str
    target: Target
    digests: Digests
    markers: tuple[str, ...]
    cookies: str = ""  # of the session alone: messages would pile up
    checks: list[Callable[[set[str]], Iterator[str]]] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)
    requests: int = 0
    leaks: list[Leak] = field(default_factory=list)
    errors: list[Leak] = field(default_factory=list)

    def __str__(self) -> str:
        found = [*self.leaks, *self.errors]
        return "\n".join([f"{self.host}: {self.requests} requests", *map(str, found)])

    def address(self, address: Address) -> None:
        self.asked.add(address.route)
        for url in self.target.urls(address):
            for method in METHODS:
                self.ask(method, url)

    def ask(self, method: str, url: str, data: Any = None) -> Any:
        """One request, undone afterwards."""
        self.client.cookies, self.client.exc_info = SimpleCookie(self.cookies), None
        with transaction.atomic(), written_tables() as tables:
            response = getattr(self.client, method)(url, data or {}, headers={"host": self.host})
            self._judge(method, url, response, tables)
            transaction.set_rollback(True)
        self.requests += 1
        return response

    def _judge(self, method: str, url: str, response: Any, tables: set[str]) -> None:
        if response.status_code >= 500:
            cause = (response.exc_info or [None, ""])[1]
            self.errors.append(Leak(method, url, f"{response.status_code} {cause!r}"))
        said = _said(response)
        for marker in self.markers:
            if marker in said:
                self.leaks.append(Leak(method, url, f"{response.status_code} tells {marker}"))
        for label in self.digests.changed(tables):
            self.leaks.append(Leak(method, url, f"changed the other's {label}"))
        for check in self.checks:
            self.leaks += [Leak(method, url, what) for what in check(tables)]


def walk(client: Client, host: str, side: Side, watched: Side | None = None) -> Walk:
    """A walk that has not begun: `watched` is what nothing may change, if not the side itself."""
    client.raise_request_exception = False
    digests = Digests(watched or side)
    digests.remember()
    client.get("/admin/login/", headers={"host": host})  # a session learns its host only once
    session = client.cookies.get(settings.SESSION_COOKIE_NAME)
    cookies = session.OutputString() if session else ""
    return Walk(client, host, Target(side), digests, side.markers, cookies)


def _said(response: Any) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    return headers + content.decode(errors="replace")
