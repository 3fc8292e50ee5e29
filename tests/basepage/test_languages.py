"""Two languages of one page: what the database keeps, what the form asks, what readers see."""

import re
from html import unescape

import pytest
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils.translation import override
from wagtail.test.utils.form_data import (
    nested_form_data,
    querydict_from_html,
    rich_text,
    streamfield,
)
from wagtail.users.models import UserProfile

from news.models import ArticlePage
from portal.basepage.models import BasePage
from portal.pages.models import StandardPage
from portal.users.models import User

pytestmark = pytest.mark.django_db

NOTICE = {
    "title": "This page is not yet available in English",
    "text": "The Vietnamese original is shown below.",
}


@pytest.fixture(scope="session", autouse=True)
def catalogues():
    call_command("catalogues", "compile")


@pytest.fixture
def page(phu_yen):
    """A published page in both languages: `/vi/gioi-thieu/` and `/en/about-us/`."""
    return StandardPage.objects.descendant_of(phu_yen.site.root_page).get(slug="gioi-thieu")


@pytest.fixture
def untranslated(phu_yen):
    page = StandardPage(title_vi="Thông báo", body_vi=[("quote", {"text": "Nghỉ lễ."})])
    BasePage.objects.get(pk=phu_yen.site.root_page_id).add_child(instance=page)
    page.save_revision().publish()
    return page


def columns(page, *names: str) -> tuple:
    """What the table really holds, whatever language is active."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(names)} FROM basepage_basepage WHERE id = %s",  # noqa: S608
            [page.pk],
        )
        return cursor.fetchone()


def heading(response) -> str:
    """The first heading of a public page, with its own `lang` in front, if it has one."""
    lang, text = re.search(
        r'<h1(?: lang="(\w+)")?[^>]*>(.*?)</h1>', response.content.decode()
    ).groups()
    return f"{lang}: {text}" if lang else text


# --- the columns ---------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_columns_without_a_language_are_vietnamese_whoever_saves(page, language):
    with override(language):
        page = StandardPage.objects.get(pk=page.pk)
        page.title_vi, page.title_en = "Về chúng tôi", "Who we are"
        page.seo_title_vi, page.seo_title_en = "Tìm kiếm", "Search"
        page.search_description_vi, page.search_description_en = "Mô tả", "Description"
        page.save()
        page.save_revision().publish()
    unsuffixed = ("title", "draft_title", "seo_title", "search_description", "slug", "url_path")
    assert columns(page, *unsuffixed) == (
        "Về chúng tôi",
        "Về chúng tôi",
        "Tìm kiếm",
        "Mô tả",
        "gioi-thieu",
        "/phu-yen/gioi-thieu/",
    )
    assert columns(page, "title_vi", "title_en") == ("Về chúng tôi", "Who we are")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_draft_title_is_vietnamese_whoever_saves_the_draft(page, language):
    with override(language):
        page = StandardPage.objects.get(pk=page.pk)
        page.title_vi, page.title_en = "Bản nháp", "Draft"
        page.save_revision()
    assert columns(page, "draft_title", "title", "title_en") == (
        "Bản nháp",
        "Giới thiệu",
        "About us",
    )


def test_a_page_made_while_english_is_active_is_vietnamese_in_the_columns(phu_yen):
    with override("en"):
        page = StandardPage(title_vi="Đổi mới", title_en="Renewal")
        BasePage.objects.get(pk=phu_yen.site.root_page_id).add_child(instance=page)
    names = ("title", "title_vi", "title_en", "draft_title", "slug")
    assert columns(page, *names) == ("Đổi mới", "Đổi mới", "Renewal", "Đổi mới", "doi-moi")


def test_every_page_of_the_sample_is_vietnamese_in_the_columns(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), sum(CASE WHEN title = title_vi AND draft_title = title_vi"
            " THEN 1 ELSE 0 END) FROM basepage_basepage WHERE depth > 1"
        )
        total, vietnamese = cursor.fetchone()
    assert total == vietnamese > 100


def test_clearing_the_english_leaves_the_vietnamese(page):
    page.title_en, page.body_en = "", []
    page.save_revision().publish()
    stored = StandardPage.objects.get(pk=page.pk)
    assert stored.title_vi == "Giới thiệu"
    assert not stored.title_en
    assert stored.body_vi
    assert not stored.body_en


# --- what readers see ----------------------------------------------------------------------
def test_each_language_shows_its_own_text_and_nothing_of_the_other(at, page):
    vietnamese, english = at("phu-yen", "/vi/gioi-thieu/"), at("phu-yen", "/en/about-us/")
    assert heading(vietnamese) == "Giới thiệu"
    assert heading(english) == "About us"
    for response in (vietnamese, english):
        assert NOTICE["title"] not in unescape(response.content.decode())
    assert '<html lang="vi"' in vietnamese.content.decode()
    assert '<html lang="en"' in english.content.decode()
    assert (vietnamese["Content-Language"], english["Content-Language"]) == ("vi", "en")


def test_a_page_without_english_is_shown_in_vietnamese_and_says_so(at, untranslated):
    response = at("phu-yen", "/en/thong-bao/")
    html = unescape(response.content.decode())
    assert response.status_code == 200
    assert '<html lang="en"' in html
    assert heading(response) == "vi: Thông báo"
    [body] = re.findall(r'<div class="prose" lang="vi">(.*?)</blockquote>', html, re.DOTALL)
    assert "<p>Nghỉ lễ.</p>" in body
    assert NOTICE["title"] in html
    assert NOTICE["text"] in html


def test_the_vietnamese_reader_of_such_a_page_sees_no_notice(at, untranslated):
    html = unescape(at("phu-yen", "/vi/thong-bao/").content.decode())
    assert heading(at("phu-yen", "/vi/thong-bao/")) == "Thông báo"
    assert '<div class="notice"' not in html


def test_a_page_whose_text_alone_lacks_english_says_so_too(at, page):
    page.body_en = []
    page.save_revision().publish()
    response = at("phu-yen", "/en/about-us/")
    assert heading(response) == "About us"
    assert '<div class="prose" lang="vi">' in response.content.decode()
    assert NOTICE["title"] in response.content.decode()


def test_an_article_without_english_is_marked_wherever_its_title_stands(at):
    article = ArticlePage.objects.get(slug="tong-ket-phong-trao-thi-dua-nam-2017")
    address = "/en/news/year-end-review-2017/"
    assert heading(at("phu-yen", address)) == f"vi: {article.title_vi}"
    listed = unescape(at("phu-yen", "/en/news/").content.decode())
    assert f'<a href="{address}" lang="vi">{article.title_vi}</a>' in listed


def test_a_lead_without_english_is_marked_although_the_body_has_english(at, seed_article):
    seed_article.lead_vi = "Tóm tắt bằng tiếng Việt."
    seed_article.save_revision().publish()
    html = at("phu-yen", f"/en/news/{seed_article.slug_en}/").content.decode()
    assert '<p class="prose article__lead" lang="vi">' in html
    assert '<div class="prose">' in html


# --- the form ------------------------------------------------------------------------------
class Editor:
    """The editor of Phú Yên at the form of one page."""

    def __init__(self, client, page) -> None:
        self.client, self.page, self.headers = client, page, {"host": "phu-yen.localhost"}

    def url(self, name: str) -> str:
        return reverse(f"wagtailadmin_pages:{name}", args=[self.page.pk])

    def form(self):
        return self.client.get(self.url("edit"), headers=self.headers)

    def data(self, **changes) -> dict:
        """What the browser would send: the form as it stands, and the changes."""
        form = querydict_from_html(self.form().content.decode(), form_id="page-edit-form")
        bodies = {
            f"body_{code}": streamfield(
                [
                    ("paragraph", rich_text(block.value.source, features=["h2", "h3", "ul"]))
                    for block in getattr(self.page, f"body_{code}")
                ]
            )
            for code in ("vi", "en")
        }
        return dict(form.lists()) | nested_form_data(bodies) | changes

    def post(self, name: str = "edit", **changes):
        return self.client.post(self.url(name), self.data(**changes), headers=self.headers)

    def preview(self, mode: str):
        address = self.url("preview_on_edit")
        return self.client.get(address, {"mode": mode}, headers=self.headers)


@pytest.fixture
def editor(sign_in, page):
    return Editor(sign_in("quantri.phu-yen"), page)


def speak(username: str, language: str) -> None:
    profile = UserProfile.get_for_user(User.objects.get(username=username))
    profile.preferred_language = language
    profile.save()


def test_the_form_has_a_tab_for_each_language_with_its_own_fields(editor):
    html = editor.form().content.decode()
    tabs = [tab.strip() for tab in re.findall(r'role="tab"[^>]*>\s*([^<]*)', html)]
    assert tabs[:2] == ["Tiếng Việt", "English"]
    for name in ("title", "body", "seo_title", "search_description"):
        for language in ("vi", "en"):
            assert f'name="{name}_{language}' in html or f'id="{name}_{language}"' in html
    assert 'name="slug"' in html
    assert 'name="slug_en"' in html
    assert not re.search(r'name="(title|seo_title|search_description)"', html)


REQUIRED = {"vi": "Trường này là bắt buộc.", "en": "This field is required."}


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("action", [{}, {"action-publish": "1"}], ids=["draft", "publish"])
def test_a_missing_vietnamese_title_is_refused_there_in_the_editors_language(
    editor, page, language, action
):
    speak("quantri.phu-yen", language)
    revisions = page.revisions.count()
    before = columns(page, "title", "title_vi", "title_en", "draft_title")
    response = editor.post(title_vi="", title_en="Changed", **action)
    assert response.status_code == 200
    with override(language):  # the messages are lazy
        assert response.context["form"].errors == {"title_vi": [REQUIRED[language]]}
    assert REQUIRED[language] in response.content.decode()
    assert page.revisions.count() == revisions
    assert columns(page, "title", "title_vi", "title_en", "draft_title") == before


def test_a_missing_english_title_is_no_error(editor, page, at):
    assert editor.post(title_en="", **{"action-publish": "1"}).status_code == 302
    assert heading(at("phu-yen", "/en/about-us/")) == "vi: Giới thiệu"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_an_english_slug_in_use_is_refused_at_its_field(editor, language):
    speak("quantri.phu-yen", language)
    response = editor.post(slug_en="contact")
    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["slug_en"]
    assert "contact" in response.context["form"].errors["slug_en"][0]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_an_editor_publishes_and_readers_see_both_languages(editor, page, at, language):
    speak("quantri.phu-yen", language)
    texts = nested_form_data(
        {
            "body_vi": streamfield([("paragraph", rich_text("<p>Đoạn văn mới.</p>"))]),
            "body_en": streamfield([("paragraph", rich_text("<p>A new paragraph.</p>"))]),
        }
    )
    titles = {"title_vi": "Về chúng tôi", "title_en": "Who we are"}
    response = editor.post(**titles, **texts, **{"action-publish": "1"})
    assert response.status_code == 302
    vietnamese, english = at("phu-yen", "/vi/gioi-thieu/"), at("phu-yen", "/en/about-us/")
    assert heading(vietnamese) == "Về chúng tôi"
    assert heading(english) == "Who we are"
    assert "Đoạn văn mới." in vietnamese.content.decode()
    assert "A new paragraph." in english.content.decode()
    names = ("title", "draft_title", "slug", "slug_en")
    assert columns(page, *names) == ("Về chúng tôi", "Về chúng tôi", "gioi-thieu", "about-us")


def test_a_draft_shows_nothing_to_readers_until_it_is_published(editor, at):
    assert editor.post(title_vi="Bản nháp", title_en="Draft").status_code == 302
    assert heading(at("phu-yen", "/vi/gioi-thieu/")) == "Giới thiệu"
    assert heading(at("phu-yen", "/en/about-us/")) == "About us"
    assert editor.post(**{"action-publish": "1"}).status_code == 302
    assert heading(at("phu-yen", "/vi/gioi-thieu/")) == "Bản nháp"
    assert heading(at("phu-yen", "/en/about-us/")) == "Draft"


# --- preview -------------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(("mode", "title"), [("vi", "Bản nháp"), ("en", "Draft")])
def test_what_is_being_typed_can_be_previewed_in_either_language(editor, at, language, mode, title):
    speak("quantri.phu-yen", language)
    sent = editor.post("preview_on_edit", title_vi="Bản nháp", title_en="Draft")
    assert sent.json() == {"is_valid": True, "is_available": True}
    response = editor.preview(mode)
    assert response.status_code == 200
    assert heading(response) == title
    assert f'<html lang="{mode}"' in response.content.decode()
    assert heading(at("phu-yen", "/vi/gioi-thieu/")) == "Giới thiệu"
    assert heading(at("phu-yen", "/en/about-us/")) == "About us"


@pytest.mark.parametrize(("mode", "title"), [("vi", "Bản nháp"), ("en", "Draft")])
def test_a_saved_draft_can_be_viewed_in_either_language(editor, mode, title):
    editor.post(title_vi="Bản nháp", title_en="Draft")
    address = editor.url("view_draft")
    response = editor.client.get(address, {"mode": mode}, headers=editor.headers)
    assert response.status_code == 200
    assert heading(response) == title


def test_a_preview_of_a_page_without_english_shows_the_notice(editor):
    editor.post("preview_on_edit", title_en="")
    response = editor.preview("en")
    assert heading(response) == "vi: Giới thiệu"
    assert NOTICE["title"] in response.content.decode()


def test_a_preview_is_no_address_for_search_engines(editor):
    editor.post("preview_on_edit")
    html = editor.preview("vi").content.decode()
    assert 'rel="canonical"' not in html
    assert "hreflang=" not in re.sub(r'<nav class="lang-switch".*?</nav>', "", html, flags=re.S)


def test_an_unknown_mode_previews_vietnamese(editor):
    editor.post("preview_on_edit", title_vi="Bản nháp")
    assert heading(editor.preview("fr")) == "Bản nháp"


def test_a_new_page_can_be_previewed_in_either_language_before_it_is_saved(editor, phu_yen):
    place = ["pages", "standardpage", phu_yen.site.root_page_id]
    address = reverse("wagtailadmin_pages:preview_on_add", args=place)
    data = nested_form_data({f"body_{code}": streamfield([]) for code in ("vi", "en")})
    data |= {"title_vi": "Trang mới", "title_en": "New page", "slug": "moi", "kind": "other"}
    sent = editor.client.post(address, data, headers=editor.headers)
    assert sent.json() == {"is_valid": True, "is_available": True}
    for mode, title in (("vi", "Trang mới"), ("en", "New page")):
        assert heading(editor.client.get(address, {"mode": mode}, headers=editor.headers)) == title
    assert not StandardPage.objects.filter(slug="moi").exists()
