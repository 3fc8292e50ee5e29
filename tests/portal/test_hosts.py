"""Which host answers what: authorities, the platform, health, strangers; dates in the header."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.db import OperationalError
from django.utils import timezone
from wagtail.models import Site

from blocs.models import Conference, Enterprise
from portal.basepage.models import BasePage
from portal.pages.models import StandardPage
from portal.tenancy.models import Authority

pytestmark = pytest.mark.django_db

LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)


@pytest.fixture
def get(client):
    """GET a path at any host."""

    def request(host: str, path: str, **headers):
        return client.get(path, headers={"host": host} | headers)

    return request


def text(response) -> str:
    return unescape(response.content.decode())


# --- hosts ---------------------------------------------------------------------------------
@pytest.mark.parametrize("host", ["phu-yen.localhost", "phu-yen.localhost:8000"])
def test_an_authority_answers_at_its_host_on_any_port(get, host, phu_yen, binh_dinh):
    html = text(get(host, "/vi/"))
    assert phu_yen.name_vi in html
    assert binh_dinh.name_vi not in html


def test_each_authority_answers_at_its_own_host_only(get, phu_yen, binh_dinh):
    assert binh_dinh.name_vi in text(get("binh-dinh.localhost", "/vi/"))
    article = "/vi/tin-tuc/phat-dong-phong-trao-thi-dua-nam-2016/"
    assert get("phu-yen.localhost", article).status_code == 200
    assert get("binh-dinh.localhost", article).status_code == 404


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_platform_lists_active_authorities_in_either_language(get, language):
    response = get("localhost", f"/{language}/")
    html = text(response)
    assert response.status_code == 200
    assert f'<html lang="{language}"' in html
    for authority in Authority.objects.all():
        assert getattr(authority, f"name_{language}") in html
        assert getattr(authority, f"mission_{language}") in html
        assert f'href="http://{authority.site.hostname}:8000/{language}/"' in html


def test_the_platform_does_not_list_who_is_suspended_or_being_set_up(get, phu_yen, binh_dinh):
    Authority.objects.filter(pk=phu_yen.pk).update(state="suspended")
    assert phu_yen.name_vi not in text(get("localhost", "/vi/"))
    Authority.objects.filter(pk=phu_yen.pk).update(state="provisioning")
    html = text(get("localhost", "/vi/"))
    assert phu_yen.name_vi not in html
    assert binh_dinh.name_vi in html


def test_the_platform_has_no_pages_of_an_authority(get):
    assert get("localhost", "/vi/tin-tuc/").status_code == 404
    assert get("localhost", "/en/news/").status_code == 404


@pytest.mark.parametrize("path", ["/", "/vi/", "/en/news/", "/admin/", "/documents/1/x.pdf"])
def test_an_authority_that_is_being_set_up_is_not_found(get, phu_yen, path):
    Authority.objects.filter(pk=phu_yen.pk).update(state="provisioning")
    response = get("phu-yen.localhost", path)
    assert response.status_code == 404
    assert phu_yen.name_vi not in text(response)


@pytest.mark.parametrize("allowed", [["*"], ["phu-yen.localhost", "localhost"]])
@pytest.mark.parametrize("path", ["/", "/vi/", "/en/news/", "/admin/", "/khong-co/"])
@pytest.mark.parametrize("host", ["example.org", "la.phu-yen.localhost", "phu-yen", "127.0.0.1"])
def test_an_unknown_host_is_not_found(get, settings, allowed, path, host):
    settings.ALLOWED_HOSTS = allowed
    assert get(host, path).status_code == 404


@pytest.mark.parametrize("host", ["a b", "phu-yen.localhost:x", "<script>", "phu-yen.localhost/x"])
def test_a_malformed_host_is_not_found(get, host):
    response = get(host, "/vi/")
    assert response.status_code == 404
    assert "<script>" not in response.content.decode()


def test_no_site_is_the_default_one(db):
    assert Site.objects.count() == 2
    assert not Site.objects.filter(is_default_site=True).exists()


# --- languages -----------------------------------------------------------------------------
@pytest.mark.parametrize("host", ["phu-yen.localhost", "localhost"])
@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        (None, "vi"),
        ("vi", "vi"),
        ("en", "en"),
        ("en-GB,en;q=0.8", "en"),
        ("fr,en;q=0.5", "en"),
        ("ko", "vi"),
        ("vi-VN,en;q=0.9", "vi"),
        ("\x01;;q=", "vi"),
    ],
)
def test_the_bare_host_leads_to_the_language_a_reader_accepts(get, host, accepted, language):
    headers = {"accept-language": accepted} if accepted else {}
    response = get(host, "/", **headers)
    assert response.status_code == 302
    assert response.url == f"/{language}/"
    assert "Accept-Language" in response["Vary"]


def test_an_address_with_a_language_does_not_depend_on_what_a_reader_accepts(get):
    response = get("phu-yen.localhost", "/vi/", **{"accept-language": "en"})
    assert '<html lang="vi"' in text(response)
    assert "Accept-Language" not in response.get("Vary", "")


@pytest.mark.parametrize(
    "path",
    [
        "/favicon.ico",
        "/robots.txt",
        "/api/v1/blocs",
        "/api/v1/blocs/",
        "/tin-tuc/",
        "/news/first-half-review-2019/",
        "/wp-login.php",
        "/fr/",
        "/static/portal/none.css",
        "/media/none.png",
    ],
)
def test_an_address_without_a_language_is_not_found_and_not_redirected(get, path):
    for host in ("phu-yen.localhost", "localhost"):
        assert get(host, path).status_code == 404


# --- 404 -----------------------------------------------------------------------------------
NOT_FOUND = {"vi": "Không tìm thấy trang này", "en": "This page was not found"}


@pytest.mark.parametrize(
    ("path", "language", "links"),
    [
        ("/vi/khong-co/", "vi", ["/vi/", "/vi/tin-tuc/", "/vi/khoi-thi-dua/", "/vi/lien-he/"]),
        ("/en/none/", "en", ["/en/", "/en/news/", "/en/emulation-blocs/", "/en/contact/"]),
        ("/vi/quyet-dinh/khong-co/", "vi", ["/vi/quyet-dinh/"]),
        ("/en/decisions/none/", "en", ["/en/decisions/"]),
    ],
)
def test_a_missing_page_says_so_in_its_language_and_leads_on(get, path, language, links):
    other = {"vi": "en", "en": "vi"}[language]
    response = get("phu-yen.localhost", path, **{"accept-language": other})
    html = text(response)
    assert response.status_code == 404
    assert f'<html lang="{language}"' in html
    assert NOT_FOUND[language] in html
    main = html.split("<main")[1].split("</main>")[0]
    for link in links:
        assert f'href="{link}"' in html
        assert get("phu-yen.localhost", link).status_code == 200
    assert len(re.findall(r'<a href="/', main)) >= 8


@pytest.mark.parametrize("host", ["localhost", "example.org"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_missing_page_of_the_platform_or_a_stranger_is_in_its_language_too(get, host, language):
    html = text(get(host, f"/{language}/khong-co/"))
    assert f'<html lang="{language}"' in html
    assert NOT_FOUND[language] in html


@pytest.mark.parametrize("host", ["phu-yen.localhost", "localhost", "example.org"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_without_a_language_in_the_address_the_reader_s_own_is_used(get, host, language):
    get("phu-yen.localhost", {"vi": "/en/", "en": "/vi/"}[language])  # the thread's last language
    response = get(host, "/khong-co/", **{"accept-language": language})
    assert response.status_code == 404
    assert NOT_FOUND[language] in text(response)


# --- health --------------------------------------------------------------------------------
HOSTS = ["phu-yen.localhost", "localhost", "example.org", "10.0.0.7:8000", "a b"]


@pytest.mark.parametrize("host", HOSTS)
def test_the_process_says_that_it_runs_on_any_host(get, settings, host):
    settings.ALLOWED_HOSTS = ["phu-yen.localhost"]
    response = get(host, "/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.parametrize("host", HOSTS)
def test_the_process_says_that_it_is_ready_on_any_host(get, settings, host):
    settings.ALLOWED_HOSTS = ["phu-yen.localhost"]
    response = get(host, "/readyz")
    assert response.status_code == 200
    assert response.json() == {"status": "ok", "database": "ok", "pending_migrations": 0}


def test_a_waiting_migration_makes_it_not_ready_but_alive(get, monkeypatch):
    monkeypatch.setattr("portal.health.pending_migrations", lambda: ["blocs.0003_next"])
    response = get("phu-yen.localhost", "/readyz")
    assert response.status_code == 503
    assert response.json()["pending_migrations"] == 1
    assert response.json()["status"] == "unavailable"
    assert get("phu-yen.localhost", "/healthz").status_code == 200


def test_a_database_that_does_not_answer_makes_it_not_ready_but_alive(get, monkeypatch):
    def unreachable():
        raise OperationalError("no route to the database at db.internal")

    monkeypatch.setattr("portal.health.pending_migrations", unreachable)
    response = get("phu-yen.localhost", "/readyz")
    assert response.status_code == 503
    assert response.json() == {"status": "unavailable", "database": "unreachable"}
    assert get("phu-yen.localhost", "/healthz").status_code == 200


# --- today, and when something last changed ------------------------------------------------
def header(response) -> str:
    return re.search(r"<header.*?</header>", text(response), re.DOTALL)[0]


@pytest.mark.parametrize(
    ("zone", "iso", "vietnamese", "english"),
    [
        (
            "Asia/Ho_Chi_Minh",
            "2020-02-23",
            "Chủ Nhật, 23/02/2020",
            "Sunday, 23 February 2020",
        ),
        (
            "America/New_York",
            "2020-02-22",
            "Thứ Bảy, 22/02/2020",
            "Saturday, 22 February 2020",
        ),
    ],
)
def test_the_header_shows_today_on_the_calendar_of_the_authority(  # noqa: PLR0917
    get, monkeypatch, phu_yen, zone, iso, vietnamese, english
):
    Authority.objects.filter(pk=phu_yen.pk).update(time_zone=zone)
    now = datetime(2020, 2, 22, 18, 0, tzinfo=UTC)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    for path, expected in (("/vi/", vietnamese), ("/en/", english)):
        shown = header(get("phu-yen.localhost", path))
        assert f'<time datetime="{iso}">{expected}</time>' in shown


@pytest.mark.parametrize(
    ("zone", "vietnamese", "english"),
    [
        (
            "Asia/Ho_Chi_Minh",
            "Thứ Sáu, 21/02/2020, 09:00",
            "Friday, 21 February 2020, 9:00 am",
        ),
        (
            "America/New_York",
            "Thứ Năm, 20/02/2020, 21:00",
            "Thursday, 20 February 2020, 9:00 pm",
        ),
    ],
)
def test_the_header_says_when_something_last_changed(get, phu_yen, zone, vietnamese, english):
    changed = datetime(2020, 2, 21, 2, 0, tzinfo=UTC)
    Authority.objects.filter(pk=phu_yen.pk).update(time_zone=zone, public_changed_at=changed)
    assert vietnamese in header(get("phu-yen.localhost", "/vi/"))
    assert english in header(get("phu-yen.localhost", "/en/"))
    [stamp] = re.findall(r'datetime="([^"]*T[^"]*)"', header(get("phu-yen.localhost", "/vi/")))
    assert datetime.fromisoformat(stamp) == changed


@pytest.fixture
def quiet(phu_yen, binh_dinh):
    """Nothing has changed for a long time."""
    Authority.objects.update(public_changed_at=LONG_AGO)


def changed(authority) -> bool:
    at = Authority.objects.get(pk=authority.pk).public_changed_at
    assert at == LONG_AGO or timezone.now() - at < timedelta(minutes=5)
    return at != LONG_AGO


def contact(authority) -> StandardPage:
    return StandardPage.objects.descendant_of(authority.site.root_page).get(kind="contact")


def publish(authority) -> None:
    contact(authority).save_revision().publish()


def unpublish(authority) -> None:
    contact(authority).unpublish()


def move(authority) -> None:
    contact(authority).move(BasePage.objects.get(pk=authority.site.root_page_id), "first-child")


def delete(authority) -> None:
    contact(authority).delete()


def save_a_record(authority) -> None:
    Enterprise.objects.of(authority).first().save()


def delete_a_record(authority) -> None:
    Conference.objects.of(authority).first().agenda.first().delete()


@pytest.mark.parametrize("act", [publish, unpublish, move, delete, save_a_record, delete_a_record])
def test_what_readers_see_changed_for_this_authority_only(act, quiet, phu_yen, binh_dinh):
    act(phu_yen)
    assert changed(phu_yen)
    assert not changed(binh_dinh)


def test_a_draft_changes_nothing_readers_see(quiet, phu_yen):
    page = contact(phu_yen)
    page.title_vi = "Bản nháp"
    page.save_revision()
    assert not changed(phu_yen)


def test_reading_changes_nothing(quiet, get, phu_yen):
    get("phu-yen.localhost", "/vi/")
    assert not changed(phu_yen)
