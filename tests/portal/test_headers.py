"""What every answer tells the browser, and whose session is whose."""

import pytest
from django.conf import settings

from portal.headers import ADMIN, PUBLIC, written
from portal.tenancy.middleware import SIGNED_IN_AT
from portal.users.models import User

pytestmark = pytest.mark.django_db
PUBLIC_PATHS = ["/vi/", "/en/", "/vi/khong-co/", "/", "/vi/du-lieu-mo/khoi-thi-dua.csv"]


@pytest.mark.parametrize("path", PUBLIC_PATHS)
def test_public_answers_run_nothing_that_stands_in_the_page(at, path):
    response = at("phu-yen", path)
    policy = response["Content-Security-Policy"]
    assert policy == written(PUBLIC)
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


@pytest.mark.parametrize("host", ["localhost", "khong-co.localhost"])
def test_other_hosts_have_the_policy_too(client, host):
    response = client.get("/vi/", headers={"host": host})
    assert response["Content-Security-Policy"] == written(PUBLIC)


def test_the_admin_may_show_its_own_previews_and_nothing_else(at, sign_in):
    sign_in("bientap.phu-yen")
    policy = at("phu-yen", "/admin/")["Content-Security-Policy"]
    assert policy == written(ADMIN)
    assert "frame-ancestors 'self'" in policy
    assert "unsafe-eval" not in policy


@pytest.mark.parametrize("path", [*PUBLIC_PATHS, "/admin/login/", "/healthz"])
def test_every_answer_keeps_the_devices_to_itself(at, path):
    response = at("phu-yen", path)
    assert "camera=()" in response["Permissions-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "strict-origin-when-cross-origin"


# --- sessions --------------------------------------------------------------------------------
def test_a_session_is_of_one_host(client):
    client.force_login(User.objects.get(username="dieuhanh"))
    here, there = ({"host": f"{code}.localhost"} for code in ("phu-yen", "binh-dinh"))
    assert client.get("/admin/", headers=here).status_code == 200
    assert client.session[SIGNED_IN_AT] == "phu-yen.localhost"
    abroad = client.get("/admin/", headers=there)
    assert abroad.status_code == 302
    assert abroad.url.startswith("/admin/login/")
    assert client.get("/admin/", headers=here).status_code == 302  # the session has ended


def test_public_pages_begin_no_session(at):
    assert settings.SESSION_COOKIE_NAME not in at("phu-yen", "/vi/").cookies
