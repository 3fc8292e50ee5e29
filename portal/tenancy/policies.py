from collections.abc import Sequence
from typing import Any

from django.db import models
from wagtail.permission_policies import ModelPermissionPolicy

from .access import authority_ids, scope
from .models import Authority


class AuthorityPolicy(ModelPermissionPolicy):
    """A model permission counts only for rows in the person's own authorities.

    Register one per record model at the top of a `wagtail_hooks` module. Generic views ask the
    policy about the model alone; `AuthorityScoped` makes them ask about the row as well.
    """

    def user_has_any_permission_for_instance(
        self, user: Any, actions: Sequence[str], instance: Any
    ) -> bool:
        return self.user_has_any_permission(user, actions) and self._is_own(user, instance)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        return self.user_has_any_permission_for_instance(user, [action], instance)

    def instances_user_has_any_permission_for(
        self, user: Any, actions: Sequence[str]
    ) -> models.QuerySet:
        return scope(super().instances_user_has_any_permission_for(user, actions), user)

    def _is_own(self, user: Any, instance: Any) -> bool:
        owner = instance.pk if isinstance(instance, Authority) else instance.authority_id
        return owner is None or owner in authority_ids(user)


class OwnAuthorityPolicy(AuthorityPolicy):
    """An authority is opened by the operator alone; others change what it says of itself."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        allowed = ("change", "view", "add") if user.is_superuser else ("change", "view")
        return action in allowed and super().user_has_permission(user, action)


class FinalPolicy(AuthorityPolicy):
    """As `AuthorityPolicy`, for records that nobody changes once their `is_final` says so."""

    def user_has_any_permission_for_instance(
        self, user: Any, actions: Sequence[str], instance: Any
    ) -> bool:
        allowed = [action for action in actions if action == "view" or not instance.is_final]
        return super().user_has_any_permission_for_instance(user, allowed, instance)


class ReadOnlyPolicy(AuthorityPolicy):
    """For rows that only a service writes: nobody, not even the operator, edits them by form."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and super().user_has_permission(user, action)

    def user_has_any_permission(self, user: Any, actions: Sequence[str]) -> bool:
        return "view" in actions and super().user_has_any_permission(user, ["view"])
