from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.tenancy.constraints import Frozen
from portal.tenancy.models import AuthorityRecord

from ..querysets import TransitionQuerySet


class Transition(AuthorityRecord):
    """One step of a record's state, for ever: who, when, from, to, why."""

    subject_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    subject_id = models.BigIntegerField()
    from_state = models.CharField(_("from"), max_length=16)
    to_state = models.CharField(_("to"), max_length=16)
    reason = models.TextField(_("reason"), blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False
    )
    at = models.DateTimeField(_("time"), default=timezone.now, editable=False)

    objects = TransitionQuerySet.as_manager()
    edited_by = ()
    viewed_by = ()

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="transition_subject")]
        constraints = [
            Frozen(
                name="transition_for_ever",
                fields=("subject_id", "from_state", "to_state", "reason", "at"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"
