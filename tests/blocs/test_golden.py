"""The golden figures of the sample, each at its own date."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from blocs.figures import UnknownFigure, figure_compute, figures_compute
from blocs.models import Bloc, Membership
from portal.tenancy.models import Authority

GOLDEN = yaml.safe_load((Path(__file__).parent.parent / "data" / "golden.yaml").read_text())[
    "golden"
]
PY, BD = GOLDEN["phu-yen"], GOLDEN["binh-dinh"]

pytestmark = pytest.mark.django_db


def value(authority: Authority, code: str, as_of: date, bloc: Bloc | None = None):
    return figure_compute(code, authority=authority, as_of=as_of, bloc=bloc).value


def rows(kind: str):
    return [
        pytest.param(code, day, row, id=f"{code} {day}")
        for code in ("phu-yen", "binh-dinh")
        for day, row in GOLDEN[code][kind].items()
    ]


@pytest.mark.parametrize(("code", "day", "row"), rows("as_of"))
def test_members_and_denominator(code, day, row):
    authority = Authority.objects.get(code=code)
    coverage = figure_compute("membership.coverage", authority=authority, as_of=day)
    assert coverage.numerator.value == row["members"]
    if "stable" in row:
        assert coverage.denominator.value == row["stable"]
        assert value(authority, "enterprise.stable", day) == row["stable"]
    if "phrase_vi" in row:
        assert coverage.render("vi") == row["phrase_vi"]
    if "phrase_en" in row:
        assert coverage.render("en") == row["phrase_en"]


def test_coverage_gap_and_blocs_of_the_seed(phu_yen):
    day = date(2019, 4, 5)
    row = PY["as_of"][day]
    share = value(phu_yen, "membership.coverage", day)
    assert round(share, 2) == Decimal(str(row["coverage"]))
    assert value(phu_yen, "membership.gap", day) == row["gap"]
    assert value(phu_yen, "bloc.active", day) == row["active_blocs"]


@pytest.mark.parametrize(
    ("day", "code", "members"),
    [
        (day, code, n)
        for day, row in PY["as_of"].items()
        for code, n in row.get("by_bloc", {}).items()
    ],
)
def test_members_by_bloc(phu_yen, day, code, members):
    bloc = Bloc.objects.of(phu_yen).get(code=code)
    assert value(phu_yen, "membership.active", day, bloc) == members


@pytest.mark.parametrize(
    ("kind", "year", "expected"),
    [
        (kind, year, n)
        for kind in ("new", "readmitted", "left", "transfers")
        for year, n in PY[kind].items()
    ],
)
def test_movements_of_a_year(phu_yen, kind, year, expected):
    assert value(phu_yen, f"membership.{kind}", date(year, 12, 31)) == expected


def test_new_members_came_into_so_many_blocs(phu_yen):
    for year, blocs in PY["new_blocs"].items():
        assert value(phu_yen, "membership.new.blocs", date(year, 12, 31)) == blocs


def test_first_year(phu_yen):
    assert value(phu_yen, "bloc.first_year", date(2019, 4, 5)) == PY["first_year"]


def test_a_naive_count_of_entries_would_be_wrong(phu_yen):
    entries = Membership.objects.of(phu_yen).joined_in(2019).count()
    assert entries == PY["naive_new_2019"]
    assert value(phu_yen, "membership.new", date(2019, 12, 31)) == entries - 1


def test_membership_rows(phu_yen, binh_dinh):
    assert Membership.objects.of(phu_yen).count() == PY["membership_rows"]
    assert Membership.objects.of(binh_dinh).count() == BD["membership_rows"]


def test_renderings_of_the_seed(phu_yen):
    codes = ["membership.new", "membership.new.blocs", "membership.active", "membership.coverage"]
    figures = figures_compute(codes, authority=phu_yen, as_of=date(2019, 4, 5))
    assert [figure.render("vi") for figure in figures] == PY["rendered_vi"]
    assert [figure.render("en") for figure in figures] == PY["rendered_en"]


def test_each_figure_names_the_decision_behind_it(phu_yen):
    codes = ["bloc.first_year", "membership.new", "membership.active", "membership.coverage"]
    figures = figures_compute(codes, authority=phu_yen, as_of=date(2019, 4, 5))
    numbers = [[decision.full_number for decision in figure.sources] for figure in figures]
    assert numbers == [["9031/QĐ-BQL"], ["9028/QĐ-BQL"], ["9028/QĐ-BQL"], ["9028/QĐ-BQL"]]


def test_before_anything_existed_a_share_is_undefined_and_says_so(phu_yen):
    coverage = figure_compute("membership.coverage", authority=phu_yen, as_of=date(1990, 1, 1))
    assert coverage.value is None
    assert coverage.render("vi") == "–"


def test_an_unknown_figure_is_an_error_of_its_own(phu_yen):
    with pytest.raises(UnknownFigure):
        figure_compute("membership.imagined", authority=phu_yen, as_of=date(2019, 4, 5))


def test_figures_computed_together_read_each_table_once(phu_yen, django_assert_max_num_queries):
    codes = ["bloc.first_year", "membership.new", "membership.new.blocs", "membership.coverage"]
    with django_assert_max_num_queries(5):
        figures_compute(codes, authority=phu_yen, as_of=date(2019, 4, 5))
