from typing import Any

from django.core.paginator import Paginator
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField
from wagtail.search import index
from wagtail.url_routing import RouteResult

from portal.basepage.contexts import context_of
from portal.basepage.models import BasePage
from portal.basepage.panels import page_tabs
from portal.basepage.permissions import FixedPagePermissions
from portal.files import private_file_response
from portal.tenancy.models import Authority

from .conferences import Conference
from .criteria import CriteriaSet
from .decisions import Decision
from .enterprises import Enterprise
from .organisation import Bloc
from .pledges import Pledge
from .rankings import Ranking
from .regulations import Regulation
from .reports import Report, ReportFile


class IndexPage(BasePage):
    """A section with an introduction; each authority has one of each, made when it opens."""

    intro = RichTextField(_("introduction"), blank=True)

    reader_fields = ("title", "intro")
    permission_tester = FixedPagePermissions
    edit_handler = page_tabs(fields=["intro"])
    parent_page_types = ["pages.HomePage"]
    subpage_types: list[str] = []
    search_fields = BasePage.search_fields + [
        index.SearchField("intro_vi"),
        index.SearchField("intro_en"),
    ]

    class Meta:
        abstract = True


class RecordPage(BasePage):
    """The public page of one record: it holds the editorial text, the record all facts.

    The title mirrors the record's name (`blocs.services`), in every revision.
    """

    text = RichTextField(_("text"), blank=True)

    reader_fields = ("title", "text")
    permission_tester = FixedPagePermissions
    edit_handler = page_tabs(fields=["text"], title=False)
    subpage_types: list[str] = []
    search_fields = BasePage.search_fields + [
        index.SearchField("text_vi"),
        index.SearchField("text_en"),
    ]

    class Meta:
        abstract = True

    def with_content_json(self, content: dict[str, Any]) -> "RecordPage":
        page = super().with_content_json(content)
        page.title_vi, page.title_en = self.title_vi, self.title_en
        return page


class BlocIndexPage(IndexPage):
    max_count_per_parent = 1
    subpage_types = ["blocs.BlocPage"]

    class Meta:
        verbose_name = _("bloc index")


class BlocPage(RecordPage):
    bloc = models.OneToOneField(Bloc, models.PROTECT, related_name="page", editable=False)

    parent_page_types = ["blocs.BlocIndexPage"]
    is_creatable = False  # not inherited in Wagtail

    class Meta:
        verbose_name = _("bloc page")


class EnterpriseIndexPage(IndexPage):
    max_count_per_parent = 1
    subpage_types = ["blocs.EnterprisePage"]

    class Meta:
        verbose_name = _("enterprise index")


class EnterprisePage(RecordPage):
    enterprise = models.OneToOneField(
        Enterprise, models.PROTECT, related_name="page", editable=False
    )

    parent_page_types = ["blocs.EnterpriseIndexPage"]
    is_creatable = False  # not inherited in Wagtail

    class Meta:
        verbose_name = _("enterprise page")


class RecordIndexPage(IndexPage):
    """A list of records and, one level below, a view of each by its slug.

    Unlike blocs and enterprises, these records have no editorial page of their own.
    """

    record_model: type[models.Model]
    record_template: str
    per_page = 25
    max_count_per_parent = 1

    class Meta:
        abstract = True

    def public_records(self, authority: Authority) -> models.QuerySet:
        raise NotImplementedError

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        if len(path_components) != 1 or not self.live:
            return super().route(request, path_components)
        records = self.public_records(request.authority)
        record = records.filter(slug=path_components[0]).first()
        if record is None:
            raise Http404
        return RouteResult(self, kwargs={"record": record})

    def serve(self, request: HttpRequest, record: Any = None, **kwargs: Any) -> HttpResponse:
        if record is None:
            return super().serve(request)
        request.is_preview = False
        own = {"record": record, "record_slug": record.slug} | context_of(record, request)
        context = super(BasePage, self).get_context(request) | own  # not what the list shows
        return TemplateResponse(request, self.record_template, context)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """A view may have chosen among the records; the `found` ones are shown page by page."""
        context = super().get_context(request, *args, **kwargs)
        found = context.pop("found", None)
        found = self.public_records(request.authority) if found is None else found
        pages = Paginator(found, self.per_page)
        return context | {"records": pages.get_page(request.GET.get("page"))}


class DecisionIndexPage(RecordIndexPage):
    record_model = Decision
    record_template = "blocs/decision.html"

    class Meta:
        verbose_name = _("decision index")

    def public_records(self, authority: Authority) -> models.QuerySet:
        return Decision.public_rows(authority)


class ConferenceIndexPage(RecordIndexPage):
    record_model = Conference
    record_template = "blocs/conference.html"

    class Meta:
        verbose_name = _("conference index")

    def public_records(self, authority: Authority) -> models.QuerySet:
        return Conference.objects.of(authority)


class PledgeIndexPage(RecordIndexPage):
    record_model = Pledge
    record_template = "blocs/pledge.html"

    class Meta:
        verbose_name = _("pledge index")

    def public_records(self, authority: Authority) -> models.QuerySet:
        return Pledge.objects.of(authority).signed().select_related("bloc__page", "signed_at")


class RegulationIndexPage(RecordIndexPage):
    record_model = Regulation
    record_template = "blocs/regulation.html"

    class Meta:
        verbose_name = _("regulation index")

    def public_records(self, authority: Authority) -> models.QuerySet:
        return Regulation.objects.of(authority).public().prefetch_related("versions")


class ResultIndexPage(RecordIndexPage):
    record_model = Ranking
    record_template = "blocs/result.html"

    class Meta:
        verbose_name = _("result index")

    def public_records(self, authority: Authority) -> models.QuerySet:
        places = ("bloc__page", "period", "decision", "criteria_set")
        return Ranking.objects.of(authority).published().select_related(*places)


class CriteriaIndexPage(RecordIndexPage):
    record_model = CriteriaSet
    record_template = "blocs/criteria_set.html"

    class Meta:
        verbose_name = _("criteria index")

    def public_records(self, authority: Authority) -> models.QuerySet:
        return CriteriaSet.objects.of(authority).public().select_related("issued_by")


class ReportIndexPage(RecordIndexPage):
    record_model = Report
    record_template = "blocs/report.html"

    class Meta:
        verbose_name = _("report index")

    def public_records(self, authority: Authority) -> models.QuerySet:
        places = ("bloc__page", "enterprise__page", "period")
        return Report.objects.of(authority).published().select_related(*places)

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """A report's file has an address below the report's own."""
        if len(path_components) != 2 or not self.live:
            return super().route(request, path_components)
        slug, filename = path_components
        reports = self.public_records(request.authority)
        file = ReportFile.objects.filter(report__in=reports, report__slug=slug, filename=filename)
        if (found := file.first()) is None:
            raise Http404
        return RouteResult(self, kwargs={"file": found})

    def serve(self, request: HttpRequest, record: Any = None, **kwargs: Any) -> HttpResponse:
        if file := kwargs.get("file"):
            return private_file_response(file.file, file.filename, inline=True)
        return super().serve(request, record=record)


class AwardIndexPage(IndexPage):
    """Awards year by year; an award has no page of its own, its decision has."""

    max_count_per_parent = 1

    class Meta:
        verbose_name = _("award index")


class OpenDataPage(IndexPage):
    """The public data sets, to download: one address below this page a set and format."""

    max_count_per_parent = 1

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        if len(path_components) != 1 or not self.live:
            return super().route(request, path_components)
        return RouteResult(self, kwargs={"filename": path_components[0]})

    def serve(self, request: HttpRequest, filename: str = "", **kwargs: Any) -> HttpResponse:
        from ..views.datasets import dataset_file

        return dataset_file(request, filename) if filename else super().serve(request)

    class Meta:
        verbose_name = _("open data page")
