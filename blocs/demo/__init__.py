"""The fictional sample: five years of two authorities, told in the order in which they happened.

Whatever a service can do, the services do, as in real life: memberships and offices come from
issued decisions, sheets go through every step, results and awards wait for their decision.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from portal.languages import in_base_language
from portal.tenancy.models import Authority
from portal.users.models import User

from ..enums import ConferenceKind
from .awards import (
    award_revoke,
    award_types_load,
    awards_present,
    commendations_grant,
    flags_grant,
    province_grant,
)
from .conferences import agendas_load, conferences_load, held
from .criteria import criteria_issue
from .decisions import decision_load
from .large import load_large
from .organisation import Sample
from .people import people_load, secretary_appoint
from .pledges import pledges_load
from .regulations import regulations_load
from .reports import (
    bloc_reports,
    final_report,
    interim_report,
    role_model_report,
    thematic_report,
)
from .rounds import periods_plan, result_correct, round_close, round_open
from .source import clock, moment, read

__all__ = ["load", "load_large"]


@in_base_language
def load(*, password: str, **options: object) -> None:
    """Load the whole sample for every sample authority, with a login per role."""
    award_types_load()
    for authority in Authority.objects.filter(is_sample=True):
        _authority_load(authority, password)
    User.objects.create_superuser("dieuhanh", "dieuhanh@example.org", password)


def _authority_load(authority: Authority, password: str) -> None:
    sample = Sample(authority)
    sample.load()
    people_load(sample, password)
    conferences_load(sample)
    regulations_load(sample)
    for event in sorted(_history(sample), key=lambda event: event.day):
        with clock(moment(event.day)):
            event.happen()
    agendas_load(sample)
    secretary_appoint(sample)


@dataclass(frozen=True)
class Event:
    """Something that was done on a day; what is done on one day is done in the order given."""

    day: date
    happen: Callable[[], object]


def _history(sample: Sample) -> Iterator[Event]:
    for row in sample.own("decisions"):
        yield Event(row["issued_on"], partial(decision_load, sample, row))
    for row in _own("criteria", sample):
        yield Event(row["issued_on"], partial(criteria_issue, sample, row))
    for conference in held(sample, ConferenceKind.PLEDGE_SIGNING):
        day = conference.held_on
        yield Event(day, partial(pledges_load, sample, day, conference))
    for row in sample.own("pledges"):
        yield Event(row["signed_on"], partial(pledges_load, sample, row["signed_on"], None))
    for year, round_ in sample.rounds.items():
        yield Event(date(year, 6, 1), partial(periods_plan, sample, year))
        yield Event(round_["opens"], partial(round_open, sample, year))
        yield Event(round_["ranked_on"], partial(round_close, sample, year))
    for row in _own("corrections", sample):
        yield Event(row["issued_on"], partial(result_correct, sample, row))
    yield from _award_events(sample)
    yield from _report_events(sample)


def _own(kind: str, sample: Sample) -> Iterator[dict[str, Any]]:
    rows = read("sample_rounds.yaml")[kind]
    return (row for row in rows if row["authority"] == sample.authority.code)


GRANTS = {
    "flags": flags_grant,
    "commendations": commendations_grant,
    "province": province_grant,
}


def _award_events(sample: Sample) -> Iterator[Event]:
    """Granted, then presented, if only on the same day; one revoked."""
    for year, grants in read("sample_rounds.yaml")["awards"][sample.authority.code].items():
        for name, row in grants.items():
            yield Event(row["issued_on"], partial(GRANTS[name], sample, year, row))
            if code := row.get("presented"):
                day = sample.conferences[code].held_on
                yield Event(day, partial(awards_present, sample, row["decision"], code))
    for row in _own("revocations", sample):
        yield Event(row["issued_on"], partial(award_revoke, sample, row))


def _report_events(sample: Sample) -> Iterator[Event]:
    for year, round_ in sample.rounds.items():
        interim, final = round_["reported_on"]
        yield Event(interim, partial(interim_report, sample, year))
        yield Event(round_["ranked_on"], partial(bloc_reports, sample, year))
        yield Event(final, partial(final_report, sample, year))
    if sample.authority.code == "phu-yen":
        for row in read("report_texts.yaml")["thematic"]:
            yield Event(date(row["year"], 10, 15), partial(thematic_report, sample, row))
    year = sample.extra["role_model"]["year"]
    day = sample.rounds[year]["reported_on"][1]
    yield Event(day, partial(role_model_report, sample, year))
