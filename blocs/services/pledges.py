"""Pledges: targets and signatures are collected, then the pledge is closed as signed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from portal.users.models import User

from ..enums import Direction, Indicator, PledgeState, SignatureMethod, Visibility
from ..models import Enterprise, Pledge, PledgeSignature, PledgeTarget
from ..states import locked, state_change

UNITS = {
    Indicator.REVENUE: ("triệu đồng", "million VND"),
    Indicator.PRODUCTION: ("triệu đồng", "million VND"),
    Indicator.EXPORTS: ("nghìn USD", "thousand USD"),
    Indicator.BUDGET: ("triệu đồng", "million VND"),
    Indicator.JOBS: ("người", "persons"),
    Indicator.INCOME: ("triệu đồng/tháng", "million VND a month"),
    Indicator.ACCIDENTS: ("vụ", "cases"),
    Indicator.WELFARE: ("triệu đồng", "million VND"),
}


@dataclass(frozen=True)
class Target:
    """What an enterprise promises for one indicator; `None` takes the promise back."""

    value: Decimal | None
    visibility: Visibility = Visibility.BLOC
    consented: bool = False


def _open_pledge(pledge: Pledge) -> Pledge:
    pledge = locked(pledge)
    if pledge.is_signed:
        raise ValidationError(_("The pledge has been signed; nothing can be entered now."))
    return pledge


@transaction.atomic
def pledge_targets_set(
    *, pledge: Pledge, enterprise: Enterprise, targets: Mapping[Indicator, Target]
) -> None:
    """Keep an enterprise's targets, all or none.

    Raises ValidationError with what is wrong by indicator: `{"revenue": ["…"]}`.
    """
    _open_pledge(pledge)
    rows = {row.indicator: row for row in pledge.targets.filter(enterprise=enterprise)}  # type: ignore[attr-defined]
    errors: dict[str, list[str]] = {}
    for indicator, target in targets.items():
        row = rows.get(indicator)
        row = row or PledgeTarget(pledge=pledge, enterprise=enterprise, indicator=indicator)
        try:
            _target_set(row, target)
        except ValidationError as error:
            errors[str(indicator)] = error.messages
    if errors:
        raise ValidationError(errors)


def _target_set(row: PledgeTarget, target: Target) -> None:
    if target.value is None:
        if row.pk:
            row.delete()
        return
    indicator = Indicator(row.indicator)
    row.target, row.visibility = target.value, target.visibility
    row.consented, row.direction = target.consented, _direction(indicator)
    row.unit_vi, row.unit_en = UNITS[indicator]
    row.full_clean()
    row.save()


def _direction(indicator: Indicator) -> Direction:
    return Direction.AT_MOST if indicator == Indicator.ACCIDENTS else Direction.AT_LEAST


@transaction.atomic
def pledge_sign(
    *,
    pledge: Pledge,
    enterprise: Enterprise,
    on: date,
    method: SignatureMethod = SignatureMethod.WET,
    signatory: tuple[str, str] = ("", ""),
) -> PledgeSignature:
    """Record that a member has signed; `signatory` is name and title, kept inside.

    Raises ValidationError for who is no member of the bloc that day (INV-26).
    """
    _open_pledge(pledge)
    row = pledge.signatures.filter(enterprise=enterprise).first()
    row = row or PledgeSignature(pledge=pledge, enterprise=enterprise)
    row.signed_on, row.method = on, method
    row.signatory_name, row.signatory_title = signatory
    row.full_clean()
    row.save()
    return row


@transaction.atomic
def pledge_unsign(*, pledge: Pledge, enterprise: Enterprise) -> None:
    _open_pledge(pledge)
    pledge.signatures.filter(enterprise=enterprise).delete()


def pledge_missing(pledge: Pledge, on: date) -> Any:
    """Members of the bloc on a day who have not signed: listed as "not signed yet"."""
    members = Enterprise.objects.of(pledge.authority).filter(
        pk__in=pledge.bloc.memberships.active(on).values("enterprise")  # type: ignore[attr-defined]
    )
    return members.exclude(pk__in=pledge.signatures.values("enterprise"))


@transaction.atomic
def pledge_move(
    *, pledge: Pledge, to: PledgeState, user: User | None = None, reason: str = ""
) -> Pledge:
    """Open the collection, close it as signed, or open it again with a reason.

    Raises ValidationError where nobody has signed.
    """
    pledge = locked(pledge)
    if to == PledgeState.SIGNED and not pledge.signatures.exists():
        raise ValidationError(_("Nobody has signed the pledge yet."))
    state_change(pledge, to, user=user, reason=reason)
    return pledge
