"""The state of an authority's search, for its administrator."""

from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.tenancy.access import administered
from portal.tenancy.models import Authority

from .elastic.client import is_configured
from .engines import breaker
from .enums import FileState
from .models import FileText, IndexBuild, IndexState, SearchEntry

MOST_FILES = 200


def index_state(request: HttpRequest) -> HttpResponse:
    authority = administered(request)
    return render(request, "search/admin/state.html", state_of(authority))


def state_of(authority: Authority) -> dict[str, Any]:
    entries = SearchEntry.objects.of(authority)
    counts = entries.aggregate(
        vietnamese=Count("pk", filter=Q(language="vi")),
        english=Count("pk", filter=Q(language="en")),
    )
    files = FileText.objects.filter(authority=authority)
    return {
        "counts": counts,
        "pending": entries.pending().count() if is_configured() else 0,
        "failed": list(entries.failed()[:MOST_FILES]),
        "words": IndexState.objects.filter(authority=authority).first(),
        "build": IndexBuild.objects.exclude(finished_at=None).first(),
        "is_elastic": is_configured(),
        "is_away": is_configured() and breaker.is_open,
        "files_waiting": files.filter(state=FileState.PENDING).count(),
        "files_read": files.filter(state=FileState.READ).count(),
        "files_with_notice": list(
            files.exclude(notice="").order_by("filename").prefetch_related("entries")[:MOST_FILES]
        ),
    }
