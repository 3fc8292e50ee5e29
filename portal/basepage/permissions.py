from typing import Any

from wagtail.models import PagePermissionTester


class FixedPagePermissions(PagePermissionTester):
    """For pages that live and die with what they stand for: a site's home, its sections, records.

    Their texts are edited and published like any page's; they are never copied, moved,
    unpublished or deleted by hand, not even by the operator.
    """

    def can_copy(self) -> bool:
        return False

    def can_copy_to(self, destination: Any, recursive: bool = False) -> bool:
        return False

    def can_move(self) -> bool:
        return False

    def can_move_to(self, destination: Any) -> bool:
        return False

    def can_unpublish(self) -> bool:
        return False

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return False


class FixedPageMixin:
    """Mixin for page types whose pages are `FixedPagePermissions`."""

    def permissions_for_user(self, user: Any) -> FixedPagePermissions:
        return FixedPagePermissions(user, self)
