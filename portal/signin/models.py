from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.tenancy.models import Authority

from .enums import Outcome


class SignIn(models.Model):
    """One line of the trail of sign-ins; kept for `retention.TRAIL_DAYS`, then deleted.

    The name that was typed is not kept: people type passwords there. `user` is whoever it names.
    """

    at = models.DateTimeField(_("time"), default=timezone.now, db_index=True)
    outcome = models.CharField(_("what happened"), max_length=16, choices=Outcome.choices)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="sign_ins",
        verbose_name=_("person"),
    )
    authority = models.ForeignKey(Authority, models.CASCADE, null=True, related_name="+")
    address = models.GenericIPAddressField(_("network address"), null=True)

    class Meta:
        verbose_name = _("sign-in")
        verbose_name_plural = _("sign-ins")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.get_outcome_display()}"
