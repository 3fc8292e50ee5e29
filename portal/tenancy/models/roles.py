from datetime import date
from typing import Self

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..enums import Role
from .authority import Authority


class RoleAssignmentQuerySet(models.QuerySet["RoleAssignment"]):
    def in_force(self, on: date | None = None) -> Self:
        """Without the secretaries of enterprises that lead their bloc no longer, or not yet.

        `on` is today in the time zone of the request, unless told.
        """
        leadership = RoleAssignment._meta.get_field("leadership").related_model
        leads = leadership._base_manager.filter(  # type: ignore[union-attr]
            models.Q(valid_to=None) | models.Q(valid_to__gt=on or timezone.localdate()),
            bloc=models.OuterRef("bloc"),
            enterprise=models.OuterRef("leadership__enterprise"),
            valid_from__lte=on or timezone.localdate(),
        )
        return self.filter(~models.Q(role=Role.BLOC_SECRETARY) | models.Exists(leads))


class RoleAssignment(models.Model):
    """The one source of who may do what where; groups and permissions are derived from it.

    A secretary's role is in force while the enterprise of the leadership it was given under holds
    an office in the bloc: re-elected, it goes on; replaced, it ends by itself.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="role_assignments"
    )
    authority = models.ForeignKey(Authority, models.CASCADE, related_name="role_assignments")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    # By name: the one arrow from here to the records (docs/architecture.md).
    bloc = models.ForeignKey(
        "blocs.Bloc", models.CASCADE, null=True, blank=True, related_name="secretaries"
    )
    enterprise = models.ForeignKey(
        "blocs.Enterprise", models.CASCADE, null=True, blank=True, related_name="contacts"
    )
    leadership = models.ForeignKey(
        "blocs.Leadership",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="secretaries",
        verbose_name=_("leadership"),
    )

    objects = RoleAssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("role assignment")
        verbose_name_plural = _("role assignments")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "authority", "role"],
                condition=models.Q(bloc=None, enterprise=None),
                name="role_assigned_once",
            ),
            models.UniqueConstraint(fields=["user", "role", "bloc"], name="secretary_once_a_bloc"),
            models.UniqueConstraint(
                fields=["user", "role", "enterprise"], name="contact_once_an_enterprise"
            ),
            models.CheckConstraint(
                name="secretary_has_bloc",
                condition=models.Q(role=Role.BLOC_SECRETARY, bloc__isnull=False)
                | (~models.Q(role=Role.BLOC_SECRETARY) & models.Q(bloc=None)),
                violation_error_message=_("A bloc secretary, and nobody else, has a bloc."),
            ),
            models.CheckConstraint(
                name="contact_has_enterprise",
                condition=models.Q(role=Role.ENTERPRISE_CONTACT, enterprise__isnull=False)
                | (~models.Q(role=Role.ENTERPRISE_CONTACT) & models.Q(enterprise=None)),
                violation_error_message=_(
                    "An enterprise contact, and nobody else, has an enterprise."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.authority.code}"

    def clean(self) -> None:
        super().clean()
        errors = {
            name: _("This belongs to another authority.")
            for name in ("bloc", "enterprise")
            if (place := getattr(self, name)) and place.authority_id != self.authority_id
        }
        if errors:
            raise ValidationError(errors)


class AuthorityGroup(models.Model):
    """The Wagtail group that carries one role's permissions in one authority."""

    authority = models.ForeignKey(Authority, models.CASCADE, related_name="groups")
    role = models.CharField(max_length=20, choices=Role.choices)
    group = models.OneToOneField(Group, models.CASCADE, related_name="authority_group")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["authority", "role"], name="one_group_per_role"),
        ]

    def __str__(self) -> str:
        return self.group.name
