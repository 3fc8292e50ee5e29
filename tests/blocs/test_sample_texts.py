"""The sample's texts: complete in both languages, spelt one way, and at one with the data."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import chain
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
import yaml

import blocs
from portal.text import canonical, iy_canonical, nfc

DATA = Path(blocs.__file__).parent / "data"
FILES = sorted(path.name for path in DATA.glob("*.yaml"))
INTERNAL = "evidence_texts.yaml"
YEARS = [2016, 2017, 2018, 2019, 2020]
NOT_ENGLISH = re.compile(r"\b(block|imitat|compet(?!en[ct])|industrial zone)", re.IGNORECASE)
NOT_ADMINISTRATIVE = re.compile(
    r"Ban quản lý|[Uu]ỷ|đăng kí|hàng năm|[Pp]hó trưởng|(?<!Phó )trưởng khối|thư ký khối|tỉnh ủy"
    r"|  | [,.;:]|ủy ban nhân dân"
)
MARKER = re.compile(r"(\d+)\. |(dd|[a-zđ])\) ")


def read(name: str) -> Any:
    return yaml.safe_load((DATA / name).read_text())


def nodes(value: Any) -> Iterator[dict[Any, Any]]:
    """Every mapping of a file."""
    if isinstance(value, dict):
        yield value
    for child in value.values() if isinstance(value, dict) else value:
        if isinstance(child, dict | list):
            yield from nodes(child)


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for child in value.values() if isinstance(value, dict) else value:
            yield from strings(child)


def pairs(value: Any) -> Iterator[tuple[str, str]]:
    """Vietnamese and English of every bilingual text; a missing one is empty."""
    for node in nodes(value):
        stems = {re.sub(r"(vi|en)$", "", key) for key in map(str, node) if is_language(key)}
        for stem in stems:
            yield whole(node.get(f"{stem}vi")), whole(node.get(f"{stem}en"))


def whole(text: str | list[str] | None) -> str:
    return "\n".join(strings([text]))


def is_language(key: str) -> bool:
    return key in ("vi", "en") or (key.endswith(("_vi", "_en")) and key != "alt_en")


def leaves(code: str) -> list[str]:
    rows = read("criteria_sets.yaml")["criteria_sets"]
    criteria_set = next(row for row in rows if row["code"] == code)
    return [leaf[0] for group in criteria_set["groups"] for leaf in group["leaves"]]


# --- every file ----------------------------------------------------------------------------
@pytest.mark.parametrize("name", FILES)
def test_one_spelling(name):
    for text in strings(read(name)):
        assert nfc(text) == text
        assert canonical(text) == text.replace("–", "-")
        assert iy_canonical(text) == text


@pytest.mark.parametrize("name", FILES)
def test_both_languages_everywhere(name):
    found = list(pairs(read(name)))
    assert bool(found) is (name != INTERNAL)
    for vi, en in found:
        assert vi and en, (vi, en)


@pytest.mark.parametrize("name", FILES)
def test_words_of_the_domain(name):
    for vi, en in pairs(read(name)):
        assert not NOT_ENGLISH.search(en), en
        assert not NOT_ADMINISTRATIVE.search(vi), vi
    if name == INTERNAL:
        for text in strings(read(name)):
            assert not NOT_ADMINISTRATIVE.search(text), text


# --- regulations ---------------------------------------------------------------------------
def regulation(code: str) -> dict[int, Any]:
    return read("regulation_texts.yaml")["regulations"][code]["versions"]


def articles(chapters: list[dict[str, Any]]) -> dict[str, dict[str, str]]:
    return {row["number"]: row for chapter in chapters for row in chapter["articles"]}


def consolidated(code: str) -> dict[str, dict[str, str]]:
    """Version 2 in full: the articles of version 1, replaced and inserted in their order."""
    versions = regulation(code)
    result = articles(versions[1]["chapters"])
    for change in versions[2]["changes"]:
        number = change["article"]
        if after := change.get("after"):
            at = list(result).index(after) + 1
            rows = list(result.items())
            result = dict([*rows[:at], (number, change), *rows[at:]])
        else:
            result[number] = result[number] | change
    return result


@pytest.mark.parametrize(("code", "chapters", "number"), [("PY-QC", 6, 17), ("BD-QC", 4, 10)])
def test_first_version_is_numbered_through(code, chapters, number):
    first = regulation(code)[1]["chapters"]
    assert [row["number"] for row in first] == ["I", "II", "III", "IV", "V", "VI"][:chapters]
    assert list(articles(first)) == [str(n) for n in range(1, number + 1)]


def test_second_version_changes_what_its_summary_says():
    changed = {row["article"] for row in regulation("PY-QC")[2]["changes"]}
    assert changed == {"5", "8", "8a", "12", "15"}
    first, second = articles(regulation("PY-QC")[1]["chapters"]), consolidated("PY-QC")
    assert list(second) == [*map(str, range(1, 9)), "8a", *map(str, range(9, 18))]
    for number in set(first) - changed:
        assert second[number] == first[number]
    for number in changed - {"8a"}:
        assert second[number]["body_vi"] != first[number]["body_vi"]


def test_repealing_a_clause_leaves_the_others_alone():
    before = articles(regulation("PY-QC")[1]["chapters"])["15"]
    after = consolidated("PY-QC")["15"]
    assert after["heading_vi"] == before["heading_vi"]
    for language in ("vi", "en"):
        old = before[f"body_{language}"].split("\n")
        new = after[f"body_{language}"].split("\n")
        assert [line for line in new if line not in old] == [new[1]]
    assert "bãi bỏ" in after["body_vi"].split("\n")[1]


def bodies() -> Iterator[dict[str, str]]:
    for code in ("PY-QC", "BD-QC"):
        yield from articles(regulation(code)[1]["chapters"]).values()
    yield from consolidated("PY-QC").values()


def test_clauses_and_points_are_numbered_alike_in_both_languages():
    for article in bodies():
        lines = zip(article["body_vi"].split("\n"), article["body_en"].split("\n"), strict=True)
        clause, points = 0, ""
        for vi, en in lines:
            mark, english = MARKER.match(vi), MARKER.match(en)
            assert mark and english and mark[0] == english[0].replace("dd)", "đ)"), (vi, en)
            if mark[1]:
                clause, points = clause + 1, ""
                assert int(mark[1]) == clause, vi
            else:
                points += mark[2]
                assert "abcdđe".startswith(points), vi


def test_references_lead_to_articles():
    for version in (articles(regulation("PY-QC")[1]["chapters"]), consolidated("PY-QC")):
        for article in version.values():
            for number in re.findall(r"Điều (\d+[a-z]?)", article["body_vi"]):
                assert number in version


def test_thresholds_of_classification_are_those_of_the_criteria_sets():
    rows = {row["code"]: row for row in read("criteria_sets.yaml")["criteria_sets"]}
    texts = {
        "PY-2019": consolidated("PY-QC")["12"]["body_vi"],
        "BD-2019": articles(regulation("BD-QC")[1]["chapters"])["7"]["body_vi"],
    }
    for code, text in texts.items():
        for points in rows[code]["bands"].values():
            assert f"từ {points} " in text


# --- awards --------------------------------------------------------------------------------
AWARDS = {"CO_KHOI", "TTLDXS", "BK_TINH", "GK", "CO_TINH", "HCLD3", "BK_TTG", "CO_CP", "TTLDTT"}


@pytest.mark.parametrize("day", [date(2019, 12, 26), date(2023, 12, 31), date(2024, 1, 1)])
def test_one_award_type_of_a_code_is_valid_on_a_date(day):
    valid = [
        row["code"]
        for row in read("award_types.yaml")["award_types"]
        if row["valid_from"] <= day and (row["valid_to"] is None or day < row["valid_to"])
    ]
    assert sorted(valid) == sorted(AWARDS)


def test_award_types_know_their_subject_level_and_law():
    for row in read("award_types.yaml")["award_types"]:
        assert row["subject"] in ("collective", "individual", "both")
        assert row["level"] in ("state", "government", "province", "authority", "bloc")
        law = "06/2022/QH15" if row["valid_from"].year == 2024 else "15/2003/QH11"
        assert (law in row["legal_basis_vi"]) is (row["code"] != "CO_KHOI")
        assert (law in row["legal_basis_en"]) is (row["code"] != "CO_KHOI")
        assert row.get("quota") == (1 if row["code"] == "CO_KHOI" else None)


# --- criteria, evidence, pledges -----------------------------------------------------------
@pytest.mark.parametrize(("code", "number"), [("PY-2019", 19), ("BD-2019", 8)])
def test_every_leaf_has_guidance(code, number):
    guidance = read("criteria_texts.yaml")["criteria"][code]
    assert list(guidance) == leaves(code)
    assert len(guidance) == number
    required = [leaf for leaf, row in guidance.items() if row["evidence_required"]]
    assert number / 4 < len(required) < number / 2
    assert list(read(INTERNAL)["documents"][code]) == required


@pytest.mark.parametrize("code", ["PY-2019", "BD-2019"])
def test_every_leaf_has_words_for_its_sheet(code):
    words = read(INTERNAL)
    assert list(words["topics"][code]) == leaves(code)
    for topic in words["topics"][code].values():
        assert words["self_notes"][topic]
        assert words["cross_remarks"]["higher"][topic].startswith("Cao hơn tự chấm vì")
        assert words["cross_remarks"]["lower"][topic].startswith("Thấp hơn tự chấm vì")


def test_pledges_have_indicators_and_a_theme_a_year():
    texts = read("pledge_texts.yaml")
    assert list(texts["themes"]) == YEARS
    rows = {row["code"]: row for row in texts["indicators"]}
    assert len(rows) == len(texts["indicators"])
    assert [code for code, row in rows.items() if row["direction"] == "le"] == ["accidents"]
    for row in rows.values():
        money = re.search("đồng|USD", row["unit_vi"])
        assert row["commercial"] or not money


# --- reports -------------------------------------------------------------------------------
REPORTS = read("report_texts.yaml")
OF_A_BLOC = {"bloc", "leader", "first", "total"}
OF_ALL_BLOCS = {"blocs", "coverage", "new", "winners", "flags"}


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def levels() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Each level with all the bilingual templates that stand in its reports."""
    for kinds in REPORTS["reports"].values():
        for level, report in kinds.items():
            sections = [REPORTS["sections"][name] for name in report["sections"]]
            yield level, [*pairs(report), *chain.from_iterable(map(pairs, sections))]
    for report in REPORTS["thematic"]:
        yield report["level"], list(pairs(report))


def test_reports_differ_from_year_to_year():
    reports = [report for kinds in REPORTS["reports"].values() for report in kinds.values()]
    for texts in [report["summaries"] for report in reports] + [
        section["paragraphs"] for section in REPORTS["sections"].values()
    ]:
        assert list(texts) in (YEARS, ["founding", *YEARS[1:]])
        for language in ("vi", "en"):
            assert len({row[language] for row in texts.values()}) == len(YEARS)


def test_every_section_is_used():
    used = {
        name
        for kinds in REPORTS["reports"].values()
        for report in kinds.values()
        for name in report["sections"]
    }
    assert used == set(REPORTS["sections"])


def test_placeholders_are_known_and_the_same_in_both_languages():
    known = set(REPORTS["placeholders"])
    used = set()
    for level, templates in levels():
        for vi, en in templates:
            assert fields(vi) == fields(en), (vi, en)
            assert not fields(vi) & (OF_ALL_BLOCS if level == "bloc" else OF_A_BLOC), vi
            used |= fields(vi)
    assert used == known


def test_no_figure_but_from_a_placeholder():
    for _, templates in levels():
        for text in chain.from_iterable(templates):
            rest = re.sub(r"\{\w+\}|06 tháng|COVID-19", "", text)
            assert not re.search(r"\d", rest), text
