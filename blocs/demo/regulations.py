"""Regulations of the sample: each version whole, the second made from the first by its changes."""

from typing import Any

from ..enums import RegulationState
from ..models import Regulation, RegulationArticle, RegulationVersion
from .organisation import Sample
from .source import read

Article = dict[str, Any]


def regulations_load(sample: Sample) -> None:
    """Adopted versions with their articles; the decisions that issue them come later."""
    for row in sample.own("regulations"):
        regulation = Regulation.objects.create(
            authority=sample.authority,
            code=row["code"],
            title_vi=row["title_vi"],
            title_en=row["title_en"],
        )
        for version in row["versions"]:
            sample.versions[version["decision"]] = _version(sample, regulation, version)


def _version(sample: Sample, regulation: Regulation, row: dict[str, Any]) -> RegulationVersion:
    version = RegulationVersion.objects.create(
        regulation=regulation,
        number=row["number"],
        state=RegulationState.ADOPTED,
        adopted_at=sample.conferences[row["adopted_at"]],
        summary_vi=row["summary_vi"],
        summary_en=row["summary_en"],
    )
    for place, article in enumerate(_articles(regulation.code, row["number"])):
        RegulationArticle.objects.create(version=version, sort_order=place, **article)
    return version


def _articles(code: str, number: int) -> list[Article]:
    versions = read("regulation_texts.yaml")["regulations"][code]["versions"]
    found = [
        _article(chapter, row, first=not place)
        for chapter in versions[1]["chapters"]
        for place, row in enumerate(chapter["articles"])
    ]
    for later in range(2, number + 1):
        for change in versions[later]["changes"]:
            _amend(found, change)
    return found


def _article(chapter: dict[str, Any], row: dict[str, Any], *, first: bool) -> Article:
    """The chapter's title stands with its first article."""
    titles = {f"chapter_title_{language}": chapter[f"title_{language}"] for language in LANGUAGES}
    return {**row, "chapter": chapter["number"], **(titles if first else {})}


LANGUAGES = ("vi", "en")


def _amend(articles: list[Article], change: dict[str, Any]) -> None:
    """Replace what the change gives of an article, or insert a new one behind another."""
    change = {"number" if name == "article" else name: value for name, value in change.items()}
    numbers = [article["number"] for article in articles]
    if after := change.pop("after", None):
        place = numbers.index(after)
        articles.insert(place + 1, {"chapter": articles[place]["chapter"], **change})
    else:
        articles[numbers.index(change["number"])].update(change)
