"""Production: the safest and the shortest. A missing secret or host stops the start."""

from django.core.exceptions import ImproperlyConfigured

from .base import *

for _name, _value in {
    "SECRET_KEY": SECRET_KEY,
    "ALLOWED_HOSTS": ALLOWED_HOSTS,
    "PLATFORM_HOST": env("PLATFORM_HOST", default=""),
    "ADMIN_BASE_URL": env("ADMIN_BASE_URL", default=""),
}.items():
    if not _value:
        raise ImproperlyConfigured(
            f"Set the environment variable {_name} before starting the portal in production; "
            "README.md lists all of them."
        )
if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("SECRET_KEY must have at least 50 random characters.")

SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
TRUST_PROXY = env.bool("TRUST_PROXY", default=False)  # only behind one that sets the headers itself
if TRUST_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
# The prefix makes a browser refuse such a cookie for a whole domain, or from another host.
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken"
