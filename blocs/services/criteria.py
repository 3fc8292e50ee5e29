"""Criteria sets: checked before they are issued, cloned for the next year."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from portal.users.models import User

from ..enums import BonusMode, CriteriaState, RuleKind
from ..models import CriteriaSet, Criterion, Decision
from ..states import locked, state_change


def criteria_problems(criteria_set: CriteriaSet) -> list[str]:
    """What keeps a set from being issued (INV-13), each as a sentence; empty if nothing does."""
    return list(_problems(criteria_set, list(criteria_set.criteria.all())))


def _problems(criteria_set: CriteriaSet, criteria: list[Criterion]) -> Iterator[str]:
    groups = [one for one in criteria if one.is_group]
    leaves = [one for one in criteria if not one.is_group]
    if not leaves:
        yield _("The set has no criteria.")
        return
    yield from _group_problems(groups, leaves)
    total = sum((leaf.max_points for leaf in leaves), Decimal(0))
    if total != criteria_set.base_max:
        message = _("The criteria sum up to %(total)s points instead of %(base)s.")
        yield message % {"total": _plain(total), "base": _plain(criteria_set.base_max)}
    bonus = criteria_set.rules.filter(kind=RuleKind.BONUS)
    if criteria_set.bonus_cap and not bonus.exists():
        yield _("There is a cap for bonus points but no bonus rule.")
    if criteria_set.bonus_mode == BonusMode.INSIDE and not criteria_set.bonus_cap:
        yield _("Bonus points within the scale need a cap.")


def _group_problems(groups: list[Criterion], leaves: list[Criterion]) -> Iterator[str]:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for leaf in leaves:
        sums[leaf.group_code] += leaf.max_points
    known = {group.code for group in groups}
    for code in sorted(set(sums) - known):
        yield _("Group %(code)s has criteria but no line of its own.") % {"code": code}
    for group in groups:
        if group.max_points != sums[group.code]:
            message = _("Group %(code)s says %(most)s points, its criteria sum up to %(total)s.")
            values = {"most": _plain(group.max_points), "total": _plain(sums[group.code])}
            yield message % ({"code": group.code} | values)


def _plain(points: Decimal) -> str:
    return f"{points.normalize():f}"


@transaction.atomic
def criteria_issue(
    *, criteria_set: CriteriaSet, decision: Decision, user: User | None = None
) -> CriteriaSet:
    """Part of issuing a decision: from now on the set is fixed.

    Raises ValidationError with every problem of the set.
    """
    criteria_set = locked(criteria_set)
    if problems := criteria_problems(criteria_set):
        raise ValidationError(problems)
    criteria_set.issued_by = decision
    state_change(criteria_set, CriteriaState.ISSUED, user=user)
    return criteria_set


@transaction.atomic
def criteria_clone(*, criteria_set: CriteriaSet, code: str, year: int) -> CriteriaSet:
    """A draft for another year with the same criteria and rules.

    Raises ValidationError where the code is taken.
    """
    original = criteria_set
    clone = CriteriaSet.objects.get(pk=original.pk)
    _renew(clone)
    clone.code, clone.year, clone.slug = code, year, ""
    clone.state, clone.issued_by, clone.cloned_from = CriteriaState.DRAFT, None, original
    for language in ("vi", "en"):
        title = getattr(original, f"title_{language}") or ""
        setattr(clone, f"title_{language}", title.replace(str(original.year), str(year)))
    clone.full_clean()
    clone.save()
    for part in (*original.criteria.all(), *original.rules.all()):
        _renew(part)
        part.criteria_set = clone
        part.save()
    return clone


def _renew(record: CriteriaSet | Criterion) -> None:
    """Make an instance a new row: no key, and a public id of its own."""
    record.pk = None
    record.uid = record._meta.get_field("uid").get_default()
    record._state.adding = True
