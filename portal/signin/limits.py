"""How often an address may be asked for from one network address, whoever asks.

Wrong passwords of one person are counted by django-axes; this stops somebody who tries one
password on everybody, or sends everybody mail. Counted in the cache, in windows of 15 minutes.
"""

from datetime import timedelta

from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone

from .addresses import client_address

WINDOW = timedelta(minutes=15)
# A whole office may stand behind one network address.
LIMITS = {
    "wagtailadmin_login": 60,
    "wagtailadmin_password_reset": 10,
    "second_step:code": 60,
    "invitation": 60,
}


def is_over_limit(request: HttpRequest, view_name: str) -> bool:
    """Count this request; whether it is one too many."""
    window = int(timezone.now().timestamp() // WINDOW.total_seconds())
    key = f"signin:{view_name}:{client_address(request)}:{window}"
    cache.add(key, 0, timeout=WINDOW.total_seconds())
    return cache.incr(key) > LIMITS[view_name]
