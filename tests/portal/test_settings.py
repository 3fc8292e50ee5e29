"""Production starts only with all that it needs, and says which variable is missing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
COMPLETE = {
    "SECRET_KEY": "khóa bí mật chỉ dùng trong kiểm thử, dài hơn năm mươi ký tự",
    "ALLOWED_HOSTS": "portal.example.org,phu-yen.example.org",
    "PLATFORM_HOST": "portal.example.org",
    "ADMIN_BASE_URL": "https://portal.example.org",
}
# A developer's own .env must not decide a test.
START = """
import environ
environ.Env.read_env = staticmethod(lambda *args, **kwargs: None)
import django
django.setup()
from django.conf import settings
print(*(getattr(settings, name) for name in %r.split()))
"""


@pytest.fixture
def start(tmp_path):
    """Start production in a process of its own with these variables and no others."""

    def run(environment: dict[str, str], show: str = "DEBUG") -> subprocess.CompletedProcess:
        inherited = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        own = {"DJANGO_SETTINGS_MODULE": "portal.settings.production", "VAR_DIR": str(tmp_path)}
        return subprocess.run(
            [sys.executable, "-c", START % show],
            cwd=ROOT,
            env=inherited | own | environment,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


@pytest.mark.parametrize("name", COMPLETE)
def test_production_names_the_variable_that_is_missing(start, name):
    run = start({key: value for key, value in COMPLETE.items() if key != name})
    assert run.returncode != 0
    error = run.stderr.strip().splitlines()[-1]
    assert error.startswith("django.core.exceptions.ImproperlyConfigured")
    assert name in error
    assert "README.md" in error
    assert not [other for other in COMPLETE if other != name and other in error]


@pytest.mark.parametrize("name", COMPLETE)
def test_production_takes_an_empty_variable_for_a_missing_one(start, name):
    run = start(COMPLETE | {name: ""})
    assert run.returncode != 0
    assert f"Set the environment variable {name} " in run.stderr


def test_production_refuses_a_short_secret_key_without_repeating_it(start):
    run = start(COMPLETE | {"SECRET_KEY": "quá-ngắn"})
    assert run.returncode != 0
    error = run.stderr.strip().splitlines()[-1]
    assert "SECRET_KEY" in error
    assert "quá-ngắn" not in error


def test_production_starts_with_all_four_and_is_strict(start):
    names = "DEBUG SECURE_SSL_REDIRECT SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE X_FRAME_OPTIONS"
    run = start(COMPLETE, names)
    assert run.returncode == 0, run.stderr
    assert run.stdout.split() == ["False", "True", "True", "True", "DENY"]


def test_production_takes_its_hosts_from_the_environment(start):
    run = start(COMPLETE, "PLATFORM_HOST WAGTAILADMIN_BASE_URL ALLOWED_HOSTS")
    assert run.stdout.split(maxsplit=2)[:2] == ["portal.example.org", "https://portal.example.org"]
    assert "phu-yen.example.org" in run.stdout


def test_health_is_asked_without_a_redirect_to_https(start):
    run = start(COMPLETE, "SECURE_REDIRECT_EXEMPT")
    assert "healthz" in run.stdout
    assert "readyz" in run.stdout
