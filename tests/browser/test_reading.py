"""What a reader does, in a real browser."""

import re

from playwright.sync_api import expect

ARTICLE_VI = "/vi/tin-tuc/day-manh-phong-trao-thi-dua-cac-khoi-thi-dua-tai-cac-khu-cong-nghiep/"
ARTICLE_EN = "/en/news/stepping-up-the-emulation-movement-of-the-emulation-blocs/"


def test_the_article_is_read_in_both_languages(page, url):
    page.goto(url("phu-yen", ARTICLE_VI))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Đẩy mạnh phong trào thi đua")
    page.get_by_role("link", name="English").click()
    expect(page).to_have_url(re.compile(re.escape(ARTICLE_EN)))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Stepping up the emulation")
    assert page.locator("html").get_attribute("lang") == "en"
    page.get_by_role("link", name="Tiếng Việt").click()
    expect(page).to_have_url(re.compile(re.escape(ARTICLE_VI)))


def test_a_figure_opens_and_names_its_parts(page, url):
    page.goto(url("phu-yen", ARTICLE_VI))
    coverage = page.locator(".figure-list__item", has_text="gần 40%")
    coverage.locator("summary").click()
    body = coverage.locator(".figure-list__body")
    expect(body).to_contain_text("39,4%")
    expect(body).to_contain_text("26")
    expect(body).to_contain_text("66")
    expect(body).to_contain_text("05/04/2019")
    body.get_by_role("link", name="9028/QĐ-BQL").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("9028/QĐ-BQL")


def test_the_year_changes_every_number_and_survives_the_language_switch(page, url):
    page.goto(url("phu-yen", "/vi/khoi-thi-dua/"))
    members = page.locator(".figure-card__value").first
    expect(members).to_have_text("28")
    page.get_by_role("link", name="2018", exact=True).click()
    expect(members).to_have_text("22")
    expect(page.locator(".year-nav__asof")).to_contain_text("31/12/2018")
    page.get_by_role("link", name="English").click()
    expect(page).to_have_url(re.compile(r"/en/emulation-blocs/\?year=2018$"))
    expect(members).to_have_text("22")
    expect(page.locator(".year-nav__asof")).to_contain_text("31 Dec 2018")


def test_enterprises_are_found_without_accents_and_filtered(page, url):
    page.goto(url("phu-yen", "/vi/doanh-nghiep/"))
    page.locator("#f-q").fill("thuy san lam vy")
    page.locator(".filter-form button[type=submit]").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody")).to_contain_text("Công ty Cổ phần Thủy sản Lam Vỹ Sa")


def test_the_skip_link_is_the_first_stop_of_the_keyboard(page, url):
    page.goto(url("phu-yen", "/vi/"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_the_menu_works_on_a_phone(page, url):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(url("binh-dinh", "/vi/"))
    page.locator(".site-nav__toggle").click()
    page.locator("#site-menu").get_by_role("link", name="Khối thi đua").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Khối thi đua")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
