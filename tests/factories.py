"""What several tests make: records beside those of the sample."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile

from blocs.enums import (
    Effect,
    LeadershipRole,
    OperatingStatus,
    PeriodKind,
    ReportKind,
    ReportLevel,
    ReportState,
    RuleKind,
)
from blocs.models import (
    AdjustmentRule,
    Bloc,
    CriteriaSet,
    Criterion,
    Decision,
    DecisionItem,
    EmulationPeriod,
    Enterprise,
    Report,
    ScoreSheet,
)
from blocs.services import (
    Score,
    bloc_save,
    cross_checkers_assign,
    cross_checkers_propose,
    decision_issue,
    enterprise_save,
    enterprise_status_set,
    evidence_add,
    period_open,
    report_file_add,
    report_move,
    sheet_cross_score,
    sheet_cross_submit,
    sheet_score,
    sheet_submit,
    sheet_verify,
    sheet_verify_scores,
)
from portal.media.models import PortalDocument
from portal.tenancy.enums import Role
from portal.tenancy.models import Authority
from portal.tenancy.services import role_grant
from portal.users.models import User


def signed(authority: Authority) -> dict[str, Any]:
    """The fields without which no decision can be issued: its signatory and the signed file."""
    document = PortalDocument(title="Bản ký", collection=authority.collection)
    document.file.save("ban-ky.pdf", ContentFile(b"%PDF-1.4 test"), save=False)
    document.save()
    return {"signer_name": "Nguyễn Văn A", "file": document}


# --- a scoring round -----------------------------------------------------------------------
YEAR = 2031  # none of the sample's
LEAVES = {"I.1": 40, "I.2": 20, "II.1": 25, "II.2": 15}
BONUS, PENALTY, EXCLUSION = "B1", "P1", "D1"


@dataclass
class ScoredBloc:
    """A bloc whose round is open, with the people of it; `sheets` are in order of `members`."""

    authority: Authority
    bloc: Bloc
    period: EmulationPeriod
    members: list[Enterprise]
    contacts: list[User]
    secretary: User
    administrator: User

    @property
    def sheets(self) -> list[ScoreSheet]:
        """As they are now."""
        rows = ScoreSheet.objects.filter(period=self.period, bloc=self.bloc).current()
        return list(rows.order_by("enterprise__code"))

    def assign(self) -> None:
        peers = cross_checkers_propose(self.members)
        cross_checkers_assign(sheets={sheet: peers[sheet.enterprise] for sheet in self.sheets})

    def submit(self, place: int, share: str = "1") -> ScoreSheet:
        """The member's own contact scores and hands in, `share` of every criterion's most."""
        sheet = self.sheets[place]
        sheet_score(sheet=sheet, scores=shares(share))
        evidence_add(
            line=sheet.lines.get(criterion__code="I.1"), file=pdf(), filename="so-lieu.pdf"
        )
        return sheet_submit(sheet=sheet, user=self.contacts[place])

    def cross_check(self, place: int, share: str = "1") -> ScoreSheet:
        sheet = self.submit(place, share)
        sheet_cross_score(sheet=sheet, scores=shares(share))
        checker = self.contacts[self.members.index(sheet.cross_checker)]
        return sheet_cross_submit(sheet=sheet, user=checker)

    def verify(self, place: int, share: str = "1") -> ScoreSheet:
        sheet = self.cross_check(place, share)
        sheet_verify_scores(sheet=sheet, scores=shares(share))
        return sheet_verify(sheet=sheet, user=self.administrator)


def pdf(name: str = "so-lieu.pdf") -> ContentFile:
    return ContentFile(b"%PDF-1.4 test", name=name)


def shares(share: str = "1") -> dict[str, Score]:
    return {code: Score(most * Decimal(share)) for code, most in LEAVES.items()}


def scored_bloc(authority: Authority, members: int = 3) -> ScoredBloc:
    """A bloc of its own, its criteria set and an open round of `YEAR`, without cross-checkers."""
    bloc = bloc_save(bloc=Bloc(authority=authority, code="T", ordinal=99, name_vi="Khối thử"))
    enterprises = [_member(authority, number) for number in range(1, members + 1)]
    criteria = _criteria(authority)
    _issue(authority, bloc, enterprises, criteria)
    administrator = User.objects.get(username=f"quantri.{authority.code}")
    place = {"authority": authority, "role": Role.BLOC_SECRETARY, "bloc": bloc}
    secretary = _person("thuky-thu", **place)
    place = {"authority": authority, "role": Role.ENTERPRISE_CONTACT}
    contacts = [_person(f"lienhe-{one.code}", **place, enterprise=one) for one in enterprises]
    period = period_open(period=_period(authority, criteria), user=administrator)
    return ScoredBloc(authority, bloc, period, enterprises, contacts, secretary, administrator)


def _member(authority: Authority, number: int) -> Enterprise:
    name = f"Công ty Thử {number}"
    enterprise = Enterprise(authority=authority, code=f"T{number:02}", name_vi=name)
    enterprise_save(enterprise=enterprise)
    begin = date(YEAR - 1, 1, 1)
    enterprise_status_set(enterprise=enterprise, status=OperatingStatus.STABLE, on=begin)
    return enterprise


def _criteria(authority: Authority) -> CriteriaSet:
    criteria = CriteriaSet.objects.create(
        authority=authority,
        code=f"THU-{YEAR}",
        title_vi="Bảng tiêu chí thử",
        year=YEAR,
        scale_max=100,
        bonus_cap=3,
        excellent_from=90,
        good_from=80,
        fair_from=65,
        completed_from=50,
    )
    groups = {"I": 60, "II": 40}
    for order, (code, most) in enumerate(sorted((groups | LEAVES).items())):
        Criterion.objects.create(
            criteria_set=criteria,
            sort_order=order,
            code=code,
            title=f"Tiêu chí {code}",
            max_points=most,
            evidence_required=code == "I.1",
        )
    rules = ((RuleKind.BONUS, BONUS, 2, 2), (RuleKind.PENALTY, PENALTY, 3, 2))
    for kind, code, points, times in (*rules, (RuleKind.DISQUALIFY, EXCLUSION, 0, 1)):
        fields = {"kind": kind, "code": code, "points": points, "max_times": times}
        AdjustmentRule.objects.create(criteria_set=criteria, title=f"Điều khoản {code}", **fields)
    return criteria


def _issue(
    authority: Authority, bloc: Bloc, enterprises: list[Enterprise], criteria: CriteriaSet
) -> None:
    decision = Decision.objects.create(
        authority=authority,
        full_number="7001/QĐ-BQL",
        kind="establish",
        abstract_vi="Thành lập Khối thử",
        issued_on=date(YEAR, 1, 5),
        **signed(authority),
    )
    items = [{"effect": Effect.BLOC_ESTABLISHED, "bloc": bloc}]
    items += [{"effect": Effect.MEMBER_ADDED, "bloc": bloc, "enterprise": e} for e in enterprises]
    leader = {"enterprise": enterprises[0], "office": LeadershipRole.LEADER}
    items += [{"effect": Effect.LEADERSHIP_SET, "bloc": bloc, **leader}]
    items += [{"effect": Effect.CRITERIA_ISSUED, "criteria_set": criteria}]
    for order, item in enumerate(items):
        DecisionItem.objects.create(decision=decision, sort_order=order, **item)
    decision_issue(decision=decision)
    bloc.refresh_from_db()
    criteria.refresh_from_db()


def _period(authority: Authority, criteria: CriteriaSet) -> EmulationPeriod:
    return EmulationPeriod.objects.create(
        authority=authority,
        year=YEAR,
        kind="YEAR",
        data_from=date(YEAR, 1, 1),
        data_to=date(YEAR, 12, 31),
        criteria_set=criteria,
        self_due=date(YEAR, 11, 30),
        cross_due=date(YEAR, 12, 9),
        verify_due=date(YEAR, 12, 19),
        publish_due=date(YEAR, 12, 31),
    )


def _person(name: str, *, authority: Authority, role: Role, **place: Any) -> User:
    user = User.objects.create_user(f"{name}.{authority.code}".lower(), password="mat-khau")
    role_grant(user=user, authority=authority, role=role, **place)
    return user


def report_of(
    authority: Authority, year: int, *, number: int = 9500, published: bool = True
) -> Report:
    """The authority's report on a year, with one file that says its number."""
    report = Report(
        authority=authority,
        kind=ReportKind.FINAL,
        level=ReportLevel.AUTHORITY,
        period=EmulationPeriod.objects.of(authority).get(year=year, kind=PeriodKind.YEAR),
        full_number=f"{number}/BC-BQL",
        issued_on=date(year, 12, 25),
        title=f"Báo cáo tổng kết {number}",
    )
    report.full_clean()
    report.save()
    file = ContentFile(f"%PDF-1.4 {number}".encode(), name="Báo cáo.pdf")
    report_file_add(report=report, file=file, filename="Báo cáo.pdf", language="vi")
    steps = (ReportState.SUBMITTED, ReportState.ACCEPTED, ReportState.PUBLISHED)
    for step in steps if published else ():
        report_move(report=report, to=step)
    return report
