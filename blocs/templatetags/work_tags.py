"""Numbers and states on the pages of the admin."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import template

from portal import formats
from portal.languages import current_language

register = template.Library()


@register.filter
def points(value: Any) -> str:
    """Points without needless decimals: 1.000, 12,5; whatever is no number as it is."""
    if not isinstance(value, Decimal):
        return "–" if value in (None, "") else str(value)
    exponent = value.normalize().as_tuple().exponent
    decimals = max(0, -exponent) if isinstance(exponent, int) else 0
    return formats.number(value, current_language(), decimals)


@register.filter
def total_points(groups: Iterable[Any]) -> Decimal:
    return sum((group.total for group in groups), Decimal(0))


@register.filter
def state_label(transition: Any, name: str) -> str:
    """The `from` or `to` state of a step as its record's own field names it."""
    model = transition.subject_type.model_class()
    labels = dict(model._meta.get_field("state").flatchoices)
    state = getattr(transition, f"{name}_state")
    return str(labels.get(state, state))
