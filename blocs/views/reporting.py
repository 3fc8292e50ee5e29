"""A report at work: its files, and its way from draft to publication."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from portal.files import private_file_response
from portal.tenancy.access import scope

from ..access import reach
from ..enums import ReportState
from ..forms import ReportFileForm, StepForm
from ..models import Report, ReportFile, Transition
from ..services import report_file_add, report_file_remove, report_move
from .work import WorkPage

STEP_LABELS = {
    (ReportState.DRAFT, ReportState.SUBMITTED): _lazy("Hand in"),
    (ReportState.SUBMITTED, ReportState.ACCEPTED): _lazy("Accept"),
    (ReportState.SUBMITTED, ReportState.DRAFT): _lazy("Return"),
    (ReportState.ACCEPTED, ReportState.PUBLISHED): _lazy("Publish"),
    (ReportState.PUBLISHED, ReportState.ACCEPTED): _lazy("Withdraw from publication"),
}


def reports_visible(rows: QuerySet, user: Any) -> QuerySet:
    """All for those who work for the whole authority; else own ones and what is published."""
    own = reach(user)
    return scope(rows, user).filter(
        Q(authority__in=own.authorities)
        | Q(bloc__in=own.blocs)
        | Q(enterprise__in=own.enterprises)
        | Q(state=ReportState.PUBLISHED)
    )


class ReportPage(WorkPage):
    model = Report
    record: Report
    header_icon = "doc-full"
    template_name = "blocs/admin/report.html"
    page_title = _lazy("Files and publication")

    def visible(self, rows: QuerySet, user: Any) -> QuerySet:
        return reports_visible(rows, user)

    def allowed(self) -> bool:
        return True

    @property
    def page_url(self) -> str:
        return self.address("files", self.record.pk)


class ReportView(ReportPage):
    """Files, steps and history; a file is added here."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        steps = [
            (step, STEP_LABELS[step.source, step.target])  # type: ignore[index]
            for step in self.person.steps(self.record)
        ]
        return super().get_context_data(
            report=self.record,
            files=self.record.files.all(),  # type: ignore[attr-defined]
            edits=self.person.edits(self.record),
            steps=steps,
            history=Transition.objects.of(self.authority).about(self.record),
            form=self.form,
            **kwargs,
        )

    @cached_property
    def form(self) -> ReportFileForm:
        sent = (self.request.POST, self.request.FILES) if self.request.method == "POST" else ()
        return ReportFileForm(*sent)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.person.edits(self.record):
            raise PermissionDenied
        if not (self.form.is_valid() and self._add()):
            return self.render_to_response(self.get_context_data(), status=422)
        messages.success(request, _("The file has been added."))
        return redirect(self.page_url)

    def _add(self) -> ReportFile | None:
        data = self.form.cleaned_data
        try:
            return report_file_add(report=self.record, filename=data["file"].name, **data)
        except ValidationError as error:
            self.form.add_error("file", error.messages)
            return None


class MoveReportView(ReportPage):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = StepForm(request.POST)
        targets = [step.target for step in self.person.steps(self.record)]
        if not form.is_valid() or form.cleaned_data["to"] not in targets:
            raise PermissionDenied
        self._move(ReportState(form.cleaned_data["to"]), form.cleaned_data["reason"])
        return redirect(self.page_url)

    def _move(self, to: ReportState, reason: str) -> None:
        try:
            report_move(report=self.record, to=to, user=self.request.user, reason=reason)
        except ValidationError as error:
            for message in error.messages:
                messages.error(self.request, message)
            return
        text = _("The report is now “%(state)s”.") % {"state": to.label}
        messages.success(self.request, text)


class ReportFilePage(ReportPage):
    @cached_property
    def file(self) -> ReportFile:
        found = self.record.files.filter(pk=self.kwargs["file"]).first()  # type: ignore[attr-defined]
        if found is None:
            raise Http404
        return found


class DownloadReportFileView(ReportFilePage):
    """Before publication too, for whoever sees the report here."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> FileResponse:
        return private_file_response(self.file.file, self.file.filename, inline=True)


class RemoveReportFileView(ReportFilePage):
    http_method_names = ["post"]

    def allowed(self) -> bool:
        return self.person.edits(self.record)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            report_file_remove(file=self.file)
        except ValidationError as error:
            for message in error.messages:
                messages.error(request, message)
        else:
            messages.success(request, _("The file has been removed."))
        return redirect(self.page_url)
