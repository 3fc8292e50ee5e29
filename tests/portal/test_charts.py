"""Charts draw the numbers they are given, say them and table them; no input upsets them."""

import re
from decimal import Decimal
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup, Tag
from django.template import engines
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.charts import Chart, Columns, Group, Place, Point, Profile, Ranks, Series

YEARS = [str(year) for year in range(2016, 2021)]
MEMBERS = Columns(
    title="Members by year",
    unit="enterprises",
    share="coverage",
    points=[
        Point("2016", 15, Decimal("28.85")),
        Point("2017", 18, Decimal("31.58")),
        Point("2018", 22, Decimal("35.48")),
        Point("2019", 26, Decimal("39.39")),
        Point("2020", 28, Decimal("40.58")),
    ],
)
SCORES = Profile(
    title="Points of 2019",
    groups=[
        Group("Business", 512.5, 550, lowest=388, average=Decimal("455.256"), best=530),
        Group("Legal compliance", 185, 200),
        Group("Phong trào văn hóa", 60, 100, lang="vi"),
    ],
)
PLACES = {"2016": Place(5, 11), "2017": Place(3, 12), "2018": Place(6, 12), "2020": Place(2, 13)}
RANK = Ranks(title="Rank by year", years=YEARS, series=[Series("Hải Long", PLACES)])
RANKS = Ranks(
    title="Ranks by year",
    years=YEARS,
    series=[Series("Hải Long", PLACES), Series("An Hưng", {y: Place(3, 12) for y in YEARS})],
)
every_kind = pytest.mark.parametrize("chart", [MEMBERS, SCORES, RANK, RANKS])


def render(*charts: Chart | None, language: str = "en") -> BeautifulSoup:
    template = engines["django"].from_string(
        "{% load chart_tags %}{% for each in charts %}{% chart each %}{% endfor %}"
    )
    with translation.override(language):
        return BeautifulSoup(template.render({"charts": charts}), "html.parser")


def texts(tree: BeautifulSoup | Tag, selector: str) -> list[str]:
    return [element.get_text(strip=True) for element in tree.select(selector)]


def cells(tree: BeautifulSoup) -> list[list[str]]:
    return [texts(row, "th, td") for row in tree.select("tr")]


def places(tree: BeautifulSoup, selector: str, attribute: str) -> list[float]:
    return [float(str(e[attribute]).removesuffix("%")) for e in tree.select(selector)]


# --- what every kind promises --------------------------------------------------------------
@every_kind
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_drawing_is_an_image_named_by_title_and_summary(chart: Chart, language: str) -> None:
    tree = render(chart, language=language)
    [image] = tree.select("[role=img]")
    names = [tree.find(id=name) for name in str(image["aria-labelledby"]).split()]
    with translation.override(language):
        assert [name.get_text() for name in names if name] == [chart.title, chart.summary]
        assert len(chart.summary) > 10


@every_kind
def test_pages_with_charts_may_forbid_inline_styles_and_scripts(chart: Chart) -> None:
    tree = render(chart)
    assert not tree.select("[style], style, script")
    assert not [name for tag in tree.find_all(True) for name in tag.attrs if name.startswith("on")]


def test_ids_tell_charts_apart_and_stay_the_same() -> None:
    tree, again = render(MEMBERS, SCORES, RANK, RANKS), render(MEMBERS, SCORES, RANK, RANKS)
    ids = [tag["id"] for tag in tree.select("[id]")]
    assert len(set(ids)) == len(ids) == 8
    assert ids == [tag["id"] for tag in again.select("[id]")]


def test_what_editors_wrote_is_escaped() -> None:
    chart = Columns("<b>A</b>", "<i>", [Point("<u>", 1)])
    assert not render(chart).select("b, i, u")


@pytest.mark.parametrize(
    "chart",
    [
        Columns("Members", "enterprises", []),
        Columns("Members", "enterprises", [Point("2020", None), Point("2021", float("nan"))]),
        Profile("Points", [Group("Business", None, 550, best=540)]),
        Ranks("Ranks", YEARS, []),
        Ranks("Ranks", YEARS, [Series("An Hưng", {"1999": Place(1)})]),
        None,
    ],
)
def test_without_a_number_nothing_is_shown(chart: Chart | None) -> None:
    assert str(render(chart)).strip() == ""


def test_without_a_number_the_empty_text_is_shown() -> None:
    tree = render(Ranks("Ranks", YEARS, [], empty="Not ranked yet."))
    assert texts(tree, "p.empty") == ["Not ranked yet."]
    assert not tree.select("figure")


# --- columns -------------------------------------------------------------------------------
def test_columns_say_and_table_the_numbers_of_the_sample() -> None:
    assert texts(render(MEMBERS), ".chart__summary") == [
        "Enterprises: from 15 (2016) up to 28 (2020); "
        "coverage: from 28.9% (2016) up to 40.6% (2020)."
    ]
    assert cells(render(MEMBERS, language="vi"))[1:] == [
        ["2016", "15", "28,9%"],
        ["2017", "18", "31,6%"],
        ["2018", "22", "35,5%"],
        ["2019", "26", "39,4%"],
        ["2020", "28", "40,6%"],
    ]


def test_columns_print_values_and_years() -> None:
    tree = render(MEMBERS, language="vi")
    assert texts(tree, "svg .chart__tick") == YEARS
    assert texts(tree, "svg g:not(.chart__second) > .chart__value") == [
        "15",
        "18",
        "22",
        "26",
        "28",
    ]
    assert texts(tree, ".chart__second > .chart__value")[-1] == "40,6%"


def test_columns_are_as_high_as_their_values() -> None:
    heights = places(render(MEMBERS), "svg[role] .chart__column", "height")
    assert [height / heights[0] for height in heights] == pytest.approx(
        [1, 18 / 15, 22 / 15, 26 / 15, 28 / 15], rel=0.01
    )


def test_the_line_stays_above_the_columns() -> None:
    tree = render(MEMBERS)
    assert max(places(tree, "svg[role] .chart__dot", "cy")) < min(
        places(tree, "svg[role] .chart__column", "y")
    )


def test_a_missing_share_breaks_the_line() -> None:
    shares = [10, None, 20, 30]
    chart = Columns("A", "b", [Point(y, 1, s) for y, s in zip(YEARS, shares, strict=False)], "c")
    tree = render(chart)
    assert len(tree.select("svg[role] .chart__line")) == 1
    assert len(tree.select("svg[role] .chart__dot")) == 3
    assert cells(tree)[2] == ["2017", "1", "–"]


def test_a_nought_is_a_number_and_a_missing_one_is_not() -> None:
    tree = render(Columns("A", "b", [Point("2019", 0), Point("2020", None), Point("2021", 4)]))
    assert texts(tree, "svg .chart__value") == ["0", "–", "4"]
    assert places(tree, ".chart__column", "height")[:2] == [0, 0]


def test_negative_values_hang_from_the_axis() -> None:
    tree = render(Columns("A", "b", [Point("2019", -3), Point("2020", 3)]))
    [axis] = places(tree, ".chart__axis", "y1")
    down, up = places(tree, ".chart__column", "y")
    assert up < down == axis
    assert texts(tree, ".chart__summary") == ["B: from -3 (2019) up to 3 (2020)."]


def test_only_labels_with_room_are_written() -> None:
    many = [Point(str(year), 1000 + year) for year in range(1990, 2021)]
    tree = render(Columns("A", "b", many))
    phone = texts(tree, ".chart__room--all .chart__tick")
    screen = texts(tree, "[class^=chart__room] .chart__tick")
    assert phone[-1] == screen[-1] == "2020"
    assert len(phone) < len(screen) < len(many)
    assert set(phone) < set(screen)
    assert len({int(b) - int(a) for a, b in pairwise(screen)}) == 1
    assert len(tree.select("tbody tr")) == len(many)


# --- profile -------------------------------------------------------------------------------
def test_profile_says_and_tables_the_points() -> None:
    assert texts(render(SCORES), ".chart__summary") == [
        "Nearest to the maximum: Business (512.5 / 550); "
        "furthest from it: Phong trào văn hóa (60 / 100)."
    ]
    assert texts(render(SCORES, language="vi"), ".chart__points")[0] == "512,5 / 550"
    assert cells(render(SCORES, language="vi"))[1:] == [
        ["Business", "512,5", "550", "388", "455,26", "530"],
        ["Legal compliance", "185", "200", "–", "–", "–"],
        ["Phong trào văn hóa", "60", "100", "–", "–", "–"],
    ]


def test_profile_marks_where_the_bloc_stands() -> None:
    tree = render(SCORES)
    first = tree.select(".chart__row")[0]
    assert [line["x1"] for line in first.select(".chart__range")] == ["70.55%", "70.55%", "96.36%"]
    assert not tree.select(".chart__row")[1].select(".chart__range, .chart__mean")


def test_profile_without_a_bloc_has_no_marks_and_no_columns_for_it() -> None:
    tree = render(Profile("Points", [Group("Business", 1, 2)]))
    assert cells(tree) == [["Criterion group", "Points", "Maximum"], ["Business", "1", "2"]]
    assert not tree.select(".chart__legend, .chart__range, .chart__mean")


@pytest.mark.parametrize(
    ("points", "maximum", "width"),
    [(50, 200, "25.00%"), (110, 100, "100.00%"), (-5, 100, "0.00%"), (0, 0, None), (None, 5, None)],
)
def test_bonus_and_penalty_points_stay_on_the_bar(points, maximum, width) -> None:
    tree = render(Profile("Points", [Group("A", points, maximum), Group("B", 1, 2)]))
    fill = tree.select(".chart__row")[0].select_one(".chart__fill")
    assert (fill["width"] if fill else None) == width


def test_labels_in_another_language_are_marked() -> None:
    tree = render(SCORES)
    assert texts(tree, ".chart__label[lang=vi]") == ["Phong trào văn hóa"]
    assert texts(tree, "th[lang=vi]") == ["Phong trào văn hóa"]


# --- ranks ---------------------------------------------------------------------------------
def test_rank_says_and_tables_the_places() -> None:
    tree = render(RANK)
    assert texts(tree, ".chart__summary") == ["From rank 5/11 (2016) up to rank 2/13 (2020)."]
    assert texts(tree, "svg .chart__value") == ["5/11", "3/12", "6/12", "2/13"]
    assert cells(tree) == [
        ["Year", "Rank"],
        *[["2016", "5/11"], ["2017", "3/12"], ["2018", "6/12"], ["2019", "–"], ["2020", "2/13"]],
    ]


def test_better_ranks_stand_higher_and_a_year_without_one_is_a_gap() -> None:
    tree = render(RANK)
    first, second, third, last = places(tree, "svg.chart__spot", "y")
    assert last < second < first < third
    assert len(tree.select("svg[role] .chart__line")) == 2


def test_the_first_rank_is_at_the_top_of_the_axis() -> None:
    tree = render(Ranks("R", YEARS, [Series("A", {"2016": Place(1, 68), "2017": Place(9, 68)})]))
    ticks = [text for text in texts(tree, ".chart__tick") if text not in YEARS]
    assert ticks == ["1", "5", "10", "15", "18"]
    assert places(tree, "svg.chart__spot", "y")[0] == min(places(tree, ".chart__grid", "y1"))


def test_several_series_differ_by_shape_or_dash_and_equal_ranks_stand_side_by_side() -> None:
    twelve = [Series(f"E{i}", {"2019": Place(2), "2020": Place(2)}) for i in range(12)]
    tree = render(Ranks("R", ["2019", "2020"], twelve))
    looks = {
        (str(item["class"]), str(item.select_one("path")["d"]))
        for item in tree.select(".chart__legend li")
    }
    assert len(looks) == 12
    spots = places(tree, "svg.chart__spot", "x")
    assert len(set(spots)) == 24
    assert max(spots[0::2]) < 53 < min(spots[1::2])


def test_a_long_summary_is_only_read_aloud() -> None:
    names = ["Công ty cổ phần Thủy sản Hải Long", "Công ty TNHH Cơ điện tử Lữ Quang", "An Hưng"]
    tree = render(Ranks("R", YEARS, [Series(name, PLACES) for name in names]))
    assert not tree.select(".chart__summary")
    assert len(texts(tree, "figcaption .visually-hidden")[0]) > 200


# --- any input -----------------------------------------------------------------------------
numbers = st.none() | st.one_of(
    st.integers(-(10**12), 10**12),
    st.decimals(-(10**12), 10**12, places=3),
    st.floats(-1e12, 1e12),
    st.sampled_from([float("nan"), float("inf"), Decimal("NaN"), Decimal("-Infinity"), 0, -0.0]),
)
words = st.text(max_size=40)
columns = st.builds(
    Columns, words, words, st.lists(st.builds(Point, words, numbers, numbers), max_size=40), words
)
groups = st.builds(Group, words, numbers, numbers, numbers, numbers, numbers)
profiles = st.builds(Profile, words, st.lists(groups, max_size=30))
years = st.lists(st.integers(1990, 2030).map(str) | words, max_size=40)
ranked = st.none() | st.builds(Place, st.integers(-3, 10**9), st.none() | st.integers(-3, 10**9))


@st.composite
def rankings(draw: st.DrawFn) -> Ranks:
    shown = draw(years)
    keys = st.sampled_from(shown) if shown else st.just("2020")
    series = st.builds(Series, words, st.dictionaries(keys, ranked, max_size=40))
    return Ranks(draw(words), shown, draw(st.lists(series, max_size=6)))


LENGTHS = ("x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "width", "height")


@settings(deadline=None)
@given(columns | profiles | rankings(), st.sampled_from(["vi", "en"]))
def test_whatever_is_drawn_stays_on_the_paper(chart: Chart, language: str) -> None:
    tree = render(chart, language=language)
    assert bool(tree.select("figure")) == chart.has_numbers
    for tag in tree.select("svg[width='100%'] *"):
        places = {
            name: float(str(tag[name])[:-1])
            for name in LENGTHS
            if name in tag.attrs and str(tag[name]).endswith("%")
        }
        assert all(0 <= place <= 100 for place in places.values()), tag
        assert places.get("x", 0) + places.get("width", 0) <= 100.02, tag
        assert places.get("y", 0) + places.get("height", 0) <= 100.02, tag


@settings(deadline=None)
@given(columns | profiles | rankings())
def test_no_place_is_written_with_a_comma(chart: Chart) -> None:
    for tag in render(chart, language="vi").select("svg *"):
        for name in LENGTHS:
            assert re.fullmatch(r"-?[\d.]+%?", str(tag.get(name, "0"))), tag
