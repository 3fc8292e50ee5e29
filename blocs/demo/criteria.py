"""Criteria sets of the sample, each issued by a decision, a later one cloned from the earlier."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from ..enums import DecisionKind, Effect, RuleKind
from ..models import AdjustmentRule, CriteriaSet, Criterion
from ..services import criteria_clone
from .decisions import Issuer, decide
from .plan import Table
from .source import read

BANDS = {
    "excellent_from": "xuat_sac",
    "good_from": "tot",
    "fair_from": "kha",
    "completed_from": "hoan_thanh",
}


def criteria_issue(sample: Issuer, row: dict[str, Any]) -> None:
    """Write a set down, the first whole, a later one as a changed clone, and issue it."""
    given = _given(row)
    if earlier := row.get("cloned_from"):
        criteria_set = criteria_clone(
            criteria_set=sample.criteria[earlier], code=row["code"], year=row["year"]
        )
    else:
        criteria_set = _blank(sample, row, given)
    _write(criteria_set, given)
    sample.criteria[row["code"]] = criteria_set
    decide(
        sample,
        kind=DecisionKind.ISSUE_CRITERIA,
        full_number=row["decision"],
        issued_on=row["issued_on"],
        items=[{"effect": Effect.CRITERIA_ISSUED, "criteria_set": criteria_set}],
    )
    criteria_set.refresh_from_db()


def _given(row: dict[str, Any]) -> dict[str, Any]:
    """The set as it is to be: its table, with its own maxima, points and order of breaking ties."""
    tables = read("criteria_sets.yaml")["criteria_sets"]
    table = next(one for one in tables if one["code"] == row["table"])
    points = row.get("points", {})
    changed = {
        kind: [[*rule[:3], points.get(rule[0], rule[3]), rule[4]] for rule in table[kind]]
        for kind in ("bonus", "penalty")
    }
    return {
        **table,
        **changed,
        "criteria": [one for group in table["groups"] for one in _group(group, row)],
        "tie_break": row.get("tie_break", table["tie_break"]),
    }


def _group(group: dict[str, Any], row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The line of a group and those of its criteria."""
    texts, maxima = read("criteria_texts.yaml")["criteria"][row["table"]], row.get("maxima", {})
    leaves = [
        {
            "code": code,
            "title_vi": vi,
            "title_en": en,
            "max_points": Decimal(maxima.get(code, most)),
            **texts[code],
        }
        for code, vi, en, most in group["leaves"]
    ]
    most = sum((leaf["max_points"] for leaf in leaves), Decimal(0))
    yield {
        "code": group["code"],
        "title_vi": group["vi"],
        "title_en": group["en"],
        "max_points": most,
    }
    yield from leaves


def _blank(sample: Issuer, row: dict[str, Any], given: dict[str, Any]) -> CriteriaSet:
    titles = read("sample_rounds.yaml")["criteria_title"]
    return CriteriaSet.objects.create(
        authority=sample.authority,
        code=row["code"],
        year=row["year"],
        title_vi=titles["vi"].format(year=row["year"]),
        title_en=titles["en"].format(year=row["year"]),
        scale_max=given["scale_max"],
        bonus_mode=given["bonus_mode"],
        bonus_cap=given["bonus_cap"],
        **{name: given["bands"][key] for name, key in BANDS.items()},
    )


def _write(criteria_set: CriteriaSet, given: dict[str, Any]) -> None:
    """Criteria and rules as given; in a clone those of the same code are changed."""
    criteria_set.tie_break = given["tie_break"]
    criteria_set.save()
    for place, values in enumerate(given["criteria"]):
        _write_part(Criterion, criteria_set, values | {"sort_order": place})
    for place, values in enumerate(_rules(given)):
        _write_part(AdjustmentRule, criteria_set, values | {"sort_order": place})


def _write_part(model: Any, criteria_set: CriteriaSet, values: dict[str, Any]) -> None:
    row = model.objects.filter(criteria_set=criteria_set, code=values["code"]).first()
    row = row or model(criteria_set=criteria_set)
    for name, value in values.items():
        setattr(row, name, value)
    row.full_clean()
    row.save()


def _rules(given: dict[str, Any]) -> Iterator[dict[str, Any]]:
    names = ("code", "title_vi", "title_en", "points", "max_times")
    for kind in (RuleKind.BONUS, RuleKind.PENALTY):
        for rule in given[kind]:
            yield {"kind": kind, **dict(zip(names, rule, strict=True))}
    texts = read("sample_rounds.yaml")["exclusions"]
    english = {text["vi"]: text["en"] for text in texts}
    for number, title in enumerate(given["disqualify"], 1):
        titles = {"title_vi": title, "title_en": english[title]}
        yield {"kind": RuleKind.DISQUALIFY, "code": f"L{number}", **titles}


def table_of(criteria_set: CriteriaSet) -> Table:
    """What a round is planned by."""
    leaves = list(Criterion.objects.filter(criteria_set=criteria_set))
    rules = AdjustmentRule.objects.filter(criteria_set=criteria_set)
    late = rules.filter(kind=RuleKind.PENALTY).first()
    return Table(
        maxima={one.code: one.max_points for one in leaves if not one.is_group},
        bonuses={
            rule.code: (rule.points, rule.max_times) for rule in rules.filter(kind=RuleKind.BONUS)
        },
        penalty=(late.code, late.points),  # type: ignore[union-attr]
        unit=Decimal(1) if criteria_set.scale_max > 100 else Decimal("0.1"),
    )
