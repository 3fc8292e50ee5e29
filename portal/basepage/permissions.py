from typing import Any

from wagtail.models import PagePermissionTester


class OwnSitePermissions(PagePermissionTester):
    """A page stays in the tree it was made in: what it refers to belongs to that authority."""

    def _is_elsewhere(self, destination: Any) -> bool:
        site = 2 * self.page.steplen  # the root's step and the home page's
        return bool(self.page.path[:site] != destination.path[:site])

    def can_move_to(self, destination: Any) -> bool:
        return not self._is_elsewhere(destination) and super().can_move_to(destination)

    def can_copy_to(self, destination: Any, recursive: bool = False) -> bool:
        return not self._is_elsewhere(destination) and super().can_copy_to(destination, recursive)

    def can_set_view_restrictions(self) -> bool:
        """The operator's: the form offers the groups of all authorities."""
        return bool(self.user.is_superuser)


class FixedPagePermissions(OwnSitePermissions):
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
