from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac


def client_address(request: HttpRequest) -> str | None:
    """The network address of whoever asks; `None` where the server does not tell it.

    Behind a proxy (`TRUST_PROXY`) it is what the proxy itself wrote last into X-Forwarded-For:
    what stands before it, the client may have written.
    """
    given = request.META.get("REMOTE_ADDR", "")
    if settings.TRUST_PROXY:
        given = request.META.get("HTTP_X_FORWARDED_FOR", given).rpartition(",")[2].strip()
    try:
        return str(ip_address(given))
    except ValueError:
        return None


def name_key(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """What failed attempts are counted under: a keyed hash, as people type passwords as names."""
    name = (credentials or {}).get("username") or request.POST.get("username", "")
    return salted_hmac("portal.signin.name", name.strip().lower()).hexdigest()
