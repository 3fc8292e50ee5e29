from collections.abc import Iterable
from datetime import timedelta

from axes.models import AccessAttempt
from django.utils import timezone

from portal.due import nightly

from .models import SignIn

TRAIL_DAYS = 180  # long enough to look into an incident, not a file on people's habits
ATTEMPT_DAYS = 1  # locks last minutes


@nightly("old sign-ins")
def forget_old() -> Iterable[str]:
    """Delete what is older than its term; it finds no problems."""
    now = timezone.now()
    SignIn.objects.filter(at__lt=now - timedelta(days=TRAIL_DAYS)).delete()
    AccessAttempt.objects.filter(attempt_time__lt=now - timedelta(days=ATTEMPT_DAYS)).delete()
    return ()
