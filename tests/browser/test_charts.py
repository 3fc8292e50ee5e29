"""Charts as a reader sees them: large enough, nothing on top of anything else, nothing cut off."""

import re

import pytest
from django.template import engines
from django.utils import translation

from portal.charts import Columns, Group, Place, Point, Profile, Ranks, Series

from ..conftest import ROOT
from .test_accessibility import violations

CSS = ROOT / "portal" / "static" / "portal" / "css"
STYLES = ("tokens", "base", "layout", "components", "charts")
YEARS = [str(year) for year in range(2009, 2021)]
COUNTS = [3, 6, 7, None, 9, 12, 15, 15, 18, 22, 26, 2_800]
SHARES = [0, 10, 12.5, None, 18, 20, 22, 28.9, 31.6, 35.5, 39.4, 100]
RANKS = [12, 10, 11, 9, 5, 6, None, 13, 2, 1, 1, 3]
GROUP = "Phong trào văn hóa, thể thao, an sinh xã hội và hoạt động của công đoàn cơ sở"
CHARTS = [
    Columns(
        "Members", "enterprises", list(map(Point, YEARS, COUNTS, SHARES)), "share of the stable"
    ),
    Columns("Members of five years", "enterprises", list(map(Point, YEARS[-5:], COUNTS[-5:]))),
    Columns("One year", "enterprises", [Point("2020", 6_300)]),
    Profile("Points", [Group(GROUP, 512.5, 550, 388, 455.25, 530), Group("Bonus", None, 50)]),
    Ranks(
        "Rank",
        YEARS,
        [Series("A", {y: Place(r, 68) for y, r in zip(YEARS, RANKS, strict=True) if r})],
    ),
    Ranks("Ranks", YEARS[-5:], [Series(GROUP, {y: Place(1) for y in YEARS})] * 3),
]
# Every visible text of every drawing: where it stands, and how large it is.
TEXTS = """() => [...document.querySelectorAll('svg[role]')].map(
  svg => [...svg.querySelectorAll('text')]
  .filter(text => text.getClientRects().length && text.textContent)
  .map(text => ({box: text.getBoundingClientRect().toJSON(), text: text.textContent,
                 size: parseFloat(getComputedStyle(text).fontSize)})))"""


@pytest.fixture(params=["sea", "lotus"])
def charts(request, page):
    """A page of charts at a width: `charts(390)`."""
    template = engines["django"].from_string(
        "{% load chart_tags %}{% for each in charts %}{% chart each %}{% endfor %}"
    )
    with translation.override("en"):
        body = re.sub(r"<use [^>]*></use>", "", template.render({"charts": CHARTS}))
    css = "".join((CSS / f"{name}.css").read_text() for name in STYLES)

    def show(width: int):
        page.set_viewport_size({"width": width, "height": 900})
        page.set_content(
            f'<!doctype html><html lang="en" data-theme="{request.param}"><title>Charts</title>'
            f'<style>{css}</style><main class="wrap"><h1>Charts</h1>{body}</main></html>'
        )
        return page

    return show


def overlap(one: dict[str, float], other: dict[str, float]) -> bool:
    across = min(one["right"], other["right"]) - max(one["left"], other["left"])
    down = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
    return across > 1 and down > 5  # a line of text is taller than its letters


@pytest.mark.parametrize("width", [360, 390, 768, 1280])
def test_texts_are_legible_apart_and_on_the_page(charts, width) -> None:
    page = charts(width)
    for texts in page.evaluate(TEXTS):
        assert min(text["size"] for text in texts) >= 11
        assert all(t["box"]["left"] >= 0 and t["box"]["right"] <= width for t in texts)
        pairs = [(a, b) for i, a in enumerate(texts) for b in texts[i + 1 :]]
        assert [(a["text"], b["text"]) for a, b in pairs if overlap(a["box"], b["box"])] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_with_the_tables_open(charts, width) -> None:
    page = charts(width)
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert violations(page) == []
