"""The public data sets: what everybody may download, column by column; no personal data.

A data set is rows computed from published records (INV-37: they equal what the pages show). Names
of columns are English and stable, labels are the reader's; the labels and meanings together are
the data dictionary.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.choices import TextChoices
from portal.tables import Column, Kind
from portal.tenancy.models import Authority

from .enums import (
    AwardState,
    Classification,
    ConferenceState,
    DecisionKind,
    EntryKind,
    ExitKind,
    LeadershipRole,
    Level,
    Prize,
)
from .models import (
    Award,
    Bloc,
    Conference,
    Criterion,
    Decision,
    Leadership,
    Membership,
    Result,
)

Row = dict[str, Any]


@dataclass(frozen=True)
class DataSet:
    """One data set: its address, what it is, its columns, and its rows for an authority."""

    slug: str
    title: str | Promise
    meaning: str | Promise
    columns: tuple[Column, ...]
    rows: Callable[[Authority], Iterator[Row]]


# --- columns that several sets share -------------------------------------------------------
def _text(name: str, label: Any, help: Any = "") -> Column:
    return Column(name, label, Kind.TEXT, help=help)


def _day(name: str, label: Any, help: Any = "") -> Column:
    return Column(name, label, Kind.DATE, help=help)


def _whole(name: str, label: Any, help: Any = "") -> Column:
    return Column(name, label, Kind.INTEGER, help=help)


def _choice(name: str, label: Any, choices: type[TextChoices], help: Any = "") -> Column:
    return Column(name, label, Kind.CHOICE, help=help, choices=dict(choices.choices))


def _both(name: str, label_vi: Any, label_en: Any) -> tuple[Column, Column]:
    return _text(f"{name}_vi", label_vi), _text(f"{name}_en", label_en)


BLOC = (
    _text("bloc", _("Bloc code")),
    *_both("bloc_name", _("Bloc (Vietnamese)"), _("Bloc (English)")),
)
ENTERPRISE = (
    _text("enterprise", _("Enterprise code")),
    *_both("enterprise_name", _("Enterprise (Vietnamese)"), _("Enterprise (English)")),
)
ENDS = (
    _day("valid_from", _("From")),
    _day("valid_to", _("Until (not included)"), _("Empty: still valid.")),
)
SAMPLE = Column("is_sample", _("Sample data"), Kind.BOOLEAN, help=_("Invented, not real figures."))


def _named(prefix: str, record: Any) -> Row:
    """Code and both names of a bloc or an enterprise; empty where there is none."""
    return {
        prefix: record.code if record else "",
        f"{prefix}_name_vi": record.name_vi if record else "",
        f"{prefix}_name_en": (record.name_en or "") if record else "",
    }


# --- organisation --------------------------------------------------------------------------
def _blocs(authority: Authority) -> Iterator[Row]:
    rows = Bloc.objects.of(authority).exclude(established_on=None)
    for bloc in rows.select_related("established_by").prefetch_related("bloc_parks__park"):
        yield _named("bloc", bloc) | {
            "parks": ", ".join(row.park.code for row in bloc.bloc_parks.all()),
            "established_on": bloc.established_on,
            "dissolved_on": bloc.dissolved_on,
            "decision": bloc.established_by.full_number if bloc.established_by else "",
        }


def _memberships(authority: Authority) -> Iterator[Row]:
    places = ("enterprise", "bloc", "entry_item__decision", "exit_item__decision")
    rows = Membership.objects.of(authority).select_related(*places)
    for row in rows.order_by("enterprise__code", "valid_from"):
        yield (
            _named("enterprise", row.enterprise)
            | _named("bloc", row.bloc)
            | {
                "valid_from": row.valid_from,
                "valid_to": row.valid_to,
                "entry_kind": row.entry_kind,
                "entry_decision": row.entry_item.decision.full_number,
                "exit_kind": row.exit_kind,
                "exit_decision": row.exit_item.decision.full_number if row.exit_item else "",
            }
        )


def _leadership(authority: Authority) -> Iterator[Row]:
    rows = Leadership.objects.of(authority).select_related("enterprise", "bloc", "item__decision")
    for row in rows.order_by("bloc__ordinal", "bloc__code", "valid_from", "role"):
        yield (
            _named("bloc", row.bloc)
            | _named("enterprise", row.enterprise)
            | {
                "role": row.role,
                "valid_from": row.valid_from,
                "valid_to": row.valid_to,
                "decision": row.item.decision.full_number,
            }
        )


# --- events and papers ---------------------------------------------------------------------
def _conferences(authority: Authority) -> Iterator[Row]:
    rows = Conference.objects.of(authority).prefetch_related("conference_blocs__bloc")
    for row in rows.order_by("held_on"):
        yield {
            "conference": row.code,
            "title_vi": row.title_vi,
            "title_en": row.title_en or "",
            "kinds": ", ".join(row.kinds),
            "held_on": row.held_on,
            "precision": row.precision,
            "state": row.state,
            "blocs": ", ".join(each.bloc.code for each in row.conference_blocs.all()),
        }


def _decisions(authority: Authority) -> Iterator[Row]:
    for row in Decision.objects.of(authority).issued().order_by("issued_on", "pk"):
        yield {
            "decision": row.full_number,
            "kind": row.kind,
            "level": row.level,
            "abstract_vi": row.abstract_vi,
            "abstract_en": row.abstract_en or "",
            "issued_on": row.issued_on,
            "effective_on": row.takes_effect_on,
        }


# --- the year ------------------------------------------------------------------------------
def _criteria(authority: Authority) -> Iterator[Row]:
    rows = Criterion.objects.of(authority).exclude(criteria_set__state="draft")
    rows = rows.select_related("criteria_set")
    for row in rows.order_by("criteria_set__year", "criteria_set__code", "sort_order", "pk"):
        yield {
            "criteria_set": row.criteria_set.code,
            "year": row.criteria_set.year,
            "criterion": row.code,
            "title_vi": row.title_vi,
            "title_en": row.title_en or "",
            "max_points": row.max_points,
            "evidence_required": row.evidence_required,
        }


def _results(authority: Authority) -> Iterator[Row]:
    """Published results in force; superseded revisions stay on their page."""
    places = ("ranking__period", "ranking__bloc", "ranking__decision", "enterprise")
    rows = Result.objects.of(authority).filter(ranking__state="published").select_related(*places)
    rows = rows.order_by("ranking__period__year", "ranking__bloc__ordinal", "final_rank")
    for row in rows:
        own = {"year": row.ranking.period.year, "period": row.ranking.period.kind}
        yield (
            own
            | _named("bloc", row.ranking.bloc)
            | _named("enterprise", row.enterprise)
            | {
                "total": row.total,
                "rank": row.final_rank,
                "classification": row.classification,
                "prize": row.prize,
                "revision": row.ranking.revision,
                "decision": row.ranking.decision.full_number,  # type: ignore[union-attr]
            }
        )


def _awards(authority: Authority) -> Iterator[Row]:
    places = ("award_type", "enterprise", "bloc", "granted_by__decision", "presented_at")
    rows = Award.objects.of(authority).select_related(*places)
    for row in rows.order_by("year", "award_type__code", "enterprise__code"):
        own = {"year": row.year, "award": row.award_type.code}
        names = {"award_name_vi": row.award_type.name_vi}
        names |= {"award_name_en": row.award_type.name_en or ""}
        yield (
            own
            | names
            | _named("enterprise", row.enterprise)
            | _named("bloc", row.bloc)
            | {
                "level": row.award_type.level,
                "decision": row.granted_by.decision.full_number,
                "conferred_on": row.conferred_on,
                "presented_at": row.presented_at.code if row.presented_at else "",
                "state": row.state,
                "revoked_on": row.revoked_on,
            }
        )


DATASETS: dict[str, DataSet] = {
    each.slug: each
    for each in (
        DataSet(
            "blocs",
            _("Emulation blocs"),
            _("Every bloc that a decision has established."),
            (
                *BLOC,
                _text("parks", _("Industrial parks"), _("Codes, separated by commas.")),
                _day("established_on", _("Established")),
                _day("dissolved_on", _("Dissolved")),
                _text("decision", _("Decision")),
            ),
            _blocs,
        ),
        DataSet(
            "memberships",
            _("Memberships"),
            _("Every membership of a bloc, past ones too, with the decisions behind it."),
            (
                *ENTERPRISE,
                *BLOC,
                *ENDS,
                _choice("entry_kind", _("Entry"), EntryKind),
                _text("entry_decision", _("Decision of entry")),
                _choice("exit_kind", _("Exit"), ExitKind),
                _text("exit_decision", _("Decision of exit")),
            ),
            _memberships,
        ),
        DataSet(
            "leadership",
            _("Leadership of the blocs"),
            _("Which enterprise held which office of a bloc, and when."),
            (
                *BLOC,
                *ENTERPRISE,
                _choice("role", _("Office"), LeadershipRole),
                *ENDS,
                _text("decision", _("Decision")),
            ),
            _leadership,
        ),
        DataSet(
            "conferences",
            _("Conferences"),
            _("Every conference of the calendar, planned and cancelled ones marked."),
            (
                _text("conference", _("Code")),
                *_both("title", _("Title (Vietnamese)"), _("Title (English)")),
                _text("kinds", _("Kinds"), _("Separated by commas.")),
                _day("held_on", _("Date")),
                _text("precision", _("Precision of the date")),
                _choice("state", _("State"), ConferenceState),
                _text("blocs", _("Blocs"), _("Codes, separated by commas.")),
            ),
            _conferences,
        ),
        DataSet(
            "decisions",
            _("Decisions"),
            _("Every decision that has been issued."),
            (
                _text("decision", _("Number and symbol")),
                _choice("kind", _("Kind"), DecisionKind),
                _choice("level", _("Level of the issuer"), Level),
                *_both("abstract", _("Abstract (Vietnamese)"), _("Abstract (English)")),
                _day("issued_on", _("Date of issue")),
                _day("effective_on", _("Effective from")),
            ),
            _decisions,
        ),
        DataSet(
            "criteria",
            _("Criteria"),
            _("Every criterion of the sets that decisions have issued; groups have no dot."),
            (
                _text("criteria_set", _("Criteria set")),
                _whole("year", _("Year")),
                _text("criterion", _("Criterion")),
                *_both("title", _("Title (Vietnamese)"), _("Title (English)")),
                Column("max_points", _("Most points"), Kind.DECIMAL),
                Column("evidence_required", _("Evidence required"), Kind.BOOLEAN),
            ),
            _criteria,
        ),
        DataSet(
            "results",
            _("Results"),
            _("Verified totals, ranks, classes and prizes, once a decision has published them."),
            (
                _whole("year", _("Year")),
                _text("period", _("Period")),
                *BLOC,
                *ENTERPRISE,
                Column("total", _("Total"), Kind.DECIMAL),
                _whole("rank", _("Rank"), _("Empty for whoever is excluded from the ranking.")),
                _choice("classification", _("Class"), Classification),
                _choice("prize", _("Prize"), Prize),
                _whole("revision", _("Revision"), _("Above 1: corrected by a later decision.")),
                _text("decision", _("Decision")),
            ),
            _results,
        ),
        DataSet(
            "awards",
            _("Awards"),
            _("Every award, revoked ones marked."),
            (
                _whole("year", _("Year")),
                _text("award", _("Award code")),
                *_both("award_name", _("Award (Vietnamese)"), _("Award (English)")),
                *ENTERPRISE,
                *BLOC,
                _choice("level", _("Level of the decision"), Level),
                _text("decision", _("Decision")),
                _day("conferred_on", _("Conferred on")),
                _text("presented_at", _("Presented at"), _("Code of the conference.")),
                _choice("state", _("State"), AwardState),
                _day("revoked_on", _("Revoked on")),
            ),
            _awards,
        ),
    )
}


def columns_of(dataset: DataSet) -> tuple[Column, ...]:
    """The set's columns and the one that every export carries."""
    return (*dataset.columns, SAMPLE)


def rows_of(dataset: DataSet, authority: Authority) -> Iterator[Row]:
    """The rows of one authority, each saying whether it is invented."""
    for row in dataset.rows(authority):
        yield row | {"is_sample": authority.is_sample}
