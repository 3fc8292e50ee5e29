"""Bringing the past along from the admin: upload, see every bad line, then write."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST

from portal.files import PAST_KINDS
from portal.sources import SourcePeriod
from portal.tenancy.access import administered

from .archive.jobs import MOST_FAULTS, Job, job_try, job_write
from .archive.lines import FIELDS, TYPES
from .archive.packages import check_package


class ArchiveUploadForm(forms.Form):
    file = forms.FileField(
        label=_lazy("JSONL file, or a ZIP file of it and its files"),
        help_text=_lazy("One JSON object a line, in UTF-8."),
        widget=forms.FileInput(attrs={"accept": ".jsonl,.ndjson,.zip"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        check_package(file)
        return file


MEANINGS = {
    "source_id": _lazy("The item's own number in the old site; known by it, it is changed later."),
    "type": _lazy("One of: %(types)s."),
    "lang": _lazy("The language of the text: vi or en."),
    "title": _lazy("Required, like the three above."),
    "body": _lazy("The text, plain or as HTML; old encodings (TCVN3, VNI, VPS) are converted."),
    "date": _lazy("Such as 2019-04-05 or 05/04/2019, the day first."),
    "year": _lazy("The emulation year it is about."),
    "period": _lazy("The part of the year: %(periods)s."),
    "bloc": _lazy("The code of a bloc here, or the source_id of a line of that type."),
    "enterprise": _lazy("The code of an enterprise here, or the source_id of such a line."),
    "number": _lazy("The number of a document, such as 9028/QĐ-BQL."),
    "file": _lazy("The name of a file in the same ZIP file: %(kinds)s."),
    "old_url": _lazy("Its address in the old site; whoever still follows it is led here."),
    "translation_of": _lazy("The source_id of the same thing in the other language."),
}


def archive_upload(request: HttpRequest) -> HttpResponse:
    authority = administered(request)
    form = ArchiveUploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        job = job_try(authority=authority, file=form.cleaned_data["file"])
        return redirect("archive_import:job", job=job.key)
    status = 422 if form.errors else 200
    context = {"form": form, "fields": _fields()}
    return render(request, "news/admin/archive_upload.html", context, status=status)


def _fields() -> list[tuple[str, str]]:
    named = {
        "types": ", ".join(TYPES),
        "periods": ", ".join(SourcePeriod.values),
        "kinds": ", ".join(kind.upper() for kind in PAST_KINDS),
    }
    return [(name, MEANINGS[name] % named) for name in FIELDS]


def archive_job(request: HttpRequest, job: uuid.UUID) -> HttpResponse:
    """How far an import is; the page asks again by itself while it goes on."""
    found = Job(administered(request), job)
    state = found.state()
    if state is None:
        raise Http404
    context = {"job": found, "state": state, "most_faults": MOST_FAULTS}
    return render(request, "news/admin/archive_job.html", context)


@require_POST
def archive_write(request: HttpRequest, job: uuid.UUID) -> HttpResponse:
    found = Job(administered(request), job)
    if found.state() is None:
        raise Http404
    if not job_write(found, keep_going=request.POST.get("keep_going") == "on"):
        messages.error(request, _("Nothing has been imported: see what is wrong below."))
    return redirect("archive_import:job", job=job)
