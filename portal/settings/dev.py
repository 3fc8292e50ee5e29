"""A developer's machine: `make run` needs no environment at all."""

from .base import *

DEBUG = True
SECRET_KEY = SECRET_KEY or "development-only-never-in-production"
ALLOWED_HOSTS = ["*"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WAGTAILADMIN_BASE_URL = "http://localhost:8000"
