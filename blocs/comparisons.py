"""What changed between two criteria sets, or two versions of a regulation."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from portal import formats
from portal.choices import TextChoices
from portal.languages import current_language

from .models import AdjustmentRule, CriteriaSet, Criterion, RegulationArticle, RegulationVersion


class Operation(TextChoices):
    """How a legal text amends another (NĐ 34/2016/NĐ-CP speaks of the same)."""

    REPLACED = "replaced", _("amended")
    INSERTED = "inserted", _("inserted")
    REPEALED = "repealed", _("repealed")


@dataclass(frozen=True)
class Change:
    """One criterion that differs; `before` or `after` is missing where it is new or gone."""

    operation: Operation
    before: Criterion | None
    after: Criterion | None

    @property
    def criterion(self) -> Criterion:
        return self.after or self.before  # type: ignore[return-value]


def criteria_diff(old: CriteriaSet, new: CriteriaSet) -> list[Change]:
    """Criteria whose points or title differ, in the order of the new set; the repealed last."""
    before = {one.code: one for one in old.criteria.all()}
    after = {one.code: one for one in new.criteria.all()}
    changes = []
    for code, one in after.items():
        earlier = before.get(code)
        if earlier is None:
            changes.append(Change(Operation.INSERTED, None, one))
        elif (earlier.max_points, earlier.title_vi) != (one.max_points, one.title_vi):
            changes.append(Change(Operation.REPLACED, earlier, one))
    gone = [one for code, one in before.items() if code not in after]
    return changes + [Change(Operation.REPEALED, one, None) for one in gone]


# --- regulations ---------------------------------------------------------------------------
@dataclass(frozen=True)
class Piece:
    """A run of words: kept, added or taken out."""

    text: str
    kind: str  # "same", "ins" or "del"


@dataclass(frozen=True)
class ArticleChange:
    operation: Operation
    article: RegulationArticle
    pieces: list[Piece]


def regulation_diff(old: RegulationVersion, new: RegulationVersion) -> list[ArticleChange]:
    """Articles that differ, in the order of the new version, word by word; the repealed last."""
    before = {one.number: one for one in old.provisions.all()}
    after = {one.number: one for one in new.provisions.all()}
    changes = []
    for number, article in after.items():
        earlier = before.get(number)
        if earlier is None:
            pieces = [Piece(article.body, "ins")]
            changes.append(ArticleChange(Operation.INSERTED, article, pieces))
        elif (earlier.heading_vi, earlier.body_vi) != (article.heading_vi, article.body_vi):
            pieces = list(words_diff(earlier.body, article.body))
            changes.append(ArticleChange(Operation.REPLACED, article, pieces))
    gone = [one for number, one in before.items() if number not in after]
    return changes + [
        ArticleChange(Operation.REPEALED, one, [Piece(one.body, "del")]) for one in gone
    ]


def words_diff(old: str, new: str) -> Iterable[Piece]:
    """The new text with what was added and taken out, by words; line breaks are kept."""
    before, after = _words(old), _words(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            yield Piece(" ".join(after[j1:j2]), "same")
            continue
        if i2 > i1:
            yield Piece(" ".join(before[i1:i2]), "del")
        if j2 > j1:
            yield Piece(" ".join(after[j1:j2]), "ins")


def _words(text: str) -> list[str]:
    """Words, and a line break as a word of its own."""
    return text.replace("\n", " \n ").split(" ")


# --- what else of a criteria set changed ---------------------------------------------------
@dataclass(frozen=True)
class Difference:
    """One value that is not what it was; `before` or `after` is empty where it is new or gone."""

    label: str
    before: Any
    after: Any


VALUES = (
    "scale_max",
    "bonus_cap",
    "excellent_from",
    "good_from",
    "fair_from",
    "completed_from",
    "consolation_prizes",
)


def values_diff(old: CriteriaSet, new: CriteriaSet) -> list[Difference]:
    """Scale, classes, prizes and the order of breaking ties where they differ."""
    before, after = _values(old), _values(new)
    return [
        Difference(label, before[label], value)
        for label, value in after.items()
        if value != before[label]
    ]


def _values(criteria_set: CriteriaSet) -> dict[str, Any]:
    labels = {
        name: capfirst(str(CriteriaSet._meta.get_field(name).verbose_name))
        for name in (*VALUES, "bonus_mode", "tie_break")
    }
    return {labels[name]: getattr(criteria_set, name) for name in VALUES} | {
        labels["bonus_mode"]: str(criteria_set.get_bonus_mode_display()),
        labels["tie_break"]: " → ".join(criteria_set.tie_break_labels),
    }


def rules_diff(old: CriteriaSet, new: CriteriaSet) -> list[Difference]:
    """Bonuses, penalties and exclusions that are new, gone, or worth something else."""
    before = {rule.code: _rule(rule) for rule in old.rules.all()}
    after = {rule.code: _rule(rule) for rule in new.rules.all()}
    codes = [*after, *(code for code in before if code not in after)]
    return [
        Difference(code, before.get(code, ""), after.get(code, ""))
        for code in codes
        if before.get(code) != after.get(code)
    ]


def _rule(rule: AdjustmentRule) -> str:
    """ "Late submission: penalty, 10 × 2"."""
    number = formats.number(rule.points, current_language(), 2).rstrip("0").rstrip(".,")
    worth = f", {number} × {rule.max_times}" if rule.points else ""
    return f"{rule.title}: {rule.get_kind_display()}{worth}"
