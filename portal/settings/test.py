"""The test run: fast hashes, files in memory, no debug."""

from .base import *

SECRET_KEY = "test"  # noqa: S105
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def _files(folder: str) -> dict[str, Any]:
    """Files of the sample lie beside its snapshot: the browser tests' own server reads them."""
    location = str(VAR_DIR / "test-snapshots" / folder)  # tasks that delete take a text
    options = {"location": location, "base_url": f"/{folder}/"}
    return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}


STORAGES = {
    "default": _files("media"),
    "private": _files("private"),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
PLATFORM_HOST = "localhost"
LOGGING["root"]["level"] = "ERROR"
WHITENOISE_USE_FINDERS = True

SEARCH_WORKER = ""  # tests do the work themselves
