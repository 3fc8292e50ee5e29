"""Open data: as many rows as there are records, the same as on the screen, nobody's name."""

import csv
import io
import json

import pytest
from openpyxl import load_workbook

from blocs.datasets import DATASETS, columns_of
from blocs.models import (
    Award,
    Bloc,
    Conference,
    Criterion,
    Decision,
    Leadership,
    Membership,
    PledgeSignature,
    Ranking,
    Result,
)
from portal.users.models import User

pytestmark = pytest.mark.django_db

FOLDER = {"vi": "/vi/du-lieu-mo/", "en": "/en/open-data/"}
FORMATS = ("csv", "xlsx", "json")
ROWS = {
    "blocs": Bloc.objects.exclude(established_on=None),
    "memberships": Membership.objects.all(),
    "leadership": Leadership.objects.all(),
    "conferences": Conference.objects.all(),
    "decisions": Decision.objects.issued(),
    "criteria": Criterion.objects.exclude(criteria_set__state="draft"),
    "results": Result.objects.filter(ranking__state="published"),
    "awards": Award.objects.all(),
}
each_set = pytest.mark.parametrize("slug", ROWS)
each_authority = pytest.mark.parametrize("code", ["phu-yen", "binh-dinh"])


@pytest.fixture
def download(at):
    """The content of a data set's file."""

    def content(filename: str, code: str = "phu-yen", language: str = "vi") -> bytes:
        response = at(code, f"{FOLDER[language]}{filename}")
        assert response.status_code == 200, filename
        return response.content

    return content


def of_csv(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def of_xlsx(content: bytes) -> list[tuple]:
    sheet = load_workbook(io.BytesIO(content), read_only=True).worksheets[0]
    return list(sheet.iter_rows(values_only=True))


def test_there_are_eight_sets():
    assert set(DATASETS) == set(ROWS)


@each_set
@each_authority
def test_every_format_has_a_row_for_each_record_of_the_host_s_authority(download, slug, code):
    expected = ROWS[slug].filter(authority__code=code).count()
    assert expected
    assert len(of_csv(download(f"{slug}.csv", code))) == expected
    assert len(json.loads(download(f"{slug}.json", code))) == expected
    assert len(of_xlsx(download(f"{slug}.xlsx", code))) == expected + 1


@each_set
def test_every_format_has_every_column(download, slug):
    columns = columns_of(DATASETS[slug])
    names = [column.name for column in columns]
    assert names[-1] == "is_sample"
    assert list(of_csv(download(f"{slug}.csv"))[0]) == names
    assert list(json.loads(download(f"{slug}.json"))[0]) == names
    assert len(of_xlsx(download(f"{slug}.xlsx"))[0]) == len(names)


@each_set
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_page_explains_every_column_and_links_every_file(at, slug, language):
    html = at("phu-yen", FOLDER[language]).content.decode()
    for column in columns_of(DATASETS[slug]):
        assert f"<code>{column.name}</code>" in html
        assert str(column.label)
    for fmt in FORMATS:
        assert f'href="{slug}.{fmt}"' in html
        assert at("phu-yen", f"{FOLDER[language]}{slug}.{fmt}").status_code == 200


def test_results_are_those_on_the_pages(at, download, phu_yen):
    rows = of_csv(download("results.csv"))
    for ranking in Ranking.objects.of(phu_yen).published().select_related("bloc", "period"):
        shown = at("phu-yen", f"/vi/ket-qua-thi-dua/{ranking.slug}/").context["results"]
        own = [
            (row["enterprise"], row["total"], row["rank"], row["classification"], row["prize"])
            for row in rows
            if (row["bloc"], row["year"]) == (ranking.bloc.code, str(ranking.period.year))
        ]
        assert own == [
            (
                line.enterprise.code,
                str(line.total),
                str(line.final_rank or ""),
                line.classification,
                line.prize,
            )
            for line in shown
        ]


def test_a_superseded_result_is_not_among_the_data(download):
    rows = of_csv(download("results.csv"))
    corrected = [row for row in rows if (row["bloc"], row["year"]) == ("A", "2018")]
    assert {row["revision"] for row in corrected} == {"2"}
    assert len(corrected) == 6


def test_revoked_awards_are_marked(download):
    revoked = [row for row in of_csv(download("awards.csv")) if row["state"] == "revoked"]
    assert [row["revoked_on"] for row in revoked] == ["2018-09-20"]


@each_set
@each_authority
def test_there_is_nobody_s_name_in_the_data(download, slug, code):
    """Neither signers of decisions, nor signatories of pledges, nor users."""
    fields = (
        (Decision, "signer_name"),
        (PledgeSignature, "signatory_name"),
        (User, "username"),
        (User, "email"),
        (User, "first_name"),
        (User, "last_name"),
    )
    names = {
        value for model, field in fields for value in model.objects.values_list(field, flat=True)
    }
    cells = {value for row in of_csv(download(f"{slug}.csv", code)) for value in row.values()}
    assert len(names - {""}) > 20
    assert [name for name in names if len(name) > 3 and any(name in cell for cell in cells)] == []


@each_authority
@each_set
def test_no_code_of_the_other_authority_is_in_the_data(download, slug, code):
    own, other = ("PY-", "BD-") if code == "phu-yen" else ("BD-", "PY-")
    text = download(f"{slug}.csv", code).decode()
    assert other not in text
    assert slug in ("blocs", "decisions") or own in text


@pytest.mark.parametrize(
    "name",
    ["results.xml", "results.", "x.csv", "users.csv", "RESULTS.csv", "results.csv.csv", "results"],
)
def test_any_other_name_is_not_found(at, name):
    assert at("phu-yen", f"{FOLDER['vi']}{name}", follow=True).status_code == 404


@pytest.mark.parametrize("language", ["vi", "en"])
@each_authority
def test_the_description_names_every_set_with_the_columns_of_its_file(download, code, language):
    package = json.loads(download("datapackage.json", code, language))
    assert package["name"] == code
    assert [resource["name"] for resource in package["resources"]] == list(DATASETS)
    for resource in package["resources"]:
        rows = of_csv(download(resource["path"], code, language))
        assert [field["name"] for field in resource["schema"]["fields"]] == list(rows[0])
        for field in resource["schema"]["fields"]:
            allowed = set(field.get("constraints", {}).get("enum", ())) | {""}
            if len(allowed) > 1:
                assert {row[field["name"]] for row in rows} <= allowed
