"""The article that started this project: its text untouched, its figures computed."""

from datetime import date
from pathlib import Path

import bs4
import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse
from wagtail.test.utils.form_data import (
    inline_formset,
    nested_form_data,
    querydict_from_html,
    rich_text,
    streamfield,
)

import news
from blocs.models import Bloc, Decision, DecisionItem, Enterprise
from blocs.services import decision_issue
from news.demo import seed_paragraphs
from news.models import ArticleFigure, ArticlePage, NewsIndexPage
from tests.factories import signed

pytestmark = pytest.mark.django_db

DATA = Path(news.__file__).parent / "data"
FURNITURE = 3  # lines of the old portal's header: date, last update, language switch
AS_OF = date(2019, 4, 5)
DECISION = "9028/QĐ-BQL"


@pytest.fixture(scope="session", autouse=True)
def catalogues():
    call_command("catalogues", "compile")


@pytest.fixture
def read(at, seed_article):
    """The seed article's page as a reader of a language gets it."""
    addresses = {"vi": f"tin-tuc/{seed_article.slug}", "en": f"news/{seed_article.slug_en}"}

    def page(language: str) -> bs4.BeautifulSoup:
        response = at("phu-yen", f"/{language}/{addresses[language]}/")
        assert response.status_code == 200
        return bs4.BeautifulSoup(response.content.decode(), "html.parser")

    return page


def lines(language: str) -> list[str]:
    """The paragraphs of the source file, read without the loader's help."""
    text = (DATA / f"seed_article.{language}.txt").read_text(encoding="utf-8")
    return [line for line in text.split("\n") if line.strip()]


def shown_figures(page) -> list[str]:
    return [value.text for value in page.select(".figure-list__value")]


def facts(page, number: int) -> dict[str, str]:
    """What stands in the opened panel of one figure."""
    panel = page.select(".figure-list__item")[number]
    pairs = zip(panel.select("dt"), panel.select("dd"), strict=True)
    return {term.text: " ".join(value.text.split()) for term, value in pairs}


# --- the text ------------------------------------------------------------------------------
def test_the_vietnamese_text_is_the_source_character_for_character(read):
    page = read("vi")
    title, *paragraphs = lines("vi")[FURNITURE:]
    assert page.h1.text == title
    assert [paragraph.text for paragraph in page.select(".prose p")] == paragraphs
    assert len(paragraphs) == 3
    assert "tỉnh ủy\N{NO-BREAK SPACE} về" in paragraphs[0]  # as it was published


def test_the_old_portal_s_page_furniture_is_not_part_of_the_text(read):
    page = read("vi").main.text
    for line in lines("vi")[:FURNITURE]:
        assert line.strip() not in page


def test_the_english_text_is_the_translation_character_for_character(read):
    page = read("en")
    title, *paragraphs = lines("en")
    assert page.h1.text == title
    assert [paragraph.text for paragraph in page.select(".prose p")] == paragraphs
    assert page.html["lang"] == "en"
    assert "lang" not in page.h1.attrs
    assert "lang" not in page.select_one(".prose").attrs
    assert not page.select(".notice")


def test_the_loader_reads_the_same_paragraphs():
    assert seed_paragraphs("vi") == lines("vi")[FURNITURE:]
    assert seed_paragraphs("en") == lines("en")


def test_the_article_is_dated_by_its_publication_and_its_conference(read):
    assert "09/04/2019" in read("vi").select_one(".page-head__meta").text
    assert "đầu tháng 4 năm 2019" in read("vi").select_one(".page-head__meta").text
    assert "9 Apr 2019" in read("en").select_one(".page-head__meta").text
    assert "early April 2019" in read("en").select_one(".page-head__meta").text


# --- the figures ---------------------------------------------------------------------------
def test_the_figures_are_said_as_each_language_says_them(read):
    assert shown_figures(read("vi")) == ["2016", "04", "03", "26", "gần 40%"]
    assert shown_figures(read("en")) == ["2016", "4", "3", "26", "nearly 40%"]


@pytest.mark.parametrize(
    ("language", "names", "exact", "day"),
    [
        ("vi", ("Tử số", "Mẫu số", "Giá trị chính xác", "Tính đến ngày"), "39,4%", "05/04/2019"),
        ("en", ("Numerator", "Denominator", "Exact value", "As of"), "39.4%", "5 Apr 2019"),
    ],
)
def test_the_share_shows_where_it_comes_from(read, language, names, exact, day):
    page = read(language)
    shown = facts(page, 4)
    numerator, denominator, value, as_of = (shown[name] for name in names)
    assert numerator.startswith("26 ")
    assert denominator.startswith("66 ")
    assert (value, as_of) == (exact, day)
    summary = " ".join(page.select(".figure-list__item")[4].summary.text.split())
    assert f"26 / 66 = {exact}" in summary
    assert DECISION in summary


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_figure_names_its_date_and_leads_to_its_decision(read, at, language):
    panels = read(language).select(".figure-list__item")
    assert len(panels) == 5
    for number, panel in enumerate(panels):
        assert [stamp["datetime"] for stamp in panel.select("summary time")] == ["2019-04-05"]
        [link] = panel.select(".figure-list__body a")
        expected = "9031/QĐ-BQL" if number == 0 else DECISION  # 0: the year of the founding
        assert link.text == expected
        response = at("phu-yen", link["href"])
        assert response.status_code == 200
        assert expected in response.content.decode()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_share_says_when_an_enterprise_counts_as_stable(read, phu_yen, language):
    rule = getattr(phu_yen, f"stable_rule_{language}")
    assert rule in read(language).select(".figure-list__item")[4].text
    assert rule not in read(language).select(".figure-list__item")[0].text


def test_no_number_of_a_figure_is_stored(seed_article):
    columns = {field.attname for field in ArticleFigure._meta.concrete_fields}
    assert columns == {"id", "sort_order", "page_id", "code"}
    own = {field.attname for field in ArticlePage._meta.local_concrete_fields}
    assert own == {
        "basepage_ptr_id",
        "published_on",
        "lead",
        "lead_vi",
        "lead_en",
        "body",
        "body_vi",
        "body_en",
        "author",
        "conference_id",
        "figures_as_of",
    }


def admit(authority, number: int, on: date) -> Decision:
    """Issue a decision by which so many stable enterprises that never were members join."""
    decision = Decision.objects.create(
        authority=authority,
        full_number="99/QĐ-BQL",
        kind="consolidate",
        abstract_vi="Kiện toàn các Khối thi đua",
        issued_on=on,
        **signed(authority),
    )
    candidates = Enterprise.objects.of(authority).stable(on).filter(memberships=None)
    for enterprise in candidates[:number]:
        DecisionItem.objects.create(
            decision=decision,
            effect="member_added",
            bloc=Bloc.objects.of(authority).get(code="H"),
            enterprise=enterprise,
        )
    return decision_issue(decision=decision)


def test_a_member_admitted_before_the_date_changes_the_figures_of_the_article(read, phu_yen):
    admit(phu_yen, 1, date(2019, 4, 1))
    page = read("vi")
    assert shown_figures(page) == ["2016", "05", "03", "27", "hơn 40%"]
    assert facts(page, 4)["Tử số"].startswith("27 ")
    assert facts(page, 4)["Mẫu số"].startswith("66 ")
    assert facts(page, 4)["Giá trị chính xác"] == "40,9%"
    assert facts(page, 4)["Quyết định"].startswith("99/QĐ-BQL")
    assert shown_figures(read("en")) == ["2016", "5", "3", "27", "more than 40%"]


def test_a_member_admitted_on_the_very_day_counts(read, phu_yen):
    admit(phu_yen, 1, AS_OF)
    assert shown_figures(read("vi"))[3] == "27"


def test_a_member_admitted_later_changes_nothing(read, phu_yen):
    admit(phu_yen, 2, date(2019, 4, 6))
    assert shown_figures(read("vi")) == ["2016", "04", "03", "26", "gần 40%"]
    assert DECISION in facts(read("vi"), 4)["Quyết định"]


def test_another_authority_s_members_change_nothing(read, binh_dinh):
    decision = Decision.objects.create(
        authority=binh_dinh,
        full_number="99/QĐ-BQL",
        kind="consolidate",
        abstract_vi="Kiện toàn",
        issued_on=date(2019, 4, 1),
        **signed(binh_dinh),
    )
    DecisionItem.objects.create(
        decision=decision,
        effect="member_added",
        bloc=Bloc.objects.of(binh_dinh).first(),
        enterprise=Enterprise.objects.of(binh_dinh).stable(AS_OF).filter(memberships=None).first(),
    )
    decision_issue(decision=decision)
    assert shown_figures(read("vi")) == ["2016", "04", "03", "26", "gần 40%"]


def test_an_article_s_own_date_wins_over_its_conference(read, seed_article):
    seed_article.figures_as_of = date(2017, 12, 31)
    seed_article.save_revision().publish()
    assert shown_figures(read("vi"))[3] == "18"
    assert facts(read("vi"), 3)["Tính đến ngày"] == "31/12/2017"


# --- what it is about ----------------------------------------------------------------------
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_related_record_has_a_page_in_the_reader_s_language(read, at, language):
    links = read(language).select("aside[aria-labelledby=related] a")
    addresses = [link["href"] for link in links]
    assert len(addresses) == len(set(addresses)) == 1 + 1 + 3 + 3 + 1
    for address in addresses:
        assert address.startswith(f"/{language}/")
        assert at("phu-yen", address).status_code == 200


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_link_of_the_page_leads_somewhere(read, at, language):
    addresses = {link["href"] for link in read(language).select("a[href^='/']")}
    assert len(addresses) > 20
    for address in addresses:
        assert at("phu-yen", address).status_code == 200


# --- figures need a date -------------------------------------------------------------------
def undated(**fields) -> ArticlePage:
    article = ArticlePage(title_vi="Bài không ngày", slug="bai-khong-ngay", **fields)
    article.article_figures.add(ArticleFigure(code="membership.active"))
    return article


def test_an_article_with_figures_but_no_date_is_refused_at_that_field(phu_yen):
    index = NewsIndexPage.objects.child_of(phu_yen.site.root_page).get()
    with pytest.raises(ValidationError) as refusal:
        index.add_child(instance=undated())
    assert list(refusal.value.message_dict) == ["figures_as_of"]
    assert not ArticlePage.objects.filter(slug="bai-khong-ngay").exists()


def test_an_article_with_figures_and_a_date_of_its_own_is_accepted(phu_yen):
    index = NewsIndexPage.objects.child_of(phu_yen.site.root_page).get()
    article = index.add_child(instance=undated(figures_as_of=AS_OF))
    [figure] = article.figures(phu_yen)
    assert figure.value == 26


def test_an_article_without_figures_needs_no_date(phu_yen):
    index = NewsIndexPage.objects.child_of(phu_yen.site.root_page).get()
    article = index.add_child(instance=ArticlePage(title_vi="Tin", slug="tin"))
    assert article.figures(phu_yen) == []


@pytest.fixture
def editor(sign_in):
    return sign_in("quantri.phu-yen")


HOST = {"host": "phu-yen.localhost"}


def bodies() -> dict:
    return nested_form_data({f"body_{code}": streamfield([]) for code in ("vi", "en")})


def test_publishing_the_article_from_the_form_changes_no_character_of_it(
    editor, read, seed_article
):
    address = reverse("wagtailadmin_pages:edit", args=[seed_article.pk])
    html = editor.get(address, headers=HOST).content.decode()
    data = dict(querydict_from_html(html, form_id="page-edit-form").lists())
    for name in ("body_vi", "body_en"):
        texts = [("paragraph", rich_text(b.value.source)) for b in getattr(seed_article, name)]
        data |= nested_form_data({name: streamfield(texts)})
    assert editor.post(address, data | {"action-publish": "1"}, headers=HOST).status_code == 302
    for language, skipped in (("vi", FURNITURE + 1), ("en", 1)):
        shown = [paragraph.text for paragraph in read(language).select(".prose p")]
        assert shown == lines(language)[skipped:]
    assert shown_figures(read("vi")) == ["2016", "04", "03", "26", "gần 40%"]


@pytest.mark.parametrize("action", [{}, {"action-publish": "1"}], ids=["draft", "publish"])
def test_the_form_asks_for_the_date_when_the_conference_is_taken_away(editor, seed_article, action):
    address = reverse("wagtailadmin_pages:edit", args=[seed_article.pk])
    html = editor.get(address, headers=HOST).content.decode()
    data = dict(querydict_from_html(html, form_id="page-edit-form").lists()) | bodies()
    response = editor.post(address, data | {"conference": ""} | action, headers=HOST)
    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["figures_as_of"]
    assert ArticlePage.objects.get(pk=seed_article.pk).conference_id


@pytest.mark.parametrize("action", [{}, {"action-publish": "1"}], ids=["draft", "publish"])
def test_the_form_asks_for_the_date_of_the_figures_of_a_new_article(editor, phu_yen, action):
    index = NewsIndexPage.objects.child_of(phu_yen.site.root_page).get()
    address = reverse("wagtailadmin_pages:add", args=["news", "articlepage", index.pk])
    figures = inline_formset([{"code": "membership.active"}])
    data = {"title_vi": "Bài mới", "slug": "bai-moi"} | bodies()
    data |= nested_form_data({"article_figures": figures}) | action
    response = editor.post(address, data, headers=HOST)
    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["figures_as_of"]
    assert not ArticlePage.objects.filter(slug="bai-moi").exists()


def test_an_article_whose_figures_are_removed_needs_no_date_any_more(editor, seed_article):
    address = reverse("wagtailadmin_pages:edit", args=[seed_article.pk])
    html = editor.get(address, headers=HOST).content.decode()
    data = dict(querydict_from_html(html, form_id="page-edit-form").lists()) | bodies()
    removed = {f"article_figures-{number}-DELETE": "1" for number in range(5)}
    removed |= {"conference": "", "action-publish": "1"}
    assert editor.post(address, data | removed, headers=HOST).status_code == 302
    assert not ArticlePage.objects.get(pk=seed_article.pk).article_figures.exists()
