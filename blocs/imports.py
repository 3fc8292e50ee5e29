"""Records from spreadsheets: always tried first, written only if all of it is right.

An importer writes its rows through the services, in one transaction. What they refuse is collected
as problems by row and column; with any problem, or on a dry run, everything is rolled back.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.tables import Column, Kind, Problem, Reading, Row

from .access import Person
from .enums import CriteriaState, DecisionState, Effect, ExitKind, OperatingStatus, UnitKind
from .models import (
    Bloc,
    CriteriaSet,
    Criterion,
    Decision,
    DecisionItem,
    EmulationPeriod,
    Enterprise,
    EnterpriseStatus,
    IndustrialPark,
)
from .services import (
    Score,
    enterprise_locate,
    enterprise_save,
    enterprise_status_set,
    sheet_cross_score,
    sheet_score,
    sheet_verify_scores,
)
from .services.decisions import items_try


@dataclass
class Job:
    """One run of an importer: for whom, into what, and the problems found so far."""

    importer: "Importer"
    person: Person
    target: Any = None
    problems: list[Problem] = field(default_factory=list)

    @property
    def authority(self) -> Any:
        return self.person.authority

    def refuse(self, row: Row | None, message: str, column: str = "") -> None:
        number = row.number if row else None
        labels = {each.name: str(each.label) for each in self.importer.columns}
        self.problems.append(Problem(number, labels.get(column, column) or None, message))

    @contextmanager
    def row(self, row: Row) -> Iterator[None]:
        """Collect what is refused about a row; its own writes are undone, the others stay."""
        try:
            with transaction.atomic():
                yield
        except ValidationError as error:
            self._collect(row, error)

    def _collect(self, row: Row, error: ValidationError) -> None:
        if not hasattr(error, "error_dict"):
            for message in error.messages:
                self.refuse(row, message)
            return
        for name, messages in error.message_dict.items():
            column = "" if name == NON_FIELD_ERRORS else name
            for message in messages:
                self.refuse(row, message, column)


@dataclass(frozen=True)
class Importer:
    """What can be imported: its columns, what it goes into, who may, and how it is written."""

    slug: str
    title: str | Promise
    meaning: str | Promise
    columns: tuple[Column, ...]
    run: Callable[[Job, Sequence[Row]], None]
    targets: Callable[[Person], models.QuerySet] | None = None
    target_label: str | Promise = ""
    allowed: Callable[[Person], bool] = lambda person: person.is_administrator


IMPORTERS: dict[str, Importer] = {}


def _register(importer: Importer) -> Importer:
    IMPORTERS[importer.slug] = importer
    return importer


def import_rows(
    importer: Importer, reading: Reading, *, person: Person, target: Any = None, commit: bool
) -> list[Problem]:
    """Try all rows; with `commit` and without a problem, keep what they did.

    Returns every problem, those of reading the file first; the caller has checked `allowed`.
    """
    if reading.problems:
        return list(reading.problems)
    job = Job(importer, person, target)
    with transaction.atomic():
        importer.run(job, reading.rows)
        if job.problems or not commit:
            transaction.set_rollback(True)
    return sorted(job.problems, key=lambda problem: problem.row or 0)


# --- looking things up once ----------------------------------------------------------------
def _by_code(queryset: models.QuerySet) -> dict[str, Any]:
    return {record.code.casefold(): record for record in queryset}


def _found(known: Mapping[str, Any], code: str, column: str, message: str) -> Any:
    """The record with this code. Raises ValidationError at the column."""
    record = known.get(code.casefold())
    if record is None:
        raise ValidationError({column: message % {"code": code}})
    return record


def _enterprise(known: Mapping[str, Any], row: Row) -> Enterprise:
    message = gettext("There is no enterprise with the code %(code)s.")
    return _found(known, row.values["enterprise"], "enterprise", message)


ENTERPRISE = Column("enterprise", _("Enterprise code"), Kind.TEXT, required=True, max_length=20)


# --- enterprises ---------------------------------------------------------------------------
def _enterprises(job: Job, rows: Sequence[Row]) -> None:
    """New enterprises are made, known ones renamed; where they stand only if they are new."""
    known = _by_code(Enterprise.objects.of(job.authority))
    parks = _by_code(IndustrialPark.objects.of(job.authority))
    seen: dict[str, int] = {}
    for row in rows:
        code = row.values["code"].casefold()
        if code in seen:
            message = gettext("This code already stands in row %(row)s.")
            job.refuse(row, message % {"row": seen[code]}, "code")
            continue
        seen[code] = row.number
        with job.row(row):
            _write_enterprise(job, row, known.get(code), parks)


def _write_enterprise(job: Job, row: Row, known: Enterprise | None, parks: Mapping) -> None:
    values = row.values
    enterprise = known or Enterprise(authority=job.authority, code=values["code"])
    enterprise.name_vi, enterprise.name_en = values["name_vi"], values["name_en"] or ""
    enterprise.unit_kind = values["unit_kind"] or enterprise.unit_kind
    enterprise.website = values["website"] or ""
    enterprise_save(enterprise=enterprise, user=job.person.user)
    if values["park"] and known is None:
        message = gettext("The authority has no park with the code %(code)s.")
        park = _found(parks, values["park"], "park", message)
        if values["since"] is None:
            raise ValidationError({"since": gettext("Say since when it stands there.")})
        enterprise_locate(enterprise=enterprise, park=park, on=values["since"])
        if values["status"]:
            status = OperatingStatus(values["status"])
            enterprise_status_set(enterprise=enterprise, status=status, on=values["since"])


_register(
    Importer(
        slug="enterprises",
        title=_("Enterprises"),
        meaning=_("New enterprises with park and status, and new names of known ones, by code."),
        columns=(
            Column("code", _("Code"), Kind.TEXT, required=True, max_length=20),
            Column("name_vi", _("Name (Vietnamese)"), Kind.TEXT, required=True, max_length=200),
            Column("name_en", _("Name (English)"), Kind.TEXT, max_length=200),
            Column("unit_kind", _("Kind of unit"), Kind.CHOICE, choices=dict(UnitKind.choices)),
            Column("website", _("Website"), Kind.TEXT, max_length=200),
            Column("park", _("Park code"), Kind.TEXT, help=_("For new enterprises.")),
            Column("since", _("Since"), Kind.DATE, help=_("In the park, and with the status.")),
            Column("status", _("Status"), Kind.CHOICE, choices=dict(OperatingStatus.choices)),
        ),
        run=_enterprises,
    )
)


# --- statuses ------------------------------------------------------------------------------
def _statuses(job: Job, rows: Sequence[Row]) -> None:
    """In order of date, whatever the order of the file; each ends the status before it."""
    known = _by_code(Enterprise.objects.of(job.authority))
    for row in sorted(rows, key=lambda row: row.values["valid_from"]):
        with job.row(row):
            enterprise = _enterprise(known, row)
            day = row.values["valid_from"]
            if EnterpriseStatus.objects.filter(enterprise=enterprise, valid_from__gt=day).exists():
                message = gettext("A later status is on record; this one would come before it.")
                raise ValidationError({"valid_from": message})
            enterprise_status_set(
                enterprise=enterprise,
                status=OperatingStatus(row.values["status"]),
                on=day,
                basis=row.values["basis"] or "",
            )


_register(
    Importer(
        slug="statuses",
        title=_("Operating statuses"),
        meaning=_("From a day on an enterprise has a status; the one before ends that day."),
        columns=(
            ENTERPRISE,
            Column(
                "status",
                _("Status"),
                Kind.CHOICE,
                required=True,
                choices=dict(OperatingStatus.choices),
            ),
            Column("valid_from", _("From"), Kind.DATE, required=True),
            Column("basis", _("Basis"), Kind.TEXT, max_length=200),
        ),
        run=_statuses,
    )
)


# --- memberships, through a decision -------------------------------------------------------
MEMBERSHIP_EFFECTS = (Effect.MEMBER_ADDED, Effect.MEMBER_REMOVED, Effect.MEMBER_TRANSFERRED)


def _memberships(job: Job, rows: Sequence[Row]) -> None:
    """Items of a draft decision, each tried as issuing would apply it; memberships stay as is."""
    enterprises = _by_code(Enterprise.objects.of(job.authority))
    blocs = _by_code(Bloc.objects.of(job.authority))
    made: list[tuple[Row, DecisionItem]] = []
    for order, row in enumerate(rows, job.target.items.count()):
        with job.row(row):
            made.append((row, _write_item(job, row, order, enterprises, blocs)))
    for row, error in items_try(job.target, made):
        with job.row(row):
            raise error


def _write_item(
    job: Job, row: Row, order: int, enterprises: Mapping, blocs: Mapping
) -> DecisionItem:
    values = row.values
    bloc = None
    if values["bloc"]:
        message = gettext("There is no bloc with the code %(code)s.")
        bloc = _found(blocs, values["bloc"], "bloc", message)
    item = DecisionItem(
        decision=job.target,
        sort_order=order,
        effect=values["effect"],
        enterprise=_enterprise(enterprises, row),
        bloc=bloc,
        exit_kind=values["exit_kind"] or "",
    )
    item.full_clean()
    item.save()
    return item


def _drafts(person: Person) -> models.QuerySet:
    return Decision.objects.of(person.authority).filter(state=DecisionState.DRAFT)


_register(
    Importer(
        slug="memberships",
        title=_("Memberships, as items of a decision"),
        meaning=_("Adds items to a draft; memberships change when the decision is issued."),
        columns=(
            ENTERPRISE,
            Column(
                "effect",
                _("Effect"),
                Kind.CHOICE,
                required=True,
                choices={str(effect): Effect(effect).label for effect in MEMBERSHIP_EFFECTS},
            ),
            Column("bloc", _("Bloc code"), Kind.TEXT, help=_("Where it comes to.")),
            Column(
                "exit_kind", _("Reason for leaving"), Kind.CHOICE, choices=dict(ExitKind.choices)
            ),
        ),
        run=_memberships,
        targets=_drafts,
        target_label=_("Draft decision"),
    )
)


# --- criteria ------------------------------------------------------------------------------
def _criteria(job: Job, rows: Sequence[Row]) -> None:
    """The whole table anew: what the draft had before is replaced."""
    job.target.criteria.all().delete()
    for order, row in enumerate(rows):
        with job.row(row):
            values = {key: value for key, value in row.values.items() if value is not None}
            criterion = Criterion(criteria_set=job.target, sort_order=order, **values)
            criterion.full_clean()
            criterion.save()


def _draft_sets(person: Person) -> models.QuerySet:
    return CriteriaSet.objects.of(person.authority).filter(state=CriteriaState.DRAFT)


_register(
    Importer(
        slug="criteria",
        title=_("Criteria"),
        meaning=_("The groups and criteria of a draft set; the file replaces those it has."),
        columns=(
            Column("code", _("Code"), Kind.TEXT, required=True, max_length=12),
            Column("title_vi", _("Title (Vietnamese)"), Kind.TEXT, required=True, max_length=300),
            Column("title_en", _("Title (English)"), Kind.TEXT, max_length=300),
            Column(
                "max_points", _("Most points"), Kind.DECIMAL, required=True, minimum=Decimal("0.01")
            ),
            Column("guidance_vi", _("How points are given (Vietnamese)"), Kind.TEXT),
            Column("guidance_en", _("How points are given (English)"), Kind.TEXT),
            Column("evidence_required", _("Evidence required"), Kind.BOOLEAN),
        ),
        run=_criteria,
        targets=_draft_sets,
        target_label=_("Draft criteria set"),
    )
)


# --- score lines ---------------------------------------------------------------------------
SCORE_KINDS = {"self": _("self-score"), "cross": _("cross-score"), "verified": _("verified score")}


def _scores(job: Job, rows: Sequence[Row]) -> None:
    """Points for sheets that this person may score, as if entered in the form."""
    sheets = {
        sheet.enterprise.code.casefold(): sheet
        for sheet in job.person.sheets(job.target).current().select_related("enterprise", "period")
    }
    by_sheet: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        by_sheet[row.values["enterprise"].casefold(), row.values["kind"]].append(row)
    for (code, kind), own in by_sheet.items():
        for row in own:
            with job.row(row):
                message = gettext("You have no open sheet of the enterprise %(code)s.")
                sheet = _found(sheets, code, "enterprise", message)
                _require_right(job, sheet, kind)
                _write_score(sheet, kind, row)


def _require_right(job: Job, sheet: Any, kind: str) -> None:
    """A secretary enters what members hand in on paper; verified scores are the authority's."""
    rights = job.person.rights(sheet)
    allowed = {
        "self": rights.self_scores or rights.runs,
        "cross": rights.cross_scores or rights.runs,
        "verified": rights.verifies,
    }
    if not allowed[kind]:
        raise ValidationError({"kind": gettext("You may not enter these scores now.")})


def _write_score(sheet: Any, kind: str, row: Row) -> None:
    write: Any = {
        "self": sheet_score,
        "cross": sheet_cross_score,
        "verified": sheet_verify_scores,
    }[kind]
    score = Score(row.values["points"], row.values["note"] or "")
    write(sheet=sheet, scores={row.values["criterion"]: score})


def _open_periods(person: Person) -> models.QuerySet:
    return EmulationPeriod.objects.of(person.authority).open()


_register(
    Importer(
        slug="scores",
        title=_("Scores"),
        meaning=_("Points by enterprise and criterion, for sheets you may score; not submitted."),
        columns=(
            ENTERPRISE,
            Column("criterion", _("Criterion"), Kind.TEXT, required=True, max_length=12),
            Column("kind", _("Which score"), Kind.CHOICE, required=True, choices=SCORE_KINDS),
            Column("points", _("Points"), Kind.DECIMAL, required=True, minimum=Decimal(0)),
            Column("note", _("Note"), Kind.TEXT),
        ),
        run=_scores,
        targets=_open_periods,
        target_label=_("Period"),
        allowed=lambda person: bool(
            person.is_administrator or person.bloc_ids or person.enterprise_ids
        ),
    )
)
