"""Records with a page of their own, dated facts, the year of a page, timelines, nightly checks."""

from datetime import date, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import Revision

from blocs.models import (
    Bloc,
    BlocIndexPage,
    BlocPage,
    Decision,
    Enterprise,
    EnterpriseIndexPage,
    EnterprisePage,
    EnterpriseSite,
    EnterpriseStatus,
    IndustrialPark,
    Membership,
    ParkAssignment,
)
from blocs.selectors import EnterpriseFilter, EventKind, bloc_history, bloc_timeline, enterprises_on
from blocs.services import bloc_save, enterprise_locate, enterprise_save, enterprise_status_set
from blocs.years import as_of_for, reporting_years, year_view
from portal.basepage.models import BasePage
from portal.due import run_nightly
from portal.pages.models import StandardPage
from portal.tenancy.integrity import triggers_drop
from portal.tenancy.models import Authority
from portal.users.models import User

DAY = date(2021, 3, 25)
HOST = {"host": "phu-yen.localhost"}

pytestmark = pytest.mark.django_db


def new_bloc(authority, **names) -> Bloc:
    names = names or {"name_vi": "Khối thi đua Đá Bia", "name_en": "Đá Bia bloc"}
    return bloc_save(bloc=Bloc(authority=authority, code="M", **names))


def new_enterprise(authority, **names) -> Enterprise:
    names = names or {"name_vi": "Công ty Đá Bia", "name_en": "Da Bia Co."}
    return enterprise_save(enterprise=Enterprise(authority=authority, code="MOI", **names))


def enterprise(code: str) -> Enterprise:
    return Enterprise.objects.get(code=code)


def child_of(index: type, authority) -> BasePage:
    return index.objects.child_of(authority.site.root_page).get()


MADE = pytest.mark.parametrize(
    ("make", "save", "page_type", "index"),
    [
        (new_bloc, bloc_save, BlocPage, BlocIndexPage),
        (new_enterprise, enterprise_save, EnterprisePage, EnterpriseIndexPage),
    ],
    ids=["bloc", "enterprise"],
)


def saved(save, record):
    return save(**{record._meta.model_name: record})


# --- pages of records ----------------------------------------------------------------------
@MADE
def test_a_record_has_one_page_under_its_authority_s_index(
    make, save, page_type, index, phu_yen, binh_dinh
):
    for authority in (phu_yen, binh_dinh):
        record = make(authority)
        saved(save, record)
        saved(save, type(record).objects.get(pk=record.pk))
        page = page_type.objects.get(**{record._meta.model_name: record})
        assert page.get_parent().specific == child_of(index, authority)
        assert page.live == (make is new_enterprise)  # a bloc is public once established


@MADE
def test_its_titles_and_addresses_are_its_names(make, save, page_type, index, phu_yen):
    page = make(phu_yen).page
    assert page.title_vi.endswith("Đá Bia")
    assert page.slug.endswith("da-bia")
    assert page.slug_en.startswith("da-bia-")


@MADE
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_rename_is_seen_in_both_languages_whatever_the_editor_s(
    make, save, page_type, index, language, phu_yen
):
    record = make(phu_yen)
    slugs = (record.page.slug, record.page.slug_en)
    with override(language):
        record = type(record).objects.get(pk=record.pk)
        record.name_vi, record.name_en = "Tên mới", "New name"
        saved(save, record)
    page = page_type.objects.get(pk=record.page.pk)
    assert (page.title_vi, page.title_en, page.draft_title) == ("Tên mới", "New name", "Tên mới")
    assert (page.slug, page.slug_en) == slugs  # addresses last


@MADE
def test_a_name_that_loses_its_english_loses_it_on_the_page(make, save, page_type, index, phu_yen):
    record = make(phu_yen)
    record.name_en = ""
    saved(save, record)
    assert page_type.objects.get(pk=record.page.pk).title_en == ""


@MADE
def test_a_rename_survives_publishing_an_old_draft(make, save, page_type, index, phu_yen):
    record = make(phu_yen)
    page = page_type.objects.get(pk=record.page.pk)
    page.text_vi, page.text_en = "<p>Giới thiệu</p>", "<p>Introduction</p>"
    revision = page.save_revision()
    record.name_vi, record.name_en = "Tên mới", "New name"
    saved(save, record)
    Revision.objects.get(pk=revision.pk).publish()
    page = page_type.objects.get(pk=page.pk)
    assert (page.title_vi, page.title_en, page.draft_title) == ("Tên mới", "New name", "Tên mới")
    assert page.text_vi == "<p>Giới thiệu</p>"
    assert page.get_latest_revision_as_object().title_vi == "Tên mới"


@MADE
def test_bad_data_makes_neither_record_nor_page(make, save, page_type, index, phu_yen):
    records, pages = type(make(phu_yen)), page_type.objects
    before = (records.objects.count(), pages.count())
    with pytest.raises(ValidationError):
        make(phu_yen)  # the code is taken
    with pytest.raises(ValidationError):
        saved(save, records(authority=phu_yen, code="M2", name_vi=""))
    assert (records.objects.count(), pages.count()) == before


def test_two_enterprises_of_one_name_have_two_addresses(phu_yen):
    twins = [
        enterprise_save(
            enterprise=Enterprise(authority=phu_yen, code=code, name_vi="Đá Bia", name_en="Da Bia")
        )
        for code in ("T1", "T2")
    ]
    pages = [EnterprisePage.objects.get(enterprise=twin) for twin in twins]
    assert len({page.slug for page in pages}) == 2
    assert len({page.url_path_en for page in pages}) == 2


# --- what the admin may not do to such pages -----------------------------------------------
def record_page(authority) -> BlocPage:
    return BlocPage.objects.descendant_of(authority.site.root_page).order_by("pk").first()


PAGES = {
    "the page of a record": record_page,
    "the index": lambda authority: child_of(BlocIndexPage, authority),
}


@pytest.mark.parametrize("kind", PAGES)
@pytest.mark.parametrize("username", ["quantri.phu-yen", "dieuhanh"])
def test_nobody_is_allowed_to_copy_move_or_delete(kind, username, phu_yen):
    page, user = PAGES[kind](phu_yen), User.objects.get(username=username)
    allowed = page.permissions_for_user(user)
    assert not allowed.can_delete()
    assert not allowed.can_delete(ignore_bulk=True)
    assert not allowed.can_move()
    assert not allowed.can_copy()
    assert not allowed.can_copy_to(page.get_parent())
    assert allowed.can_edit()


@pytest.mark.parametrize("kind", PAGES)
@pytest.mark.parametrize("username", ["quantri.phu-yen", "dieuhanh"])
@pytest.mark.parametrize("action", ["delete", "copy", "move"])
def test_the_admin_refuses_it(kind, username, action, sign_in, phu_yen):
    page, client = PAGES[kind](phu_yen), sign_in(username)
    before = list(BasePage.objects.order_by("path").values_list("pk", "path"))
    address = reverse(f"wagtailadmin_pages:{action}", args=[page.pk])
    data = {"new_title": "Bản sao", "new_slug": "ban-sao", "new_parent_page": page.get_parent().pk}
    assert client.get(address, headers=HOST).status_code in (302, 403, 404)
    assert client.post(address, data, headers=HOST).status_code in (302, 403, 404)
    assert list(BasePage.objects.order_by("path").values_list("pk", "path")) == before


@pytest.mark.parametrize("kind", PAGES)
@pytest.mark.parametrize("username", ["quantri.phu-yen", "dieuhanh"])
@pytest.mark.parametrize("action", ["delete", "move"])
def test_nor_does_it_in_bulk(kind, username, action, sign_in, phu_yen):
    page, client = PAGES[kind](phu_yen), sign_in(username)
    before = list(BasePage.objects.order_by("path").values_list("pk", "path"))
    address = reverse("wagtail_bulk_action", args=["basepage", "basepage", action])
    data = {"chooser": phu_yen.site.root_page_id}
    client.post(f"{address}?id={page.pk}", data, headers=HOST)
    assert list(BasePage.objects.order_by("path").values_list("pk", "path")) == before


@pytest.mark.parametrize("username", ["quantri.phu-yen", "dieuhanh"])
def test_nor_can_a_page_of_a_record_be_added_by_hand(username, sign_in, phu_yen):
    index = child_of(BlocIndexPage, phu_yen)
    address = reverse("wagtailadmin_pages:add", args=["blocs", "blocpage", index.pk])
    assert sign_in(username).get(address, headers=HOST).status_code in (302, 403, 404)


# --- dated facts ---------------------------------------------------------------------------
def test_a_new_status_closes_the_one_before_that_day():
    company = enterprise("PY-H01")
    before = company.statuses.get(valid_to=None)
    row = enterprise_status_set(enterprise=company, status="suspended", on=DAY, basis="CV 12")
    before.refresh_from_db()
    assert before.valid_to == row.valid_from == DAY
    assert (row.valid_to, row.basis, row.authority) == (None, "CV 12", company.authority)
    assert company.statuses.active(DAY).get() == row
    assert company.statuses.active(DAY - timedelta(days=1)).get() == before


def test_a_first_status_closes_nothing(phu_yen):
    row = enterprise_status_set(enterprise=new_enterprise(phu_yen), status="trial", on=DAY)
    assert row.valid_from == DAY


@pytest.mark.parametrize("on", [date(2009, 5, 1), date(2009, 4, 30)], ids=["that day", "before"])
def test_a_status_from_before_the_last_change_is_refused_and_nothing_changes(on):
    company = enterprise("PY-H01")  # stable since 01/05/2009
    before = list(company.statuses.values())
    with pytest.raises(ValidationError) as refusal:
        enterprise_status_set(enterprise=company, status="trial", on=on)
    assert "valid_from" in refusal.value.message_dict
    assert list(company.statuses.values()) == before


def test_a_status_that_does_not_exist_is_refused_and_the_one_before_stays_open():
    company = enterprise("PY-H01")
    with pytest.raises(ValidationError):
        enterprise_status_set(enterprise=company, status="asleep", on=DAY)
    assert company.statuses.get().valid_to is None


def test_a_move_to_another_park_leaves_the_one_before_that_day():
    company, park = enterprise("PY-H01"), IndustrialPark.objects.get(code="AP")
    before = company.sites.get(valid_to=None)
    row = enterprise_locate(enterprise=company, park=park, on=DAY)
    before.refresh_from_db()
    assert before.valid_to == row.valid_from == DAY
    assert company.sites.active(DAY).get().park == park


def test_a_park_of_another_authority_is_refused_at_its_field():
    company, park = enterprise("PY-H01"), IndustrialPark.objects.get(code="PT")
    before = list(company.sites.values())
    with pytest.raises(ValidationError) as refusal:
        enterprise_locate(enterprise=company, park=park, on=DAY)
    assert "park" in refusal.value.message_dict
    assert list(company.sites.values()) == before


def test_a_park_that_was_handed_over_can_be_chosen_by_both(phu_yen, binh_dinh):
    park = IndustrialPark.objects.get(code="PT")
    park.assignments.update(valid_to=DAY)
    ParkAssignment.objects.create(authority=phu_yen, park=park, valid_from=DAY)
    enterprise_locate(enterprise=enterprise("PY-H01"), park=park, on=DAY)
    assert park in IndustrialPark.objects.of(phu_yen)
    assert park in IndustrialPark.objects.of(binh_dinh)


# --- searching by name ---------------------------------------------------------------------
def found(authority, query: str) -> set[str]:
    rows = EnterpriseFilter(query=query).apply(enterprises_on(authority, DAY), DAY)
    return set(rows.values_list("code", flat=True))


@pytest.mark.parametrize(
    "query",
    ["Đá Bia", "da bia", "ĐÁ BIA", "bia đá", "Da Bia Co", "đa bia", "moi", "  đá   bia  "],
)
def test_an_enterprise_is_found_by_any_writing_of_its_name_or_code(query, phu_yen):
    new_enterprise(phu_yen)
    assert "MOI" in found(phu_yen, query)


@pytest.mark.parametrize("query", ["đá bìa xanh", "đá-bia", "%", "_"])
def test_it_is_not_found_by_another(query, phu_yen):
    new_enterprise(phu_yen)
    assert "MOI" not in found(phu_yen, query)


def test_a_renamed_enterprise_is_found_by_its_new_name_only(phu_yen):
    company = new_enterprise(phu_yen)
    company.name_vi, company.name_en = "Công ty Vũng Rô", ""
    enterprise_save(enterprise=company)
    assert "MOI" in found(phu_yen, "vung ro")
    assert "MOI" not in found(phu_yen, "da bia")


def test_the_search_stays_in_the_authority(phu_yen, binh_dinh):
    new_enterprise(phu_yen)
    assert not found(binh_dinh, "đá bia")


# --- the year of a page --------------------------------------------------------------------
@pytest.fixture
def today(monkeypatch):
    def set_to(day: date) -> None:
        monkeypatch.setattr(Authority, "today", lambda self: day)

    return set_to


def test_the_default_is_the_end_of_the_latest_year_with_an_issued_decision(today, phu_yen):
    today(date(2023, 5, 4))
    view = year_view(phu_yen)
    assert (view.year, view.as_of, view.rejected) == (2020, date(2020, 12, 31), "")
    assert view.years == (2016, 2017, 2018, 2019, 2020)


def test_each_authority_has_its_own_years(today, binh_dinh):
    today(date(2023, 5, 4))
    assert year_view(binh_dinh).years == (2018, 2019, 2020)


def test_in_the_running_year_the_date_is_today(today, phu_yen):
    today(date(2020, 7, 1))
    assert year_view(phu_yen).as_of == date(2020, 7, 1)
    assert year_view(phu_yen, "2020").as_of == date(2020, 7, 1)
    assert year_view(phu_yen, "2019").as_of == date(2019, 12, 31)


@pytest.mark.parametrize(
    ("now", "as_of"),
    [
        (date(2020, 12, 31), date(2020, 12, 31)),
        (date(2021, 1, 1), date(2020, 12, 31)),
        (date(2020, 1, 1), date(2020, 1, 1)),
    ],
)
def test_the_turn_of_the_year(now, as_of):
    assert as_of_for(2020, now) == as_of


def test_a_year_on_offer_can_be_asked_for(today, phu_yen):
    today(date(2023, 5, 4))
    view = year_view(phu_yen, "2017")
    assert (view.year, view.as_of, view.rejected) == (2017, date(2017, 12, 31), "")


@pytest.mark.parametrize(
    "asked", ["2015", "2021", "abc", "-1", "2019 ", "02019", "٢٠١٩", "2019.0", "9" * 5000]
)
def test_anything_else_falls_back_to_the_latest_and_is_named(asked, today, phu_yen):
    today(date(2023, 5, 4))
    view = year_view(phu_yen, asked)
    assert view.year == 2020
    assert view.rejected == asked[:20]


def test_a_draft_opens_no_year_but_an_issued_decision_does(today, phu_yen):
    today(date(2023, 5, 4))
    draft = Decision.objects.create(
        authority=phu_yen,
        full_number="1/QĐ-BQL",
        kind="consolidate",
        abstract_vi="Kiện toàn",
        issued_on=date(2022, 3, 1),
    )
    assert reporting_years(phu_yen)[-1] == 2020
    Decision.objects.filter(pk=draft.pk).update(state="issued")
    assert reporting_years(phu_yen)[-1] == 2022


def test_an_authority_without_decisions_has_the_running_year(today, phu_yen):
    today(date(2023, 5, 4))
    triggers_drop(connection)  # which keep issued decisions issued
    Decision.objects.of(phu_yen).update(state="draft")
    view = year_view(phu_yen, "2019")
    assert (view.years, view.as_of, view.rejected) == ((2023,), date(2023, 5, 4), "2019")


def test_today_is_a_date_on_the_authority_s_own_calendar(monkeypatch, phu_yen):
    moment = datetime(2020, 12, 31, 18, 0, tzinfo=ZoneInfo("UTC"))
    monkeypatch.setattr(timezone, "now", lambda: moment)
    assert phu_yen.today() == date(2021, 1, 1)
    phu_yen.time_zone = "UTC"
    assert phu_yen.today() == date(2020, 12, 31)


# --- timelines -----------------------------------------------------------------------------
def events(code: str, until: date) -> list[tuple[date, EventKind, set[str]]]:
    timeline = bloc_timeline(bloc_history(Bloc.objects.get(code=code)), until)
    return [(e.day, e.kind, {row.code for row in e.enterprises}) for e in timeline]


def test_the_timeline_of_a_bloc_begins_with_its_founding_and_its_founders():
    first = events("A", date(2016, 12, 31))
    assert [kind for _day, kind, _names in first] == [
        EventKind.OFFICE,
        EventKind.OFFICE,
        EventKind.JOINED,
        EventKind.FOUNDED,
    ]
    assert first[2] == (
        date(2016, 3, 31),
        EventKind.JOINED,
        {"PY-A01", "PY-A02", "PY-A03", "PY-A04"},
    )


def test_it_tells_who_came_who_left_and_who_moved():
    of_a, of_s = events("A", date(2020, 12, 31)), events("S", date(2020, 12, 31))
    assert (date(2017, 3, 30), EventKind.LEFT, {"PY-A04"}) in of_a
    assert (date(2019, 3, 28), EventKind.TRANSFER, {"PY-A06"}) in of_a
    assert (date(2019, 3, 28), EventKind.TRANSFER, {"PY-A06"}) in of_s
    assert (date(2018, 3, 29), EventKind.LEFT, {"PY-S04"}) in of_s
    assert (date(2020, 6, 25), EventKind.JOINED, {"PY-S04"}) in of_s


def test_every_event_names_its_decision_and_the_newest_comes_first():
    timeline = bloc_timeline(bloc_history(Bloc.objects.get(code="S")), date(2020, 12, 31))
    days = [event.day for event in timeline]
    assert days == sorted(days, reverse=True)
    assert all(event.decision.issued_on == event.day for event in timeline)


def test_nothing_after_the_date_is_told():
    until = date(2019, 3, 27)
    assert max(day for day, *_ in events("A", until)) == date(2018, 3, 29)
    assert not any("PY-A06" in names for _d, kind, names in events("A", until) if kind == "left")


def test_a_bloc_not_yet_established_has_no_past(phu_yen):
    assert bloc_timeline(bloc_history(new_bloc(phu_yen)), DAY) == []


# --- nightly checks ------------------------------------------------------------------------
def problems() -> dict[str, list[str]]:
    return {name: found for name, found in run_nightly().items() if found}


def test_the_sample_has_no_problem():
    assert problems() == {}
    assert len(run_nightly()) >= 4


def test_a_gap_between_two_statuses_is_found():
    row = EnterpriseStatus.objects.filter(enterprise__code="PY-H05").earliest("valid_from")
    EnterpriseStatus.objects.filter(pk=row.pk).update(valid_to=date(2020, 2, 1))
    [(name, [problem])] = problems().items()
    assert name == "status without gaps"
    assert "PY-H05" in problem
    assert "2020-02-01" in problem


def test_a_transfer_from_nowhere_is_found():
    Membership.objects.filter(enterprise__code="PY-H08").update(entry_kind="transfer")
    [problem] = problems()["transfers in pairs"]
    assert "PY-H08" in problem


def test_a_transfer_to_another_day_is_found():
    left = Membership.objects.get(enterprise__code="PY-A06", bloc__code="A")
    Membership.objects.filter(pk=left.pk).update(valid_to=date(2019, 3, 27))
    assert "PY-A06" in problems()["transfers in pairs"][0]


def test_entries_and_departures_that_do_not_add_up_are_found():
    """A transfer that arrives nowhere: no longer a member, yet nobody has left."""
    left = Membership.objects.get(enterprise__code="PY-H05")
    Membership.objects.filter(pk=left.pk).update(exit_kind="transfer")
    assert problems()["membership identity"] == [
        "phu-yen 2020: entries and departures do not add up"
    ]


# --- what is due ---------------------------------------------------------------------------
def test_what_is_scheduled_goes_live_and_what_expires_goes_off(monkeypatch, client, phu_yen):
    now = timezone.now()
    page = StandardPage(
        title_vi="Thông báo",
        slug="thong-bao",
        live=False,
        go_live_at=now + timedelta(hours=1),
        expire_at=now + timedelta(hours=3),
    )
    phu_yen.site.root_page.add_child(instance=page)
    page.save_revision().publish()

    def live_after(hours: int) -> bool:
        monkeypatch.setattr(timezone, "now", lambda: now + timedelta(hours=hours))
        call_command("run_due", stderr=StringIO())
        monkeypatch.undo()
        served = client.get("/vi/thong-bao/", headers=HOST).status_code == 200
        assert served is StandardPage.objects.get(pk=page.pk).live
        return served

    assert [live_after(hours) for hours in (0, 2, 4)] == [False, True, False]
    assert StandardPage.objects.get(pk=page.pk).expired


def test_due_jobs_report_the_problems_of_the_night():
    row = EnterpriseStatus.objects.filter(enterprise__code="PY-H05").earliest("valid_from")
    EnterpriseStatus.objects.filter(pk=row.pk).update(valid_to=date(2020, 2, 1))
    told = StringIO()
    call_command("run_due", stderr=told)
    assert "PY-H05" in told.getvalue()


def test_an_enterprise_stands_in_one_park_at_a_time():
    site = EnterpriseSite.objects.filter(enterprise__code="PY-A06").latest("valid_from")
    again = EnterpriseSite(enterprise=site.enterprise, park=site.park, valid_from=DAY)
    with pytest.raises(ValidationError) as refusal:
        again.full_clean()
    assert "valid_from" in refusal.value.message_dict
