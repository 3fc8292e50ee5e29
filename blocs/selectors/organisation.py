"""Blocs, members, offices and enterprises on a day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet, Subquery, prefetch_related_objects
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from portal.choices import TextChoices
from portal.tenancy.models import Authority

from ..enums import EntryKind, ExitKind, LeadershipRole
from ..models import (
    Bloc,
    BlocPark,
    Conference,
    Decision,
    Enterprise,
    EnterpriseSite,
    EnterpriseStatus,
    Leadership,
    Membership,
)
from ..querysets import valid_on


class EventKind(TextChoices):
    """What happened; the value is the style of the line, the label its heading."""

    FOUNDED = "founded", _lazy("Established")
    JOINED = "joined", _lazy("Joined")
    TRANSFER = "transfer", _lazy("Transfer")
    LEFT = "left", _lazy("Left")
    OFFICE = "leader", _lazy("Leadership")


@dataclass(frozen=True)
class Event:
    """One line of a timeline: what happened on a day, by which decision, to whom."""

    day: date
    kind: EventKind
    text: str
    decision: Decision | None = None
    enterprises: tuple[Enterprise, ...] = ()


def blocs_on(authority: Authority, on: date) -> QuerySet[Bloc]:
    """Blocs existing on a day, each with `member_count`; two queries with their parks."""
    members = Count("memberships", filter=valid_on(on, "memberships__"), distinct=True)
    blocs = Bloc.objects.of(authority).established(on).annotate(member_count=members)
    parks = Prefetch("bloc_parks", BlocPark.objects.select_related("park"))
    return blocs.select_related("page").prefetch_related(parks)


@dataclass(frozen=True)
class BlocHistory:
    """Every membership of a bloc and every office in it, with enterprises and decisions."""

    bloc: Bloc
    memberships: list[Membership]
    offices: list[Leadership]


def bloc_history(bloc: Bloc) -> BlocHistory:
    """What the selectors below read; two queries."""
    memberships = Membership.objects.of(bloc.authority).filter(bloc=bloc)
    decisions = ("entry_item__decision", "exit_item__decision")
    memberships = memberships.select_related("enterprise__page", *decisions)
    offices = Leadership.objects.of(bloc.authority).filter(bloc=bloc)
    offices = offices.select_related("enterprise__page", "item__decision")
    return BlocHistory(bloc, list(memberships.order_by("enterprise__code")), list(offices))


def members_on(history: BlocHistory, on: date) -> list[Membership]:
    """A bloc's members on a day, each enterprise with its `sites_then`; one query."""
    sites = EnterpriseSite.objects.active(on).select_related("park")
    rows = [row for row in history.memberships if row.covers(on)]
    prefetch_related_objects(rows, Prefetch("enterprise__sites", sites, to_attr="sites_then"))
    return rows


def leadership_on(history: BlocHistory, on: date) -> list[Leadership]:
    """Leader first, then deputies, then the secretary."""
    rank = {role: place for place, role in enumerate(LeadershipRole.values)}
    rows = [row for row in history.offices if row.covers(on)]
    return sorted(rows, key=lambda row: (rank[row.role], row.enterprise.code))


def conferences_in(
    authority: Authority, year: int, *, bloc: Bloc | None = None
) -> QuerySet[Conference]:
    found = Conference.objects.of(authority).in_year(year)
    return (found.about(bloc) if bloc else found).order_by("held_on")


def bloc_timeline(history: BlocHistory, until: date) -> list[Event]:
    """Founding, entries, departures, transfers and offices, newest first.

    What happened to several enterprises on one day by one decision is one event.
    """
    bloc = history.bloc
    rows = [row for row in history.memberships if row.valid_from <= until]
    events = [event for row in rows for event in _membership_events(row, until)]
    events += [_office_event(row) for row in history.offices if row.valid_from <= until]
    if bloc.established_on and bloc.established_on <= until:
        text = _("The bloc was established")
        events.append(Event(bloc.established_on, EventKind.FOUNDED, text, bloc.established_by))
    order = list(EventKind)
    return sorted(_merged(events), key=lambda e: (e.day, order.index(e.kind)), reverse=True)


def _merged(events: Iterable[Event]) -> list[Event]:
    merged: dict[Any, Event] = {}
    for event in events:
        key = (event.day, event.kind, event.text, event.decision)
        before = merged.get(key)
        enterprises = (*before.enterprises, *event.enterprises) if before else event.enterprises
        merged[key] = replace(event, enterprises=enterprises)
    return list(merged.values())


ENTRIES = {
    EntryKind.FOUNDING: _lazy("Joined as founding members"),
    EntryKind.NEW: _lazy("Joined"),
    EntryKind.READMITTED: _lazy("Readmitted"),
    EntryKind.TRANSFER: _lazy("Came from another bloc"),
}


def _membership_events(row: Membership, until: date) -> Iterable[Event]:
    moved = row.entry_kind == EntryKind.TRANSFER
    kind = EventKind.TRANSFER if moved else EventKind.JOINED
    text = str(ENTRIES[EntryKind(row.entry_kind)])
    yield Event(row.valid_from, kind, text, row.entry_item.decision, (row.enterprise,))
    if row.valid_to and row.valid_to <= until:
        yield _exit_event(row)


def _exit_event(row: Membership) -> Event:
    if row.exit_kind == ExitKind.TRANSFER:
        kind, text = EventKind.TRANSFER, _("Moved to another bloc")
    else:
        kind, text = EventKind.LEFT, _("Left: %(reason)s") % {"reason": row.get_exit_kind_display()}
    return Event(row.valid_to, kind, text, row.exit_item.decision, (row.enterprise,))


def _office_event(row: Leadership) -> Event:
    text = str(row.get_role_display())
    return Event(row.valid_from, EventKind.OFFICE, text, row.item.decision, (row.enterprise,))


def enterprises_on(authority: Authority, on: date) -> QuerySet[Enterprise]:
    """Enterprises with what they were on a day: `status_then`, `sites_then`, `membership_then`."""
    memberships = Membership.objects.of(authority).active(on).select_related("bloc__page")
    sites = EnterpriseSite.objects.of(authority).active(on).select_related("park")
    statuses = EnterpriseStatus.objects.of(authority).active(on)
    return (
        Enterprise.objects.of(authority)
        .select_related("page")
        .prefetch_related(
            Prefetch("statuses", statuses, to_attr="status_then"),
            Prefetch("sites", sites, to_attr="sites_then"),
            Prefetch("memberships", memberships, to_attr="membership_then"),
        )
    )


@dataclass(frozen=True)
class EnterpriseFilter:
    """The filters of the enterprise index; an empty one filters nothing."""

    query: str = ""
    bloc: str = ""
    park: str = ""
    status: str = ""

    def apply(self, enterprises: QuerySet[Enterprise], on: date) -> QuerySet[Enterprise]:
        enterprises = enterprises.named(self.query)  # type: ignore[attr-defined]
        for related, condition in self._conditions(on):
            enterprises = enterprises.filter(pk__in=related.filter(condition).values("enterprise"))
        return enterprises

    def _conditions(self, on: date) -> Iterable[tuple[QuerySet, Q]]:
        if self.bloc:
            yield Membership.objects.active(on), Q(bloc__code=self.bloc)
        if self.park:
            yield EnterpriseSite.objects.active(on), Q(park__code=self.park)
        if self.status:
            yield EnterpriseStatus.objects.active(on), Q(status=self.status)


def enterprise_history(enterprise: Enterprise) -> dict[str, Any]:
    """Statuses, sites, memberships and offices, oldest first; four queries."""
    memberships = enterprise.memberships.select_related(
        "bloc__page", "entry_item__decision", "exit_item__decision"
    )
    offices = enterprise.leaderships.select_related("bloc__page", "item__decision")
    return {
        "statuses": list(enterprise.statuses.order_by("valid_from")),
        "sites": list(enterprise.sites.select_related("park").order_by("valid_from")),
        "memberships": list(memberships.order_by("valid_from")),
        "offices": list(offices.order_by("valid_from")),
    }


@dataclass(frozen=True)
class YearCount:
    """Members at the end of a year (or today), and enterprises in stable operation then."""

    year: int
    members: int
    stable: int | None = None

    @property
    def coverage(self) -> Decimal | None:
        """Percent, as the figure `membership.coverage`; None where it is not asked for."""
        return Decimal(100 * self.members) / self.stable if self.stable else None


def members_by_year(authority: Authority, days: Mapping[int, date]) -> list[YearCount]:
    """Members and stable enterprises on a day of each year; two queries."""
    rows = Membership.objects.of(authority).values_list("enterprise", "valid_from", "valid_to")
    spans, stable = list(rows), _stable_by_year(authority, days)
    return [YearCount(year, _active(spans, day), stable[year]) for year, day in days.items()]


def bloc_members_by_year(history: BlocHistory, days: Mapping[int, date]) -> list[YearCount]:
    """A bloc's members on a day of each year."""
    spans = [(row.enterprise_id, row.valid_from, row.valid_to) for row in history.memberships]
    return [YearCount(year, _active(spans, day)) for year, day in days.items()]


def _active(spans: Iterable[tuple[int, date, date | None]], day: date) -> int:
    return len({who for who, start, end in spans if start <= day and (end is None or end > day)})


def _stable_by_year(authority: Authority, days: Mapping[int, date]) -> dict[int, int]:
    """As the figure `enterprise.stable`, for several days at once."""

    def counted(day: date) -> Any:
        stable = Enterprise.objects.of(authority).stable(day).order_by().values("authority")
        return Coalesce(Subquery(stable.annotate(n=Count("pk")).values("n")), 0)

    counts = {f"y{year}": counted(day) for year, day in days.items()}
    row = Authority.objects.filter(pk=authority.pk).values(**counts).get()
    return {year: row[f"y{year}"] for year in days}
