import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import models
from django.db.models.functions import Coalesce, TruncDate
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable, PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from blocs.figures import FIGURES, FigureValue, figure_choices, figures_compute
from blocs.models import Bloc, Conference, Decision, Pledge, RegulationVersion
from portal.basepage.models import BasePage
from portal.basepage.panels import page_tabs
from portal.basepage.permissions import FixedPagePermissions
from portal.pages.blocks import BodyBlock
from portal.tenancy.models import Authority

from ..forms import ArticleForm


class ArticleQuerySet(PageQuerySet):
    def latest_first(self) -> "ArticleQuerySet":
        return self.order_by(
            Coalesce("published_on", TruncDate("first_published_at")).desc(), "-pk"
        )


class NewsIndexPage(BasePage):
    intro = RichTextField(_("introduction"), blank=True)

    permission_tester = FixedPagePermissions
    edit_handler = page_tabs(fields=["intro"])
    parent_page_types = ["pages.HomePage"]
    subpage_types = ["news.ArticlePage"]
    max_count_per_parent = 1
    per_page = 12

    class Meta:
        verbose_name = _("news index")

    def articles(self) -> "models.QuerySet[ArticlePage]":
        """Live articles, the latest event or publication first."""
        return ArticlePage.objects.child_of(self).live().latest_first()

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        pages = Paginator(self.articles(), self.per_page)
        articles = pages.get_page(request.GET.get("page"))
        return super().get_context(request, *args, **kwargs) | {"articles": articles}


class ArticlePage(BasePage):
    """An article about emulation work, tied to the records it speaks of."""

    published_on = models.DateField(_("date shown"), null=True, blank=True)
    lead = models.TextField(_("lead"), blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("body"), blank=True)
    author = models.CharField(_("author or source"), max_length=120, blank=True)
    conference = models.ForeignKey(
        Conference,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="articles",
        verbose_name=_("conference"),
    )
    figures_as_of = models.DateField(
        _("figures as of"),
        null=True,
        blank=True,
        help_text=_("The date of the conference, if left empty."),
    )
    blocs = ParentalManyToManyField(Bloc, blank=True, related_name="articles")
    decisions = ParentalManyToManyField(Decision, blank=True, related_name="articles")
    pledges = ParentalManyToManyField(Pledge, blank=True, related_name="articles")
    regulations = ParentalManyToManyField(RegulationVersion, blank=True, related_name="articles")

    objects = PageManager.from_queryset(ArticleQuerySet)()
    reader_fields = ("title", "body")
    base_form_class = ArticleForm
    edit_handler = page_tabs(
        fields=["lead", "body"],
        shared=[
            MultiFieldPanel([FieldPanel("published_on"), FieldPanel("author")], _("Article")),
            MultiFieldPanel(
                [
                    FieldPanel(name)
                    for name in ("conference", "blocs", "decisions", "pledges", "regulations")
                ],
                _("Records it is about"),
            ),
            MultiFieldPanel(
                [FieldPanel("figures_as_of"), InlinePanel("article_figures", label=_("Figure"))],
                _("Figures"),
            ),
        ],
    )
    parent_page_types = ["news.NewsIndexPage"]
    subpage_types: list[str] = []
    search_fields = BasePage.search_fields + [
        index.SearchField("lead_vi"),
        index.SearchField("lead_en"),
        index.SearchField("body_vi"),
        index.SearchField("body_en"),
    ]

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")

    @property
    def date(self) -> datetime.date | None:
        """The date readers see: the one given, else the day of first publication."""
        first = self.first_published_at
        return self.published_on or (timezone.localdate(first) if first else None)

    @property
    def as_of(self) -> datetime.date | None:
        """The date of the article's figures: its own, never the reader's."""
        return self.figures_as_of or (self.conference.held_on if self.conference else None)

    def clean(self) -> None:
        super().clean()
        if self.article_figures.all() and self.as_of is None:
            message = _("Figures need a date: choose a conference or give the date here.")
            raise ValidationError({"figures_as_of": message})

    def figures(self, authority: Authority) -> list[FigureValue]:
        """The article's figures, computed now from the records as of `as_of`."""
        codes = [row.code for row in self.article_figures.all() if row.code in FIGURES]
        if self.as_of is None:
            return []
        return figures_compute(codes, authority=authority, as_of=self.as_of)

    def related(self) -> dict[str, list[models.Model]]:
        """The public records the article is about, with what their links need."""
        return {
            "blocs": list(self.blocs.select_related("page")),
            "decisions": [row for row in self.decisions.all() if row.is_issued],
            "pledges": [row for row in self.pledges.all() if row.is_signed],
            "regulations": [
                row for row in self.regulations.select_related("regulation") if row.is_public
            ],
        }

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        own = {"figures": self.figures(request.authority), "as_of": self.as_of}
        return context | own | {"related": self.related()}


class ArticleFigure(Orderable):
    """Which figure the panel shows; its number is never stored."""

    page = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="article_figures")
    code = models.CharField(_("figure"), max_length=40, choices=figure_choices)

    class Meta(Orderable.Meta):
        verbose_name = _("figure")

    def __str__(self) -> str:
        return self.code
