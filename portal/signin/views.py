"""The second step at sign-in, and what is said to whom the door stays closed for a while."""

from base64 import b32encode
from typing import Any
from urllib.parse import quote

import segno
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django_otp import login as otp_login

from .enums import Outcome
from .forms import CodeForm, PasswordForm
from .limits import WINDOW
from .services import (
    device_begin,
    device_confirm,
    device_of_code,
    has_second_step,
    second_step_end,
    sign_in_note,
    wait_of,
)


# --- closed for a while ------------------------------------------------------------------------
def too_often(request: HttpRequest, minutes: int | None = None) -> HttpResponse:
    """429, in the reader's language; the same whether or not there is such an account."""
    wait = minutes or int(WINDOW.total_seconds() // 60)
    response = render(request, "portal/signin/too_often.html", {"minutes": wait}, status=429)
    response["Retry-After"] = str(wait * 60)
    return response


def locked_out(request: HttpRequest, response: Any, credentials: Any) -> HttpResponse:
    """What django-axes answers with."""
    return too_often(request, int(settings.AXES_COOLOFF_TIME.total_seconds() // 60))


# --- the code ----------------------------------------------------------------------------------
@never_cache
@sensitive_post_parameters("code")
def code(request: Any) -> HttpResponse:
    """Between the password and the admin."""
    user = request.half_signed_in
    if user is None:
        return redirect("wagtailadmin_home")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = {"user": user, "code": form.cleaned_data["code"]}
        device = device_of_code(**given)
        if device is not None:
            return _let_in(request, user, device)
        sign_in_note(request=request, outcome=Outcome.CODE_REFUSED, user=user)
        form.add_error("code", _refusal(wait_of(**given)))
    context = {"form": form, "next": request.GET.get("next", "")}
    return render(request, "portal/signin/code.html", context)


def _refusal(seconds: int) -> str:
    if seconds:
        text = _("This code is not right, or it comes too soon. Wait %(count)s seconds.")
        return text % {"count": seconds}
    return _("This code is not right.")


def _let_in(request: Any, user: Any, device: Any) -> HttpResponse:
    request.user = user
    otp_login(request, device)
    request.session.cycle_key()
    sign_in_note(request=request, outcome=Outcome.SUCCEEDED, user=user)
    asked = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(asked, {request.get_host()}, request.is_secure())
    return redirect(asked if safe else "wagtailadmin_home")


# --- one's own second step ---------------------------------------------------------------------
@never_cache
def second_step(request: Any) -> HttpResponse:
    """Set it up, or see that it is on."""
    if has_second_step(request.user):
        return render(request, "portal/signin/on.html")
    device = device_begin(user=request.user)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            codes = device_confirm(user=request.user, code=form.cleaned_data["code"])
        except ValidationError as error:
            form.add_error("code", error)
        else:
            return _turned_on(request, codes)
    return render(request, "portal/signin/set_up.html", {"form": form} | _secret(request, device))


def _turned_on(request: Any, codes: list[str]) -> HttpResponse:
    """This session has just shown a code, so it goes on."""
    user = request.user
    otp_login(request, user.totpdevice_set.get(confirmed=True))
    sign_in_note(request=request, outcome=Outcome.STEP_SET, user=user)
    return render(request, "portal/signin/backup_codes.html", {"codes": codes})


def _secret(request: Any, device: Any) -> dict[str, str]:
    """The secret as a picture for a camera and as text for typing and reading aloud."""
    text = b32encode(device.bin_key).decode()
    issuer = request.authority.short_name if request.authority else settings.WAGTAIL_SITE_NAME
    address = device.config_url.partition("&issuer=")[0]
    picture = segno.make(f"{address}&issuer={quote(issuer)}", error="m")
    return {
        "picture": picture.svg_data_uri(scale=5, border=2),
        "secret": " ".join(text[i : i + 4] for i in range(0, len(text), 4)),
    }


@never_cache
@sensitive_post_parameters("password")
def second_step_off(request: Any) -> HttpResponse:
    form = PasswordForm(request.POST or None, request=request)
    if request.method == "POST" and form.is_valid():
        second_step_end(user=request.user)
        sign_in_note(request=request, outcome=Outcome.STEP_REMOVED, user=request.user)
        messages.success(request, _("The second step at sign-in is off."))
        return redirect("second_step_own")
    return render(request, "portal/signin/off.html", {"form": form})
