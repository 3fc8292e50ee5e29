"""Issuing a draft for a look only: all that it would change, and all that is wrong with it."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from ..models import Decision, Membership
from .decisions import Preview, _apply, _preview, _require_signed


@dataclass(frozen=True)
class Rehearsal:
    """What issuing would come to: `errors` by the item's key, `missing` in the decision itself."""

    preview: Preview
    errors: dict[int, list[str]]
    missing: list[str]

    @property
    def succeeds(self) -> bool:
        return not (self.errors or self.missing)


def decision_rehearse(*, decision: Decision) -> Rehearsal:
    """As `decision_preview`, but every item is tried, so that all that is wrong is known at once.

    An item that depends on one that failed fails as well. Nothing stays.
    """
    on, errors = decision.takes_effect_on, {}
    before = Membership.objects.of(decision.authority).active(on).count()
    with transaction.atomic():
        for item in decision.items.order_by("sort_order", "pk"):
            try:
                with transaction.atomic():
                    _apply(item, decision)
            except ValidationError as error:
                errors[item.pk] = [text.removeprefix(f"{item}: ") for text in error.messages]
        preview = _preview(decision, on, before)
        transaction.set_rollback(True)
    return Rehearsal(preview, errors, _missing(decision))


def _missing(decision: Decision) -> list[str]:
    found: list[str] = []
    for check in (decision.full_clean, lambda: _require_signed(decision)):
        try:
            check()
        except ValidationError as error:
            found += error.messages
    return found
