"""An emulation year played through by four people, from the consolidation to the ranking."""

from datetime import date

import pytest
from playwright.sync_api import expect

from ..conftest import SAMPLE_PASSWORD

PDF = {"name": "minh-chung.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 minh chung"}
FILE = {"name": "ban-ky.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 ban ky"}
DAY = "2021-03-25"
NEWCOMER = "PY-X002"


@pytest.fixture
def person(browser, url, watched):
    """`person("thuky")`: a page on which that person of Phú Yên is signed in."""
    contexts = []

    def sign_in(login: str):
        context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="vi-VN")
        contexts.append(context)
        page = watched(context.new_page())
        page.set_default_timeout(20_000)
        page.goto(url("phu-yen", "/admin/login/"))
        page.locator("input[name=username]").fill(f"{login}.phu-yen")
        page.locator("input[name=password]").fill(SAMPLE_PASSWORD)
        page.locator("button[type=submit]").first.click()
        expect(page).to_have_url(url("phu-yen", "/admin/"))
        return page

    yield sign_in
    for context in contexts:
        context.close()


# --- steps ---------------------------------------------------------------------------------
def consolidate(admin, url) -> None:
    """One new member for An Phú: ticked, previewed, issued; issuing again changes nothing."""
    admin.goto(url("phu-yen", f"/admin/records/decision/consolidation/?on={DAY}"))
    row = admin.locator("tr", has_text=NEWCOMER)
    row.locator("input[type=checkbox]").check()
    row.locator("select").select_option(label="Khối thi đua KCN An Phú")
    admin.locator("#id_full_number").fill("9301/QĐ-BQL")
    admin.locator("#id_issued_on").fill("25/03/2021")
    sign(admin)
    admin.get_by_role("button", name="Lưu dự thảo và xem trước").click()
    expect(admin.locator(".records-preview__figure")).to_contain_text("28")
    expect(admin.locator(".records-preview__figure")).to_contain_text("29")
    expect(admin.locator(".records-preview")).to_contain_text("01 mới vào 01 khối")
    admin.get_by_role("button", name="Ban hành quyết định này").click()
    expect(admin.locator(".messages .success")).to_be_visible()


def sign(admin) -> None:
    """Upload the signed file in Wagtail's document chooser; the signatory is proposed."""
    admin.locator("#id_signer_name").fill("Nguyễn Văn A")
    admin.locator("#id_file-chooser button:visible").first.click()
    admin.locator("#tab-label-upload").click()
    upload = admin.locator("#tab-upload")
    upload.locator("input[type=file]").set_input_files(FILE)
    upload.locator("input[name$=title]").fill("Bản ký")
    upload.locator("button[type=submit]").click()
    expect(admin.locator("#id_file-title")).to_have_text("Bản ký")


def plan_period(admin, url) -> None:
    admin.goto(url("phu-yen", "/admin/records/emulationperiod/new/"))
    days = {
        "data_from": date(2021, 1, 1),
        "data_to": date(2021, 12, 31),
        "self_due": date(2031, 12, 10),
        "cross_due": date(2031, 12, 15),
        "verify_due": date(2031, 12, 20),
        "publish_due": date(2031, 12, 31),
    }
    admin.locator("#id_year").fill("2021")
    admin.locator("#id_kind").select_option("YEAR")
    admin.locator("#id_criteria_set").select_option(index=1)
    for name, day in days.items():
        admin.locator(f"#id_{name}").fill(day.strftime("%d/%m/%Y"))
        admin.keyboard.press("Escape")
    admin.locator("main form button[type=submit]").last.click()
    expect(admin.locator(".messages .success")).to_be_visible()


def open_round(admin, url) -> str:
    """Open the round and exempt all but two members; returns the round's address."""
    admin.goto(url("phu-yen", "/admin/emulation/rounds/"))
    admin.get_by_role("button", name="Mở đợt chấm điểm").click()
    expect(admin.locator(".messages .success")).to_be_visible()
    admin.get_by_role("row", name="2021").get_by_role("link", name="An Phú").click()
    address = admin.url
    expect(admin.locator(".emulation tbody tr")).to_have_count(8)
    links = [link.get_attribute("href") for link in admin.locator(".emulation tbody th a").all()]
    for link in links[2:]:
        admin.goto(url("phu-yen", link))
        admin.get_by_text("Miễn chấm điểm").first.click()
        admin.locator("#reason-exempt").fill("Tạm ngừng sản xuất để nâng cấp dây chuyền")
        admin.locator("form[action*='/do/exempt/'] button").click()
    return address


def fill_all(contact) -> None:
    """The most points everywhere."""
    fields = contact.locator("[data-most]")
    expect(fields).to_have_count(19)
    for field in fields.all():
        field.fill(field.get_attribute("data-most").split(".")[0])


def score_oneself(contact, url, lost: str) -> None:
    contact.goto(url("phu-yen", "/admin/"))
    contact.locator(".emulation__tasks a").first.click()
    fill_all(contact)
    contact.locator("[name='points-II.4']").fill(lost)
    contact.get_by_role("button", name="Lưu và nộp phiếu").click()
    expect(contact.locator(".messages .error")).to_contain_text("Còn thiếu")
    for chooser in contact.locator("details[open] input[type=file]").all():
        chooser.set_input_files(PDF)
    contact.get_by_role("button", name="Lưu và nộp phiếu").click()
    expect(contact.locator(".messages .success")).to_contain_text("Đã nộp phiếu")


def cross_check(contact, url) -> None:
    contact.goto(url("phu-yen", "/admin/"))
    contact.locator(".emulation__tasks a", has_text="Chấm chéo").click()
    fill_all(contact)
    contact.get_by_role("button", name="Lưu và nộp kết quả").click()
    expect(contact.locator(".messages .error")).to_contain_text("II.4")
    contact.locator("[name='note-II.4']").fill("Báo cáo đầy đủ theo sổ theo dõi")
    contact.get_by_role("button", name="Lưu và nộp kết quả").click()
    expect(contact.locator(".messages .success")).to_be_visible()


def verify(admin, url, points: str) -> None:
    admin.goto(url("phu-yen", "/admin/"))
    admin.locator(".emulation__tasks a", has_text="Thẩm định").first.click()
    admin.get_by_role("button", name="Lấy theo điểm chấm chéo").click()
    admin.locator("[name='points-I.1']").fill(points)
    admin.get_by_role("button", name="Lưu và xác nhận").click()
    expect(admin.locator(".messages .success")).to_contain_text("Đã thẩm định")


def rank_and_publish(admin, url, address: str) -> None:
    admin.goto(f"{address}ballot/")
    admin.locator("#id_eligible").fill("2")
    admin.locator("#id_cast").fill("2")
    admin.get_by_role("button", name="Lưu").click()
    admin.goto(f"{address}ranking/")
    admin.get_by_role("button", name="Xếp hạng khối").click()
    expect(admin.locator(".messages .success")).to_be_visible()
    admin.get_by_role("link", name="Lập dự thảo quyết định").click()
    admin.locator("#id_full_number").fill("9302/QĐ-BQL")
    sign(admin)
    admin.get_by_role("button", name="Lưu dự thảo và xem trước").click()
    admin.get_by_role("button", name="Ban hành quyết định này").click()
    expect(admin.locator(".messages .success")).to_be_visible()


# --- the year ------------------------------------------------------------------------------
def test_from_the_consolidation_to_the_published_ranking(person, page, url):
    admin = person("quantri")
    consolidate(admin, url)
    plan_period(admin, url)
    address = open_round(admin, url)

    secretary = person("thuky")
    secretary.goto(f"{address}checkers/")
    secretary.get_by_role("button", name="Lưu").click()
    expect(secretary.locator(".messages .success")).to_be_visible()

    first, second = person("lienhe"), person("lienhe2")
    score_oneself(first, url, lost="30")
    score_oneself(second, url, lost="20")
    cross_check(first, url)
    cross_check(second, url)
    verify(admin, url, points="100,5")
    verify(admin, url, points="120")

    page.goto(url("phu-yen", "/vi/ket-qua-thi-dua/a-2021/"))
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("2021")
    rank_and_publish(admin, url, address)
    page.goto(url("phu-yen", "/vi/ket-qua-thi-dua/a-2021/"))
    rows = page.locator(".data-table").first.locator("tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_contain_text("1.000")
    expect(rows.nth(0)).to_contain_text("Thiên Ý Lam")
    expect(rows.nth(1)).to_contain_text("980,5")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Results 2021")
