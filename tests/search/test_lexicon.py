"""The Vietnamese–English lexicon: its form is held, its readings clean, the glossary agreed."""

import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
import yaml

from portal.text import canonical, iy_canonical

FOLDER = Path(__file__).parents[2] / "search" / "data" / "lexicon"
FILES = sorted(FOLDER.glob("*.yaml"))
ENTRIES = [
    (file.stem, entry) for file in FILES for entry in yaml.safe_load(file.read_text())["entries"]
]
SIDES = {"vi", "en", "abbr"}

# What the glossary of the product says, and what readers must therefore be shown.
GLOSSARY = {
    "thi đua": "emulation",
    "khen thưởng": "commendation",
    "thi đua, khen thưởng": "emulation and commendation",
    "phong trào thi đua": "emulation movement",
    "khối thi đua": "emulation bloc",
    "Trưởng khối thi đua": "bloc leader",
    "giao ước thi đua": "emulation pledge",
    "ký kết giao ước thi đua": "sign the emulation pledge",
    "kiện toàn khối thi đua": "consolidate the emulation bloc",
    "quy chế hoạt động": "operating regulations",
    "hội nghị sơ kết": "interim review conference",
    "hội nghị tổng kết": "year-end review conference",
    "bảng tiêu chí chấm điểm": "scoring criteria table",
    "tự chấm điểm": "self-scoring",
    "chấm điểm chéo": "cross-scoring",
    "xếp hạng thi đua": "emulation ranking",
    "điển hình tiên tiến": "advanced role model",
    "Bằng khen": "Certificate of Merit",
    "Giấy khen": "Certificate of Commendation",
    "Tập thể lao động xuất sắc": "Excellent Labor Collective",
    "khu kinh tế": "economic zone",
    "khu công nghiệp": "industrial park",
    "Ban Quản lý Khu kinh tế": "Economic Zone Management Board",
    "an toàn, vệ sinh lao động": "occupational safety and health",
    "kim ngạch xuất khẩu": "export turnover",
}

# Syllables that no Vietnamese word has, but names and borrowed words in use do.
BORROWED = re.compile(r"[fjwz]", re.IGNORECASE)
KNOWN_BORROWED = {"fdi", "golf", "iuu", "evfta", "kwh", "mw", "web", "website"}


def readings(side):
    return [(file, reading) for file, entry in ENTRIES for reading in entry.get(side, [])]


def key(reading):
    """One key for spellings that search unites, as they count for one reading."""
    return re.sub(r"[\s,–-]+", " ", iy_canonical(canonical(reading))).casefold()


def test_there_are_enough_headwords():
    assert len(ENTRIES) >= 1500
    assert len(FILES) >= 10


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_an_entry_has_a_line_of_its_own(file):
    entry = re.compile(r"  - \{vi: \[.+\], en: \[.+\](, abbr: \[.+\])?\}")
    lines = file.read_text().splitlines()
    wrong = [
        line
        for line in lines
        if line != "entries:" and not re.match(r" {0,2}# \S", line) and not entry.fullmatch(line)
    ]
    assert wrong == []


def test_entries_hold_lists_of_words():
    wrong = [
        entry
        for _, entry in ENTRIES
        if not {"vi", "en"} <= entry.keys() <= SIDES
        or not all(values and all(isinstance(v, str) for v in values) for values in entry.values())
    ]
    assert wrong == []


def test_no_vietnamese_reading_stands_twice():
    """A headword once over all files, and no synonym that is an entry elsewhere."""
    owners = Counter(
        reading for _, entry in ENTRIES for reading in {key(each) for each in entry["vi"]}
    )
    assert [reading for reading, count in owners.items() if count > 1] == []


def test_no_reading_stands_twice_in_an_entry():
    wrong = [
        entry
        for _, entry in ENTRIES
        for side, values in entry.items()
        if len({value.casefold() for value in values}) < len(values)
    ]
    assert wrong == []


@pytest.mark.parametrize("side", sorted(SIDES))
def test_readings_are_clean_text(side):
    wrong = [
        (file, reading)
        for file, reading in readings(side)
        if reading != " ".join(reading.split())
        or not unicodedata.is_normalized("NFC", reading)
        or re.search(r"[<>&;]", reading.replace("&CNCH", "").replace("R&D", "").replace("S&T", ""))
    ]
    assert wrong == []


def test_vietnamese_is_written_in_its_alphabet():
    letter = r"[a-zà-ỹđăâêôơư\d\s,./%–-]"
    wrong = [
        (file, reading)
        for file, reading in readings("vi")
        if not re.fullmatch(f"{letter}+", reading.casefold())
        or any(
            BORROWED.search(word) and word.casefold() not in KNOWN_BORROWED
            for word in reading.split()
        )
    ]
    assert wrong == []


def test_english_is_ascii_and_short():
    wrong = [
        (file, reading)
        for file, reading in readings("en")
        if not reading.isascii() or len(reading.split()) > 5
    ]
    assert wrong == []


def test_abbreviations_are_mostly_capitals():
    def shape(abbreviation):
        capitals = sum(letter.isupper() for letter in abbreviation)
        return not re.search(r"\s", abbreviation) and 2 * capitals >= len(abbreviation)

    assert [each for each in readings("abbr") if not shape(each[1])] == []


@pytest.mark.parametrize(("vi", "en"), GLOSSARY.items())
def test_the_glossary_is_agreed_with(vi, en):
    assert [entry["en"][0] for _, entry in ENTRIES if entry["vi"][0] == vi] == [en]


def test_emulation_is_never_shown_as_anything_else():
    shown = {entry["en"][0] for _, entry in ENTRIES if "thi đua" in entry["vi"][0].casefold()}
    assert not [each for each in shown if re.search("imitation|competition|block", each)]


@pytest.mark.parametrize(
    ("english", "vietnamese"),
    [
        ("wastewater", "nước thải"),
        ("fire drill", "diễn tập chữa cháy"),
        ("blood donation", "hiến máu"),
        ("football tournament", "giải bóng đá"),
        ("charity house", "nhà tình thương"),
        ("overtime", "làm thêm giờ"),
        ("strike", "đình công"),
        ("collective agreement", "thỏa ước lao động tập thể"),
        ("payroll", "bảng lương"),
        ("flood relief", "cứu trợ"),
        ("fishing quota", "hạn ngạch khai thác"),
        ("sawn timber", "gỗ xẻ"),
        ("wood pellets", "viên nén gỗ"),
        ("cassava starch", "tinh bột sắn"),
        ("power outage", "mất điện"),
        ("site clearance", "giải phóng mặt bằng"),
        ("competition", "thi đua"),
        ("labor safety", "an toàn lao động"),
        ("labour safety", "an toàn lao động"),
    ],
)
def test_what_readers_type_leads_to_vietnamese(english, vietnamese):
    found = {entry["vi"][0] for _, entry in ENTRIES if english in entry["en"]}
    assert vietnamese in found


# --- paraphrases ---------------------------------------------------------------------------
PARAPHRASES = yaml.safe_load((FOLDER.parent / "paraphrases.yaml").read_text())["entries"]


def test_a_paraphrase_has_readings_in_both_languages():
    assert len(PARAPHRASES) >= 500
    assert all({"vi", "en"} <= row.keys() <= SIDES for row in PARAPHRASES)
    texts = [text for row in PARAPHRASES for values in row.values() for text in values]
    assert all(text == " ".join(str(text).split()) for text in texts)
    assert all(unicodedata.is_normalized("NFC", text) for text in texts)
    assert [text for text in texts if len(text.split()) > 8] == []
