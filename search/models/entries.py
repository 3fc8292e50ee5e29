import uuid
from typing import Self

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.sources import SourcePeriod, SourceType
from portal.tenancy.models import Authority

PENDING = Q(pushed__lt=F("version"), failure="")


class SearchEntryQuerySet(models.QuerySet["SearchEntry"]):
    def of(self, authority: Authority) -> Self:
        """This authority's entries. Raises TypeError without one: there is no default tenant."""
        if not isinstance(authority, Authority):
            raise TypeError(f"SearchEntry.of() needs an Authority, not {authority!r}")
        return self.filter(authority=authority)

    def pending(self) -> Self:
        """What Elasticsearch has not been told yet."""
        return self.filter(PENDING)

    def failed(self) -> Self:
        """What Elasticsearch has refused."""
        return self.exclude(failure="")


class SearchEntry(models.Model):
    """One public thing in one language, as it is found: the truth of both engines.

    Written in the transaction of the thing itself. `uid` is the same for the same thing and
    language for ever; `version` grows with every change, also over a removal.
    """

    uid = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)
    authority = models.ForeignKey(Authority, models.CASCADE, related_name="+")
    kind = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    source_id = models.CharField(max_length=200)
    # The same for all texts of one thing, in any language.
    thing = models.CharField(max_length=220)
    type = models.CharField(_("type"), max_length=12, choices=SourceType.choices)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    title = models.CharField(_("title"), max_length=500)
    url = models.CharField(_("address"), max_length=1000)
    date = models.DateField(_("date"), null=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True)
    period = models.CharField(_("period"), max_length=4, choices=SourcePeriod.choices, blank=True)
    blocs = models.JSONField(default=list)
    enterprises = models.JSONField(default=list)
    files = models.ManyToManyField("search.FileText", related_name="entries")
    # SHA-256 of what it was made of; the same again is not written.
    digest = models.CharField(max_length=64, editable=False)
    version = models.PositiveBigIntegerField()
    pushed = models.PositiveBigIntegerField(default=0)
    failure = models.CharField(max_length=500, blank=True)

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of the search index")
        verbose_name_plural = _("entries of the search index")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "object_id", "language"], name="entry_once_a_language"
            ),
        ]
        indexes = [
            models.Index(fields=["authority", "type"], name="entry_authority_type"),
            models.Index(fields=["authority", "-date"], name="entry_authority_date"),
            models.Index(fields=["authority", "version"], name="entry_authority_version"),
            models.Index(fields=["version"], name="entry_pending", condition=PENDING),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.language})"


class SearchText(models.Model):
    """The words of an entry, apart from it so that lists and counts need not read them.

    `body` is what passages are shown from. `exact` and `folded` are its analysed words, one space
    between, in four parts (`PARTS`) that a bar separates; `stems` likewise, of English ones.
    `terms` is what the embedded engines index: each distinct word, with a letter before it that
    says in which form and where it stands (`search.terms`).
    """

    entry = models.OneToOneField(SearchEntry, models.CASCADE, primary_key=True, related_name="text")
    body = models.TextField(blank=True)
    exact = models.TextField(blank=True)
    folded = models.TextField(blank=True)
    stems = models.TextField(blank=True)
    terms = models.TextField(blank=True)

    def __str__(self) -> str:
        return str(self.entry)


class IndexBuild(models.Model):
    """An index of Elasticsearch that was built, or is being built: where to go on."""

    index = models.CharField(max_length=200, unique=True)
    entries = models.PositiveIntegerField(default=0)
    last_pk = models.PositiveBigIntegerField(default=0)
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.index


class Removal(models.Model):
    """An entry that is gone, until Elasticsearch has been told."""

    uid = models.UUIDField(unique=True)
    version = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return str(self.uid)
