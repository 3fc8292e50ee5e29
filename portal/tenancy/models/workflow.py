from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask

from .authority import Authority
from .roles import RoleAssignment


class ApprovalTask(AbstractGroupApprovalTask):
    """The one step of an authority's workflow: its own approvers and administrators, on its host.

    Wagtail's asks whether a person is in a group at all; somebody who approves for two authorities
    would find the pages of one on the desk of the other.
    """

    authority = models.OneToOneField(
        Authority, models.CASCADE, editable=False, related_name="approval_task"
    )

    class Meta:
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")

    def _user_in_groups(self, user: Any) -> bool:
        here = getattr(user, "working_authority", None)
        if here is not None and here.pk != self.authority_id:
            return False
        roles = self.groups.values("authority_group__role")
        held = RoleAssignment.objects.filter(user=user.pk, authority=self.authority_id)
        return bool(held.in_force().filter(role__in=roles).exists())
