"""People come by invitation: a role is offered to an e-mail address and taken by whoever has it."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portal.languages import BASE
from portal.users.models import User

from ..addresses import address_at
from ..enums import Role
from ..models import Authority, Invitation
from .roles import role_grant

VALID_FOR = timedelta(days=7)


@transaction.atomic
def invitation_create(
    *, invitation: Invitation, by: User | None, blocs: Iterable[Any] = ()
) -> Invitation:
    """Offer a role; an earlier offer to the same address that still waits is withdrawn.

    Raises ValidationError for bad data or a place of another authority. Mail is `invitation_mail`.
    """
    blocs = list(blocs)
    invitation.invited_by, invitation.expires_at = by, timezone.now() + VALID_FOR
    invitation.full_clean()
    _check_places(invitation, blocs)
    earlier = Invitation.objects.waiting().filter(authority=invitation.authority)
    earlier.filter(email__iexact=invitation.email).update(withdrawn_at=timezone.now())
    invitation.save()
    invitation.blocs.set(blocs)
    _log("invite", invitation)
    return invitation


def _check_places(invitation: Invitation, blocs: list[Any]) -> None:
    errors = {}
    if bool(blocs) != (invitation.role == Role.BLOC_SECRETARY):
        errors["blocs"] = _("A bloc secretary, and nobody else, has a bloc.")
    if bool(invitation.enterprise_id) != (invitation.role == Role.ENTERPRISE_CONTACT):
        errors["enterprise"] = _("An enterprise contact, and nobody else, has an enterprise.")
    if any(bloc.authority_id != invitation.authority_id for bloc in blocs):
        errors["blocs"] = _("This belongs to another authority.")
    enterprise = invitation.enterprise
    if enterprise and enterprise.authority_id != invitation.authority_id:
        errors["enterprise"] = _("This belongs to another authority.")
    if errors:
        raise ValidationError(errors)


def invitation_mail(*, invitation: Invitation) -> None:
    """Send the link, in Vietnamese and English. Raises OSError where the mail cannot be sent."""
    with translation.override(BASE):
        # Not the platform's addresses, where the operator may be at work.
        path = reverse("invitation", args=[invitation.token], urlconf=settings.ROOT_URLCONF)
        link = address_at(invitation.authority, path)
        context = {"invitation": invitation, "authority": invitation.authority, "link": link}
        subject = _("Invitation to the portal of %(authority)s")
        message = EmailMessage(
            subject % {"authority": invitation.authority.short_name},
            render_to_string("portal/mail/invitation.txt", context),
            to=[invitation.email],
        )
    message.send()


def administrator_invite(*, authority: Authority, email: str, by: User | None = None) -> bool:
    """Offer somebody to administer an authority; whether the mail went out.

    Raises ValidationError for an address that is none.
    """
    invitation = Invitation(authority=authority, email=email, role=Role.ADMINISTRATOR)
    invitation_create(invitation=invitation, by=by)
    try:
        invitation_mail(invitation=invitation)
    except OSError:
        return False
    return True


def invitation_renew(*, invitation: Invitation) -> None:
    """The same link is good for another week. Raises ValidationError for one that is closed."""
    _check_waiting(invitation)
    invitation.expires_at = timezone.now() + VALID_FOR
    invitation.save(update_fields=["expires_at"])
    _log("invite", invitation)


def invitation_withdraw(*, invitation: Invitation) -> None:
    """Its link leads nowhere from now on. Raises ValidationError for one that is closed."""
    _check_waiting(invitation)
    invitation.withdrawn_at = timezone.now()
    invitation.save(update_fields=["withdrawn_at"])
    _log("withdraw", invitation)


@transaction.atomic
def invitation_accept(*, invitation: Invitation, user: User) -> None:
    """Give the role to a person who has the address, once.

    Raises ValidationError where the invitation is closed or expired, was sent to another address,
    or the role can no longer be given.
    """
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    _check_waiting(invitation)
    if invitation.has_expired:
        raise ValidationError(_("This invitation has expired."))
    if user.email.lower() != invitation.email.lower():
        raise ValidationError(_("This invitation was sent to another e-mail address."))
    place: dict[str, Any] = {"user": user, "authority": invitation.authority}
    for bloc in invitation.blocs.all() or [None]:
        role_grant(**place, role=invitation.role, bloc=bloc, enterprise=invitation.enterprise)
    invitation.accepted_at, invitation.accepted_by = timezone.now(), user
    invitation.save(update_fields=["accepted_at", "accepted_by"])


@transaction.atomic
def invitation_register(*, invitation: Invitation, full_name: str, password: str) -> User:
    """Make an account for the address, which is its user name, and give it the role.

    Raises ValidationError as `invitation_accept`, and where the address already has an account.
    """
    email = invitation.email.lower()
    if accounts_of(email).exists() or User.objects.filter(username__iexact=email).exists():
        raise ValidationError(_("There is an account with this e-mail address; sign in first."))
    user = User(username=email, email=email, last_name=full_name)
    user.set_password(password)
    user.full_clean(exclude=["password"])
    user.save()
    invitation_accept(invitation=invitation, user=user)
    return user


def accounts_of(email: str) -> Any:
    return User.objects.filter(email__iexact=email)


def _check_waiting(invitation: Invitation) -> None:
    if not invitation.is_waiting:
        raise ValidationError(_("This invitation is no longer open."))


def _log(action: str, invitation: Invitation) -> None:
    data = {"person": invitation.email, "role": invitation.role}
    log(invitation.authority, f"tenancy.{action}", data=data)
