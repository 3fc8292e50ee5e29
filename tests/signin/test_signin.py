"""Wrong passwords close the door for a while, and every sign-in leaves a line."""

import re
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.core import mail
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from portal.due import run_nightly
from portal.signin.addresses import client_address
from portal.signin.enums import Outcome
from portal.signin.limits import LIMITS
from portal.signin.models import SignIn
from portal.signin.retention import TRAIL_DAYS
from portal.tenancy.enums import Role
from portal.tenancy.models import Authority
from portal.tenancy.services import role_grant
from portal.users.models import User

from ..conftest import SAMPLE_PASSWORD

pytestmark = pytest.mark.django_db
NAME = "bientap.phu-yen"
HOST = {"host": "phu-yen.localhost"}
ABROAD = {"host": "binh-dinh.localhost"}
PLATFORM = {"host": "localhost"}


def sign_in_as(client, name=NAME, password=SAMPLE_PASSWORD, host=HOST, **extra):
    data = {"username": name, "password": password}
    return client.post(reverse("wagtailadmin_login"), data, headers=host, **extra)


def fail(client, times, name=NAME, **options):
    return [sign_in_as(client, name, "sai", **options).status_code for _number in range(times)]


def is_in(client, host=HOST) -> bool:
    return client.get(reverse("wagtailadmin_home"), headers=host).status_code == 200


# --- the lock ----------------------------------------------------------------------------------
def test_five_wrong_passwords_close_the_door_to_the_right_one(client):
    assert fail(client, 5) == [200] * 4 + [429]
    answer = sign_in_as(client)
    assert answer.status_code == 429
    assert answer["Retry-After"] == "900"
    assert "Hãy chờ 15 phút" in answer.content.decode()
    assert not is_in(client)


def test_after_a_quarter_of_an_hour_it_opens(client):
    fail(client, 5)
    for minutes, expected in ((14, 429), (16, 302)):
        failed = timezone.now() - timedelta(minutes=minutes)
        AccessAttempt.objects.update(attempt_time=failed)
        assert sign_in_as(client).status_code == expected


def test_a_lock_says_nothing_of_whether_the_name_exists(client):
    fail(client, 5)
    fail(client, 5, "khong.co.ai")
    known, unknown = sign_in_as(client), sign_in_as(client, "khong.co.ai")
    assert known.status_code == unknown.status_code == 429
    assert without_tokens(known) == without_tokens(unknown)


def without_tokens(response) -> str:
    return re.sub(r"[A-Za-z0-9]{64}", "", response.content.decode())


def test_a_lock_is_one_person_s_at_one_address(client):
    fail(client, 5)
    assert sign_in_as(client, "duyet.phu-yen").status_code == 302
    client.logout()
    assert sign_in_as(client, REMOTE_ADDR="192.0.2.7").status_code == 302


def test_the_lock_holds_on_every_host(client):
    fail(client, 5)
    assert sign_in_as(client, host=ABROAD).status_code == 429


def test_a_right_password_forgets_the_wrong_ones(client):
    fail(client, 4)
    sign_in_as(client)
    client.logout()
    assert fail(client, 4) == [200] * 4


def test_one_address_cannot_try_everybody(client):
    tried = [fail(client, 1, f"nguoi{number}")[0] for number in range(LIMITS["wagtailadmin_login"])]
    assert set(tried) == {200}
    assert sign_in_as(client).status_code == 429
    assert sign_in_as(client, REMOTE_ADDR="192.0.2.7").status_code == 302
    assert client.get(reverse("wagtailadmin_login"), headers=HOST).status_code in (200, 302)


def test_a_network_of_ipv6_counts_as_one_address(client):
    limit = LIMITS["wagtailadmin_login"]
    for number in range(limit):
        fail(client, 1, f"nguoi{number}", REMOTE_ADDR=f"2001:db8::{number:x}")
    assert sign_in_as(client, REMOTE_ADDR="2001:db8::ffff").status_code == 429
    assert sign_in_as(client, REMOTE_ADDR="2001:db8:1::1").status_code == 302


def test_names_that_were_typed_are_not_kept(client):
    """People type their password where the name goes."""
    fail(client, 1, "Mật khẩu thật của tôi")
    kept = [*AccessAttempt.objects.values(), *SignIn.objects.values()]
    assert "Mật khẩu thật" not in str(kept)


# --- where somebody asks from ------------------------------------------------------------------
@pytest.mark.parametrize(
    ("trusted", "header", "expected"),
    [
        (False, "198.51.100.1", "127.0.0.1"),
        (True, "198.51.100.1", "198.51.100.1"),
        (True, "10.0.0.1, 198.51.100.1", "198.51.100.1"),
        (True, "2001:db8::1", "2001:db8::1"),
        (True, "ai đó", None),
        (True, "", None),
    ],
)
def test_the_address_is_the_one_the_proxy_wrote(trusted, header, expected, settings):
    settings.TRUST_PROXY = trusted
    request = RequestFactory().get("/", HTTP_X_FORWARDED_FOR=header)
    assert client_address(request) == expected


# --- a new password ----------------------------------------------------------------------------
def reset(client, email, host=HOST):
    return client.post(reverse("wagtailadmin_password_reset"), {"email": email}, headers=host)


def test_a_forgotten_password_is_set_anew_at_the_authority_s_own_host(client):
    assert reset(client, f"{NAME}@example.org").status_code == 302
    [sent] = mail.outbox
    assert "http://phu-yen.localhost/admin/password_reset/confirm/" in sent.body
    assert "Mở liên kết sau" in sent.body


@pytest.mark.parametrize(
    ("email", "host"),
    [
        (f"{NAME}@example.org", ABROAD),
        (f"{NAME}@example.org", PLATFORM),
        ("khong.co.ai@example.org", HOST),
        ("dieuhanh@example.org", HOST),
    ],
)
def test_elsewhere_nobody_gets_mail_and_the_answer_is_the_same(email, host, client):
    answer = reset(client, email, host)
    assert (answer.status_code, answer.url) == (302, reverse("wagtailadmin_password_reset_done"))
    assert mail.outbox == []


def test_the_operator_sets_his_on_the_platform_s_host(client):
    reset(client, "dieuhanh@example.org", PLATFORM)
    assert len(mail.outbox) == 1


def test_nobody_floods_people_with_mail(client):
    answers = [reset(client, f"{NAME}@example.org").status_code for _number in range(11)]
    assert answers == [302] * 10 + [429]
    assert len(mail.outbox) == 10


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("ngắn quá", "ít nhất 12 ký tự"),
        ("123456789012", "hoàn toàn là số"),
        ("password1234", "quá phổ biến"),
    ],
)
def test_passwords_have_rules_said_in_vietnamese(password, said, sign_in):
    client = sign_in(NAME)
    data = {
        "password-old_password": SAMPLE_PASSWORD,
        "password-new_password1": password,
        "password-new_password2": password,
    }
    account = reverse("wagtailadmin_account")
    page = client.get(account, headers=HOST).context
    for panel in [one for panels in page["panels_by_tab"].values() for one in panels]:
        form = panel.get_form()
        data |= {
            form.add_prefix(name): form[name].value() or ""
            for name in form.fields
            if form.add_prefix(name) not in data
        }
    answer = client.post(account, data, headers=HOST)
    assert said in answer.content.decode()
    assert not User.objects.get(username=NAME).check_password(password)


# --- the trail ---------------------------------------------------------------------------------
def lines(**wanted) -> list[tuple[str, str | None]]:
    rows = SignIn.objects.filter(**wanted).order_by("pk")
    return [(row.outcome, row.user and row.user.username) for row in rows]


def test_every_sign_in_leaves_a_line(client, phu_yen):
    fail(client, 5)
    sign_in_as(client)
    sign_in_as(client, "duyet.phu-yen")
    client.post(reverse("wagtailadmin_logout"), headers=HOST)
    assert lines(authority=phu_yen) == [
        *[(Outcome.REFUSED, NAME)] * 5,
        (Outcome.LOCKED_OUT, NAME),
        (Outcome.SUCCEEDED, "duyet.phu-yen"),
        (Outcome.SIGNED_OUT, "duyet.phu-yen"),
    ]
    assert {row.address for row in SignIn.objects.all()} == {"127.0.0.1"}


def test_an_authority_does_not_learn_who_works_for_another(client, binh_dinh):
    """Somebody tries a name of Phú Yên at Bình Định's door."""
    fail(client, 1, host=ABROAD)
    sign_in_as(client, host=ABROAD)
    assert {name for _outcome, name in lines(authority=binh_dinh)} == {None}


def test_the_trail_is_the_administrator_s_of_that_host(client, sign_in, phu_yen):
    fail(client, 1)
    address = reverse("sign_ins")
    page = sign_in("quantri.phu-yen").get(address, headers=HOST)
    assert "sai tên hoặc mật khẩu" in page.content.decode()
    assert "Biên tập Phú Yên" in page.content.decode()
    filtered = client.get(f"{address}?outcome=succeeded", headers=HOST)
    assert "Biên tập Phú Yên" not in filtered.content.decode()
    there = sign_in("quantri.binh-dinh").get(address, headers=ABROAD)
    assert "Biên tập Phú Yên" not in there.content.decode()
    everything = sign_in("dieuhanh").get(address, headers=PLATFORM)
    assert "Biên tập Phú Yên" in everything.content.decode()


def test_a_name_that_is_a_formula_is_none_in_the_export(sign_in):
    User.objects.filter(username=NAME).update(last_name="=1+1", first_name="")
    client = sign_in(NAME)
    SignIn.objects.update(authority=Authority.objects.get(code="phu-yen"))
    client = sign_in("quantri.phu-yen")
    exported = client.get(reverse("sign_ins") + "?export=csv", headers=HOST).content.decode()
    assert "1+1" in exported
    assert ",=1+1" not in exported


@pytest.mark.parametrize("login", ["bientap", "duyet", "thuky", "lienhe"])
def test_nobody_else_reads_the_trail(login, sign_in):
    client = sign_in(f"{login}.phu-yen")
    assert client.get(reverse("sign_ins"), headers=HOST).status_code == 302
    home = client.get(reverse("wagtailadmin_home"), headers=HOST).content.decode()
    assert reverse("sign_ins") not in home


def test_old_lines_are_forgotten(client):
    fail(client, 1)
    old = timezone.now() - timedelta(days=TRAIL_DAYS, minutes=1)
    SignIn.objects.create(at=old, outcome=Outcome.SUCCEEDED)
    run_nightly()
    assert lines() == [(Outcome.REFUSED, NAME)]


def test_the_counting_backend_gives_no_rights(binh_dinh):
    """Two backends: what one says must not add to what `HereBackend` says of the host."""
    person = User.objects.get(username=NAME)
    role_grant(user=person, authority=binh_dinh, role=Role.ADMINISTRATOR)
    person = User.objects.get(username=NAME)
    person.working_authority = binh_dinh.__class__.objects.get(code="phu-yen")
    assert not person.has_perm("tenancy.change_authority")
