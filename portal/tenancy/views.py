"""The people of an authority, for its administrator; and what an invitation leads to."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from portal.users.models import User

from .access import administered
from .enums import GIVEN_BY_ADMINISTRATORS, Role
from .forms.people import InvitationForm, RegistrationForm, RoleForm
from .models import Invitation, RoleAssignment
from .selectors import invitations_of, members_of
from .services import (
    accounts_of,
    invitation_accept,
    invitation_create,
    invitation_mail,
    invitation_register,
    invitation_renew,
    invitation_withdraw,
    role_grant,
    role_revoke,
)

BACKEND = "portal.tenancy.backends.HereBackend"


def given_by(user: Any) -> list[Role]:
    """Roles this person may give and take: administrators are made by the operator alone."""
    return list(Role) if user.is_superuser else list(GIVEN_BY_ADMINISTRATORS)


# --- people ------------------------------------------------------------------------------------
def people(request: HttpRequest) -> HttpResponse:
    authority = administered(request)
    context = {"members": members_of(authority), "invitations": invitations_of(authority)}
    return render(request, "portal/admin/people.html", context)


def invite(request: HttpRequest) -> HttpResponse:
    authority = administered(request)
    form = InvitationForm(
        request.POST or None,
        instance=Invitation(authority=authority),
        for_user=request.user,
        roles=given_by(request.user),
    )
    if request.method == "POST" and form.is_valid():
        blocs = form.cleaned_data["blocs"]
        if _attempt(form, lambda: _invite(form.instance, request.user, blocs)):
            _send(request, form.instance)
            return redirect("people:index")
    return render(request, "portal/admin/invite.html", {"form": form})


def _invite(invitation: Invitation, by: Any, blocs: Any) -> None:
    invitation_create(invitation=invitation, by=by, blocs=blocs)


def person(request: HttpRequest, user_id: int) -> HttpResponse:
    """What one person is here; roles held in another authority are not shown."""
    authority = administered(request)
    member = next((one for one in members_of(authority) if one.user.pk == user_id), None)
    found = get_object_or_404(User, pk=member.user.pk if member else None)
    form = RoleForm(
        request.POST or None,
        instance=Invitation(authority=authority),
        for_user=request.user,
        roles=given_by(request.user),
    )
    asked = request.method == "POST" and form.is_valid()
    if asked and _attempt(form, lambda: _grant(form, found)):
        messages.success(request, _("%(person)s has the role.") % {"person": found})
        return redirect("people:person", found.pk)
    context = {"member": member, "form": form, "given": given_by(request.user)}
    return render(request, "portal/admin/person.html", context)


@transaction.atomic
def _grant(form: RoleForm, user: User) -> None:
    offer = form.instance
    for bloc in form.cleaned_data["blocs"] or [None]:
        place = {"bloc": bloc, "enterprise": offer.enterprise}
        role_grant(user=user, authority=offer.authority, role=Role(offer.role), **place)


@require_POST
def role_take(request: HttpRequest, assignment_id: int) -> HttpResponse:
    authority = administered(request)
    own = RoleAssignment.objects.filter(authority=authority, role__in=given_by(request.user))
    assignment = get_object_or_404(own, pk=assignment_id)
    text = _("%(person)s no longer has the role.") % {"person": assignment.user}
    _say(request, lambda: role_revoke(assignment=assignment), text)
    stays = RoleAssignment.objects.filter(authority=authority, user=assignment.user).exists()
    return redirect("people:person", assignment.user_id) if stays else redirect("people:index")


@require_POST
def invitation_resend(request: HttpRequest, invitation_id: int) -> HttpResponse:
    invitation = _own_invitation(request, invitation_id)
    try:
        invitation_renew(invitation=invitation)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        _send(request, invitation)
    return redirect("people:index")


@require_POST
def invitation_cancel(request: HttpRequest, invitation_id: int) -> HttpResponse:
    invitation = _own_invitation(request, invitation_id)
    text = _("The invitation of %(email)s is withdrawn.") % {"email": invitation.email}
    _say(request, lambda: invitation_withdraw(invitation=invitation), text)
    return redirect("people:index")


def _own_invitation(request: HttpRequest, pk: int) -> Invitation:
    authority = administered(request)
    own = Invitation.objects.filter(authority=authority, role__in=given_by(request.user))
    return get_object_or_404(own, pk=pk)


def _send(request: HttpRequest, invitation: Invitation) -> None:
    """Whether or not the mail goes out, the invitation stays and can be sent again."""
    try:
        invitation_mail(invitation=invitation)
    except OSError:
        text = _("The invitation is kept, but the mail to %(email)s was not sent. Send it again.")
        messages.error(request, text % {"email": invitation.email})
    else:
        text = _("The invitation is on its way to %(email)s.")
        messages.success(request, text % {"email": invitation.email})


def _say(request: HttpRequest, work: Callable[[], Any], success: str) -> None:
    try:
        work()
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, success)


def _attempt(form: Any, work: Callable[[], Any]) -> bool:
    """Whether it was done; what the service refuses, the form says."""
    try:
        work()
    except ValidationError as error:
        form.refuse(error)
        return False
    return True


# --- accepting ---------------------------------------------------------------------------------
@never_cache
@sensitive_post_parameters("password", "password_again")
def invitation(request: Any, token: str) -> HttpResponse:
    """Where the mail leads, on the authority's own host: to an account, or to one that is there."""
    found = Invitation.objects.by_token(token)
    if found is None or found.authority != request.authority:
        return render(request, "portal/invitation_closed.html", status=404)
    if not found.is_open:
        return render(request, "portal/invitation_closed.html", status=410)
    if request.user.is_authenticated:
        return _take(request, found)
    if accounts_of(found.email).exists():
        return render(request, "portal/invitation_known.html", {"invitation": found})
    return _register(request, found)


def _take(request: Any, found: Invitation) -> HttpResponse:
    error = None
    if request.method == "POST":
        try:
            invitation_accept(invitation=found, user=request.user)
            return redirect("wagtailadmin_home")
        except ValidationError as refused:
            error = refused.messages[0]
    return render(request, "portal/invitation_take.html", {"invitation": found, "error": error})


def _register(request: Any, found: Invitation) -> HttpResponse:
    form = RegistrationForm(request.POST or None, email=found.email)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        work = {"full_name": given["full_name"], "password": given["password"]}
        try:
            user = invitation_register(invitation=found, **work)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            login(request, user, backend=BACKEND)
            return redirect("wagtailadmin_home")
    context = {"invitation": found, "form": form}
    return render(request, "portal/invitation_register.html", context)
