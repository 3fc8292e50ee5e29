"""Awards of the sample: kinds by law; granted and revoked by decisions, presented later."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from ..enums import AwardState, Classification, DecisionKind, Effect, Level
from ..models import Award, AwardType, Result
from ..services import award_present
from .decisions import Item, decide
from .organisation import Sample
from .source import read

OWN_LEVEL = "bloc"  # a bloc's flag is the authority's to decide
PRESENTED_BY = {"vi": "Lãnh đạo Ban Quản lý", "en": "Leaders of the Management Board"}


# --- kinds ---------------------------------------------------------------------------------
def award_types_load() -> None:
    for row in read("award_types.yaml")["award_types"]:
        AwardType.objects.create(
            code=row["code"],
            name_vi=row["vi"],
            name_en=row["en"],
            alternative_names="; ".join(row["alt_en"]),
            subject=row["subject"],
            level=Level.AUTHORITY if row["level"] == OWN_LEVEL else row["level"],
            quota_per_bloc=row.get("quota"),
            valid_from=row["valid_from"],
            valid_to=row["valid_to"],
            **{name: row[name] for name in BILINGUAL},
        )


BILINGUAL = ("decided_by_vi", "decided_by_en", "legal_basis_vi", "legal_basis_en")


def _type(code: str, on: date) -> AwardType:
    return AwardType.objects.valid(on).get(code=code)


# --- who -----------------------------------------------------------------------------------
def _results(sample: Sample, year: int) -> list[Result]:
    """The published results of a year, best totals first."""
    rows = Result.objects.of(sample.authority).filter(ranking__period__year=year)
    rows = rows.filter(ranking__state="published").select_related("enterprise", "ranking__bloc")
    return list(rows.order_by("-total", "ranking__bloc__ordinal", "final_rank"))


def _leading(results: list[Result]) -> Iterator[Result]:
    return (row for row in results if row.final_rank == 1)


def _excellent(results: list[Result]) -> Iterator[Result]:
    return (row for row in results if row.classification == Classification.EXCELLENT)


def _best_others(results: list[Result], number: int) -> list[Result]:
    """The best totals of those that have no flag."""
    return [row for row in results if row.final_rank != 1][:number]


def _good(results: list[Result], number: int) -> list[Result]:
    return [row for row in results if row.classification == Classification.GOOD][:number]


# --- granting ------------------------------------------------------------------------------
def flags_grant(sample: Sample, year: int, row: dict[str, Any]) -> None:
    """The flag of each bloc to its first, by the authority itself."""
    items = _items("CO_KHOI", year, row["issued_on"], _leading(_results(sample, year)))
    _grant(sample, "flags", year, row, items)


def commendations_grant(sample: Sample, year: int, row: dict[str, Any]) -> None:
    """Certificates of the authority for those just below the best."""
    recipients = _good(_results(sample, year), row["number"])
    _grant(sample, "commendations", year, row, _items("GK", year, row["issued_on"], recipients))


def province_grant(sample: Sample, year: int, row: dict[str, Any]) -> None:
    """The title for everybody excellent, the certificate of merit for the best without a flag."""
    results = _results(sample, year)
    items = [
        *_items("TTLDXS", year, row["issued_on"], _excellent(results)),
        *_items("BK_TINH", year, row["issued_on"], _best_others(results, row["merits"])),
    ]
    _grant(sample, "province", year, row, items, **_province(sample))


def _items(code: str, year: int, on: date, results: Iterable[Result]) -> list[Item]:
    kind = _type(code, on)
    return [
        {
            "effect": Effect.AWARD_GRANTED,
            "award_type": kind,
            "enterprise": row.enterprise,
            "year": year,
        }
        for row in results
    ]


def _grant(
    sample: Sample, name: str, year: int, row: dict[str, Any], items: list[Item], **fields: Any
) -> None:
    texts = read("sample_rounds.yaml")["award_abstracts"][name]
    decide(
        sample,
        kind=DecisionKind.AWARD,
        full_number=row["decision"],
        issued_on=row["issued_on"],
        items=items,
        abstract_vi=texts["vi"].format(year=year),
        abstract_en=texts["en"].format(year=year),
        **fields,
    )


def _province(sample: Sample) -> dict[str, Any]:
    """Who issues and signs what the province decides."""
    issuer = read("sample_rounds.yaml")["province"]
    place = {"vi": sample.authority.place_vi, "en": sample.authority.place_en}
    names = {f"issuer_{code}": issuer[code].format(place=place[code]) for code in ("vi", "en")}
    return {"level": Level.PROVINCE, **names, **issuer["signer"]}


# --- presenting and revoking ---------------------------------------------------------------
def awards_present(sample: Sample, decision: str, conference: str) -> None:
    """What a decision granted, handed over at a conference."""
    awards = Award.objects.of(sample.authority).filter(
        granted_by__decision__full_number=decision, state=AwardState.GRANTED
    )
    for award in awards.filter(conferred_on__lte=sample.conferences[conference].held_on):
        award_present(
            award=award,
            conference=sample.conferences[conference],
            presented_by_vi=PRESENTED_BY["vi"],
            presented_by_en=PRESENTED_BY["en"],
            user=sample.people["quantri"],
        )


def award_revoke(sample: Sample, row: dict[str, Any]) -> None:
    awards = Award.objects.of(sample.authority).filter(year=row["year"])
    award = awards.get(award_type__code=row["award"], enterprise__code=row["enterprise"])
    texts = read("sample_rounds.yaml")["award_abstracts"]["revoked"]
    names = {"vi": award.enterprise.name_vi, "en": award.enterprise.name_en}
    decide(
        sample,
        kind=DecisionKind.REVOKE_AWARD,
        full_number=row["decision"],
        issued_on=row["issued_on"],
        items=[{"effect": Effect.AWARD_REVOKED, "award": award}],
        **_province(sample),
        **{
            f"abstract_{code}": texts[code].format(year=row["year"], enterprise=names[code])
            for code in ("vi", "en")
        },
    )
