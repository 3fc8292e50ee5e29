"""Conferences of the sample and what was on their agendas."""

from collections.abc import Iterator
from typing import Any

from ..enums import AgendaKind, ConferenceKind, ConferenceState, DecisionKind
from ..models import AgendaItem, Conference, ConferenceBloc, Decision, Membership
from .organisation import Sample


def conferences_load(sample: Sample) -> None:
    for row in sample.core["conferences"]:
        if row["code"].startswith(sample.prefix):
            sample.conferences[row["code"]] = _conference(sample, row)


def _conference(sample: Sample, row: dict[str, Any]) -> Conference:
    year, suffix = row["code"].split("-")[2:]
    title = sample.extra["conference_titles"][suffix]
    place = sample.extra["places"][sample.authority.code]
    conference = Conference.objects.create(
        authority=sample.authority,
        code=row["code"],
        title_vi=title["vi"].format(year=year),
        title_en=title["en"].format(year=year),
        kinds=row["kinds"],
        held_on=row["date"],
        precision=row.get("precision", "day"),
        place_vi=place["vi"],
        place_en=place["en"],
        state=row["state"],
    )
    for code in row["blocs"]:
        ConferenceBloc.objects.create(conference=conference, bloc=sample.blocs[code])
    return conference


def held(sample: Sample, kind: ConferenceKind) -> Iterator[Conference]:
    """The conferences of a kind that took place."""
    for conference in sample.conferences.values():
        if kind in conference.kinds and conference.state == ConferenceState.CLOSED:
            yield conference


def agendas_load(sample: Sample) -> None:
    """Last of all: an agenda names decisions, regulations and awards."""
    for conference in sample.conferences.values():
        for order, item in enumerate(_agenda(sample, conference)):
            AgendaItem.objects.create(conference=conference, sort_order=order, **item)


def _agenda(sample: Sample, conference: Conference) -> Iterator[dict[str, Any]]:
    yield {"kind": AgendaKind.OPENING}
    yield {"kind": AgendaKind.REPORT}
    yield from _handed_over(sample, conference)
    version = conference.adopted_versions.first()
    if version:
        yield {"kind": AgendaKind.DISCUSS_REGULATION, "regulation_version": version}
    if ConferenceKind.PLEDGE_SIGNING in conference.kinds:
        yield {"kind": AgendaKind.SIGN_PLEDGE}
    yield from _presented(conference)
    if ConferenceKind.FINAL_REVIEW in conference.kinds:
        yield {"kind": AgendaKind.ELECT_LEADERSHIP}
    yield {"kind": AgendaKind.DIRECTION_SPEECH}
    yield {"kind": AgendaKind.CLOSING}


def _handed_over(sample: Sample, conference: Conference) -> Iterator[dict[str, Any]]:
    year = conference.held_on.year
    kinds = (DecisionKind.ESTABLISH, DecisionKind.CONSOLIDATE)
    handed = Decision.objects.of(sample.authority).in_year(year).filter(kind__in=kinds).first()
    if handed and ConferenceKind.PLEDGE_SIGNING in conference.kinds:
        yield {"kind": AgendaKind.HAND_OVER_DECISION, "decision": handed}
        if Membership.objects.filter(entry_item__decision=handed).new().exists():
            yield {"kind": AgendaKind.INTRODUCE_MEMBERS}


def _presented(conference: Conference) -> Iterator[dict[str, Any]]:
    """Awards by the decisions that granted them."""
    items = conference.awards.values("granted_by__decision")
    for decision in Decision.objects.filter(pk__in=items).order_by("issued_on", "pk"):
        yield {"kind": AgendaKind.PRESENT_AWARD, "decision": decision}
