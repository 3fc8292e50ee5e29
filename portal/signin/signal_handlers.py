from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed

from portal.users.models import User

from .enums import Outcome
from .services import has_second_step, sign_in_note


def connect() -> None:
    user_logged_in.connect(signed_in)
    user_logged_out.connect(signed_out)
    user_login_failed.connect(refused)


def signed_in(sender: Any, request: Any, user: User, **kwargs: Any) -> None:
    outcome = Outcome.CODE_ASKED if has_second_step(user) else Outcome.SUCCEEDED
    sign_in_note(request=request, outcome=outcome, user=user)


def signed_out(sender: Any, request: Any, user: User | None, **kwargs: Any) -> None:
    if user is not None and user.pk:
        known = User.objects.filter(pk=user.pk).first()
        sign_in_note(request=request, outcome=Outcome.SIGNED_OUT, user=known)


def refused(sender: Any, credentials: dict[str, Any], request: Any = None, **kwargs: Any) -> None:
    is_locked = getattr(request, "axes_locked_out", False)
    outcome = Outcome.LOCKED_OUT if is_locked else Outcome.REFUSED
    named = User.objects.filter(username=credentials.get("username") or "").first()
    sign_in_note(request=request, outcome=outcome, user=named)
