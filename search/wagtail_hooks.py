from typing import Any

from django.contrib import messages
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.permissions import register_permission_policy

from portal.tenancy.access import is_administered
from portal.tenancy.guard import Access, classify
from portal.tenancy.policies import AuthorityPolicy
from portal.tenancy.wagtail_hooks import AdministratorMenuItem

from . import admin_views
from .elastic.client import is_configured
from .engines import breaker
from .models import Pin, Synonym
from .reports import SearchedQueryReport
from .viewsets import SearchGroup

for model in (Pin, Synonym):
    register_permission_policy(model, AuthorityPolicy(model))

classify(Access.OWN, "searched_queries", "searched_queries_results", "search_state")


@hooks.register("register_admin_viewset")
def register_search() -> SearchGroup:
    return SearchGroup()


@hooks.register("register_admin_urls")
def register_urls() -> list[Any]:
    report = SearchedQueryReport
    return [
        path("searched/", report.as_view(), name="searched_queries"),
        path(
            "searched/results/", report.as_view(results_only=True), name="searched_queries_results"
        ),
        path("search-state/", admin_views.index_state, name="search_state"),
    ]


@hooks.register("register_reports_menu_item")
def register_searched() -> MenuItem:
    address = reverse("searched_queries")
    return AdministratorMenuItem(
        _lazy("What readers search for"), address, icon_name="search", order=30
    )


@hooks.register("register_reports_menu_item")
def register_state() -> MenuItem:
    address = reverse("search_state")
    return AdministratorMenuItem(_lazy("Search index"), address, icon_name="cogs", order=31)


@hooks.register("construct_homepage_panels")
def warn_when_away(request: Any, panels: list[Any]) -> None:
    """To administrators only; readers notice nothing."""
    if is_configured() and breaker.is_open and is_administered(request):
        text = _("Elasticsearch does not answer; the embedded search answers in its place.")
        messages.warning(request, text)
