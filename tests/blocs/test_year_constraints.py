"""What the database itself refuses about the emulation year, whoever writes.

The triggers that keep final rows are away: they would refuse before the rule under test.
"""

from typing import Any

import pytest
from django.db import connection, models

from blocs.models import (
    AdjustmentLine,
    AdjustmentRule,
    Award,
    AwardType,
    Ballot,
    BallotOption,
    CriteriaSet,
    Criterion,
    EmulationPeriod,
    Pledge,
    PledgeSignature,
    PledgeTarget,
    Ranking,
    RegulationArticle,
    RegulationVersion,
    Report,
    ReportFile,
    Result,
    ScoreLine,
    ScoreSheet,
)
from portal.tenancy.integrity import triggers_drop
from tests.sql import insert_copy, refused, update_queryset, update_raw

pytestmark = pytest.mark.django_db

# constraint → model, the rows to attack, the change that breaks it
BROKEN: dict[str, tuple[type[models.Model], dict[str, Any], dict[str, Any]]] = {
    "criteria_bands_descend": (CriteriaSet, {}, {"good_from": 1}),
    "criteria_scale": (CriteriaSet, {}, {"bonus_cap": 9_000}),
    "criterion_points_positive": (Criterion, {}, {"max_points": 0}),
    "rule_points": (AdjustmentRule, {"kind": "bonus"}, {"points": 0}),
    "period_ends_after_it_begins": (EmulationPeriod, {}, {"data_to": "1999-01-01"}),
    "period_deadlines_ascend": (
        EmulationPeriod,
        {"criteria_set__isnull": False},
        {"cross_due": "1999-01-01"},
    ),
    "sheet_not_self_checked": (
        ScoreSheet,
        {"cross_checker__isnull": False},
        {"cross_checker_id": models.F("enterprise_id")},
    ),
    "sheet_not_self_verified": (
        ScoreSheet,
        {"submitted_by__isnull": False},
        {"verified_by_id": models.F("submitted_by_id")},
    ),
    "sheet_ranked_has_total": (ScoreSheet, {"state": "published"}, {"total": None}),
    "sheet_chair_says_why": (
        ScoreSheet,
        {"chair_reason": ""},
        {"chair_place": 1},
    ),
    "line_self_in_range": (ScoreLine, {}, {"self_points": 9_000}),
    "line_cross_in_range": (ScoreLine, {}, {"cross_points": -1}),
    "line_verified_in_range": (ScoreLine, {}, {"verified_points": 9_000}),
    "ballot_cast_by_entitled": (Ballot, {}, {"cast": 30_000}),
    "ranking_published_by_decision": (Ranking, {"state": "published"}, {"decision_id": None}),
    "ranking_correction_says_why": (Ranking, {"revision": 2}, {"correction_reason": ""}),
    "result_rank_explained": (Result, {"tie_break": ""}, {"final_rank": 77}),
    "result_chair_says_why": (
        Result,
        {"tie_break": "chair_decision"},
        {"tie_reason": ""},
    ),
    "award_type_period": (AwardType, {}, {"valid_to": "1999-01-01"}),
    "award_revocation_complete": (Award, {"state": "revoked"}, {"revoked_on": None}),
    "pledge_target_public_by_consent": (
        PledgeTarget,
        {"indicator": "revenue"},
        {"visibility": "public", "consented": False},
    ),
    "pledge_target_not_negative": (PledgeTarget, {}, {"target": -1}),
    "regulation_in_force_by_decision": (
        RegulationVersion,
        {"state": "in_force"},
        {"issued_by_id": None},
    ),
    "report_level_has_its_author": (Report, {"level": "bloc"}, {"bloc_id": None}),
}
# constraint → model, the row to write again, what else must differ to meet this rule alone
REPEATED: dict[str, tuple[type[models.Model], dict[str, Any], dict[str, Any]]] = {
    "criteria_code_unique": (CriteriaSet, {}, {"slug": "moi"}),
    "criteria_slug_unique": (CriteriaSet, {}, {"code": "MOI"}),
    "criterion_code_unique": (Criterion, {}, {}),
    "rule_code_unique": (AdjustmentRule, {}, {}),
    "period_once": (EmulationPeriod, {}, {}),
    "sheet_revision_once": (ScoreSheet, {}, {"is_current": False}),
    "sheet_one_current": (
        ScoreSheet,
        {"is_current": True},
        {"revision": 99, "cross_checker_id": None},
    ),
    "sheet_one_per_checker": (
        ScoreSheet,
        {"is_current": True, "cross_checker__isnull": False},
        {"enterprise_id": 10**9},
    ),
    "line_once": (ScoreLine, {}, {}),
    "adjustment_once": (AdjustmentLine, {}, {}),
    "ballot_once": (Ballot, {}, {}),
    "ballot_option_once": (BallotOption, {}, {}),
    "ranking_revision_once": (Ranking, {"state": "published"}, {"state": "final"}),
    "ranking_one_published": (
        Ranking,
        {"state": "published"},
        {"revision": 99, "correction_reason": "x"},
    ),
    "result_once": (Result, {}, {}),
    "award_once_a_year": (Award, {"state": "granted"}, {}),
    "award_type_once": (AwardType, {}, {}),
    "pledge_once_a_year": (Pledge, {}, {"slug": "moi"}),
    "pledge_target_once": (PledgeTarget, {}, {}),
    "pledge_signed_once": (PledgeSignature, {}, {}),
    "regulation_version_unique": (RegulationVersion, {}, {}),
    "article_once": (RegulationArticle, {}, {}),
    "report_slug_unique": (Report, {}, {}),
    "report_filename_once": (ReportFile, {}, {}),
}
# attacked where the rest of their model is
ELSEWHERE = {"adjustment_happens", "rule_points", "ranking_one_final"}
YEAR_MODELS = {model for model, *_rest in (BROKEN | REPEATED).values()}


@pytest.fixture(autouse=True)
def thawed(db) -> None:
    triggers_drop(connection)


def one(model: type[models.Model], where: dict[str, Any]) -> models.Model:
    row = model._base_manager.filter(**where).order_by("pk").first()
    assert row is not None, f"the sample has no {model.__name__} with {where}"
    return row


def literal(row: models.Model, changes: dict[str, Any]) -> dict[str, Any]:
    return {
        name: getattr(row, value.name) if isinstance(value, models.F) else value
        for name, value in changes.items()
    }


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize("write", [update_raw, update_queryset], ids=["raw SQL", "QuerySet.update"])
def test_a_broken_row_is_refused(name, write):
    model, where, changes = BROKEN[name]
    row = one(model, where)
    with refused(name):
        write(row, **literal(row, changes))


@pytest.mark.parametrize("name", REPEATED)
def test_a_second_row_is_refused(name):
    model, where, changes = REPEATED[name]
    constraint = next(c for c in model._meta.constraints if c.name == name)
    columns = [model._meta.get_field(field).column for field in constraint.fields]
    listed = ", ".join(f"{model._meta.db_table}.{column}" for column in columns)
    with refused(f"{name}|UNIQUE constraint failed: {listed}$"):
        insert_copy(one(model, where), **changes)


def test_a_bloc_has_one_unpublished_ranking():
    row = one(Ranking, {"revision": 1})
    later = {"state": "final", "correction_reason": "x"}
    insert_copy(row, revision=98, **later)
    with refused("ranking_one_final|UNIQUE constraint failed"):
        insert_copy(row, revision=99, **later)


def test_an_exclusion_has_no_points_and_an_adjustment_happens():
    with refused("rule_points"):
        update_raw(one(AdjustmentRule, {"kind": "disqualify"}), points=5)
    with refused("adjustment_happens"):
        update_raw(one(AdjustmentLine, {}), times=0)


def test_every_rule_is_attacked():
    """A new constraint of the year belongs into one of the lists."""
    kinds = (models.CheckConstraint, models.UniqueConstraint)
    rules = {c.name for m in YEAR_MODELS for c in m._meta.constraints if isinstance(c, kinds)}
    assert rules == set(BROKEN) | set(REPEATED) | ELSEWHERE
