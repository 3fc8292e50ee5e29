from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.formats import short_date
from portal.languages import current_language


class Validity(models.Model):
    """Validity as a half-open interval `[valid_from, valid_to)`; an empty end is "still valid"."""

    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until (not included)"), null=True, blank=True)

    class Meta:
        abstract = True

    @staticmethod
    def constraints(name: str) -> list[models.CheckConstraint]:
        """Django hands a base's constraints down only to a Meta that inherits; name them here."""
        return [
            models.CheckConstraint(
                name=f"{name}_period",
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                violation_error_message=_("The end must be later than the beginning."),
            )
        ]

    def clean(self) -> None:
        super().clean()
        if self.valid_to and self.valid_from and self.valid_to <= self.valid_from:
            raise ValidationError({"valid_to": _("The end must be later than the beginning.")})

    def has_ended(self, on: date) -> bool:
        return self.valid_to is not None and self.valid_to <= on

    def covers(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or self.valid_to > day)

    @property
    def validity(self) -> str:
        language = current_language()
        end = short_date(self.valid_to, language) if self.valid_to else "…"
        return f"{short_date(self.valid_from, language)} – {end}"
