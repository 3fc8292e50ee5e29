"""A suspended authority answers nobody, keeps everything, and disturbs no other."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import registry
from wagtail.models import ModelLogEntry

from news.models import ArticlePage
from portal.due import publish_due
from portal.media.models import PortalDocument
from portal.tenancy.enums import AuthorityState
from portal.tenancy.services.lifecycle import (
    REACTIVATE,
    SUSPEND,
    authority_reactivate,
    authority_suspend,
)
from portal.users.models import User
from tests.factories import signed

pytestmark = pytest.mark.django_db
PLATFORM = {"host": "localhost"}
REASON, DUE = "Sáp nhập tỉnh", "Tiêu đề đã hẹn"


@pytest.fixture
def suspended(phu_yen):
    return authority_suspend(authority=phu_yen, user=None, reason=REASON)


def state(authority) -> str:
    authority.refresh_from_db()
    return authority.state


# --- states --------------------------------------------------------------------------------
def test_it_goes_to_and_fro_and_the_log_says_who_and_why(phu_yen):
    user = User.objects.get(username="dieuhanh")
    authority_suspend(authority=phu_yen, user=user, reason=f" {REASON} ")
    assert state(phu_yen) == AuthorityState.SUSPENDED
    authority_reactivate(authority=phu_yen, user=user)
    assert state(phu_yen) == AuthorityState.ACTIVE
    entries = ModelLogEntry.objects.filter(action__in=(SUSPEND, REACTIVATE)).order_by("pk")
    assert [entry.action for entry in entries] == [SUSPEND, REACTIVATE]
    assert {entry.user for entry in entries} == {user}
    assert entries[0].data["reason"] == REASON
    assert REASON in str(entries[0].formatter.format_message(entries[0]))
    assert registry.action_exists(REACTIVATE)


@pytest.mark.parametrize("found", [AuthorityState.PROVISIONING, AuthorityState.SUSPENDED])
def test_only_an_active_one_is_suspended(phu_yen, found):
    phu_yen.state = found
    phu_yen.save()
    with pytest.raises(ValidationError):
        authority_suspend(authority=phu_yen, user=None, reason=REASON)
    assert state(phu_yen) == found


@pytest.mark.parametrize("found", [AuthorityState.PROVISIONING, AuthorityState.ACTIVE])
def test_only_a_suspended_one_is_reactivated(phu_yen, found):
    phu_yen.state = found
    phu_yen.save()
    with pytest.raises(ValidationError):
        authority_reactivate(authority=phu_yen, user=None)
    assert state(phu_yen) == found


def test_what_is_suspended_already_is_noticed_in_an_old_copy(phu_yen, suspended):
    assert phu_yen.state == AuthorityState.ACTIVE  # as it was read
    with pytest.raises(ValidationError):
        authority_suspend(authority=phu_yen, user=None, reason=REASON)


def test_it_needs_a_reason(phu_yen):
    with pytest.raises(ValidationError) as caught:
        authority_suspend(authority=phu_yen, user=None, reason=" ")
    assert set(caught.value.message_dict) == {"reason"}
    assert state(phu_yen) == AuthorityState.ACTIVE


def test_the_commands_do_the_same(phu_yen):
    call_command("suspend_authority", "phu-yen", reason=REASON, stdout=StringIO())
    assert state(phu_yen) == AuthorityState.SUSPENDED
    with pytest.raises(CommandError):
        call_command("suspend_authority", "phu-yen", reason=REASON, stdout=StringIO())
    call_command("reactivate_authority", "phu-yen", stdout=StringIO())
    assert state(phu_yen) == AuthorityState.ACTIVE
    for name in ("suspend_authority", "reactivate_authority"):
        with pytest.raises(CommandError):
            call_command(name, "khong-co", *(["--reason=x"] if "suspend" in name else []))


# --- its host ------------------------------------------------------------------------------
def test_every_address_of_its_host_says_so_in_both_languages(client, phu_yen):
    document = signed(phu_yen)["file"]
    client.force_login(User.objects.get(username="quantri.phu-yen"))
    paths = [
        "/",
        "/vi/",
        "/en/news/",
        "/khong-co/",
        "/admin/",
        "/admin/login/",
        reverse("media_original", args=[phu_yen.logo_id]),
        f"/documents/{document.pk}/{document.filename}",
        "/vi/du-lieu-mo/khoi-thi-dua.csv",
        "/api/v1/blocs",
    ]
    authority_suspend(authority=phu_yen, user=None, reason=REASON)
    for path in paths:
        for ask in (client.get, client.post, client.head):
            response = ask(path, headers={"host": "phu-yen.localhost"})
            assert response.status_code == 503, path
            assert "no-store" in response["Cache-Control"]
            assert "Content-Security-Policy" in response
    html = client.get("/en/", headers={"host": "phu-yen.localhost"}).content.decode()
    vietnamese, english = html.index(phu_yen.name_vi), html.index(phu_yen.name_en)
    assert vietnamese < english
    assert '<html lang="vi"' in html
    assert 'lang="en"' in html
    assert REASON not in html


def test_who_was_signed_in_there_is_nobody_until_it_is_active_again(sign_in, suspended):
    client = sign_in("quantri.phu-yen")
    host = {"host": "phu-yen.localhost"}
    assert client.get("/admin/", headers=host).status_code == 503
    assert client.get("/admin/pages/", headers=PLATFORM).status_code == 403
    authority_reactivate(authority=suspended, user=None)
    assert client.get("/vi/", headers=host).status_code == 200


def test_health_is_the_platform_s_and_stays(client, suspended):
    assert client.get("/healthz", headers={"host": "phu-yen.localhost"}).status_code == 200


def test_the_others_and_the_platform_go_on_without_it(at, client, suspended, binh_dinh):
    assert at("binh-dinh", "/vi/").status_code == 200
    html = client.get("/vi/", headers=PLATFORM).content.decode()
    assert binh_dinh.name_vi in html
    assert suspended.name_vi not in html


# --- what is due ---------------------------------------------------------------------------
def scheduled(authority) -> ArticlePage:
    article = ArticlePage.objects.descendant_of(authority.site.root_page).live().first()
    article.title_vi = DUE
    article.save_revision(approved_go_live_at=timezone.now() - timedelta(minutes=1))
    return article


def expiring(authority) -> ArticlePage:
    article = ArticlePage.objects.descendant_of(authority.site.root_page).live().last()
    ArticlePage.objects.filter(pk=article.pk).update(
        expire_at=timezone.now() - timedelta(minutes=1)
    )
    return article


def test_what_is_due_waits_until_it_is_active_again(phu_yen, binh_dinh):
    gone, there = expiring(phu_yen), expiring(binh_dinh)
    due = scheduled(phu_yen)
    authority_suspend(authority=phu_yen, user=None, reason=REASON)
    list(publish_due())
    assert ArticlePage.objects.get(pk=gone.pk).live
    assert not ArticlePage.objects.get(pk=there.pk).live
    assert ArticlePage.objects.get(pk=due.pk).title_vi != DUE
    authority_reactivate(authority=phu_yen, user=None)
    list(publish_due())
    assert not ArticlePage.objects.get(pk=gone.pk).live
    assert ArticlePage.objects.get(pk=due.pk).title_vi == DUE


# --- the operator's pages ------------------------------------------------------------------
def post(client, name, authority, headers=PLATFORM, **data):
    return client.post(reverse(f"authorities:{name}", args=[authority.pk]), data, headers=headers)


def test_the_operator_suspends_and_reactivates_from_the_platform(sign_in, phu_yen):
    client = sign_in("dieuhanh")
    form = reverse("authorities:edit", args=[phu_yen.pk])
    suspend, reactivate = (
        reverse(f"authorities:{name}", args=[phu_yen.pk]) for name in ("suspend", "reactivate")
    )
    assert suspend in client.get(form, headers=PLATFORM).content.decode()
    assert client.get(suspend, headers=PLATFORM).status_code == 200
    assert state(phu_yen) == AuthorityState.ACTIVE
    assert post(client, "suspend", phu_yen, reason=REASON).url == form
    assert state(phu_yen) == AuthorityState.SUSPENDED
    html = client.get(form, headers=PLATFORM).content.decode()
    assert reactivate in html
    assert suspend not in html
    assert post(client, "reactivate", phu_yen).url == form
    assert state(phu_yen) == AuthorityState.ACTIVE


def test_on_its_own_host_he_is_led_to_the_platform_s(sign_in, settings, phu_yen):
    client = sign_in("dieuhanh")
    response = post(client, "suspend", phu_yen, {"host": "phu-yen.localhost"}, reason=REASON)
    assert response.url.startswith(f"{settings.WAGTAILADMIN_BASE_URL}/admin/")


def test_a_step_that_is_refused_says_why_on_its_page(sign_in, phu_yen):
    client = sign_in("dieuhanh")
    response = post(client, "suspend", phu_yen, reason="")
    assert response.status_code == 200
    assert response.context["form"].errors.keys() == {"reason"}
    response = post(client, "reactivate", phu_yen)
    assert response.status_code == 200
    assert response.context["form"].non_field_errors()
    assert state(phu_yen) == AuthorityState.ACTIVE


def test_documents_are_still_there_afterwards(client, phu_yen):
    before = PortalDocument.objects.filter(collection=phu_yen.collection).count()
    authority_suspend(authority=phu_yen, user=None, reason=REASON)
    authority_reactivate(authority=phu_yen, user=None)
    assert PortalDocument.objects.filter(collection=phu_yen.collection).count() == before
