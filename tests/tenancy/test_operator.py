"""What the operator does with authorities in the admin, and that nobody else does."""

import re
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.urls import reverse
from wagtail.models import Site
from wagtail.permissions import policy_registry

from portal.pages.models import StandardPage
from portal.tenancy.guard import Access, access_to
from portal.tenancy.isolation import crossings, derivations
from portal.tenancy.models import Authority
from portal.users.models import User
from tests.isolation.addresses import addresses

pytestmark = pytest.mark.django_db
PLATFORM, AT_HOME = {"host": "localhost"}, {"host": "phu-yen.localhost"}
OPERATORS = ("add", "suspend", "reactivate", "export")
NEW = {
    "code": "quang-ngai",
    "hostname": "quang-ngai.localhost",
    "port": "80",
    "name_vi": "Ban Quản lý Khu kinh tế Dung Quất",
    "name_en": "Dung Quat Economic Zone Authority",
    "short_name_vi": "BQL Dung Quất",
    "superior_vi": "Ủy ban nhân dân tỉnh Quảng Ngãi",
    "place_vi": "Quảng Ngãi",
    "symbol": "BQL",
    "email": "bql@example.org",
    "theme": "forest",
}


@pytest.fixture
def operator(sign_in):
    return sign_in("dieuhanh")


def add(client, headers=PLATFORM, **changes):
    return client.post(reverse("authorities:add"), NEW | changes, headers=headers)


# --- opening -------------------------------------------------------------------------------
def test_the_operator_opens_an_authority_complete(operator, at):
    response = add(operator)
    authority = Authority.objects.get(code="quang-ngai")
    assert response.url == reverse("authorities:edit", args=[authority.pk])
    assert (authority.theme, authority.email) == ("forest", "bql@example.org")
    assert not authority.is_sample
    assert "Dung Quất" in operator.get(response.url, headers=PLATFORM).content.decode()
    assert [*crossings(), *derivations()] == []
    for path in ("/vi/", "/en/", "/vi/khoi-thi-dua/", "/en/contact/"):
        assert at("quang-ngai", path).status_code == 200, path


def test_its_administrator_is_invited(operator, client):
    add(operator, administrator="quan.tri@example.org")
    [sent] = mail.outbox
    assert sent.to == ["quan.tri@example.org"]
    link = re.search(r"http://quang-ngai\.localhost(/vi/invitation/\S+)", sent.body)[1]
    operator.logout()
    password = "Một mật khẩu dài"
    data = {"full_name": "Lê Văn C", "password": password, "password_again": password}
    client.post(link, data, headers={"host": "quang-ngai.localhost"})
    people = client.get(reverse("people:index"), headers={"host": "quang-ngai.localhost"})
    assert people.status_code == 200
    assert "Lê Văn C" in people.content.decode()


def test_he_does_so_on_an_authority_s_host_as_well(operator):
    response = add(operator, AT_HOME)
    assert Authority.objects.filter(code="quang-ngai").exists()
    assert response.url == reverse("authorities:index")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": "phu-yen"}, "code"),
        ({"code": "Quảng Ngãi"}, "code"),
        ({"hostname": "phu-yen.localhost"}, "hostname"),
        ({"hostname": "Phu-Yen.Localhost"}, "hostname"),
        ({"hostname": "localhost"}, "hostname"),
        ({"hostname": "http://quang-ngai.localhost/"}, "hostname"),
        ({"hostname": ""}, "hostname"),
        ({"port": "0"}, "port"),
        ({"name_vi": ""}, "name_vi"),
        ({"place_vi": ""}, "place_vi"),
        ({"email": "bql"}, "email"),
        ({"theme": "gold"}, "theme"),
        ({"administrator": "quan.tri"}, "administrator"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_made(operator, changes, field):
    before = Authority.objects.count(), Site.objects.count(), StandardPage.objects.count()
    response = add(operator, **changes)
    assert response.status_code == 200
    assert set(response.context["form"].errors) == {field}
    now = Authority.objects.count(), Site.objects.count(), StandardPage.objects.count()
    assert now == before


def test_what_the_pages_refuse_has_no_field_and_is_said_above_them(operator, phu_yen):
    home = phu_yen.site.root_page
    home.slug = "quang-ngai"
    home.save()
    response = add(operator)
    assert response.status_code == 200
    assert set(response.context["form"].errors) == {"__all__"}
    assert not Authority.objects.filter(code="quang-ngai").exists()


def test_an_english_name_may_come_later(operator):
    add(operator, name_en="")
    assert Authority.objects.get(code="quang-ngai").name_en in ("", None)


# --- nobody else ---------------------------------------------------------------------------
PEOPLE = ("quantri.phu-yen", "bientap.phu-yen", "duyet.phu-yen")


def operators_urls(authority) -> list[str]:
    steps = [reverse(f"authorities:{name}", args=[authority.pk]) for name in OPERATORS[1:]]
    return [reverse("authorities:add"), *steps]


@pytest.mark.parametrize("headers", [AT_HOME, PLATFORM, {"host": "binh-dinh.localhost"}])
@pytest.mark.parametrize("username", PEOPLE)
def test_tenant_people_are_refused(sign_in, username, headers, phu_yen):
    client = sign_in(username)
    for url in operators_urls(phu_yen):
        for method in (client.get, client.post):
            response = method(url, NEW | {"reason": "x"}, headers=headers)
            assert response.status_code in (302, 403), url
    phu_yen.refresh_from_db()
    assert not phu_yen.is_suspended
    assert not Authority.objects.filter(code="quang-ngai").exists()


@pytest.mark.parametrize("username", PEOPLE)
def test_without_the_guard_the_views_refuse_by_themselves(sign_in, settings, username, phu_yen):
    guard = "portal.tenancy.guard.AdminGuardMiddleware"
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != guard]
    client = sign_in(username)
    for url in operators_urls(phu_yen):
        assert client.post(url, NEW | {"reason": "x"}, headers=AT_HOME).status_code == 302, url
    phu_yen.refresh_from_db()
    assert not phu_yen.is_suspended
    assert not Authority.objects.filter(code="quang-ngai").exists()


def test_the_policy_lets_the_operator_alone_add_and_nobody_delete(phu_yen):
    policy = policy_registry.get_by_type(Authority)
    for username in (*PEOPLE, "dieuhanh"):
        user = User.objects.get(username=username)
        assert policy.user_has_permission(user, "add") == (username == "dieuhanh")
        assert not policy.user_has_permission(user, "delete")


def test_the_guard_knows_them_as_the_operator_s():
    assert {access_to(f"authorities:{name}") for name in OPERATORS} == {Access.OPERATOR}
    assert access_to("authorities:edit") == Access.OWN
    known = {address.name for address in addresses("portal.urls_platform")}
    assert {f"authorities:{name}" for name in OPERATORS} <= known


def test_an_administrator_sees_no_button_of_the_operator(sign_in, phu_yen):
    client = sign_in("quantri.phu-yen")
    for url in (reverse("authorities:index"), reverse("authorities:edit", args=[phu_yen.pk])):
        html = client.get(url, headers=AT_HOME).content.decode()
        assert not [one for one in operators_urls(phu_yen) if one in html]


# --- readiness -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("username", "headers"), [("quantri.phu-yen", AT_HOME), ("dieuhanh", PLATFORM)]
)
def test_who_edits_an_authority_sees_what_it_lacks(sign_in, username, headers, phu_yen):
    """In words, with the way to where it is mended, which is not the same for everybody."""
    client, form = sign_in(username), reverse("authorities:edit", args=[phu_yen.pk])
    response = client.get(form, headers=headers)
    lacking = [row for row in response.context["points"] if not row["point"].done]
    domain, reachable = lacking
    assert domain["link"] == (
        reverse("wagtailsites:edit", args=[phu_yen.site_id]) if username == "dieuhanh" else ""
    )
    assert (reachable["link"], reachable["point"].field) == (form, "phone")
    html = response.content.decode()
    assert html.count("readiness__point--missing") == 2
    for row in response.context["points"]:
        if row["link"]:
            host = urlsplit(row["link"]).hostname
            if host:  # the authority's own, where the operator signs in again
                assert host == "phu-yen.localhost"
                continue
            assert client.get(row["link"], headers=headers).status_code == 200


def test_what_its_own_form_asks_for_is_led_to_by_its_field(operator):
    form = add(operator).url
    html = operator.get(form, headers=PLATFORM).content.decode()
    targets = re.findall(r'data-w-focus-target-value="#([^"]+)"', html.split("<form")[-2])
    assert targets == ["id_responsible_person", "id_address_vi", "id_logo-chooser"]
    for target in targets:
        assert f'id="{target}"' in html
