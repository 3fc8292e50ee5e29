"""A code after the password, for whoever wants it: before it is given, nothing opens."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from portal.media.models import PortalImage
from portal.signin.enums import Outcome
from portal.signin.models import SignIn
from portal.tenancy.models import Authority
from portal.users.models import User

from ..conftest import SAMPLE_PASSWORD

pytestmark = pytest.mark.django_db
NAME = "quantri.phu-yen"
HOST = {"host": "phu-yen.localhost"}
CODE = "/admin/sign-in/code/"


def right_code(device: TOTPDevice, later: int = 0) -> str:
    return f"{TOTP(device.bin_key).token() if not later else _token(device, later):06}"


def _token(device: TOTPDevice, later: int) -> int:
    found = TOTP(device.bin_key)
    found.time = found.time + 30 * later
    return found.token()


@pytest.fixture
def person() -> User:
    return User.objects.get(username=NAME)


@pytest.fixture
def codes(person, client) -> list[str]:
    """The person has set the second step up and signed out; the backup codes."""
    client.force_login(person)
    shown = client.get(reverse("second_step_own"), headers=HOST).content.decode()
    device = TOTPDevice.objects.get(user=person)
    assert "data:image/svg+xml" in shown
    assert re.search(r"<code>([A-Z2-7]{4} ?)+</code>", shown)
    data = {"code": right_code(device)}
    answer = client.post(reverse("second_step_own"), data, headers=HOST)
    client.logout()
    TOTPDevice.objects.update(last_t=-1)  # the same half minute will do for the tests
    return re.findall(r"<li><code>(\w+)</code>", answer.content.decode())


def with_password(client) -> Client:
    data = {"username": NAME, "password": SAMPLE_PASSWORD}
    client.post(reverse("wagtailadmin_login"), data, headers=HOST)
    return client


def give(client, code, query=""):
    return client.post(CODE + query, {"code": code}, headers=HOST)


def opens(client) -> bool:
    return client.get(reverse("wagtailadmin_home"), headers=HOST).status_code == 200


def test_the_password_is_not_enough_any_more(codes, client):
    with_password(client)
    answer = client.get("/admin/pages/", headers=HOST)
    assert (answer.status_code, answer.url) == (302, f"{CODE}?next=%2Fadmin%2Fpages%2F")
    assert "sáu chữ số" in client.get(CODE, headers=HOST).content.decode()


def test_the_code_opens_and_leads_on(codes, client, person):
    with_password(client)
    device = TOTPDevice.objects.get(user=person)
    assert give(client, right_code(device), "?next=/admin/account/").url == "/admin/account/"
    assert opens(client)


@pytest.mark.parametrize("target", ["https://xau.example/", "//xau.example/", "javascript:1"])
def test_the_code_leads_nowhere_else(target, codes, client):
    with_password(client)
    assert give(client, codes[0], f"?next={target}").url == reverse("wagtailadmin_home")


def test_a_wrong_code_opens_nothing_and_the_next_one_must_wait(codes, client, person):
    with_password(client)
    assert "Mã không đúng" in give(client, "000000").content.decode()
    assert "Hãy chờ" in give(client, right_code(TOTPDevice.objects.get())).content.decode()
    assert not opens(client)
    assert SignIn.objects.filter(outcome=Outcome.CODE_REFUSED, user=person).count() == 2


def test_a_code_is_good_once(codes, client):
    device = TOTPDevice.objects.get()
    code = right_code(device)
    give(with_password(client), code)
    client.logout()
    give(with_password(client), code)
    assert not opens(client)


def test_each_of_ten_backup_codes_is_good_once(codes, client):
    assert len(set(codes)) == 10
    give(with_password(client), f" {codes[0].upper()} ")
    assert opens(client)
    client.logout()
    give(with_password(client), codes[0])
    assert not opens(client)
    assert StaticToken.objects.count() == 9


def test_until_the_code_nothing_private_is_shown(codes, client, phu_yen):
    """Neither the admin nor the originals that only people of the authority see."""
    from wagtail.images.tests.utils import get_test_image_file

    image = PortalImage(title="Ảnh", collection=phu_yen.collection, file=get_test_image_file())
    image.save()
    original = reverse("media_original", args=[image.pk])
    with_password(client)
    assert client.get(original, headers=HOST).status_code in (302, 403, 404)
    for name in ("wagtailadmin_account", "people:index", "rounds:index", "wagtailimages:index"):
        answer = client.get(reverse(name), headers=HOST)
        assert answer.status_code == 302
        assert answer.url.startswith(CODE)
    give(client, codes[1])
    assert client.get(original, headers=HOST).status_code == 200


def test_the_public_pages_stay_open(codes, client):
    assert with_password(client).get("/vi/", headers=HOST).status_code == 200


def test_who_waits_for_the_code_can_sign_out(codes, client):
    with_password(client).post(reverse("wagtailadmin_logout"), headers=HOST)
    assert "_auth_user_id" not in client.session


def test_the_code_page_is_for_nobody_else(client, sign_in):
    assert client.get(CODE, headers=HOST).url == reverse("wagtailadmin_home")
    assert sign_in(NAME).get(CODE, headers=HOST).url == reverse("wagtailadmin_home")


def test_setting_up_needs_a_right_code(sign_in, person):
    client = sign_in(NAME)
    client.get(reverse("second_step_own"), headers=HOST)
    answer = client.post(reverse("second_step_own"), {"code": "000000"}, headers=HOST)
    assert "Mã không đúng" in answer.content.decode()
    assert not TOTPDevice.objects.filter(confirmed=True).exists()
    client.logout()
    assert opens(with_password(client))


def test_turning_off_needs_the_password(codes, client, person):
    give(with_password(client), codes[0])
    off = reverse("second_step_off")
    refused = client.post(off, {"password": "sai"}, headers=HOST)
    assert "Mật khẩu không đúng" in refused.content.decode()
    assert TOTPDevice.objects.filter(user=person).exists()
    client.post(off, {"password": SAMPLE_PASSWORD}, headers=HOST)
    client.logout()
    assert opens(with_password(client))


def test_passwords_cannot_be_guessed_there_either(codes, client, person):
    give(with_password(client), codes[0])
    off = reverse("second_step_off")
    answers = [client.post(off, {"password": "sai"}, headers=HOST).status_code for _n in range(6)]
    assert answers[-1] == 429
    assert client.post(off, {"password": SAMPLE_PASSWORD}, headers=HOST).status_code == 429
    assert TOTPDevice.objects.filter(user=person).exists()


def test_a_backup_code_does_not_slow_the_app_down(codes, client, person):
    give(with_password(client), codes[0])
    client.logout()
    give(with_password(client), right_code(TOTPDevice.objects.get()))
    assert opens(client)


def test_the_operator_helps_who_lost_phone_and_codes(codes, client, person):
    call_command("second_step_reset", NAME)
    assert opens(with_password(client))
    assert SignIn.objects.filter(user=person, outcome=Outcome.STEP_REMOVED).exists()
    for wrong in (NAME, "khong.co.ai"):
        with pytest.raises(CommandError):
            call_command("second_step_reset", wrong)


def test_the_secret_names_the_portal_it_is_for(sign_in, phu_yen):
    assert Authority.objects.get(pk=phu_yen.pk).short_name
    page = sign_in(NAME).get(reverse("second_step_own"), headers=HOST)
    assert page.context["picture"].startswith("data:image/svg+xml")


def test_signing_in_is_noted_when_the_code_was_right(codes, client, person):
    SignIn.objects.all().delete()
    with_password(client)
    give(client, codes[0])
    outcomes = list(SignIn.objects.order_by("pk").values_list("outcome", flat=True))
    assert outcomes == [Outcome.CODE_ASKED, Outcome.SUCCEEDED]
