import uuid
from typing import Self

from django.conf import settings
from django.core import signing
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..enums import Role
from .authority import Authority


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> Self:
        """Neither taken, withdrawn nor expired."""
        return self.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now())

    def waiting(self) -> Self:
        """As `open`, with those that have expired and can be sent again."""
        return self.filter(accepted_at=None, withdrawn_at=None)

    def by_token(self, token: str) -> "Invitation | None":
        """The invitation of a link, in whatever state; `None` where the signature is wrong."""
        try:
            uid = signing.Signer(salt=SALT).unsign(token)
        except signing.BadSignature:
            return None
        return self.filter(uid=uid).first()


SALT = "tenancy.invitation"


class Invitation(models.Model):
    """A role offered to an e-mail address; the link in the mail carries its signed `uid`."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    authority = models.ForeignKey(Authority, models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail"))
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    # By name, as those of RoleAssignment.
    blocs = models.ManyToManyField(
        "blocs.Bloc", blank=True, related_name="+", verbose_name=_("blocs")
    )
    enterprise = models.ForeignKey(
        "blocs.Enterprise",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("enterprise"),
    )
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(editable=False)
    accepted_at = models.DateTimeField(null=True, editable=False)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.email} · {self.get_role_display()}"

    @property
    def token(self) -> str:
        return signing.Signer(salt=SALT).sign(str(self.uid))

    @property
    def is_waiting(self) -> bool:
        return self.accepted_at is None and self.withdrawn_at is None

    @property
    def has_expired(self) -> bool:
        return self.expires_at <= timezone.now()

    @property
    def is_open(self) -> bool:
        return self.is_waiting and not self.has_expired
