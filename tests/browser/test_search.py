"""Searching by keyboard, with suggestions and without JavaScript."""

import re

from playwright.sync_api import expect


def test_a_suggestion_is_followed_by_keyboard(page, url):
    page.goto(url("phu-yen", "/vi/"))
    box = page.get_by_role("combobox", name="Tìm trong cổng thông tin")
    box.focus()
    page.keyboard.type("hoa h")
    options = page.get_by_role("listbox").get_by_role("option")
    expect(options.first).to_contain_text("Khối thi đua KCN Hòa Hiệp")
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(page.locator(".masthead [role=status]")).to_contain_text("gợi ý")
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", "site-q-list-0")
    page.keyboard.press("ArrowUp")
    expect(box).not_to_have_attribute("aria-activedescendant", re.compile("."))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/vi/khoi-thi-dua/khoi-thi-dua-kcn-hoa-hiep/"))


def test_escape_closes_the_list_and_enter_searches(page, url):
    page.goto(url("phu-yen", "/en/"))
    box = page.get_by_role("combobox", name="Search the portal")
    box.focus()
    page.keyboard.type("safety")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_value("safety")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/en/search/\?q=safety"))
    expect(page.locator(".result").first.locator("mark").first).to_be_visible()


def test_a_search_is_narrowed_and_widened_by_links(page, url):
    page.goto(url("phu-yen", "/vi/tim-kiem/?q=thi+đua"))
    page.locator(".facets").get_by_role("link", name="Báo cáo").click()
    expect(page.locator(".result .tag").first).to_have_text("Báo cáo")
    page.get_by_role("link", name="Bỏ: Báo cáo").click()
    expect(page).to_have_url(re.compile(r"tim-kiem/\?q=[^&]*$"))


def test_without_javascript_the_form_works(browser, url):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(url("phu-yen", "/vi/"))
    page.get_by_role("link", name="Tìm kiếm").click()
    page.locator("#q").fill("giao uoc thi dua 2019")
    page.locator("#q").press("Enter")
    expect(page.locator(".result__title").first).to_contain_text("2019")
    context.close()
