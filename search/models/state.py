from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.tenancy.models import Authority


class IndexState(models.Model):
    """When an authority's words were last counted, and over how many entries."""

    authority = models.OneToOneField(
        Authority, models.CASCADE, primary_key=True, related_name="search_state"
    )
    counted_at = models.DateTimeField(_("words counted"), null=True)
    counted_version = models.PositiveBigIntegerField(default=0)
    entries = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.authority)
