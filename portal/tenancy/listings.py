"""The filters of Wagtail's list of pages offer every site, and everybody who edited any page."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db.models import QuerySet
from wagtail.models import Site

Rows = Callable[[Any], QuerySet]


def limit_page_filters() -> None:
    from wagtail.admin.views.pages.listing import PageFilterSet

    filters = PageFilterSet.base_filters
    for name in ("owner", "edited_by"):
        filters[name].queryset = partial(_people_here, filters[name].queryset)
    filters["site"].queryset = _site_here


def _people_here(everybody: Rows, request: Any) -> QuerySet:
    people = everybody(request)
    if request.authority is None:
        return people
    return people.filter(role_assignments__authority=request.authority).distinct()


def _site_here(request: Any) -> QuerySet:
    sites = Site.objects.all()
    return sites if request.authority is None else sites.filter(authority=request.authority)
