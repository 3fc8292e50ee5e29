"""Which addresses of the admin tenant people may open at all: those somebody has classified.

Wagtail's generic views ask whether a person may change *some* users, workflows or redirects, not
whose. What no policy limits to one authority belongs to the operator, and so does every address
that a later Wagtail adds, until it is listed here (`tests/isolation` fails until then).
"""

from collections.abc import Iterable
from enum import Enum
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from wagtail.admin.auth import permission_denied
from wagtail.permissions import policy_registry

from portal.basepage.models import BasePage


class Access(Enum):
    ANYBODY = "shows nothing of any authority, or only the person's own account"
    OWN = "asks a policy, or a queryset, whose thing it is"
    OPERATOR = "knows no authority"


_PAGES = (
    "add preview_on_add choose_parent usage edit preview_on_edit view_draft add_subpage delete "
    "unpublish convert_alias search search_results move move_confirm set_page_position copy "
    "workflow_action collect_workflow_action_data confirm_workflow_cancellation "
    "workflow_preview lock unlock revisions_index revisions_view revisions_revert "
    "revisions_unschedule revisions_compare workflow_history workflow_history_detail history "
    "history_results"
)
_OWN_PAGES = tuple(f"wagtailadmin_pages:{name}" for name in _PAGES.split())

RULES: dict[Access, tuple[str, ...]] = {
    Access.ANYBODY: (
        "wagtailadmin_home",
        "wagtailadmin_account",
        "wagtailadmin_login",
        "wagtailadmin_logout",
        "wagtailadmin_password_reset",
        "wagtailadmin_password_reset_done",
        "wagtailadmin_password_reset_confirm",
        "wagtailadmin_password_reset_complete",
        "wagtailadmin_dismissibles",
        "wagtailadmin_javascript_catalog",
        "wagtailadmin_sprite",
        "wagtailadmin_block_preview",
        "wagtailadmin_choose_page_external_link",
        "wagtailadmin_choose_page_email_link",
        "wagtailadmin_choose_page_phone_link",
        "wagtailadmin_choose_page_anchor_link",
        "wagtailsnippets:index",
        "admin/.*/$",  # Wagtail's own 404
    ),
    Access.OWN: (
        "wagtailadmin_explore_root",
        "wagtailadmin_explore",
        "wagtailadmin_explore_results",
        "wagtail_bulk_action",
        "wagtailadmin_choose_page",
        "wagtailadmin_choose_page_child",
        "wagtailadmin_choose_page_search",
        "wagtailadmin_choose_page_chosen_multiple",
        "wagtailadmin_editing_sessions:ping",
        "wagtailadmin_editing_sessions:release",
        "wagtailadmin_api:pages:listing",
        "wagtailadmin_api:pages:detail",
        "wagtailadmin_api:pages:find",
        "wagtaildocs:*",
        "wagtaildocs_chooser:*",
        "wagtailimages:*",
        "wagtailimages_chooser:*",
        *_OWN_PAGES,
    ),
    Access.OPERATOR: (
        "wagtailadmin_pages:set_privacy",  # offers the groups of all authorities
        "wagtailadmin_pages:type_use",
        "wagtailadmin_pages:type_use_results",
        "wagtailadmin_api:pages:action",
        "wagtailadmin_api:documents:*",
        "wagtailadmin_api:images:*",
        "wagtailadmin_tag_autocomplete",
        "wagtailadmin_tag_model_autocomplete",
        "wagtailadmin_collections:*",
        "wagtailadmin_workflows:*",
        "wagtailadmin_reports:*",
        "wagtailadmin_error_test",
        "admin/test404/",
        "wagtailembeds:*",
        "wagtailredirects:*",
        "wagtailsites:*",
        "wagtailusers_groups:*",
        "wagtailusers_users:*",
    ),
}
_classes: dict[str, Access] = {name: access for access, names in RULES.items() for name in names}


def classify(access: Access, *names: str) -> None:
    """Say who may open addresses of one's own: `"rounds:*"`, or one name."""
    _classes.update(dict.fromkeys(names, access))


def access_to(view_name: str) -> Access | None:
    """The class of an admin address by its `name_of`; `None` where nobody has given it one."""
    namespace = view_name.rpartition(":")[0]
    return _classes.get(view_name) or _classes.get(f"{namespace}:*")


def name_of(match: Any) -> str:
    """An address's full name, or its route where it has none."""
    return match.view_name if match.url_name else match.route


def may_open(user: Any, view_name: str) -> bool:
    return user.is_superuser or access_to(view_name) in (Access.ANYBODY, Access.OWN)


def may_follow(user: Any, url: str) -> bool:
    """Whether a link of the admin leads this person to something; foreign addresses do."""
    try:
        match = resolve(url.partition("?")[0].partition("#")[0])
    except Resolver404:
        return True
    return not is_admin(match) or may_open(user, name_of(match))


def is_admin(match: Any) -> bool:
    return match.route.startswith("admin/")


class AdminGuardMiddleware:
    """Refuses tenant people every admin address that is not theirs, before its view is called."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        match: Any = request.resolver_match
        user: Any = request.user
        if not is_admin(match) or not user.is_authenticated or user.is_superuser:
            return None
        name = name_of(match)
        if access_to(name) != Access.ANYBODY and request.authority is None:
            raise PermissionDenied  # the platform's own host is the operator's
        if not may_open(user, name):
            return permission_denied(request)
        if not user.has_perm("wagtailadmin.access_admin"):
            return None  # a stranger here: Wagtail sends him to the sign-in, whatever he asks for
        _own_arguments(request, kwargs)
        if check := CHECKS.get(name):
            check(request, kwargs)
        return None


# --- arguments that Wagtail's own views take as they come ------------------------------------
def _explorable(request: HttpRequest, pks: Iterable[Any]) -> list[str]:
    policy = policy_registry.get_by_type(BasePage)
    numbers = [pk for pk in pks if str(pk).isdecimal()]
    rows = policy.explorable_instances(request.user).filter(pk__in=numbers)
    return [str(pk) for pk in rows.values_list("pk", flat=True)]


def _own_arguments(request: HttpRequest, kwargs: dict[str, Any]) -> None:
    """No request speaks of a page that the person cannot reach: the chooser opens below any page,
    the confirmation of a move tells the title of whatever stands in its place, and the form that
    copies, moves or adds pages the title of whatever it was sent as their place."""
    pages = [kwargs[name] for name in PAGE_ARGUMENTS if kwargs.get(name) is not None]
    pages += [value for name in PAGE_FIELDS if (value := request.POST.get(name))]
    if pages and len(_explorable(request, pages)) < len(set(map(str, pages))):
        raise Http404


def _own_pages(request: HttpRequest, kwargs: dict[str, Any]) -> None:
    """The page chooser answers with the titles of any pages, drafts included."""
    _replace_ids(request, _explorable(request, request.GET.getlist("id")))


def _own_things(request: HttpRequest, kwargs: dict[str, Any]) -> None:
    """A bulk action lists what it may not change, and every page there is for `id=all`."""
    model = _model(kwargs)
    policy = policy_registry.get_by_type(model) if model else None
    if policy is None:
        raise Http404
    asked = request.GET.getlist("id")
    if "all" in asked:
        _own_listing(request, model)
        return
    rows = policy.instances_user_has_any_permission_for(request.user, ["change", "delete"])
    rows = rows.filter(pk__in=[pk for pk in asked if pk.isdecimal()])
    _replace_ids(request, [str(pk) for pk in rows.values_list("pk", flat=True)])


def _own_listing(request: HttpRequest, model: Any) -> None:
    """All of a listing: of pages, what lies below a page of one's own; of files, one's own."""
    below = request.GET.get("childOf")
    if issubclass(model, BasePage) and not (below and _explorable(request, [below])):
        raise Http404


def _model(kwargs: dict[str, Any]) -> Any:
    from django.apps import apps

    try:
        return apps.get_model(kwargs["app_label"], kwargs["model_name"])
    except LookupError:
        return None


def _replace_ids(request: HttpRequest, ids: list[str]) -> None:
    """An empty list would mean all to a bulk action: 0 is no row's number."""
    query = request.GET.copy()
    query.setlist("id", ids or ["0"])
    request.GET = query  # type: ignore[assignment]


PAGE_ARGUMENTS = ("page_id", "parent_page_id", "page_to_move_id", "destination_id")
PAGE_FIELDS = ("new_parent_page", "parent_page", "chooser")
CHECKS = {
    "wagtailadmin_choose_page_chosen_multiple": _own_pages,
    "wagtail_bulk_action": _own_things,
}
