"""The portal's own 403: in the reader's language, with a way onwards."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import RequestFactory

from portal.views import permission_denied

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["vi", "en"])
def test_tenant_people_are_told_whose_the_platform_is(sign_in, language):
    client = sign_in("quantri.phu-yen")
    headers = {"host": "localhost", "accept-language": language}
    response = client.get("/admin/pages/", headers=headers)
    html = response.content.decode()
    assert response.status_code == 403
    assert f'<html lang="{language}"' in html
    assert 'class="site-header"' in html
    assert 'href="/"' in html


@pytest.mark.parametrize("path", ["/vi/x/", "/en/x/"])
def test_the_language_of_the_address_comes_first(path, phu_yen):
    language = path[1:3]
    request = RequestFactory().get(
        path, headers={"accept-language": {"vi": "en", "en": "vi"}[language]}
    )
    request.authority = None
    html = permission_denied(request, PermissionDenied()).content.decode()
    assert f'<html lang="{language}"' in html
    if language == "en":
        assert "You have no access to this page" in html


def test_a_reason_that_was_given_is_told(phu_yen):
    request = RequestFactory().get("/en/x/")
    request.authority = None
    html = permission_denied(request, PermissionDenied("Open <this> elsewhere.")).content.decode()
    assert "Open &lt;this&gt; elsewhere." in html
