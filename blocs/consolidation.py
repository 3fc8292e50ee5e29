"""What a consolidation decision could change on a day, read off the records; nothing is written."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from portal.tenancy.models import Authority

from .enums import ExitKind, LeadershipRole, OperatingStatus
from .models import Bloc, Enterprise, IndustrialPark, Leadership
from .preparation import year_results
from .selectors import blocs_on, enterprises_on

# The status of a member that no longer operates here, and the reason its membership ends for.
REASONS = {
    OperatingStatus.SUSPENDED: ExitKind.SUSPENDED,
    OperatingStatus.DISSOLVED: ExitKind.DISSOLVED,
    OperatingStatus.MOVED_OUT: ExitKind.MOVED_OUT,
}


@dataclass(frozen=True)
class Place:
    """An enterprise as it is on the day: where it stands, what it is, the bloc it is in."""

    enterprise: Enterprise
    park: IndustrialPark | None
    status: str
    bloc: Bloc | None

    @property
    def status_label(self) -> str:
        return str(OperatingStatus(self.status).label) if self.status else "–"


@dataclass(frozen=True)
class Suggestion:
    place: Place


@dataclass(frozen=True)
class Admission(Suggestion):
    bloc: Bloc


@dataclass(frozen=True)
class Departure(Suggestion):
    exit_kind: ExitKind


@dataclass(frozen=True)
class Move(Suggestion):
    bloc: Bloc


@dataclass(frozen=True)
class Offices:
    """Who could lead a bloc: the last ranking's first two where there is one, else who does now."""

    bloc: Bloc
    leader: Enterprise | None
    deputies: tuple[Enterprise, ...]
    present: dict[LeadershipRole, list[Enterprise]]
    by_ranking: bool


@dataclass(frozen=True)
class Suggestions:
    on: date
    blocs: list[Bloc]
    places: dict[int, Place]
    admissions: list[Admission] = field(default_factory=list)
    departures: list[Departure] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    offices: list[Offices] = field(default_factory=list)

    def members(self, bloc: Bloc) -> list[Enterprise]:
        return [one.enterprise for one in self.places.values() if one.bloc == bloc]


def consolidation_suggest(authority: Authority, on: date) -> Suggestions:
    """Admissions, departures, transfers and offices that the records of a day suggest.

    An enterprise belongs to the first bloc of its park. Ten queries, whatever the size.
    """
    blocs = list(blocs_on(authority, on))
    enterprises = enterprises_on(authority, on).order_by("code")
    stable = set(enterprises.stable(on).values_list("pk", flat=True))  # type: ignore[attr-defined]
    places = {one.pk: _place(one) for one in enterprises}
    suggestions = Suggestions(on, blocs, places)
    home = _homes(blocs)
    for place in places.values():
        _suggest(suggestions, place, home, is_stable=place.enterprise.pk in stable)
    suggestions.offices.extend(_offices(authority, suggestions))
    return suggestions


def _place(enterprise: Enterprise) -> Place:
    """From what `enterprises_on` has read along."""
    then = [getattr(enterprise, f"{name}_then") for name in ("sites", "status", "membership")]
    site, status, membership = (rows[0] if rows else None for rows in then)
    return Place(
        enterprise,
        park=site.park if site else None,
        status=status.status if status else "",
        bloc=membership.bloc if membership else None,
    )


def _homes(blocs: Iterable[Bloc]) -> dict[int, list[Bloc]]:
    """The blocs of each park, in their order."""
    homes: dict[int, list[Bloc]] = defaultdict(list)
    for bloc in blocs:
        for row in bloc.bloc_parks.all():  # type: ignore[attr-defined]
            homes[row.park_id].append(bloc)
    return homes


def _suggest(
    suggestions: Suggestions, place: Place, homes: dict[int, list[Bloc]], *, is_stable: bool
) -> None:
    home = homes.get(place.park.pk, []) if place.park else []
    if place.bloc is None:
        if home and is_stable:
            suggestions.admissions.append(Admission(place, home[0]))
    elif place.status in REASONS:
        reason = REASONS[OperatingStatus(place.status)]
        suggestions.departures.append(Departure(place, reason))
    elif home and place.bloc not in home:
        suggestions.moves.append(Move(place, home[0]))


def _offices(authority: Authority, suggestions: Suggestions) -> Iterable[Offices]:
    ranked, present = _ranked(authority, suggestions.on.year - 1), _present(authority, suggestions)
    leaving = {one.place.enterprise.pk for one in (*suggestions.departures, *suggestions.moves)}
    for bloc in suggestions.blocs:
        best = [one for one in ranked[bloc.pk] if one.pk not in leaving]
        best = [one for one in best if suggestions.places[one.pk].bloc == bloc]
        holders = present[bloc.pk]
        leader = next(iter(best or holders[LeadershipRole.LEADER]), None)
        deputies = best[1:2] or holders[LeadershipRole.DEPUTY]
        others = tuple(one for one in deputies if one != leader)
        yield Offices(bloc, leader, others, holders, by_ranking=bool(best))


def _ranked(authority: Authority, year: int) -> dict[int, list[Enterprise]]:
    """By bloc: enterprises in the order of the year's published ranking."""
    found: dict[int, list[Enterprise]] = defaultdict(list)
    placed = [row for row in year_results(authority, year).values() if row.final_rank]
    for row in sorted(placed, key=lambda row: (row.final_rank, row.enterprise.code)):
        found[row.ranking.bloc_id].append(row.enterprise)
    return found


Holders = dict[LeadershipRole, list[Enterprise]]


def _present(authority: Authority, suggestions: Suggestions) -> dict[int, Holders]:
    found: dict[int, Holders] = defaultdict(lambda: defaultdict(list))
    rows = Leadership.objects.of(authority).active(suggestions.on)
    for row in rows.select_related("enterprise").order_by("enterprise__code"):
        found[row.bloc_id][LeadershipRole(row.role)].append(row.enterprise)
    return found
