"""Draft decisions that a page prepares with all their items; a person looks, signs and issues."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ..models import Decision, DecisionItem
from ..states import locked
from .decisions import DecisionAlreadyIssued

PART_OF_EVERY_ITEM = ("id", "uid", "authority", "decision", "updated_at", "sort_order")
CONTENT = tuple(
    field.attname
    for field in DecisionItem._meta.concrete_fields
    if field.name not in PART_OF_EVERY_ITEM
)


@transaction.atomic
def decision_draft(
    *,
    decision: Decision,
    items: Sequence[DecisionItem],
    replaces: Callable[[DecisionItem], bool] = lambda item: True,
) -> bool:
    """Save a draft with these items; False where it was exactly so before.

    Items of a stored draft that `replaces` says no to stay, before the new ones. Raises
    DecisionAlreadyIssued for a decision issued meanwhile and ValidationError for bad data.
    """
    stored = locked(decision) if decision.pk else None
    if stored is not None and stored.is_issued:
        raise DecisionAlreadyIssued(_("This decision has already been issued."))
    decision.full_clean()
    before = list(DecisionItem.objects.filter(decision=decision.pk))
    wanted = [*(item for item in before if not replaces(item)), *items]
    if stored is not None and not _differs(stored, decision) and _same(before, wanted):
        return False
    decision.save()
    _replace_items(decision, before, wanted)
    return True


def _differs(stored: Decision, decision: Decision) -> bool:
    names = [field.attname for field in Decision._meta.concrete_fields if field.editable]
    return any(getattr(stored, name) != getattr(decision, name) for name in names)


def _same(before: Sequence[DecisionItem], wanted: Sequence[DecisionItem]) -> bool:
    return [_content(item) for item in before] == [_content(item) for item in wanted]


def _content(item: DecisionItem) -> list[Any]:
    return [getattr(item, name) for name in CONTENT]


def _replace_items(
    decision: Decision, before: Sequence[DecisionItem], wanted: Sequence[DecisionItem]
) -> None:
    """Items that stay keep their public id."""
    kept = {item.pk for item in wanted if item.pk}
    DecisionItem.objects.filter(pk__in=[item.pk for item in before if item.pk not in kept]).delete()
    for order, item in enumerate(wanted):
        item.decision, item.authority_id, item.sort_order = decision, decision.authority_id, order
        item.full_clean()
        item.save()
