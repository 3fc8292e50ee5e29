"""How often an address may be asked for from one network address, whoever asks.

Wrong passwords of one person are counted by django-axes; this stops somebody who tries one
password on everybody, or sends everybody mail. Counted in the cache, in windows of 15 minutes.
"""

from datetime import timedelta
from ipaddress import ip_address, ip_network

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
    "second_step_off": 20,
    "invitation": 60,
}


def is_over_limit(request: HttpRequest, view_name: str) -> bool:
    """Count this request; whether it is one too many."""
    window = int(timezone.now().timestamp() // WINDOW.total_seconds())
    key = f"signin:{view_name}:{_network(client_address(request))}:{window}"
    cache.add(key, 0, timeout=2 * WINDOW.total_seconds())
    return cache.incr(key) > LIMITS[view_name]


def _network(address: str | None) -> str:
    """A household's or office's IPv6 network counts as one address."""
    if address is None or ip_address(address).version == 4:
        return str(address)
    return str(ip_network(f"{address}/64", strict=False))
