"""The judged set holds together: what is referred to exists, halves and groups are usable."""

import datetime
import json
import re
from collections import Counter
from pathlib import Path

import pytest

JUDGED = Path(__file__).parent / "judged"
TYPES = {
    "news", "report", "decision", "regulation", "pledge", "award", "record", "conference",
    "enterprise", "bloc",
}  # fmt: skip
PERIODS = {"year", "q1", "q2", "q3", "q4", "h1", "h2", "9m"}
GROUPS = {
    "accents": {"no_diacritics": 12, "d_stroke": 8, "partial_accent": 8, "nfd": 6},
    "spelling": {"tone_placement": 10, "i_y_variants": 8, "accent_disambiguation": 14},
    "words": {"exact_phrase": 8, "compound": 10, "uppercase": 6},
    "cross_language": {"cross_language_core": 16, "cross_language_tail": 10},
    "numbers": {"document_number": 12, "year_period": 14, "filters": 14},
    "typing": {"entity_typo": 12, "autocomplete": 10, "telex_teencode": 8},
    "encodings_chars": {"legacy_encoding": 6, "special_chars": 14},
    "english_questions": {"en_stemming": 10, "long_natural_language": 10, "abbreviation": 14},
}
NUMBER = re.compile(r"\d{1,4}(/20\d\d)?/QĐ-[A-ZĐ]+")
FIELDS = {
    "source_id", "type", "lang", "title", "body", "date", "year", "period", "bloc", "enterprise",
    "number", "translation_of",
}  # fmt: skip
FILTERS = {"type", "year", "bloc", "period", "enterprise", "in", "date_from", "date_to"}


def read(name):
    return [json.loads(line) for line in (JUDGED / name).read_text().splitlines()]


@pytest.fixture(scope="module")
def documents():
    return {document["source_id"]: document for document in read("documents.jsonl")}


@pytest.fixture(scope="module")
def queries():
    return read("queries.jsonl")


def test_documents_are_counted_once(documents):
    assert len(documents) == len(read("documents.jsonl")) == 240
    assert Counter(one["lang"] for one in documents.values()) == {"vi": 175, "en": 65}
    types = Counter(one["type"] for one in documents.values())
    assert set(types) == TYPES
    assert (types["bloc"], types["enterprise"]) == (8, 40)
    assert sum("translation_of" in one for one in documents.values()) == 25


def test_documents_are_valid(documents):
    for one in documents.values():
        assert set(one) <= FIELDS, one["source_id"]
        assert one["title"].strip(), one["source_id"]
        assert len(one["body"].split()) >= 35, one["source_id"]
        assert 2015 <= one["year"] <= 2021, one["source_id"]
        assert one.get("period", "year") in PERIODS, one["source_id"]
        if "date" in one:
            datetime.date.fromisoformat(one["date"])
        if one["type"] == "decision":
            assert NUMBER.fullmatch(one["number"]), one["source_id"]


def test_documents_refer_to_documents_of_the_right_type(documents):
    for one in documents.values():
        for field in ("bloc", "enterprise"):
            if field in one:
                assert documents[one[field]]["type"] == field, one["source_id"]
        if "translation_of" in one:
            original = documents[one["translation_of"]]
            assert one["lang"] != original["lang"], one["source_id"]
            assert one["type"] == original["type"], one["source_id"]
            assert "translation_of" not in original, one["source_id"]


def test_two_documents_never_have_the_same_words(documents):
    texts = [(one["title"], one["body"]) for one in documents.values()]
    assert len(set(texts)) == len(texts)


def test_queries_are_counted_once(queries):
    assert len({one["id"] for one in queries}) == len(queries) == 240
    assert len({(one["q"], str(one["filters"])) for one in queries}) == 240
    for group, categories in GROUPS.items():
        members = [one for one in queries if one["group"] == group]
        assert len(members) >= 18, group
        assert Counter(one["category"] for one in members) == categories, group


def test_halves_are_balanced(queries):
    for categories in GROUPS.values():
        for category in categories:
            halves = Counter(one["half"] for one in queries if one["category"] == category)
            assert set(halves) == {"dev", "test"}, category
            assert abs(halves["dev"] - halves["test"]) <= 1, category


def test_judgements_are_of_documents_that_pass_the_filters(documents, queries):
    for one in queries:
        assert one["lang"] in {"vi", "en"}, one["id"]
        assert set(one["filters"]) <= FILTERS, one["id"]
        assert bool(one["filters"]) == (one["category"] == "filters"), one["id"]
        assert set(one["judgements"].values()) <= {1, 2, 3}, one["id"]
        assert 3 in one["judgements"].values(), one["id"]
        for source_id in one["judgements"]:
            assert passes(documents[source_id], one["filters"]), (one["id"], source_id)


def passes(document, filters):
    for name, wanted in filters.items():
        if name == "date_from":
            kept = document.get("date", "") >= wanted
        elif name == "date_to":
            kept = document.get("date", "9999") <= wanted
        else:
            kept = document.get("lang" if name == "in" else name) in wanted
        if not kept:
            return False
    return True


def test_robustness_queries_are_strings_or_repetitions():
    hostile = json.loads((JUDGED / "robustness.json").read_text())
    assert len(hostile) >= 60
    for one in hostile:
        if not isinstance(one, str):
            text, times = one["repeat"]
            assert text
            assert times > 0
