"""Who may do what with score sheets, pledges and rounds: rights that depend on the row.

Wagtail's permissions know only whole kinds of records. Secretaries have their own blocs, contacts
their own enterprises; self- and cross-scores are nobody else's business.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet

from portal.tenancy.access import authority_ids, roles_of
from portal.tenancy.enums import Role
from portal.tenancy.models import Authority, RoleAssignment

from .enums import PledgeState, ReportState, SheetState
from .models import Bloc, EmulationPeriod, Enterprise, Pledge, Report, ScoreSheet
from .models.scores import RANKABLE
from .states import STEPS, Step

OWN_SCORES = (SheetState.DRAFT, SheetState.RETURNED)
# Roles for the whole of an authority; the others have their own blocs and enterprises.
WHOLE = (Role.ADMINISTRATOR, Role.EDITOR, Role.APPROVER)


@dataclass(frozen=True)
class Person:
    """Somebody at work in one authority, with the roles held there."""

    user: Any
    authority: Authority

    @cached_property
    def _roles(self) -> list[RoleAssignment]:
        return list(roles_of(self.user).filter(authority=self.authority))

    @property
    def is_administrator(self) -> bool:
        return self.user.is_superuser or self._has(Role.ADMINISTRATOR)

    def _has(self, role: Role) -> bool:
        return any(row.role == role for row in self._roles)

    @cached_property
    def bloc_ids(self) -> set[int]:
        """Blocs this person is secretary of."""
        return {row.bloc_id for row in self._roles if row.bloc_id}

    @cached_property
    def enterprise_ids(self) -> set[int]:
        """Enterprises this person is the contact of."""
        return {row.enterprise_id for row in self._roles if row.enterprise_id}

    # --- rounds ----------------------------------------------------------------------------
    def blocs(self) -> QuerySet[Bloc]:
        """Blocs whose rounds this person runs: all, or the own ones."""
        blocs = Bloc.objects.of(self.authority)
        return blocs if self.is_administrator else blocs.filter(pk__in=self.bloc_ids)

    def runs(self, bloc_id: int | None) -> bool:
        return self.is_administrator or bloc_id in self.bloc_ids

    # --- sheets ----------------------------------------------------------------------------
    def sheets(self, period: EmulationPeriod | None = None) -> QuerySet[ScoreSheet]:
        """Sheets this person may open: those of own blocs and enterprises, and those to check."""
        sheets = ScoreSheet.objects.of(self.authority)
        sheets = sheets.filter(period=period) if period else sheets
        if self.is_administrator:
            return sheets
        own = Q(enterprise__in=self.enterprise_ids) | Q(bloc__in=self.bloc_ids)
        checked = Q(cross_checker__in=self.enterprise_ids) & ~Q(state__in=OWN_SCORES)
        return sheets.filter(own | checked)

    def rights(self, sheet: ScoreSheet) -> "SheetRights":
        return SheetRights(self, sheet)

    # --- pledges ---------------------------------------------------------------------------
    def collects(self, pledge: Pledge) -> bool:
        return self.runs(pledge.bloc_id)

    def pledges_for(self, enterprise: Enterprise, pledge: Pledge) -> bool:
        """Whether this person may enter the targets of an enterprise in a pledge."""
        return self.collects(pledge) or enterprise.pk in self.enterprise_ids

    def enters_targets(self, enterprise: Enterprise, pledge: Pledge) -> bool:
        """Whether they can be entered now: by the enterprise itself only while collecting."""
        if self.collects(pledge):
            return not pledge.is_signed
        collecting = pledge.state == PledgeState.COLLECTING
        return collecting and self.pledges_for(enterprise, pledge)

    # --- reports ---------------------------------------------------------------------------
    def edits(self, report: Report) -> bool:
        """Whether this person may change a report and its files."""
        return not report.is_final and (self.is_administrator or self._has(Role.EDITOR))

    def steps(self, report: Report) -> list[Step]:
        """Steps open to this person: editors hand in, approvers decide, administrators do both."""
        possible = [step for step in STEPS[Report] if step.source == report.state]
        return [step for step in possible if self._takes(step)]

    def _takes(self, step: Step) -> bool:
        by = Role.EDITOR if step.target == ReportState.SUBMITTED else Role.APPROVER
        return self.is_administrator or self._has(by)


@dataclass(frozen=True)
class Reach:
    """Where a person's roles reach, in every authority they work in here."""

    authorities: list[int]
    blocs: list[int]
    enterprises: list[int]


def reach(user: Any) -> Reach:
    """Whole authorities, own blocs, own enterprises; the operator's are all authorities."""
    here = authority_ids(user)
    if user.is_superuser:
        return Reach(here, [], [])
    rows = list(roles_of(user).filter(authority__in=here))
    return Reach(
        [row.authority_id for row in rows if row.role in WHOLE],
        [row.bloc_id for row in rows if row.bloc_id],
        [row.enterprise_id for row in rows if row.enterprise_id],
    )


@dataclass(frozen=True)
class SheetRights:
    """What one person may see and do with one sheet, as it is now."""

    person: Person
    sheet: ScoreSheet

    @property
    def owns(self) -> bool:
        return self.sheet.enterprise_id in self.person.enterprise_ids

    @property
    def checks(self) -> bool:
        return self.sheet.cross_checker_id in self.person.enterprise_ids

    @property
    def runs(self) -> bool:
        return self.person.runs(self.sheet.bloc_id)

    @property
    def self_scores(self) -> bool:
        return self.owns and self._open and self.sheet.state in OWN_SCORES

    @property
    def cross_scores(self) -> bool:
        return self.checks and self._open and self.sheet.state == SheetState.SUBMITTED

    @property
    def returns(self) -> bool:
        waiting = (SheetState.SUBMITTED, SheetState.CROSS_CHECKED)
        return self.runs and self._open and self.sheet.state in waiting

    @property
    def verifies(self) -> bool:
        """The administrator, unless the same person submitted the sheet (INV-17)."""
        ready = self._open and self.sheet.state == SheetState.CROSS_CHECKED
        submitted = self.sheet.submitted_by_id == self.person.user.pk
        return self.person.is_administrator and ready and not submitted

    @property
    def administers(self) -> bool:
        return self.person.is_administrator and self._open

    @property
    def is_unverified(self) -> bool:
        return self.sheet.state in (*OWN_SCORES, SheetState.SUBMITTED, SheetState.CROSS_CHECKED)

    @property
    def sees_cross(self) -> bool:
        """A peer sees what he wrote; the owner sees it only once the authority has verified."""
        return self.runs or self.checks or (self.owns and self.sheet.state in RANKABLE)

    @property
    def sees_verified(self) -> bool:
        return self.runs or (self.owns and self.sheet.state in RANKABLE)

    @property
    def sees_checker(self) -> bool:
        """Whoever is checked does not learn by whom (US-18)."""
        return self.runs or self.checks

    @property
    def _open(self) -> bool:
        return self.sheet.is_current and self.sheet.period.is_open


def person_at(request: Any) -> Person:
    """The signed-in person at the authority of the host.

    Raises PermissionDenied on the platform's own host, and for who has no role there.
    """
    authority, user = request.authority, request.user
    if authority is None or not user.is_authenticated:
        raise PermissionDenied
    person = Person(user, authority)
    if not (user.is_superuser or person._roles):
        raise PermissionDenied
    return person
