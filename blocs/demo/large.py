"""One large authority: ten years of 2,000 enterprises in 25 blocs, written in bulk.

Sheets are planned and written as those of the small sample; blocs, criteria, rankings, results
and flags come from the services.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from portal.languages import in_base_language
from portal.pages.services import authority_open
from portal.tenancy.enums import Role
from portal.tenancy.models import Authority
from portal.tenancy.services import role_grant
from portal.text import fold
from portal.users.models import User

from ..enums import (
    DecisionKind,
    DecisionState,
    Effect,
    EntryKind,
    ExitKind,
    LeadershipRole,
    OperatingStatus,
    PeriodKind,
)
from ..models import (
    AwardType,
    Bloc,
    BlocPark,
    CriteriaSet,
    Decision,
    DecisionItem,
    Enterprise,
    IndustrialPark,
    Leadership,
    Membership,
    ParkAssignment,
    Ranking,
)
from ..services import bloc_save, ranking_finalise
from .criteria import criteria_issue, table_of
from .decisions import decide, signed_file_add, wording
from .enterprises import Founded, enterprises_create
from .plan import Table, plan_round
from .scoring import Round, periods_load, round_score
from .source import chance, clock, moment, read, working_day

BATCH = 1000
Say = Callable[[str], Any]


@dataclass
class Large:
    """The authority while it is being written; lists are in the order of the codes."""

    authority: Authority
    people: dict[str, User] = field(default_factory=dict)
    criteria: dict[str, CriteriaSet] = field(default_factory=dict)
    parks: list[IndustrialPark] = field(default_factory=list)
    blocs: list[Bloc] = field(default_factory=list)
    enterprises: list[Enterprise] = field(default_factory=list)
    open_memberships: dict[str, Membership] = field(default_factory=dict)

    @property
    def given(self) -> dict[str, Any]:
        found: dict[str, Any] = read("sample_large.yaml")
        return found

    @property
    def extra(self) -> dict[str, Any]:
        found: dict[str, Any] = read("sample_extra.yaml")
        return found


@in_base_language
def load_large(*, port: int, password: str, say: Say, **options: Any) -> None:
    """Nothing happens where the authority is there already."""
    given = read("sample_large.yaml")
    if Authority.objects.filter(code=given["authority"]["code"]).exists():
        say("The large sample is already there; nothing changed.")
        return
    large = Large(authority_open(port=port, is_sample=True, **given["authority"]))
    _administrator(large, password)
    _organisation(large)
    say(f"{len(large.enterprises)} enterprises in {len(large.blocs)} blocs")
    with clock(moment(given["criteria"]["issued_on"])):
        criteria_issue(large, given["criteria"])
    table = table_of(large.criteria[given["criteria"]["code"]])
    for year in given["years"]:
        sheets = _year(large, year, table)
        say(f"{year}: {len(large.open_memberships)} members, {sheets} score sheets")


def _administrator(large: Large, password: str) -> None:
    name, authority = f"quantri.{large.authority.code}", large.authority
    user = User.objects.create_user(name, f"{name}@example.org", password)
    role_grant(user=user, authority=authority, role=Role.ADMINISTRATOR)
    large.people["quantri"] = user


# --- organisation --------------------------------------------------------------------------
def _organisation(large: Large) -> None:
    first = date(large.given["years"][0], 3, 31)
    large.blocs = [_bloc(large, number) for number in range(1, large.given["blocs"] + 1)]
    with clock(moment(first)):
        _establish(large, first)
    since, numbers = first - timedelta(days=700), range(large.given["enterprises"])
    founded = [_founded(large, number, since) for number in numbers]
    large.enterprises = list(enterprises_create(large.authority, founded).values())


def _bloc(large: Large, number: int) -> Bloc:
    names = large.given["names"]
    park = IndustrialPark.objects.create(code=f"TT{number:02}", **_names(names["park"], number))
    ParkAssignment.objects.create(authority=large.authority, park=park, valid_from=date(2000, 1, 1))
    large.parks.append(park)
    bloc = Bloc(authority=large.authority, code=f"T{number:02}", ordinal=number)
    for name, value in _names(names["bloc"], number).items():
        setattr(bloc, name, value)
    bloc_save(bloc=bloc)
    BlocPark.objects.create(bloc=bloc, park=park)
    return bloc


def _names(templates: dict[str, str], number: int) -> dict[str, str]:
    return {f"name_{code}": templates[code].format(number=number) for code in ("vi", "en")}


def _establish(large: Large, day: date) -> None:
    decide(
        large,
        kind=DecisionKind.ESTABLISH,
        full_number="9101/QĐ-BQL",
        issued_on=day,
        items=[{"effect": Effect.BLOC_ESTABLISHED, "bloc": bloc} for bloc in large.blocs],
    )


def _founded(large: Large, number: int, since: date) -> Founded:
    words, luck = large.extra["filler_words"], chance(large.authority.code, number)
    kind, sector = luck.choice(words["types"]), luck.choice(words["sectors"])
    own, code = " ".join(luck.sample(words["syllables"], 3)), f"{number + 1:04}"
    enterprise = Enterprise(
        authority=large.authority,
        code=f"TT-{code}",
        name_vi=f"Công ty {kind[0]} {sector[0]} {own} {code}",
        name_en=f"{fold(own).title()} {sector[1]} {code} {kind[1]}",
    )
    return Founded(
        enterprise,
        statuses=[(OperatingStatus.STABLE, since, None)],
        sites=[(large.parks[_home(large, number)], since, None)],
    )


# --- who is where --------------------------------------------------------------------------
Change = tuple[int, Effect, int]  # the enterprise's number, what happens, the bloc's number


def _home(large: Large, number: int) -> int:
    """The first bloc is the largest; the others share the rest."""
    most, blocs = large.given["largest_bloc"], large.given["blocs"]
    return 0 if number < most else 1 + (number - most) // 2 % (blocs - 1)


def _changes(large: Large, year: int) -> Iterator[Change]:
    """Half of them found the blocs, the others join later; some founders move, some pause."""
    first, *later = large.given["years"]
    blocs, most = large.given["blocs"], large.given["largest_bloc"]
    for number in range(large.given["enterprises"]):
        home, batch = _home(large, number), (number - most) // (2 * blocs - 2)
        is_founder = number % 2 == 0
        restless = batch % 4 if is_founder and number >= most else 0
        if year == (first if is_founder else later[(batch + number % 3) % len(later)]):
            yield number, Effect.MEMBER_ADDED, home
        elif restless == PAUSES and year == first + 2:
            yield number, Effect.MEMBER_REMOVED, home
        elif restless == PAUSES and year == first + 3:
            yield number, Effect.MEMBER_ADDED, home
        elif restless == MOVES and year == first + 4:
            yield number, Effect.MEMBER_TRANSFERRED, 1 + home % (blocs - 1)


PAUSES, MOVES = 1, 3


def _consolidate(large: Large, year: int, day: date) -> None:
    """The year's decision with all its items, applied in bulk, issued at the end."""
    changes = list(_changes(large, year))
    decision = _draft(large, year, day)
    items = DecisionItem.objects.bulk_create(
        [_item(large, decision, order, change) for order, change in enumerate(changes)], BATCH
    )
    begun: list[Membership] = []
    ended: list[Membership] = []
    for item, (number, effect, bloc) in zip(items, changes, strict=True):
        code = large.enterprises[number].code
        if effect != Effect.MEMBER_ADDED:
            ended.append(_ended(large.open_memberships.pop(code), item, day))
        if effect != Effect.MEMBER_REMOVED:
            begun.append(_begun(large, item, day, bloc))
            large.open_memberships[code] = begun[-1]
    Membership.objects.bulk_update(ended, ["valid_to", "exit_kind", "exit_item"], BATCH)
    Membership.objects.bulk_create(begun, BATCH)
    _appoint(large, decision, day)
    signed_file_add(decision, items)
    Decision.objects.filter(pk=decision.pk).update(
        state=DecisionState.ISSUED, issued_at=moment(day), issued_by=large.people["quantri"]
    )


def _draft(large: Large, year: int, day: date) -> Decision:
    return Decision.objects.create(
        authority=large.authority,
        full_number="9110/QĐ-BQL",
        kind=DecisionKind.CONSOLIDATE,
        issued_on=day,
        **wording(large, DecisionKind.CONSOLIDATE, {"year": year}),
    )


def _item(large: Large, decision: Decision, order: int, change: Change) -> DecisionItem:
    number, effect, bloc = change
    leaving = effect == Effect.MEMBER_REMOVED
    return DecisionItem(
        authority=large.authority,
        decision=decision,
        sort_order=order,
        effect=effect,
        enterprise=large.enterprises[number],
        bloc=None if leaving else large.blocs[bloc],
        exit_kind=ExitKind.WITHDREW if leaving else "",
    )


def _ended(membership: Membership, item: DecisionItem, day: date) -> Membership:
    moved = item.effect == Effect.MEMBER_TRANSFERRED
    membership.valid_to, membership.exit_item = day, item
    membership.exit_kind = ExitKind.TRANSFER if moved else ExitKind.WITHDREW
    return membership


def _begun(large: Large, item: DecisionItem, day: date, bloc: int) -> Membership:
    years = large.given["years"]
    kinds = {years[0]: EntryKind.FOUNDING}
    kind = kinds.get(day.year, EntryKind.NEW)
    if item.effect == Effect.MEMBER_TRANSFERRED:
        kind = EntryKind.TRANSFER
    elif item.enterprise.memberships.exists():  # type: ignore[union-attr]
        kind = EntryKind.READMITTED
    return Membership(
        authority=large.authority,
        enterprise=item.enterprise,
        bloc=large.blocs[bloc],
        valid_from=day,
        entry_kind=kind,
        entry_item=item,
    )


def _appoint(large: Large, decision: Decision, day: date) -> None:
    """Each year another member of each bloc leads it."""
    Leadership.objects.of(large.authority).filter(valid_to=None).update(valid_to=day)
    items = []
    for bloc in large.blocs:
        members = _members(large, bloc)
        holder = members[day.year % len(members)]
        values = {"bloc": bloc, "enterprise": holder, "office": LeadershipRole.LEADER}
        items.append(
            DecisionItem(
                authority=large.authority,
                decision=decision,
                sort_order=9000 + bloc.ordinal,
                effect=Effect.LEADERSHIP_SET,
                **values,
            )
        )
    DecisionItem.objects.bulk_create(items)
    Leadership.objects.bulk_create(
        Leadership(
            authority=large.authority,
            bloc=item.bloc,
            enterprise=item.enterprise,
            role=item.office,
            valid_from=day,
            item=item,
        )
        for item in items
    )


def _members(large: Large, bloc: Bloc) -> list[Enterprise]:
    rows = large.open_memberships.values()
    return [row.enterprise for row in rows if row.bloc_id == bloc.pk]


# --- a year --------------------------------------------------------------------------------
def _year(large: Large, year: int, table: Table) -> int:
    """Memberships, sheets, rankings and flags of a year; how many sheets."""
    _consolidate(large, year, working_day(date(year, 3, 31)))
    given = large.given["round"]
    opens = date(year, *given["opens"])
    round_ = _round(large, year, table, opens)
    with clock(moment(opens)):
        round_score(round_)
    ranked_on = working_day(date(year, *given["ranked_on"]))
    with clock(moment(ranked_on)):
        rankings = [ranking_finalise(period=round_.period, bloc=bloc) for bloc in large.blocs]
        _approve(large, year, ranked_on, rankings)
        _flags(large, year, ranked_on, rankings)
    return sum(len(plans) for plans in round_.plans.values())


def _round(large: Large, year: int, table: Table, opens: date) -> Round:
    members = {bloc.code: [row.code for row in _members(large, bloc)] for bloc in large.blocs}
    given = large.given["round"]
    shape = {
        "top": given["top"],
        "good": given["good"],
        "steps": given["steps"],
        "excellent": {code: len(rows) * 2 // 5 for code, rows in members.items()},
        "offsets": dict.fromkeys(members, 0),
    }
    plans = plan_round(large.authority.code, year, members, shape, table)
    due = [date(year, *day) for day in given["due"]]
    criteria_set = large.criteria[large.given["criteria"]["code"]]
    periods = periods_load(large.authority, year, due, criteria_set)
    return Round(
        period=periods[PeriodKind.YEAR],
        table=table,
        words=large.given["criteria"]["table"],
        opens=opens,
        plans={bloc: plans[bloc.code] for bloc in large.blocs},
        enterprises={row.code: row for row in large.enterprises},
        administrator=large.people["quantri"],
        has_evidence=False,
    )


def _approve(large: Large, year: int, day: date, rankings: Iterable[Ranking]) -> None:
    decide(
        large,
        kind=DecisionKind.APPROVE_RESULT,
        full_number="9180/QĐ-BQL",
        issued_on=day,
        items=[{"effect": Effect.RESULT_APPROVED, "ranking": one} for one in rankings],
        words={"year": year},
    )


def _flags(large: Large, year: int, day: date, rankings: Iterable[Ranking]) -> None:
    """From the year on in which the law knows them."""
    kind = AwardType.objects.valid(day).filter(code="CO_KHOI").first()
    if kind is None:
        return
    texts = read("sample_rounds.yaml")["award_abstracts"]["flags"]
    firsts = [ranking.results.get(final_rank=1).enterprise for ranking in rankings]
    common = {"effect": Effect.AWARD_GRANTED, "award_type": kind, "year": year}
    decide(
        large,
        kind=DecisionKind.AWARD,
        full_number="9181/QĐ-BQL",
        issued_on=day,
        items=[common | {"enterprise": enterprise} for enterprise in firsts],
        abstract_vi=texts["vi"].format(year=year),
        abstract_en=texts["en"].format(year=year),
    )
