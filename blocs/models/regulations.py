from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from portal.tenancy.constraints import Frozen
from portal.tenancy.models import AuthorityRecord
from portal.text import slug

from ..enums import RegulationState
from ..querysets import RegulationQuerySet
from .conferences import Conference
from .decisions import Decision


class Regulation(AuthorityRecord):
    """*Quy chế hoạt động của Khối*; its text lives in numbered versions."""

    code = models.CharField(_("code"), max_length=40)
    slug = models.SlugField(max_length=80, editable=False)
    title = models.CharField(_("title"), max_length=200)

    objects = RegulationQuerySet.as_manager()

    class Meta:
        verbose_name = _("regulation")
        verbose_name_plural = _("regulations")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["authority", "code"], name="regulation_code_unique"),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.slug = self.slug or slug(self.title_vi)  # a new title keeps the old address
        super().save(*args, **kwargs)


class RegulationVersion(AuthorityRecord, ClusterableModel):
    """`adopted` by the members at a conference; `in_force` by a decision (INV-25)."""

    regulation = models.ForeignKey(
        Regulation, models.PROTECT, related_name="versions", verbose_name=_("regulation")
    )
    number = models.PositiveSmallIntegerField(_("version"))
    state = models.CharField(
        _("state"), max_length=12, choices=RegulationState.choices, default=RegulationState.DRAFT
    )
    adopted_at = models.ForeignKey(
        Conference,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="adopted_versions",
        verbose_name=_("adopted at"),
    )
    issued_by = models.ForeignKey(
        Decision, models.PROTECT, null=True, editable=False, related_name="issued_versions"
    )
    in_force_from = models.DateField(_("in force from"), null=True, editable=False)
    summary = models.TextField(_("what changed"), blank=True)

    authority_from = "regulation"
    named_by = "regulation"

    class Meta:
        verbose_name = _("version of a regulation")
        verbose_name_plural = _("versions of regulations")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["regulation", "number"], name="regulation_version_unique"
            ),
            models.CheckConstraint(
                name="regulation_in_force_by_decision",
                condition=~models.Q(state="in_force") | models.Q(issued_by__isnull=False),
                violation_error_message=_("A version is in force only by a decision."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.regulation} ({self.number})"

    @property
    def is_public(self) -> bool:
        """Adopted by the members at least."""
        return self.state != RegulationState.DRAFT

    @property
    def is_final(self) -> bool:
        """Issued versions change only by another decision."""
        return self.issued_by_id is not None

    def chapters(self) -> list[tuple[str, list["RegulationArticle"]]]:
        """Number and articles of each chapter, in order."""
        found: list[tuple[str, list[RegulationArticle]]] = []
        for article in self.provisions.all():
            if not found or found[-1][0] != article.chapter:
                found.append((article.chapter, []))
            found[-1][1].append(article)
        return found


class RegulationArticle(AuthorityRecord):
    """*Điều* of a version; the chapter's title stands with its first article."""

    version = ParentalKey(RegulationVersion, on_delete=models.CASCADE, related_name="provisions")
    sort_order = models.PositiveSmallIntegerField(default=0, editable=False)
    sort_order_field = "sort_order"
    chapter = models.CharField(_("chapter"), max_length=8)
    chapter_title = models.CharField(_("title of the chapter"), max_length=200, blank=True)
    number = models.CharField(_("article"), max_length=8)
    heading = models.CharField(_("heading"), max_length=200)
    body = models.TextField(_("text"), blank=True)

    authority_from = "version"

    class Meta:
        verbose_name = _("article of a regulation")
        verbose_name_plural = _("articles of a regulation")
        ordering = ["sort_order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "number"], name="article_once"),
            Frozen(
                name="article_issued",
                through="version",
                states=(RegulationState.IN_FORCE, RegulationState.SUPERSEDED),
                fields=(
                    "version",
                    "chapter",
                    "number",
                    "heading_vi",
                    "body_vi",
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.heading}"
