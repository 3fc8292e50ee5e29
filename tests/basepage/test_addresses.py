"""Two addresses of one page: `/vi/tin-tuc/…` and `/en/news/…`, and what happens to old ones."""

import re
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site
from wagtail.users.models import UserProfile

from portal.basepage.models import BasePage
from portal.pages.models import StandardPage
from portal.text import slug
from portal.users.models import User

pytestmark = pytest.mark.django_db


def add(parent, title_vi: str, title_en: str = "", **fields) -> StandardPage:
    """A page whose slugs are those of its titles, unless `fields` name others."""
    own = {"slug": slug(title_vi), "slug_en": slug(title_en)} | fields
    page = StandardPage(title_vi=title_vi, title_en=title_en, **own)
    BasePage.objects.get(pk=parent.pk).add_child(instance=page)
    return page


def fresh(page):
    """The page as the database has it."""
    return BasePage.objects.get(pk=page.pk).specific


def paths(page) -> tuple[str, str]:
    """Vietnamese and English tree path, below the home page."""
    found = fresh(page)
    return found.url_path.removeprefix("/phu-yen"), found.url_path_en.removeprefix("/phu-yen")


def redirects() -> set[str]:
    return set(of_pages().values_list("old_path", flat=True))


def of_pages():
    """Without those of the sample's archive."""
    return Redirect.objects.filter(old_path__regex="^/(vi|en)/")


@pytest.fixture
def home(phu_yen):
    return phu_yen.site.root_page


@pytest.fixture
def section(home):
    return add(home, "Chuyên mục", "Section")


@pytest.fixture
def article(section):
    return add(section, "Bài một", "Article one")


@pytest.fixture
def note(article):
    """Two levels below the section, without a slug of its own in English."""
    return add(article, "Ghi chú")


@pytest.fixture
def tree(section, article, note):
    """The section with a live and a draft child, and a grandchild."""
    add(section, "Bản nháp", "Draft", live=False)
    return fresh(section)  # with the number of its children, which `save` would write back


# --- one page, two addresses ---------------------------------------------------------------
@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/vi/chuyen-muc/bai-mot/", "Bài một"),
        ("/en/section/article-one/", "Article one"),
        ("/vi/chuyen-muc/bai-mot/ghi-chu/", "Ghi chú"),
        ("/en/section/article-one/ghi-chu/", "Ghi chú"),
    ],
)
def test_a_page_answers_at_its_address_in_each_language(at, tree, path, title):
    response = at("phu-yen", path)
    assert response.status_code == 200
    assert re.search(rf"<h1[^>]*>{title}</h1>", response.content.decode())


@pytest.mark.parametrize("query", ["", "?year=2019&q=th%E1%BB%A7y+s%E1%BA%A3n"])
def test_a_vietnamese_slug_under_en_goes_to_the_english_address_with_the_query(at, tree, query):
    for path in ("/en/chuyen-muc/bai-mot/", "/en/section/bai-mot/", "/en/chuyen-muc/article-one/"):
        response = at("phu-yen", path + query)
        assert response.status_code == 301
        assert response.url == f"/en/section/article-one/{query}"


def test_an_english_slug_under_vi_is_not_found(at, tree):
    for path in ("/vi/section/", "/vi/section/article-one/", "/vi/chuyen-muc/article-one/"):
        assert at("phu-yen", path).status_code == 404


def test_the_english_slug_of_one_page_wins_over_the_vietnamese_slug_of_another(at, home):
    english = add(home, "Một", slug="mot", slug_en="contacts")
    vietnamese = add(home, "Hai", slug="contacts", slug_en="two")
    assert at("phu-yen", "/en/contacts/").context["page"].pk == english.pk
    assert at("phu-yen", "/vi/contacts/").context["page"].pk == vietnamese.pk


def test_a_draft_is_not_found_in_either_language(at, tree):
    assert at("phu-yen", "/vi/chuyen-muc/ban-nhap/").status_code == 404
    assert at("phu-yen", "/en/section/draft/").status_code == 404


def test_the_addresses_of_records_follow_the_language_of_their_section(at):
    assert at("phu-yen", "/vi/quyet-dinh/9028-qd-bql-2019/").status_code == 200
    assert at("phu-yen", "/en/decisions/9028-qd-bql-2019/").status_code == 200
    assert at("phu-yen", "/vi/decisions/9028-qd-bql-2019/").status_code == 404


def test_the_home_page_lies_at_the_prefix_of_each_language(at, home):
    for language in ("vi", "en"):
        response = at("phu-yen", f"/{language}/")
        assert response.status_code == 200
        assert response.context["page"].pk == home.pk
    urls = home.specific.get_alternates()
    assert {code: url.split(":8000")[1] for code, url in urls.items()} == {
        "vi": "/vi/",
        "en": "/en/",
    }
    assert at("phu-yen", "/vi/phu-yen/").status_code == 404


def test_renaming_a_home_page_changes_no_address(at, home, tree):
    page = fresh(home)
    page.slug, page.slug_en = "trang-chu", "home"
    page.save()
    for path in ("/vi/", "/en/", "/vi/chuyen-muc/bai-mot/", "/en/section/article-one/"):
        assert at("phu-yen", path).status_code == 200
    assert fresh(tree).get_alternates()["en"].endswith(":8000/en/section/")
    assert not redirects()


def test_a_page_says_its_own_address_in_the_other_language_to_search_engines(at, tree):
    html = at("phu-yen", "/en/section/article-one/?year=2019").content.decode()
    base = "http://phu-yen.localhost:8000"
    vietnamese, english = f"{base}/vi/chuyen-muc/bai-mot/", f"{base}/en/section/article-one/"
    assert f'<link rel="alternate" hreflang="vi" href="{vietnamese}">' in html
    assert f'<link rel="alternate" hreflang="en" href="{english}">' in html
    assert re.findall(r'<link rel="canonical" href="([^"]*)">', html) == [english]


def switch(response) -> dict[str, str]:
    """Where the language switch in the header leads, by language."""
    [nav] = re.findall(r'<nav class="lang-switch".*?</nav>', response.content.decode(), re.DOTALL)
    links = re.findall(r'<a href="([^"]*)" lang="(vi|en)"', nav)
    return {language: unescape(address) for address, language in links}


@pytest.mark.parametrize(
    ("vietnamese", "english"),
    [
        ("/vi/", "/en/"),
        ("/vi/khoi-thi-dua/?year=2017", "/en/emulation-blocs/?year=2017"),
        (
            "/vi/khoi-thi-dua/khoi-thi-dua-kcn-hoa-hiep/?year=2018",
            "/en/emulation-blocs/hoa-hiep-emulation-bloc/?year=2018",
        ),
        ("/vi/quyet-dinh/9028-qd-bql-2019/", "/en/decisions/9028-qd-bql-2019/"),
        ("/vi/doanh-nghiep/?year=2019&q=g%E1%BB%97", "/en/enterprises/?year=2019&q=g%E1%BB%97"),
    ],
)
def test_the_language_switch_stays_on_the_page_and_keeps_the_filters(at, vietnamese, english):
    for path in (vietnamese, english):
        assert switch(at("phu-yen", path)) == {"vi": vietnamese, "en": english}


def test_the_language_switch_leads_to_the_very_page(at, tree):
    links = switch(at("phu-yen", "/vi/chuyen-muc/bai-mot/"))
    assert at("phu-yen", links["en"]).context["page"].title_vi == "Bài một"


# --- slugs ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("title", "expected"),
    [("Đổi mới", "doi-moi"), ("Quy chế số 05/2019", "quy-che-so-05-2019"), ("ĐẶNG Ký", "dang-ky")],
)
def test_a_page_without_a_slug_gets_that_of_its_vietnamese_title(home, title, expected):
    page = add(home, title, "Renewal", slug="", slug_en="")
    assert (page.slug, fresh(page).slug_en) == (expected, "")
    assert paths(page) == (f"/{expected}/", f"/{expected}/")


def test_the_automatic_slug_is_vietnamese_while_an_editor_works_in_english(home):
    from django.utils.translation import override

    with override("en"):
        page = add(home, "Đổi mới", "Renewal", slug="", slug_en="")
    assert page.slug == "doi-moi"


def test_an_automatic_slug_avoids_its_siblings_in_both_languages(home):
    add(home, "Một", slug="mot", slug_en="doi-moi")
    assert add(home, "Đổi mới", slug="").slug == "doi-moi-2"
    assert add(home, "Đổi mới", slug="").slug == "doi-moi-3"


@pytest.mark.parametrize("taken", ["section", "ghi-chu"])
def test_an_english_slug_that_a_sibling_answers_to_is_refused_at_its_field(home, section, taken):
    add(home, "Ghi chú")  # answers to its Vietnamese slug in English
    page = add(home, "Trang khác", "Another page")
    page.slug_en = taken
    with pytest.raises(ValidationError) as refusal:
        page.save()
    assert list(refusal.value.message_dict) == ["slug_en"]
    assert taken in str(refusal.value)
    assert fresh(page).slug_en == "another-page"


def test_a_vietnamese_slug_that_is_an_english_one_nearby_is_refused_without_a_slug_en(section):
    with pytest.raises(ValidationError) as refusal:
        add(section.get_parent(), "Trang khác", slug="section")
    assert list(refusal.value.message_dict) == ["slug"]


def test_the_same_english_slug_may_be_used_elsewhere(section, article, home):
    assert paths(add(home, "Bài một", "Article one")) == ("/bai-mot/", "/article-one/")


# --- renaming ------------------------------------------------------------------------------
def test_renaming_the_vietnamese_slug_changes_every_vietnamese_path_below(tree, article, note):
    tree.slug = "muc-moi"
    tree.save()
    assert paths(tree) == ("/muc-moi/", "/section/")
    assert paths(article) == ("/muc-moi/bai-mot/", "/section/article-one/")
    assert paths(note) == ("/muc-moi/bai-mot/ghi-chu/", "/section/article-one/ghi-chu/")


def test_renaming_the_english_slug_changes_every_english_path_below(tree, article, note):
    tree.slug_en = "new-section"
    tree.save()
    assert paths(tree) == ("/chuyen-muc/", "/new-section/")
    assert paths(article) == ("/chuyen-muc/bai-mot/", "/new-section/article-one/")
    assert paths(note) == ("/chuyen-muc/bai-mot/ghi-chu/", "/new-section/article-one/ghi-chu/")


def test_clearing_the_english_slug_falls_back_to_the_vietnamese_one(at, tree, note):
    tree.slug_en = ""
    tree.save()
    assert paths(tree) == ("/chuyen-muc/", "/chuyen-muc/")
    assert paths(note) == ("/chuyen-muc/bai-mot/ghi-chu/", "/chuyen-muc/article-one/ghi-chu/")
    assert at("phu-yen", "/en/chuyen-muc/article-one/").status_code == 200


def test_renaming_a_page_without_an_english_slug_changes_both_of_its_paths(article, note):
    note.slug = "ghi-chu-moi"
    note.save()
    below = "/chuyen-muc/bai-mot/ghi-chu-moi/", "/section/article-one/ghi-chu-moi/"
    assert paths(note) == below
    assert {"/vi/chuyen-muc/bai-mot/ghi-chu", "/en/section/article-one/ghi-chu"} == redirects()


def test_publishing_a_revision_that_renames_the_page_rebuilds_the_paths_below(tree, article, note):
    tree.slug, tree.slug_en = "muc-moi", "new-section"
    revision = tree.save_revision()
    assert paths(tree) == ("/chuyen-muc/", "/section/")
    revision.publish()
    assert paths(tree) == ("/muc-moi/", "/new-section/")
    assert paths(note) == ("/muc-moi/bai-mot/ghi-chu/", "/new-section/article-one/ghi-chu/")


def test_publishing_an_older_revision_keeps_the_place_of_a_page_that_was_moved(tree, article, home):
    revision = article.save_revision()
    fresh(article).move(home, pos="last-child")
    fresh(article).latest_revision.publish()
    assert revision.pk == fresh(article).latest_revision_id
    assert paths(article) == ("/bai-mot/", "/article-one/")


# --- moving, copying, aliases --------------------------------------------------------------
def test_moving_a_page_moves_every_path_below_in_both_languages(tree, article, note, home):
    target = add(home, "Kho cũ", "Old store")
    fresh(tree).move(fresh(target), pos="last-child")
    assert paths(tree) == ("/kho-cu/chuyen-muc/", "/old-store/section/")
    assert paths(article) == ("/kho-cu/chuyen-muc/bai-mot/", "/old-store/section/article-one/")
    below = "/kho-cu/chuyen-muc/bai-mot/ghi-chu/", "/old-store/section/article-one/ghi-chu/"
    assert paths(note) == below


def test_moving_a_page_among_its_siblings_changes_no_address(tree, home):
    fresh(tree).move(home, pos="first-child")
    assert paths(tree) == ("/chuyen-muc/", "/section/")
    assert not redirects()


def test_a_copy_has_an_id_of_its_own_and_a_free_address_in_both_languages(at, tree, article):
    copy = fresh(article).copy(update_attrs={"slug": "bai-mot-2", "title_vi": "Bài một (2)"})
    assert fresh(copy).uid != fresh(article).uid
    assert paths(copy) == ("/chuyen-muc/bai-mot-2/", "/section/article-one-2/")
    again = fresh(article).copy(update_attrs={"slug": "bai-mot-3"})
    assert fresh(again).slug_en == "article-one-3"
    assert at("phu-yen", "/en/section/article-one/").context["page"].pk == article.pk
    assert at("phu-yen", "/en/section/article-one-2/").context["page"].pk == copy.pk


def test_a_copy_can_be_published_and_keeps_its_address_and_id(tree, article):
    article.save_revision().publish()
    copy = fresh(article).copy(update_attrs={"slug": "bai-mot-2"}, keep_live=False)
    uid = fresh(copy).uid
    fresh(copy).get_latest_revision().publish()
    assert fresh(copy).live
    assert fresh(copy).uid == uid != fresh(article).uid
    assert paths(copy) == ("/chuyen-muc/bai-mot-2/", "/section/article-one-2/")


def test_a_copied_subtree_keeps_the_slugs_inside_it(tree, note):
    copy = fresh(tree).copy(recursive=True, update_attrs={"slug": "chuyen-muc-2"})
    pages = BasePage.objects.descendant_of(copy, inclusive=True)
    assert {paths(page) for page in pages} == {
        ("/chuyen-muc-2/", "/section-2/"),
        ("/chuyen-muc-2/bai-mot/", "/section-2/article-one/"),
        ("/chuyen-muc-2/bai-mot/ghi-chu/", "/section-2/article-one/ghi-chu/"),
        ("/chuyen-muc-2/ban-nhap/", "/section-2/draft/"),
    }
    assert BasePage.objects.values("uid").distinct().count() == BasePage.objects.count()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_an_editor_copies_a_page_in_the_admin(sign_in, at, tree, article, language):
    editor = sign_in("quantri.phu-yen")
    profile = UserProfile.get_for_user(User.objects.get(username="quantri.phu-yen"))
    profile.preferred_language = language
    profile.save()
    address = reverse("wagtailadmin_pages:copy", args=[article.pk])
    data = {"new_title": "Bản sao", "new_slug": "ban-sao", "new_parent_page": tree.pk}
    data |= {"copy_subpages": "", "publish_copies": "on"}
    response = editor.post(address, data, headers={"host": "phu-yen.localhost"})
    assert response.status_code == 302
    copy = StandardPage.objects.get(slug="ban-sao")
    assert copy.uid != article.uid
    assert paths(copy) == ("/chuyen-muc/ban-sao/", "/section/article-one-2/")
    assert copy.title_vi == ("Bản sao" if language == "vi" else "Bài một")
    assert StandardPage.objects.raw_values("title").get(pk=copy.pk)["title"] == copy.title_vi
    for path in ("/vi/chuyen-muc/ban-sao/", "/en/section/article-one-2/"):
        assert at("phu-yen", path).context["page"].pk == copy.pk


def test_an_alias_has_an_id_and_an_address_of_its_own(at, tree, article):
    alias = fresh(article).create_alias(update_slug="bai-mot-phu")
    assert fresh(alias).uid != fresh(article).uid
    assert paths(alias) == ("/chuyen-muc/bai-mot-phu/", "/section/article-one-2/")
    for path in ("/vi/chuyen-muc/bai-mot-phu/", "/en/section/article-one-2/"):
        assert at("phu-yen", path).context["page"].pk == alias.pk


def test_an_alias_follows_the_texts_of_its_source_and_keeps_its_address(tree, article):
    alias = fresh(article).create_alias(update_slug="bai-mot-phu")
    before = fresh(alias).uid
    source = fresh(article)
    source.title_vi, source.title_en = "Tên mới", "New name"
    source.slug, source.slug_en = "ten-moi", "new-name"
    source.save_revision().publish()
    after = fresh(alias)
    assert (after.title_vi, after.title_en, after.draft_title) == ("Tên mới", "New name", "Tên mới")
    assert paths(alias) == ("/chuyen-muc/bai-mot-phu/", "/section/article-one-2/")
    assert after.uid == before


def test_a_recursive_alias_has_ids_and_addresses_of_its_own_at_every_level(tree, home):
    target = add(home, "Kho cũ", "Old store")
    alias = fresh(tree).create_alias(recursive=True, parent=fresh(target))
    pages = BasePage.objects.descendant_of(alias, inclusive=True)
    assert {paths(page) for page in pages} == {
        ("/kho-cu/chuyen-muc/", "/old-store/section/"),
        ("/kho-cu/chuyen-muc/bai-mot/", "/old-store/section/article-one/"),
        ("/kho-cu/chuyen-muc/bai-mot/ghi-chu/", "/old-store/section/article-one/ghi-chu/"),
        ("/kho-cu/chuyen-muc/ban-nhap/", "/old-store/section/draft/"),
    }
    assert BasePage.objects.values("uid").distinct().count() == BasePage.objects.count()


def test_an_alias_elsewhere_keeps_its_place_when_its_source_is_published(tree, note, home):
    target = add(home, "Kho cũ", "Old store")
    fresh(tree).create_alias(recursive=True, parent=fresh(target))
    source = fresh(note)
    source.title_vi, source.slug_en = "Ghi chú mới", "new-note"
    source.save_revision().publish()
    [alias] = note.aliases.all()
    assert fresh(alias).title_vi == "Ghi chú mới"
    below = "/chuyen-muc/bai-mot/ghi-chu/", "/section/article-one/ghi-chu/"
    assert paths(alias) == (f"/kho-cu{below[0]}", f"/old-store{below[1]}")


# --- old addresses -------------------------------------------------------------------------
def assert_moved(at, old: str, new: str) -> None:
    response = at("phu-yen", old)
    assert response.status_code == 301
    assert response.url.removeprefix("http://phu-yen.localhost:8000") == new
    assert at("phu-yen", new).status_code == 200


def test_after_renaming_both_slugs_every_old_address_leads_on_in_its_language(at, tree):
    tree.slug, tree.slug_en = "muc-moi", "new-section"
    tree.save()
    for rest_vi, rest_en in (
        ("", ""),
        ("bai-mot/", "article-one/"),
        ("bai-mot/ghi-chu/", "article-one/ghi-chu/"),
    ):
        assert_moved(at, f"/vi/chuyen-muc/{rest_vi}", f"/vi/muc-moi/{rest_vi}")
        assert_moved(at, f"/en/section/{rest_en}", f"/en/new-section/{rest_en}")


def test_after_a_move_every_old_address_leads_on_in_its_language(at, tree, home):
    target = add(home, "Kho cũ", "Old store")
    fresh(tree).move(fresh(target), pos="last-child")
    assert_moved(at, "/vi/chuyen-muc/bai-mot/", "/vi/kho-cu/chuyen-muc/bai-mot/")
    assert_moved(at, "/en/section/article-one/", "/en/old-store/section/article-one/")


def test_publishing_a_revision_that_renames_the_page_leaves_redirects(at, tree):
    tree.slug, tree.slug_en = "muc-moi", "new-section"
    tree.save_revision().publish()
    assert_moved(at, "/vi/chuyen-muc/bai-mot/", "/vi/muc-moi/bai-mot/")
    assert_moved(at, "/en/section/article-one/", "/en/new-section/article-one/")


def test_drafts_leave_no_redirects(tree):
    tree.slug, tree.slug_en = "muc-moi", "new-section"
    tree.save()
    assert "/vi/chuyen-muc/bai-mot" in redirects()
    assert not [path for path in redirects() if "ban-nhap" in path or "draft" in path]


def test_renaming_a_draft_leaves_no_redirects(section):
    draft = add(section, "Bản nháp", "Draft", live=False)
    draft.slug, draft.slug_en = "nhap-moi", "new-draft"
    draft.save()
    assert paths(draft) == ("/chuyen-muc/nhap-moi/", "/section/new-draft/")
    assert not redirects()


@pytest.mark.parametrize(
    ("field", "kept", "changed"), [("slug", "/en/", "/vi/"), ("slug_en", "/vi/", "/en/")]
)
def test_only_the_language_that_changed_gets_redirects(tree, field, kept, changed):
    setattr(tree, field, "moi")
    tree.save()
    assert len(redirects()) == 3
    assert all(path.startswith(changed) for path in redirects())
    assert not any(path.startswith(kept) for path in redirects())


def test_saving_a_page_under_the_same_address_leaves_no_redirects(tree):
    tree.title_vi = "Tên khác"
    tree.save()
    tree.save_revision().publish()
    assert not redirects()


def test_a_redirect_lies_on_the_site_of_its_page_only(client, tree):
    tree.slug = "muc-moi"
    tree.save()
    assert set(of_pages().values_list("site__hostname", flat=True)) == {"phu-yen.localhost"}
    elsewhere = client.get("/vi/chuyen-muc/", headers={"host": "binh-dinh.localhost"})
    assert elsewhere.status_code == 404


def test_the_platform_s_host_knows_the_old_addresses_of_no_authority(client, phu_yen, binh_dinh):
    for authority in (phu_yen, binh_dinh):
        page = BasePage.objects.child_of(authority.site.root_page).get(slug="lien-he").specific
        page.slug = "lien-lac"
        page.save()
        assert client.get("/vi/lien-he/", headers={"host": "localhost"}).status_code == 404


def test_a_page_with_a_very_long_address_can_be_renamed(home):
    section = add(home, "Mục", slug="m" * 200)
    article = add(section, "Bài", slug="b" * 200)
    section = fresh(section)
    section.slug = "muc"
    section.save()
    assert paths(article)[0] == f"/muc/{'b' * 200}/"
    limit = Redirect._meta.get_field("old_path").max_length  # PostgreSQL refuses more
    assert all(len(path) <= limit for path in redirects())
    assert f"/vi/{'m' * 200}" in redirects()


def test_after_several_renames_the_oldest_address_leads_straight_to_the_newest(at, tree):
    for name in ("lan-hai", "lan-ba"):
        tree.slug = name
        tree.save()
    assert_moved(at, "/vi/chuyen-muc/bai-mot/", "/vi/lan-ba/bai-mot/")
    assert_moved(at, "/vi/lan-hai/bai-mot/", "/vi/lan-ba/bai-mot/")


def test_a_page_renamed_there_and_back_answers_at_its_first_address(at, tree):
    for name in ("muc-moi", "chuyen-muc", "muc-moi", "chuyen-muc"):
        tree.slug = name
        tree.save()
    assert at("phu-yen", "/vi/chuyen-muc/bai-mot/").status_code == 200
    assert_moved(at, "/vi/muc-moi/bai-mot/", "/vi/chuyen-muc/bai-mot/")


def test_a_new_page_at_an_old_address_is_served_there(at, tree, home):
    tree.slug = "muc-moi"
    tree.save()
    newcomer = add(home, "Chuyên mục", slug_en="newcomer")
    assert at("phu-yen", "/vi/chuyen-muc/").context["page"].pk == newcomer.pk


def test_a_redirect_made_by_hand_survives_a_rename_of_the_page_in_its_place(tree):
    site = Site.objects.get(hostname="phu-yen.localhost")
    by_hand = Redirect.add_redirect("/vi/chuyen-muc/", "https://example.org/", site=site)
    tree.slug = "muc-moi"
    tree.save()
    assert Redirect.objects.get(old_path="/vi/chuyen-muc").pk == by_hand.pk
    assert paths(tree)[0] == "/muc-moi/"


# --- what the site itself answers ----------------------------------------------------------
@pytest.mark.parametrize(
    ("slugs", "field"),
    [
        ({"slug": "tim-kiem"}, "slug"),
        ({"slug": "tra-cuu", "slug_en": "search"}, "slug_en"),
        ({"slug": "search"}, "slug_en"),
    ],
)
def test_no_page_hides_behind_an_address_of_the_site(slugs, field, phu_yen):
    page = StandardPage(title_vi="Tra cứu", **slugs)
    with pytest.raises(ValidationError) as refusal:
        phu_yen.site.root_page.add_child(instance=page)
    assert field in refusal.value.message_dict


def test_such_a_title_gets_another_address(phu_yen):
    page = StandardPage(title_vi="Tìm kiếm")
    phu_yen.site.root_page.add_child(instance=page)
    assert page.slug == "tim-kiem-2"
    deeper = StandardPage(title_vi="Tìm kiếm", slug="tim-kiem")
    page.add_child(instance=deeper)
    assert deeper.slug == "tim-kiem"
