"""Bringing the past along from the admin: upload, see every bad line, then write."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST

from portal.tenancy.access import administered

from .archive.jobs import MOST_BYTES, MOST_FAULTS, Job, job_try, job_write


class ArchiveUploadForm(forms.Form):
    file = forms.FileField(
        label=_lazy("JSONL file"),
        help_text=_lazy("One object a line. What has files of its own is imported by command."),
        widget=forms.FileInput(attrs={"accept": ".jsonl,.ndjson,application/jsonl"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            text = _("The file is larger than %(most)s MB.")
            raise ValidationError(text % {"most": MOST_BYTES >> 20})
        if b"\0" in file.read(4096):
            raise ValidationError(_("This is not a text file."))
        return file


def archive_upload(request: HttpRequest) -> HttpResponse:
    authority = administered(request)
    form = ArchiveUploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        job = job_try(authority=authority, file=form.cleaned_data["file"])
        return redirect("archive_import:job", job=job.key)
    status = 422 if form.errors else 200
    return render(request, "news/admin/archive_upload.html", {"form": form}, status=status)


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
