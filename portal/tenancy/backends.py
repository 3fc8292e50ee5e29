from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission
from django.db.models import QuerySet

from .access import group_ids


class HereBackend(ModelBackend):
    """A person's permissions are those of his roles at the authority of the host.

    Django would add up those of all his groups: an administrator of one authority who edits for
    another would administer both.
    """

    def _get_group_permissions(self, user_obj: Any) -> QuerySet[Permission]:
        return Permission.objects.filter(group__in=group_ids(user_obj)).distinct()
