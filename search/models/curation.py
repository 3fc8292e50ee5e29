"""What an authority does about its own search: its words, what comes first, what was missed."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.tenancy.enums import Role
from portal.tenancy.models import Authority, AuthorityRecord

from ..analysis import Analysed
from ..lexicon import LONGEST

MOST_READINGS = 30


def key_of(text: str) -> str:
    """Two texts with one key are one query: without accents, spelling and signs."""
    return " ".join(Analysed.of(text).folded)[:200]


class Synonym(AuthorityRecord):
    """Words that mean the same to this authority's readers; global ones are in the lexicon."""

    vietnamese = models.TextField(
        _("Vietnamese"), blank=True, help_text=_("One word or phrase a line, the best first.")
    )
    english = models.TextField(
        _("English"), blank=True, help_text=_("One word or phrase a line, the best first.")
    )

    edited_by = (Role.ADMINISTRATOR,)
    viewed_by = (Role.ADMINISTRATOR,)

    class Meta:
        verbose_name = _("synonyms")
        verbose_name_plural = _("synonyms")
        ordering = ["vietnamese", "english"]

    def __str__(self) -> str:
        return " = ".join(self.readings("vietnamese") + self.readings("english"))[:200]

    def readings(self, field: str) -> list[str]:
        lines = (" ".join(line.split()) for line in getattr(self, field).splitlines())
        return list(dict.fromkeys(filter(None, lines)))

    def row(self) -> Mapping[str, list[str]]:
        """As a row of the lexicon."""
        return {"vi": self.readings("vietnamese"), "en": self.readings("english")}

    def clean(self) -> None:
        super().clean()
        errors = {
            field: problem for field in ("vietnamese", "english") if (problem := self._wrong(field))
        }
        if errors:
            raise ValidationError(errors)
        if len(self.readings("vietnamese")) + len(self.readings("english")) < 2:
            raise ValidationError(_("Synonyms are two words or phrases at least."))

    def _wrong(self, field: str) -> str:
        readings = self.readings(field)
        if len(readings) > MOST_READINGS:
            return _("These are more than %(count)s lines.") % {"count": MOST_READINGS}
        for text in readings:
            if not 0 < len(Analysed.of(text)) <= LONGEST:
                values = {"text": text[:60], "count": LONGEST}
                return _("“%(text)s” has to have one to %(count)s words.") % values
        return ""


class Pin(AuthorityRecord):
    """What comes first for a query, whatever ranking says."""

    query = models.CharField(_("query"), max_length=200)
    query_key = models.CharField(max_length=200, editable=False)
    url = models.CharField(
        _("address"),
        max_length=1000,
        help_text=_("The address of the page that comes first, copied from the browser."),
    )
    position = models.PositiveSmallIntegerField(_("order of pins"), default=1)

    edited_by = (Role.ADMINISTRATOR,)
    viewed_by = (Role.ADMINISTRATOR,)

    class Meta:
        verbose_name = _("pinned result")
        verbose_name_plural = _("pinned results")
        ordering = ["query", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "query_key", "url"], name="pin_once_a_query"
            )
        ]

    def __str__(self) -> str:
        return self.query

    def clean(self) -> None:
        super().clean()
        self.query_key = key_of(self.query)
        if not self.query_key:
            raise ValidationError({"query": _("There is no word in it.")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.query_key = key_of(self.query)
        super().save(*args, **kwargs)


class SearchedQuery(models.Model):
    """How often readers have asked for something, and whether they have found anything."""

    authority = models.ForeignKey(Authority, models.CASCADE, related_name="+")
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    query_key = models.CharField(max_length=200)
    text = models.CharField(_("query"), max_length=100)
    asked = models.PositiveIntegerField(_("asked"), default=0)
    missed = models.PositiveIntegerField(_("found nothing"), default=0)
    last_asked_at = models.DateTimeField(_("last asked"))
    last_total = models.PositiveIntegerField(_("results"), default=0)

    class Meta:
        verbose_name = _("searched query")
        verbose_name_plural = _("searched queries")
        ordering = ["-missed", "-asked", "text"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "language", "query_key"], name="searched_query_once"
            )
        ]
        indexes = [models.Index(fields=["last_asked_at"], name="searched_query_age")]

    def __str__(self) -> str:
        return self.text
