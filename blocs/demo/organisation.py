"""One authority of the sample: parks, blocs, enterprises, and what later parts look up by code."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from portal.tenancy.models import Authority
from portal.text import fold
from portal.users.models import User

from ..enums import OperatingStatus, ParkKind, UnitKind
from ..models import (
    Bloc,
    BlocPark,
    Conference,
    CriteriaSet,
    EmulationPeriod,
    Enterprise,
    IndustrialPark,
    ParkAssignment,
    RegulationVersion,
)
from ..services import bloc_save
from .enterprises import Founded, enterprises_create
from .scoring import Round
from .source import chance, read

PARKS_SINCE = date(2000, 1, 1)


class Sample:
    """One authority's part of the sample; the same data give the same rows."""

    def __init__(self, authority: Authority) -> None:
        self.authority = authority
        self.core = read("sample_core.yaml")["sample_core"]
        self.extra = read("sample_extra.yaml")
        self.rounds = read("sample_rounds.yaml")["rounds"][authority.code]
        self.prefix = {"phu-yen": "PY", "binh-dinh": "BD"}[authority.code]
        self.named = {row["c"]: row for row in self.core["enterprises"]}
        self.blocs: dict[str, Bloc] = {}
        self.enterprises: dict[str, Enterprise] = {}
        self.conferences: dict[str, Conference] = {}
        self.versions: dict[str, RegulationVersion] = {}
        self.criteria: dict[str, CriteriaSet] = {}
        self.periods: dict[tuple[int, str], EmulationPeriod] = {}
        self.scored: dict[int, Round] = {}
        self.people: dict[str, User] = {}
        self.contacts: dict[str, User] = {}

    def load(self) -> None:
        self._organisation()
        named = [row for row in self.core["enterprises"] if row["c"].startswith(self.prefix)]
        founded = [self._founded(row) for row in [*named, *self._fillers()]]
        self.enterprises = enterprises_create(self.authority, founded)

    def own(self, kind: str) -> Iterator[dict[str, Any]]:
        """This authority's rows of the core and the extra file."""
        rows = [*self.core.get(kind, ()), *self.extra.get(kind, ())]
        return (row for row in rows if row.get("authority") == self.authority.code)

    def members(self, bloc: str, day: date) -> list[str]:
        """The codes of a bloc's members on a day, as its decisions will make them."""
        return sorted(
            row["c"]
            for row in self.core["enterprises"]
            if row["c"] in self.enterprises
            for own, start, end, *_ in row["m"]
            if own == bloc and start <= day and (end is None or end > day)
        )

    # --- organisation ----------------------------------------------------------------------
    def _organisation(self) -> None:
        self.parks = {}
        for row in self.own("parks"):
            kind = ParkKind.ECONOMIC_ZONE if row["vi"].startswith("KKT") else "KCN"
            park = IndustrialPark.objects.create(
                code=row["code"], name_vi=row["vi"], name_en=row["en"], kind=kind
            )
            ParkAssignment.objects.create(
                authority=self.authority, park=park, valid_from=PARKS_SINCE
            )
            self.parks[park.code] = park
        self.blocs = {
            row["code"]: self._bloc(order, row) for order, row in enumerate(self.own("blocs"), 1)
        }

    def _bloc(self, order: int, row: dict[str, Any]) -> Bloc:
        bloc = Bloc(
            authority=self.authority,
            code=row["code"],
            ordinal=order,
            name_vi=row["vi"],
            name_en=row["en"],
        )
        bloc_save(bloc=bloc)
        for code in row["parks"]:
            BlocPark.objects.create(bloc=bloc, park=self.parks[code])
        self._bloc_text(bloc)
        return bloc

    def _bloc_text(self, bloc: Bloc) -> None:
        texts = read("bloc_texts.yaml")["blocs"][bloc.code]
        for language in ("vi", "en"):
            html = "".join(f"<p>{paragraph}</p>" for paragraph in texts[f"text_{language}"])
            setattr(bloc.page, f"text_{language}", html)
        bloc.page.save()

    def _founded(self, row: dict[str, Any]) -> Founded:
        parent = self.named.get(row.get("branch_of", ""), {})
        enterprise = Enterprise(
            authority=self.authority,
            code=row["c"],
            name_vi=row["vi"],
            name_en=row["en"],
            unit_kind=UnitKind.BRANCH if parent else UnitKind.LEGAL_ENTITY,
            parent_name=parent.get("vi", ""),
        )
        sites = row.get("sites") or [[row["p"], row["st"][0][1], None]]
        return Founded(
            enterprise,
            statuses=row["st"],
            sites=[(self.parks[code], start, end) for code, start, end in sites],
        )

    # --- enterprises that never join: they make the denominators exact ----------------------
    def _fillers(self) -> Iterator[dict[str, Any]]:
        plan = self.core["fillers"][self.authority.code]
        periods = [
            [[OperatingStatus.STABLE, start, None]]
            for number, start in plan["stable_batches"]
            for _ in range(number)
        ]
        never = [
            [[status, date(2015, 6, 1), None]]
            for status, number in plan["never_stable"].items()
            for _ in range(number)
        ]
        for letter, group in (("X", periods), ("Y", never)):
            for number, statuses in enumerate(group, 1):
                yield self._filler(f"{self.prefix}-{letter}{number:03}", number, statuses)

    def _filler(self, code: str, number: int, statuses: list[Any]) -> dict[str, Any]:
        words, luck = self.extra["filler_words"], chance(self.authority.code, code)
        kind, sector = luck.choice(words["types"]), luck.choice(words["sectors"])
        own = " ".join(luck.sample(words["syllables"], 3))
        parks = sorted(self.parks)
        return {
            "c": code,
            "vi": f"Công ty {kind[0]} {sector[0]} {own}",
            "en": f"{fold(own).title()} {sector[1]} {kind[1]}",
            "p": parks[number % len(parks)],
            "st": statuses,
        }
