"""What an authority's old site held: public, found and narrowed like the rest, never a record."""

import hashlib
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.url_routing import RouteResult

from blocs.models import Bloc, Enterprise
from blocs.models.pages import RecordIndexPage
from portal.files import PrivateFileField, private_file_response, validate_past_file
from portal.sources import SourcePeriod, SourceType
from portal.tenancy.models import Authority, AuthorityRecord
from portal.tenancy.models.record import AuthorityRecordQuerySet
from portal.text import slug

ARCHIVED = [
    (kind.value, kind.label)
    for kind in SourceType
    if kind not in (SourceType.PAGE, SourceType.CRITERIA)
]


class ArchiveItemQuerySet(AuthorityRecordQuerySet):
    def latest_first(self) -> "ArchiveItemQuerySet":
        order = (models.F("date").desc(nulls_last=True), models.F("year").desc(nulls_last=True))
        return self.order_by(*order, "-pk")


class ArchiveItem(AuthorityRecord):
    """One piece of the past, in the one language it has; no figure counts it.

    `body` is HTML, cleaned when it was imported. The bloc and the enterprise it is about are
    records, or items of those types. `digest` (SHA-256) tells whether a line has changed.
    """

    source_id = models.CharField(_("number in the old site"), max_length=200)
    type = models.CharField(_("type"), max_length=12, choices=ARCHIVED)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    title = models.CharField(_("title"), max_length=500)
    slug = models.SlugField(max_length=100, editable=False)
    body = models.TextField(_("text"), blank=True)
    date = models.DateField(_("date"), null=True, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    period = models.CharField(_("period"), max_length=4, choices=SourcePeriod.choices, blank=True)
    number = models.CharField(_("number and symbol"), max_length=80, blank=True)
    bloc = models.ForeignKey(
        Bloc, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("bloc")
    )
    bloc_item = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("bloc")
    )
    enterprise = models.ForeignKey(
        Enterprise,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("enterprise"),
    )
    enterprise_item = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("enterprise"),
    )
    translation_of = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="translations",
        verbose_name=_("translation of"),
    )
    file = PrivateFileField(
        _("file"), folder="archive", blank=True, validators=[validate_past_file]
    )
    filename = models.CharField(_("file name"), max_length=200, blank=True)
    digest = models.CharField(max_length=64, editable=False)

    objects = ArchiveItemQuerySet.as_manager()
    edited_by = ()

    class Meta:
        verbose_name = _("item of the archive")
        verbose_name_plural = _("items of the archive")
        ordering = ["-date", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["authority", "source_id"], name="archive_source_once"),
            models.UniqueConstraint(fields=["authority", "slug"], name="archive_slug_unique"),
            models.CheckConstraint(
                name="archive_one_bloc", condition=Q(bloc=None) | Q(bloc_item=None)
            ),
            models.CheckConstraint(
                name="archive_one_enterprise",
                condition=Q(enterprise=None) | Q(enterprise_item=None),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def public_rows(cls, authority: Authority) -> models.QuerySet:
        return cls.objects.of(authority)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.slug = self.slug or item_slug(self.title, self.source_id)
        super().save(*args, **kwargs)

    @property
    def about_bloc(self) -> Any:
        return self.bloc or self.bloc_item

    @property
    def about_enterprise(self) -> Any:
        return self.enterprise or self.enterprise_item

    @property
    def counterpart(self) -> "ArchiveItem | None":
        """The same thing in the other language."""
        return self.translation_of or self.translations.first()  # type: ignore[attr-defined]


def item_slug(title: str, source_id: str) -> str:
    """Words of the title and eight figures of the old number: unique, and never to be changed."""
    mark = hashlib.sha256(source_id.encode()).hexdigest()[:8]
    return "-".join(filter(None, (slug(title, 80), mark)))


class ArchiveIndexPage(RecordIndexPage):
    record_model = ArchiveItem
    record_template = "news/archive_item.html"

    class Meta:
        verbose_name = _("archive")

    def public_records(self, authority: Authority) -> models.QuerySet:
        related = ("bloc__page", "enterprise__page", "bloc_item", "enterprise_item")
        return ArchiveItem.objects.of(authority).select_related(*related).latest_first()

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """An item's file has an address below the item's own."""
        if len(path_components) != 2 or not self.live:
            return super().route(request, path_components)
        slug_, filename = path_components
        items = ArchiveItem.objects.of(request.authority)
        item = items.filter(slug=slug_, filename=filename).exclude(file="").first()
        if item is None:
            raise Http404
        return RouteResult(self, kwargs={"item": item})

    def serve(self, request: HttpRequest, record: Any = None, **kwargs: Any) -> HttpResponse:
        if item := kwargs.get("item"):
            return private_file_response(item.file, item.filename, inline=True)
        return super().serve(request, record=record)
