from typing import Any

from django.utils.functional import cached_property

from portal.tenancy.models import Authority

from ..access import Person


class KnowsPerson:
    """Mixin for Wagtail's views: who the person is to a row's authority, asked once."""

    request: Any

    @cached_property
    def _people(self) -> dict[int, Person]:
        return {}

    def person(self, authority: Authority) -> Person:
        return self._people.setdefault(authority.pk, Person(self.request.user, authority))

    @property
    def administers_here(self) -> bool:
        """Whether the person may prepare decisions at the authority of the host."""
        authority = self.request.authority
        return authority is not None and self.person(authority).is_administrator
