"""What everybody may read of the emulation year, and what nobody may read of it."""

import hashlib
import re
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from blocs.enums import COMMERCIAL, AwardState, Prize, RankingState
from blocs.models import (
    AdjustmentLine,
    Award,
    AwardType,
    Bloc,
    CriteriaSet,
    Criterion,
    Decision,
    EmulationPeriod,
    Enterprise,
    Evidence,
    Pledge,
    PledgeSignature,
    PledgeTarget,
    Ranking,
    Regulation,
    RegulationArticle,
    ReportFile,
    Result,
    ScoreLine,
)
from portal.templatetags.portal_tags import points
from portal.tenancy.integrity import triggers_drop
from tests.factories import report_of

pytestmark = pytest.mark.django_db

RESULTS = "/vi/ket-qua-thi-dua/"
ENGLISH = [
    "",
    "emulation-blocs/",
    "emulation-blocs/hoa-hiep-emulation-bloc/?year=2019",
    "enterprises/lam-vy-sa-seafood-jsc/",
    "results/",
    "results/s-2019/",
    "results/a-2018/",
    "results/a-2018/?revision=1",
    "criteria/",
    "criteria/py-2019/",
    "reports/",
    "reports/9500-bc-bql-2019/",
    "awards/?year=2017",
    "open-data/",
    "regulations/",
    "regulations/quy-che-hoat-dong-cua-khoi-thi-dua/",
    "emulation-pledges/",
    "emulation-pledges/h-2018/",
    "decisions/",
    "decisions/9028-qd-bql-2019/",
    "conferences/py-hn-2019-q1/",
]
ODD = [
    "",
    "0",
    "-1",
    "1",
    "2",
    "2019",
    "9" * 30,
    "2019.5",
    "２０１９",
    "²",
    "\x00",
    "%00",
    "<b>",
    "'",
]


@pytest.fixture
def read(at):
    """The page at an address, parsed."""

    def soup(path: str, code: str = "phu-yen") -> BeautifulSoup:
        response = at(code, path)
        assert response.status_code == 200, path
        return BeautifulSoup(response.content, "html.parser")

    return soup


def text_of(node) -> str:
    return " ".join(node.get_text(" ").split())


def table_under(page: BeautifulSoup, anchor: str) -> list[list[str]]:
    """The cells of the table in the section with this heading, the page's own words."""
    rows = page.find(id=anchor).find_parent("section").select("tbody tr")
    return [[text_of(cell) for cell in row.find_all(["th", "td"])] for row in rows]


# --- results -------------------------------------------------------------------------------
@pytest.mark.parametrize("code", ["phu-yen", "binh-dinh"])
def test_every_published_result_is_shown_as_it_is_stored(read, code):
    rankings = Ranking.objects.published().filter(authority__code=code)
    assert rankings.count() >= 6
    for ranking in rankings:
        shown = table_under(read(f"{RESULTS}{ranking.slug}/", code), "ranking")
        assert [
            expected(row, cells) for row, cells in zip(ranking.results.all(), shown, strict=True)
        ]


def expected(row: Result, cells: list[str]) -> bool:
    rank, name, total, band, prize = cells
    assert rank == str(row.final_rank or "–")
    assert name == row.enterprise.name_vi
    assert total.split()[0] == points(row.total)
    assert band.lower() == row.get_classification_display().lower()
    shown = row.get_prize_display().lower()
    assert prize.lower() == ("–" if row.prize == Prize.NONE else shown)
    return True


def test_the_index_lists_every_published_result_of_a_year_and_no_other(read):
    published = Ranking.objects.published().filter(authority__code="phu-yen")
    years = sorted(set(published.values_list("period__year", flat=True)))
    assert [text_of(a) for a in read(RESULTS).select(".year-nav a")] == list(map(str, years))
    for year in years:
        page = read(f"{RESULTS}?year={year}")
        links = {a["href"].split("/")[-2] for a in page.select("main .card a")}
        assert links == set(published.filter(period__year=year).values_list("slug", flat=True))


@pytest.mark.parametrize("asked", ["", "2031", "x"])
def test_the_index_begins_with_the_last_year(asked, read):
    page = read(f"{RESULTS}?year={asked}")
    assert text_of(page.select_one(".year-nav [aria-current]")) == "2020"


def test_a_correction_says_so_and_what_it_replaced_stays_readable(read):
    first, second = Ranking.objects.filter(slug="a-2018").order_by("revision")
    now, before = read(f"{RESULTS}a-2018/"), read(f"{RESULTS}a-2018/?revision=1")
    assert second.correction_reason in text_of(now)
    assert now.select(".notice--warn") == []
    notice = text_of(before.select_one(".notice--warn"))
    assert notice and second.correction_reason not in notice
    for page, ranking in ((now, second), (before, first)):
        shown = [row[1] for row in table_under(page, "ranking")]
        assert shown == [row.enterprise.name_vi for row in ranking.results.all()]
        assert ranking.decision.full_number in text_of(page.select_one("dl.facts"))
    assert len(now.find(id="revisions").find_parent("section").select("li")) == 2


@pytest.mark.parametrize("asked", ["0", "3", "-1", "1.0", "một", "1 "])
def test_a_revision_that_does_not_exist_is_not_found(at, asked):
    response = at("phu-yen", f"{RESULTS}a-2018/", data={"revision": asked})
    assert response.status_code == (200 if asked.strip() == "1" else 404)


@pytest.mark.parametrize("corrects", [True, False])
def test_a_ranking_that_no_decision_has_published_is_not_there(at, phu_yen, corrects):
    published = Ranking.objects.of(phu_yen).get(slug="s-2020")
    unused = EmulationPeriod.objects.of(phu_yen).filter(rankings=None).first()
    ranking = Ranking.objects.create(
        authority=phu_yen,
        period=published.period if corrects else unused,
        bloc=published.bloc,
        revision=2 if corrects else 1,
        criteria_set=published.criteria_set,
        algorithm=published.algorithm,
        inputs=published.inputs,
        inputs_hash=published.inputs_hash,
        ranked_at=published.ranked_at,
        state=RankingState.FINAL,
        correction_reason="Lý do chưa công bố" if corrects else "",
    )
    asked = {"revision": ranking.revision}
    assert at("phu-yen", f"{RESULTS}{ranking.slug}/", data=asked).status_code == 404
    response = at("phu-yen", f"{RESULTS}{ranking.slug}/")
    assert response.status_code == (200 if corrects else 404)
    assert "Lý do chưa công bố" not in response.content.decode()


def test_another_authority_has_no_such_result(at):
    assert at("binh-dinh", f"{RESULTS}s-2019/").status_code == 404


# --- what nobody may read ------------------------------------------------------------------
def addresses(code: str) -> list[str]:
    """Every page of the authority that shows a result, a bloc, an enterprise or a pledge."""
    results = [f"{RESULTS}{slug}/" for slug in slugs(Ranking, code)]
    blocs = [
        f"{bloc.page.url_path.replace(f'/{code}/', '/vi/', 1)}?year={year}"
        for bloc in Bloc.objects.filter(authority__code=code).select_related("page")
        for year in (2018, 2019, 2020)
    ]
    enterprises = [
        enterprise.page.url_path.replace(f"/{code}/", "/vi/", 1)
        for enterprise in Enterprise.objects.filter(
            authority__code=code, memberships__isnull=False
        ).distinct()
    ]
    pledges = [f"/vi/giao-uoc-thi-dua/{slug}/" for slug in slugs(Pledge, code)]
    others = [RESULTS, f"{RESULTS}a-2018/?revision=1", "/vi/khen-thuong/", "/vi/bao-cao/"]
    return results + blocs + enterprises + pledges + others[: 4 if code == "phu-yen" else 1]


def slugs(model, code: str) -> list[str]:
    rows = model.objects.filter(authority__code=code)
    return sorted(set(rows.values_list("slug", flat=True)))


def private_texts() -> set[str]:
    """Every note, file name and signatory of the sample."""
    fields = (
        (ScoreLine, "self_note"),
        (ScoreLine, "cross_note"),
        (ScoreLine, "verified_note"),
        (AdjustmentLine, "note"),
        (AdjustmentLine, "decision_note"),
        (Evidence, "filename"),
        (PledgeSignature, "signatory_name"),
    )
    found = {
        value
        for model, field in fields
        for value in model.objects.values_list(field, flat=True).distinct()
    }
    return {value for value in found if value}


@pytest.mark.parametrize("code", ["phu-yen", "binh-dinh"])
def test_notes_evidence_and_signatories_are_on_no_page(at, code):
    private = private_texts()
    assert len(private) > 30
    for path in addresses(code):
        html = BeautifulSoup(at(code, path).content, "html.parser").main.get_text(" ")
        assert [text for text in private if re.search(rf"{re.escape(text)}\b", html)] == [], path


PRIVATE_COLUMNS = (
    "self_points",
    "self_note",
    "cross_points",
    "cross_note",
    "verified_note",
    "decision_note",
    "signatory_name",
    "signatory_title",
    "blocs_evidence",
)


@pytest.mark.parametrize(
    "path",
    [
        f"{RESULTS}s-2019/",
        f"{RESULTS}a-2018/?revision=1",
        "/vi/khoi-thi-dua/khoi-thi-dua-kcn-hoa-hiep/?year=2019",
        "/vi/doanh-nghiep/cong-ty-co-phan-thuy-san-lam-vy-sa/",
        "/vi/giao-uoc-thi-dua/h-2018/",
        "/vi/du-lieu-mo/results.csv",
    ],
)
def test_self_and_cross_points_are_not_even_read(at, path):
    with CaptureQueriesContext(connection) as queries:
        assert at("phu-yen", path).status_code == 200
    sql = " ".join(query["sql"] for query in queries)
    assert [column for column in PRIVATE_COLUMNS if column in sql] == []


def test_a_business_figure_without_consent_is_nowhere(at, phu_yen):
    target = PledgeTarget.objects.of(phu_yen).filter(indicator__in=COMMERCIAL).first()
    PledgeTarget.objects.filter(pk=target.pk).update(target=Decimal("98765432.00"))
    page = target.enterprise.page.url_path.replace("/phu-yen/", "/vi/", 1)
    for path in (f"/vi/giao-uoc-thi-dua/{target.pledge.slug}/", page):
        html = at("phu-yen", path).content.decode()
        assert re.search(r"98\D?765\D?432", html) is None, path
    PledgeTarget.objects.filter(pk=target.pk).update(visibility="public", consented=True)
    html = at("phu-yen", f"/vi/giao-uoc-thi-dua/{target.pledge.slug}/").content.decode()
    assert re.search(r"98\D?765\D?432", html), "the test would not have found it"


# --- pledges -------------------------------------------------------------------------------
def test_a_pledge_names_who_has_signed_and_who_has_not(read):
    pledge = Pledge.objects.get(authority__code="phu-yen", slug="h-2018")
    page = read("/vi/giao-uoc-thi-dua/h-2018/")
    rows = [text_of(row) for row in page.find(id="signatures").find_parent("section").select("li")]
    signed = pledge.signatures.values_list("enterprise__name_vi", flat=True)
    assert len(rows) == len(signed) + 1
    waiting = [text_of(badge.parent) for badge in page.select("main li .badge")]
    missing = Enterprise.objects.get(code="PY-H11", authority__code="phu-yen")
    assert len(waiting) == 1
    assert waiting[0].startswith(missing.name_vi)
    assert all(any(row.startswith(name) for row in rows) for name in signed)


# --- awards --------------------------------------------------------------------------------
@pytest.mark.parametrize("year", [2016, 2017, 2018, 2019, 2020])
def test_awards_of_a_year_are_listed_with_the_revoked_ones_marked(read, phu_yen, year):
    page = read(f"/vi/khen-thuong/?year={year}")
    rows = page.select("main tbody tr")
    awards = Award.objects.of(phu_yen).filter(year=year)
    assert len(rows) == awards.count()
    marked = [text_of(row) for row in rows if row.select(".badge--dissolved")]
    revoked = list(awards.filter(state=AwardState.REVOKED))
    assert len(marked) == len(revoked) == (1 if year == 2017 else 0)
    for row, award in zip(marked, revoked, strict=True):
        assert row.startswith(award.enterprise.name_vi)
        assert award.revoked_by.decision.full_number in row


def test_a_year_with_a_revoked_award_only_can_be_chosen(read, phu_yen):
    award = Award.objects.of(phu_yen).get(state=AwardState.REVOKED)
    Award.objects.filter(pk=award.pk).update(year=2015)
    page = read("/vi/khen-thuong/?year=2015")
    assert text_of(page.select_one(".year-nav a")) == "2015"
    assert award.enterprise.name_vi in text_of(page.select_one("main tbody"))


# --- reports -------------------------------------------------------------------------------
def test_a_report_s_file_is_what_its_checksum_says(at, read, phu_yen):
    report = report_of(phu_yen, 2019)
    [file] = report.files.all()
    page = read(f"/vi/bao-cao/{report.slug}/")
    [link] = page.find(id="files").find_parent("section").select("a")
    assert text_of(page.select_one("code.checksum")) == file.sha256
    response = at("phu-yen", f"/vi/bao-cao/{report.slug}/{link['href']}")
    content = b"".join(response.streaming_content)
    assert hashlib.sha256(content).hexdigest() == file.sha256
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_a_file_that_is_not_public_is_not_found(at, phu_yen):
    public, draft = report_of(phu_yen, 2019), report_of(phu_yen, 2018, number=9499, published=False)
    name = ReportFile.objects.get(report=public).filename
    assert at("phu-yen", f"/vi/bao-cao/{public.slug}/{name}", follow=True).status_code == 200
    for code, tail in (
        ("phu-yen", f"{draft.slug}/{name}"),
        ("phu-yen", f"{draft.slug}/"),
        ("binh-dinh", f"{public.slug}/{name}"),
        ("binh-dinh", f"{public.slug}/"),
        ("phu-yen", f"{public.slug}/khac.pdf"),
        ("phu-yen", f"{public.slug}/x/{name}"),
        ("phu-yen", f"khong-co/{name}"),
    ):
        assert at(code, f"/vi/bao-cao/{tail}", follow=True).status_code == 404, (code, tail)
    assert draft.title not in at("phu-yen", "/vi/bao-cao/").content.decode()


# --- decisions, regulations, criteria ------------------------------------------------------
def test_a_decision_links_its_signed_file(read, phu_yen):
    decision = Decision.objects.of(phu_yen).get(slug="9028-qd-bql-2019")
    page = read("/vi/quyet-dinh/9028-qd-bql-2019/")
    assert decision.file.url in [link.get("href") for link in page.select("dl.facts a")]


def changes(page: BeautifulSoup) -> dict[str, str]:
    """Of each changed article: its number and what has been done to it."""
    summaries = page.select("details.amendment summary")
    numbers = [re.search(r"Article (\w+)\.", text_of(row))[1] for row in summaries]
    return dict(zip(numbers, [text_of(row.select_one(".tag")) for row in summaries], strict=True))


def test_a_regulation_shows_what_its_version_changed(read, phu_yen):
    path = f"/en/regulations/{Regulation.objects.of(phu_yen).get().slug}/"
    amended = dict.fromkeys(("5", "8", "12", "15"), "amended")
    assert changes(read(path)) == amended | {"8a": "inserted"}
    page = read(f"{path}?version=2")
    assert page.select("details.amendment ins")
    assert page.select("details.amendment del")
    assert changes(read(f"{path}?version=1")) == {}


def test_a_criteria_set_shows_what_changed_since_the_last_one(read, phu_yen):
    new = CriteriaSet.objects.of(phu_yen).get(code="PY-2019")
    shown = {
        row[0].split()[0]: row[2:]
        for row in table_under(read("/vi/tieu-chi-thi-dua/py-2019/"), "changes")
    }
    before = dict(new.cloned_from.criteria.values_list("code", "max_points"))
    after = dict(new.criteria.values_list("code", "max_points"))
    differing = {code for code in before | after if before.get(code) != after.get(code)}
    assert differing and differing <= set(shown)
    for code in differing:
        old, now = before.get(code), after.get(code)
        cells = [points(each) if each is not None else "" for each in (old, now)]
        assert shown[code] == cells


# --- both languages ------------------------------------------------------------------------
VOWELS = "ăâêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ"
ACCENTED = re.compile(rf"\b\w*[{VOWELS}]\w*", re.IGNORECASE)


def unmarked(page: BeautifulSoup) -> list[str]:
    """Vietnamese phrases that a screen reader would speak as English.

    A place in an English phrase is no phrase: at least three words, most of them with accents.
    """
    found = []
    for text in page.body.find_all(string=ACCENTED):
        words, accented = re.findall(r"\w+", text), ACCENTED.findall(text)
        english = text.find_parent(lang=True)["lang"] == "en"
        if english and text.parent.name != "script" and len(accented) > max(2, len(words) / 2):
            found.append(f"<{text.parent.name}> {' '.join(text.split())[:80]}")
    return found


@pytest.fixture
def untranslated(phu_yen):
    """Records whose English nobody has written yet."""
    triggers_drop(connection)  # most of them are final
    Bloc.objects.of(phu_yen).update(name_en="")
    Enterprise.objects.of(phu_yen).update(name_en="")
    Criterion.objects.of(phu_yen).update(title_en="", guidance_en="")
    CriteriaSet.objects.of(phu_yen).update(title_en="")
    Decision.objects.of(phu_yen).update(abstract_en="")
    Pledge.objects.of(phu_yen).update(title_en="", text_en="")
    Regulation.objects.of(phu_yen).update(title_en="")
    articles = RegulationArticle.objects.of(phu_yen)
    articles.update(heading_en="", body_en="", chapter_title_en="")
    AwardType.objects.update(name_en="")


def test_vietnamese_in_an_english_page_is_marked_as_such(read, phu_yen, untranslated):
    report_of(phu_yen, 2019)
    assert [(path, found) for path in ENGLISH if (found := unmarked(read(f"/en/{path}")))] == []


# --- whatever somebody types ---------------------------------------------------------------
@pytest.mark.parametrize("value", ODD)
def test_odd_parameters_are_answered(at, phu_yen, value):
    report_of(phu_yen, 2019)
    asked = dict.fromkeys(("year", "revision", "version", "page", "kind", "level", "bloc"), value)
    for path in ENGLISH:
        response = at("phu-yen", f"/en/{path.partition('?')[0]}", data=asked)
        assert response.status_code in (200, 404), path
