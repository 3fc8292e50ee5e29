"""A year's records that tests build: criteria, a scored period, a ranking, awards, a report."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from blocs.enums import Classification, Effect, Level, Prize
from blocs.models import (
    AdjustmentRule,
    Award,
    AwardType,
    Bloc,
    CriteriaSet,
    Criterion,
    Decision,
    DecisionItem,
    EmulationPeriod,
    Enterprise,
    Membership,
    Pledge,
    Ranking,
    Report,
    Result,
    ScoreSheet,
)
from blocs.services import decision_issue, report_file_add
from portal.tenancy.models import Authority
from tests.factories import signed

LINES = (("I", 600), ("I.1", 400), ("I.2", 200), ("II", 400), ("II.1", 400))


def criteria_set(authority: Authority, code: str = "TC-2019", **fields: Any) -> CriteriaSet:
    """A draft whose points add up to 1000."""
    values: dict[str, Any] = {
        "title_vi": "Bảng tiêu chí chấm điểm thi đua năm 2019",
        "title_en": "2019 scoring criteria",
        "year": 2019,
        "excellent_from": 900,
        "good_from": 800,
        "fair_from": 700,
        "completed_from": 500,
    }
    made = CriteriaSet.objects.create(authority=authority, code=code, **values | fields)
    for order, (line, most) in enumerate(LINES):
        Criterion.objects.create(
            criteria_set=made,
            sort_order=order,
            code=line,
            title_vi=f"Tiêu chí {line}",
            title_en=f"Criterion {line}",
            max_points=most,
        )
    AdjustmentRule.objects.create(
        criteria_set=made, kind="penalty", code="P1", title_vi="Nộp chậm", points=10
    )
    return made


def draft(authority: Authority, kind: str, *items: dict[str, Any], **fields: Any) -> Decision:
    """A signed draft with these items, ready to be issued."""
    values: dict[str, Any] = {
        "full_number": "77/QĐ-BQL",
        "abstract_vi": "Quyết định thử",
        "issued_on": date(2021, 3, 25),
    }
    values |= signed(authority) | fields
    decision = Decision.objects.create(authority=authority, kind=kind, **values)
    for order, item in enumerate(items):
        DecisionItem.objects.create(decision=decision, sort_order=order, **item)
    return decision


def issued_criteria(authority: Authority, number: str = "70/QĐ-BQL", **fields: Any) -> CriteriaSet:
    made = criteria_set(authority, **fields)
    item = {"effect": Effect.CRITERIA_ISSUED, "criteria_set": made}
    decision_issue(decision=draft(authority, "issue_criteria", item, full_number=number))
    made.refresh_from_db()
    return made


def period(authority: Authority, year: int = 2019, **fields: Any) -> EmulationPeriod:
    found = EmulationPeriod.objects.filter(authority=authority, year=year, kind="YEAR").first()
    values = {"data_from": date(year, 1, 1), "data_to": date(year, 12, 31)}
    return found or EmulationPeriod.objects.create(
        authority=authority, year=year, kind="YEAR", **values | fields
    )


def ranking(bloc: Bloc, year: int = 2019, *, published: bool = True) -> Ranking:
    """The bloc's members of the year's last day, ranked by code; published by a decision."""
    authority = bloc.authority
    own_period, criteria = period(authority, year), CriteriaSet.objects.of(authority).first()
    made = Ranking.objects.create(
        authority=authority,
        period=own_period,
        bloc=bloc,
        criteria_set=criteria or criteria_set(authority, f"TC-{authority.code}"),
        algorithm="1",
        inputs={"sheets": []},
        inputs_hash="0" * 64,
        ranked_at=timezone.now(),
    )
    members = Membership.objects.active(date(year, 12, 31)).filter(bloc=bloc)
    for rank, row in enumerate(members.order_by("enterprise__code"), 1):
        sheet = ScoreSheet.objects.create(
            period=own_period, enterprise=row.enterprise, bloc=bloc, authority=authority
        )
        Result.objects.create(
            ranking=made,
            sheet=sheet,
            enterprise=row.enterprise,
            total=Decimal(1000 - rank),
            score_rank=rank,
            final_rank=rank,
            prize=Prize.FIRST if rank == 1 else Prize.NONE,
            classification=Classification.EXCELLENT,
        )
    if published:
        item = {"effect": Effect.RESULT_APPROVED, "ranking": made}
        number = f"8{bloc.pk}/QĐ-BQL"
        decision_issue(decision=draft(authority, "approve_result", item, full_number=number))
        made.refresh_from_db()
    return made


def award_type(code: str = "CO_KHOI", **fields: Any) -> AwardType:
    values: dict[str, Any] = {
        "name_vi": "Cờ thi đua xuất sắc",
        "name_en": "Emulation flag",
        "subject": "collective",
        "level": Level.AUTHORITY,
        "quota_per_bloc": 1,
    }
    found = AwardType.objects.filter(code=code).first()
    return found or AwardType.objects.create(
        code=code, valid_from=date(2003, 1, 1), **values | fields
    )


def award(enterprise: Enterprise, year: int = 2019, *, number: str = "90/QĐ-BQL") -> Award:
    """Granted by an issued decision."""
    item = {"effect": Effect.AWARD_GRANTED, "enterprise": enterprise, "year": year}
    item |= {"award_type": award_type(quota_per_bloc=None)}
    decision = draft(enterprise.authority, "award", item, full_number=number)
    decision_issue(decision=decision)
    return Award.objects.get(granted_by__decision=decision)


def report(authority: Authority, **fields: Any) -> Report:
    values = {
        "kind": "final",
        "level": "authority",
        "period": period(authority),
        "issued_on": date(2020, 1, 15),
        "title_vi": "Báo cáo tổng kết phong trào thi đua năm 2019",
        "title_en": "Final report on the 2019 emulation movement",
    }
    return Report.objects.create(authority=authority, **values | fields)


PDF = b"%PDF-1.4 test"


def with_file(made: Report, name: str = "bao-cao.pdf", **options: Any) -> Report:
    content = ContentFile(PDF, name=name)
    report_file_add(report=made, file=content, filename=name, language="vi", **options)
    return made


def pledge(bloc: Bloc, year: int = 2021, **fields: Any) -> Pledge:
    values = {"title_vi": f"Giao ước thi đua năm {year} – {bloc.name_vi}", "year": year}
    return Pledge.objects.create(authority=bloc.authority, bloc=bloc, **values | fields)
