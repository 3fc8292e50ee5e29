"""What an editor does, in a real browser."""

from playwright.sync_api import expect

from ..conftest import SAMPLE_PASSWORD


def sign_in(page, url, username: str) -> None:
    page.goto(url("phu-yen", "/admin/login/"))
    page.locator("input[name=username]").fill(username)
    page.locator("input[name=password]").fill(SAMPLE_PASSWORD)
    page.locator("button[type=submit]").first.click()
    expect(page).to_have_url(url("phu-yen", "/admin/"))


def open_first_article(page, url) -> str:
    """Open the newest article of the news list in the editor; returns its public address."""
    page.goto(url("phu-yen", "/vi/tin-tuc/"))
    link = page.locator(".news-list__title a").first
    address = link.get_attribute("href")
    title = link.inner_text()
    page.goto(url("phu-yen", f"/admin/pages/search/?q={title[:20]}"))
    page.locator("a[href*='/edit/']", has_text=title[:20]).first.click()
    return address


def submit(page, action: str) -> None:
    """Press an action of the footer, which may lie behind its arrow."""
    button = page.locator(f"footer button[name={action}]")
    if not button.is_visible():
        page.locator("footer .w-dropdown button").first.click()
    button.click()
    expect(page.locator(".messages .success")).to_be_visible()


def test_what_an_editor_writes_in_both_languages_an_approver_publishes(page, url):
    sign_in(page, url, "bientap.phu-yen")
    address = open_first_article(page, url)
    page.locator("#id_title_vi").fill("Tiêu đề do biên tập viên vừa sửa")
    page.get_by_role("tab", name="English").click()
    page.locator("#id_title_en").fill("Title an editor has just changed")
    submit(page, "action-submit")
    public = url("phu-yen", address) if address.startswith("/") else address
    page.goto(public)
    expect(page.get_by_role("heading", level=1)).not_to_have_text(
        "Tiêu đề do biên tập viên vừa sửa"
    )
    page.context.clear_cookies()
    sign_in(page, url, "duyet.phu-yen")
    page.get_by_role("link", name="Tiêu đề do biên tập viên vừa sửa").first.click()
    page.locator("footer .w-dropdown button").first.click()
    page.locator("button[data-workflow-action-name=approve]").first.click()
    expect(page.locator(".messages .success")).to_be_visible()
    page.goto(public)
    expect(page.get_by_role("heading", level=1)).to_have_text("Tiêu đề do biên tập viên vừa sửa")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Title an editor has just changed")
