from wagtail import hooks
from wagtail.permissions import register_permission_policy

from portal.tenancy.policies import ReadOnlyPolicy

from .models import ArchiveItem
from .viewsets import ArchiveItemViewSet

register_permission_policy(ArchiveItem, ReadOnlyPolicy(ArchiveItem))


@hooks.register("register_admin_viewset")
def register_archive() -> ArchiveItemViewSet:
    return ArchiveItemViewSet()
