"""The trail of sign-ins, and the second step: a code from an app after the password."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django_otp import verify_token
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from portal.tenancy.models import Authority, RoleAssignment
from portal.users.models import User

from .addresses import client_address
from .enums import Outcome
from .models import SignIn

BACKUP_CODES = 10
DEVICE = "app"


def sign_in_note(*, request: HttpRequest | None, outcome: Outcome, user: User | None) -> None:
    """Write one line of the trail.

    It names nobody who does not work at the authority of the host, and so nobody to its people.
    """
    authority = getattr(request, "authority", None)
    SignIn.objects.create(
        outcome=outcome,
        user=user if user and _works_at(user, authority) else None,
        authority=authority,
        address=client_address(request) if request else None,
    )


def _works_at(user: User, authority: Authority | None) -> bool:
    if authority is None or user.is_superuser:
        return True
    return RoleAssignment.objects.filter(user=user, authority=authority).exists()


# --- the second step ---------------------------------------------------------------------------
def has_second_step(user: Any) -> bool:
    return bool(TOTPDevice.objects.filter(user=user.pk, confirmed=True).exists())


def device_begin(*, user: User) -> TOTPDevice:
    """The secret of an app that is not confirmed yet; the same until it is."""
    device, _created = TOTPDevice.objects.get_or_create(user=user, name=DEVICE, confirmed=False)
    return device


@transaction.atomic
def device_confirm(*, user: User, code: str) -> list[str]:
    """Turn the second step on with a first code; the backup codes, which are shown once.

    Raises ValidationError for a wrong code.
    """
    device = device_begin(user=user)
    if not device.verify_token(code):
        raise ValidationError(_("This code is not right. Look at the clock of your phone."))
    TOTPDevice.objects.filter(user=user, confirmed=True).delete()
    device.confirmed = True
    device.save()
    return _backup_codes(user)


def _backup_codes(user: User) -> list[str]:
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="backup")
    codes = [StaticToken.random_token() for _number in range(BACKUP_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return codes


@transaction.atomic
def second_step_end(*, user: User) -> None:
    """The password alone is enough from now on."""
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()


def device_of_code(*, user: User, code: str) -> Device | None:
    """The device a code is right for; a backup code is spent by this, a wrong one slows it down.

    The rows are locked meanwhile, so that one code does not open two doors at once.
    """
    code = "".join(code.split()).lower()
    for device in _devices(user, code):
        if verified := verify_token(user, device.persistent_id, code):
            return verified
    return None


def _devices(user: User, code: str) -> QuerySet:
    """The kind of device by the look of the code: apps give six digits."""
    kind = TOTPDevice if code.isdecimal() else StaticDevice
    return kind.objects.filter(user=user, confirmed=True)


def wait_of(*, user: User, code: str) -> int:
    """Seconds until another code of this kind is listened to."""
    waits = [device.verify_is_allowed()[1] or {} for device in _devices(user, code)]
    times = [found["locked_until"] for found in waits if "locked_until" in found]
    return max((int((one - timezone.now()).total_seconds()) + 1 for one in times), default=0)
