from collections.abc import Sequence
from typing import Any

from portal.tenancy.policies import AuthorityPolicy, FinalPolicy, ReadOnlyPolicy

from .enums import PledgeState
from .models import Award, CriteriaSet, EmulationPeriod, Pledge, Ranking, Report, Result


class PledgePolicy(AuthorityPolicy):
    """Once targets are collected a pledge stays; what of it may still change, its form says."""

    def user_has_any_permission_for_instance(
        self, user: Any, actions: Sequence[str], instance: Any
    ) -> bool:
        begun = instance.state != PledgeState.DRAFT
        allowed = [action for action in actions if action != "delete" or not begun]
        return super().user_has_any_permission_for_instance(user, allowed, instance)


YEAR_POLICIES = {
    CriteriaSet: FinalPolicy,
    EmulationPeriod: FinalPolicy,
    Report: FinalPolicy,
    Pledge: PledgePolicy,
    Ranking: ReadOnlyPolicy,
    Result: ReadOnlyPolicy,
    Award: ReadOnlyPolicy,
}
