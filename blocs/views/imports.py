"""Importing from a spreadsheet: upload, see every problem or what would happen, then do it."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.core.files.storage import storages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.tables import Problem, Reading, file_response, read_table, write_template

from ..access import Person, person_at
from ..imports import IMPORTERS, Importer, import_rows

SALT = "blocs.imports"
KEPT_FOR = 60 * 60  # seconds between looking and doing
MOST_SHOWN = 200


class UploadForm(forms.Form):
    target = forms.ModelChoiceField(queryset=None, required=True)
    file = forms.FileField()

    def __init__(self, *args: Any, importer: Importer, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].label = _("CSV or XLSX file")
        self.fields["file"].widget.attrs["accept"] = ".csv,.xlsx"
        if importer.targets is None:
            del self.fields["target"]
            return
        self.fields["target"].label = importer.target_label
        self.fields["target"].queryset = importer.targets(person)


def import_index(request: HttpRequest) -> HttpResponse:
    person = person_at(request)
    importers = [each for each in IMPORTERS.values() if each.allowed(person)]
    if not importers:
        raise PermissionDenied
    return render(request, "blocs/admin/imports/index.html", {"importers": importers})


def _importer(request: HttpRequest, slug: str) -> tuple[Importer, Person]:
    person, importer = person_at(request), IMPORTERS.get(slug)
    if importer is None:
        raise Http404
    if not importer.allowed(person):
        raise PermissionDenied
    return importer, person


def import_template(request: HttpRequest, slug: str) -> HttpResponse:
    """The empty file to fill in, in the person's language."""
    importer, _person = _importer(request, slug)
    content = write_template(importer.columns, title=str(importer.title))
    return file_response(content, "xlsx", f"{_('template')}-{importer.slug}")


def import_upload(request: HttpRequest, slug: str) -> HttpResponse:
    """Upload and dry run: nothing is changed here."""
    importer, person = _importer(request, slug)
    form = UploadForm(request.POST or None, request.FILES or None, importer=importer, person=person)
    context: dict[str, Any] = {"importer": importer, "form": form}
    if request.method == "POST" and form.is_valid():
        context |= _tried(importer, person, form)
    status = 422 if context.get("problems") or form.errors else 200
    return render(request, "blocs/admin/imports/upload.html", context, status=status)


def _tried(importer: Importer, person: Person, form: UploadForm) -> dict[str, Any]:
    file, target = form.cleaned_data["file"], form.cleaned_data.get("target")
    reading = read_table(file, importer.columns)
    problems = import_rows(importer, reading, person=person, target=target, commit=False)
    if problems:
        return {"problems": problems[:MOST_SHOWN], "problem_count": len(problems)}
    return {"rows": reading.rows, "token": _keep(importer, person, target, file)}


# --- between looking and doing -------------------------------------------------------------
def _keep(importer: Importer, person: Person, target: Any, file: Any) -> str:
    """Keep the file that was tried; the token names it, for this person and purpose only."""
    file.seek(0)
    name = storages["private"].save(f"imports/{person.authority.pk}/{uuid.uuid4()}", file)
    kept = {"name": name, "importer": importer.slug, "target": target.pk if target else None}
    return signing.dumps(kept | _whose(person), salt=SALT)


def _whose(person: Person) -> dict[str, Any]:
    return {"user": person.user.pk, "authority": person.authority.pk}


def import_apply(request: HttpRequest, slug: str) -> HttpResponse:
    """Do what the dry run has shown; tried again, for the records may have changed meanwhile."""
    importer, person = _importer(request, slug)
    if request.method != "POST":
        return redirect("imports:upload", slug=slug)
    kept = _kept(request.POST.get("token", ""), importer, person)
    if kept is None:
        messages.error(request, _("The file is no longer kept; upload it again."))
        return redirect("imports:upload", slug=slug)
    targets = importer.targets(person) if importer.targets else None
    target = targets.filter(pk=kept["target"]).first() if targets is not None else None
    if targets is not None and target is None:
        messages.error(request, _("What this should go into is no longer open."))
        return redirect("imports:upload", slug=slug)
    reading = _reread(kept["name"], importer)
    problems = import_rows(importer, reading, person=person, target=target, commit=True)
    storages["private"].delete(kept["name"])
    return _done(request, importer, reading, problems)


def _kept(token: str, importer: Importer, person: Person) -> dict[str, Any] | None:
    try:
        kept = signing.loads(token, salt=SALT, max_age=KEPT_FOR)
    except signing.BadSignature:
        return None
    own = _whose(person) | {"importer": importer.slug}
    known = all(kept.get(key) == value for key, value in own.items())
    return kept if known and storages["private"].exists(kept["name"]) else None


def _reread(name: str, importer: Importer) -> Reading:
    with storages["private"].open(name) as file:
        return read_table(file, importer.columns)


def _done(
    request: HttpRequest, importer: Importer, reading: Reading, problems: list[Problem]
) -> HttpResponse:
    if problems:
        form = UploadForm(importer=importer, person=person_at(request))
        context = {"importer": importer, "form": form, "problems": problems[:MOST_SHOWN]}
        context["problem_count"] = len(problems)
        return render(request, "blocs/admin/imports/upload.html", context, status=422)
    count = len(reading.rows)
    text = ngettext("%(count)s row has been imported.", "%(count)s rows have been imported.", count)
    messages.success(request, text % {"count": count})
    return redirect(reverse("imports:index"))
