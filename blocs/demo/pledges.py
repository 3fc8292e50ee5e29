"""Pledges of the sample: targets of every member, and who signed, when and how."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from ..enums import Direction, Indicator, PledgeState, SignatureMethod, Visibility
from ..models import Bloc, Conference, Enterprise, Pledge, PledgeSignature, PledgeTarget
from ..services import pledge_move
from ..services.pledges import UNITS
from .organisation import Sample
from .source import chance, clock, moment, read

COLLECTED_FOR = timedelta(days=4)
SIGNED_LATER = timedelta(days=5)  # whoever was absent has ten working days (Article 7)
CLOSED_AFTER = timedelta(days=14)


def pledges_load(sample: Sample, day: date, conference: Conference | None) -> None:
    """Every bloc's pledge of a year; targets are collected first, then the members sign."""
    for bloc in sample.blocs.values():
        members = [sample.enterprises[code] for code in sample.members(bloc.code, day)]
        with clock(moment(day - COLLECTED_FOR)):
            pledge = _pledge(sample, day, bloc, conference)
            pledge_move(pledge=pledge, to=PledgeState.COLLECTING)
        PledgeTarget.objects.bulk_create(
            [target for member in members for target in _targets(pledge, member)]
        )
        PledgeSignature.objects.bulk_create(_signatures(sample, pledge, day, members))
        with clock(moment(day + CLOSED_AFTER)):
            pledge_move(pledge=pledge, to=PledgeState.SIGNED, user=sample.people["quantri"])


def _pledge(sample: Sample, day: date, bloc: Bloc, conference: Conference | None) -> Pledge:
    year, extra, theme = day.year, sample.extra, read("pledge_texts.yaml")["themes"][day.year]
    title, text = extra["pledge_title"], extra["pledge_text"]
    return Pledge.objects.create(
        authority=sample.authority,
        bloc=bloc,
        year=year,
        signed_at=conference,
        title_vi=title["vi"].format(year=year, bloc=bloc.name_vi),
        title_en=title["en"].format(year=year, bloc=bloc.name_en),
        text_vi=text["vi"].format(year=year, theme=theme["vi"]),
        text_en=text["en"].format(year=year, theme=theme["en"]),
    )


# --- targets -------------------------------------------------------------------------------
@dataclass(frozen=True)
class Business:
    """What an enterprise is like; its targets grow from it, but for the year of the epidemic."""

    jobs: int
    revenue_a_head: int  # million VND
    exports: bool
    growth: float

    @classmethod
    def of(cls, enterprise: Enterprise) -> "Business":
        luck = chance(enterprise.authority.code, enterprise.code, "business")
        return cls(
            jobs=luck.randrange(60, 900, 5),
            revenue_a_head=luck.randrange(350, 900, 10),
            exports=luck.random() < 0.75,
            growth=luck.uniform(1.02, 1.09),
        )

    def values(self, year: int) -> dict[Indicator, Decimal]:
        factor = self.growth ** (year - 2016) * (0.9 if year == 2020 else 1)
        revenue = self.jobs * self.revenue_a_head * factor
        exact = {
            Indicator.REVENUE: (revenue, 100),
            Indicator.PRODUCTION: (revenue * 0.92, 100),
            Indicator.EXPORTS: (revenue * 0.6 / 23, 10),
            Indicator.BUDGET: (revenue * 0.045, 50),
            Indicator.JOBS: (self.jobs * (1 + (factor - 1) / 3), 5),
            Indicator.INCOME: (5.2 + self.revenue_a_head / 400 * factor, 0.1),
            Indicator.ACCIDENTS: (0, 1),
            Indicator.WELFARE: (revenue * 0.0006, 5),
        }
        if not self.exports:
            del exact[Indicator.EXPORTS]
        return {name: _rounded(value, step) for name, (value, step) in exact.items()}


def _rounded(value: float, step: float) -> Decimal:
    return round(value / step) * Decimal(str(step))


def _targets(pledge: Pledge, enterprise: Enterprise) -> Iterator[PledgeTarget]:
    luck = chance(pledge.authority.code, enterprise.code, "visibility")
    for indicator, value in Business.of(enterprise).values(pledge.year).items():
        visibility = _visibility(indicator, luck)
        unit_vi, unit_en = UNITS[indicator]
        yield PledgeTarget(
            authority_id=pledge.authority_id,
            pledge=pledge,
            enterprise=enterprise,
            indicator=indicator,
            direction=_direction(indicator),
            target=value,
            unit_vi=unit_vi,
            unit_en=unit_en,
            visibility=visibility,
            consented=visibility == Visibility.PUBLIC,
        )


def _direction(indicator: Indicator) -> Direction:
    return Direction.AT_MOST if indicator == Indicator.ACCIDENTS else Direction.AT_LEAST


SHOWN = {Indicator.ACCIDENTS: 0.6, Indicator.JOBS: 0.2}
KEPT_FROM_PEERS = (Indicator.BUDGET, Indicator.INCOME)


def _visibility(indicator: Indicator, luck: Random) -> Visibility:
    """Nobody shows money to everybody; a few do not even show it to their bloc."""
    if luck.random() < SHOWN.get(indicator, 0):
        return Visibility.PUBLIC
    if indicator in KEPT_FROM_PEERS and luck.random() < 0.2:
        return Visibility.AUTHORITY
    return Visibility.BLOC


# --- signatures ----------------------------------------------------------------------------
FAMILIES = ("Nguyễn Văn", "Trần Thị", "Lê Văn", "Phạm Thị", "Võ Văn", "Đặng Thị")
TITLES = ("Giám đốc", "Tổng Giám đốc", "Phó Giám đốc")


def _signatures(
    sample: Sample, pledge: Pledge, day: date, members: list[Enterprise]
) -> list[PledgeSignature]:
    """All members but those whom the sample has not sign; one was absent and signs later."""
    unsigned = sample.extra["unsigned_pledges"].get(day.year, ())
    signing = [member for member in members if member.code not in unsigned]
    absent = chance(sample.authority.code, day.year, pledge.bloc.code, "signing").choice(signing)
    return [_signature(pledge, day, member, later=member == absent) for member in signing]


def _signature(pledge: Pledge, day: date, member: Enterprise, *, later: bool) -> PledgeSignature:
    luck = chance(pledge.authority.code, member.code, "signatory")
    return PledgeSignature(
        authority_id=pledge.authority_id,
        pledge=pledge,
        enterprise=member,
        signed_on=day + SIGNED_LATER if later else day,
        method=SignatureMethod.SCANNED if later else SignatureMethod.WET,
        signatory_name=f"{luck.choice(FAMILIES)} {luck.choice('ABCDEGHKLMNPQ')}",
        signatory_title=luck.choice(TITLES),
    )
