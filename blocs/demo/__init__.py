"""The fictional sample of the domain: organisation, yearly decisions, conferences, people.

Memberships and offices come only from issuing the decisions, as in real life.
"""

import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from django.core.files.base import ContentFile

from portal.media.models import PortalDocument
from portal.tenancy.enums import Role
from portal.tenancy.models import Authority
from portal.tenancy.services import role_grant
from portal.text import fold, slug
from portal.users.models import User

from ..enums import (
    AgendaKind,
    DecisionKind,
    Effect,
    ExitKind,
    LeadershipRole,
    OperatingStatus,
    ParkKind,
    PledgeState,
    RegulationState,
    UnitKind,
)
from ..models import (
    AgendaItem,
    Bloc,
    BlocPark,
    Conference,
    ConferenceBloc,
    Decision,
    DecisionItem,
    Enterprise,
    IndustrialPark,
    Membership,
    ParkAssignment,
    Pledge,
    Regulation,
    RegulationVersion,
)
from ..services import (
    bloc_save,
    decision_issue,
    enterprise_locate,
    enterprise_save,
    enterprise_status_set,
)

DATA = Path(__file__).parent.parent / "data"
PARKS_SINCE = date(2000, 1, 1)


def _read(name: str) -> Any:
    return yaml.safe_load((DATA / name).read_text())


def load(*, password: str, **options: Any) -> None:
    """Load the whole sample for every sample authority, then a login per role."""
    core, extra = _read("sample_core.yaml")["sample_core"], _read("sample_extra.yaml")
    for authority in Authority.objects.filter(is_sample=True):
        Sample(authority, core, extra).load()
        _people(authority, password)
    User.objects.create_superuser("dieuhanh", "dieuhanh@example.org", password)


class Sample:
    """One authority's part of the sample; the same data give the same rows."""

    def __init__(self, authority: Authority, core: dict[str, Any], extra: dict[str, Any]) -> None:
        self.authority, self.core, self.extra = authority, core, extra
        self.prefix = {"phu-yen": "PY", "binh-dinh": "BD"}[authority.code]
        self.named = {row["c"]: row for row in core["enterprises"]}
        self.enterprises: dict[str, Enterprise] = {}

    def load(self) -> None:
        self._organisation()
        for row in self.core["enterprises"]:
            if row["c"].startswith(self.prefix):
                self._enterprise(row)
        for row in self._fillers():
            self._enterprise(row)
        self._conferences()
        self._regulations()
        for row in sorted(self._own("decisions"), key=lambda row: row["issued_on"]):
            self._decision(row)
        self._agendas()
        self._pledges()

    def _own(self, kind: str) -> Iterator[dict[str, Any]]:
        rows = [*self.core.get(kind, ()), *self.extra.get(kind, ())]
        return (row for row in rows if row.get("authority") == self.authority.code)

    # --- organisation ----------------------------------------------------------------------
    def _organisation(self) -> None:
        self.parks = {}
        for row in self._own("parks"):
            kind = ParkKind.ECONOMIC_ZONE if row["vi"].startswith("KKT") else "KCN"
            park = IndustrialPark.objects.create(
                code=row["code"], name_vi=row["vi"], name_en=row["en"], kind=kind
            )
            ParkAssignment.objects.create(
                authority=self.authority, park=park, valid_from=PARKS_SINCE
            )
            self.parks[park.code] = park
        self.blocs = {
            row["code"]: self._bloc(order, row) for order, row in enumerate(self._own("blocs"), 1)
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
        texts = _read("bloc_texts.yaml")["blocs"][bloc.code]
        for language in ("vi", "en"):
            html = "".join(f"<p>{paragraph}</p>" for paragraph in texts[f"text_{language}"])
            setattr(bloc.page, f"text_{language}", html)
        bloc.page.save()

    def _enterprise(self, row: dict[str, Any]) -> None:
        parent = self.named.get(row.get("branch_of", ""), {})
        enterprise = Enterprise(
            authority=self.authority,
            code=row["c"],
            name_vi=row["vi"],
            name_en=row["en"],
            unit_kind=UnitKind.BRANCH if parent else UnitKind.LEGAL_ENTITY,
            parent_name=parent.get("vi", ""),
        )
        self.enterprises[enterprise.code] = enterprise_save(enterprise=enterprise)
        for status, start, _end in row["st"]:
            enterprise_status_set(enterprise=enterprise, status=status, on=start)
        for code, start, _end in row.get("sites") or [[row["p"], row["st"][0][1], None]]:
            enterprise_locate(enterprise=enterprise, park=self.parks[code], on=start)

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
        words, chance = self.extra["filler_words"], random.Random(f"{self.authority.code}:{code}")
        kind, sector = chance.choice(words["types"]), chance.choice(words["sectors"])
        own = " ".join(chance.sample(words["syllables"], 3))
        parks = sorted(self.parks)
        return {
            "c": code,
            "vi": f"Công ty {kind[0]} {sector[0]} {own}",
            "en": f"{fold(own).title()} {sector[1]} {kind[1]}",
            "p": parks[number % len(parks)],
            "st": statuses,
        }

    # --- decisions -------------------------------------------------------------------------
    def _decision(self, row: dict[str, Any]) -> None:
        year, signer = row["issued_on"].year, self.extra["signer"]
        abstract = self.extra["abstracts"].get(row["kind"], {})
        decision = Decision.objects.create(
            authority=self.authority,
            code=row["code"],
            full_number=row["full_number"],
            kind=row["kind"],
            issued_on=row["issued_on"],
            abstract_vi=row.get("abstract_vi") or abstract["vi"].format(year=year),
            abstract_en=row.get("abstract_en") or abstract["en"].format(year=year),
            signer_name=signer["name"],
            signer_title_vi=signer["title_vi"],
            signer_title_en=signer["title_en"],
            file=self._signed_file(row),
        )
        for order, item in enumerate(self._items(decision)):
            DecisionItem.objects.create(decision=decision, sort_order=order, **item)
        decision_issue(decision=decision)

    def _signed_file(self, row: dict[str, Any]) -> PortalDocument:
        name = f"{slug(row['full_number'])}-{row['issued_on'].year}.pdf"
        document = PortalDocument(title=row["full_number"], collection=self.authority.collection)
        document.file.save(name, ContentFile(b"%PDF-1.4"), save=False)
        document.save()
        return document

    def _items(self, decision: Decision) -> Iterator[dict[str, Any]]:
        if decision.kind in (DecisionKind.ISSUE_REGULATION, DecisionKind.AMEND_REGULATION):
            version = self.versions[decision.code]
            yield {"effect": Effect.REGULATION_ISSUED, "regulation_version": version}
            return
        if decision.kind == DecisionKind.ESTABLISH:
            for bloc in self.blocs.values():
                yield {"effect": Effect.BLOC_ESTABLISHED, "bloc": bloc}
        yield from self._membership_items(decision.issued_on)
        yield from self._office_items(decision.issued_on)

    def _membership_items(self, day: date) -> Iterator[dict[str, Any]]:
        for row in self.core["enterprises"]:
            if row["c"] not in self.enterprises:
                continue
            enterprise = self.enterprises[row["c"]]
            for bloc, start, end, entry, leaving in row["m"]:
                if end == day and leaving != ExitKind.TRANSFER:
                    yield {
                        "effect": Effect.MEMBER_REMOVED,
                        "enterprise": enterprise,
                        "exit_kind": leaving,
                    }
                if start == day:
                    moved = entry == "transfer"
                    yield {
                        "effect": Effect.MEMBER_TRANSFERRED if moved else Effect.MEMBER_ADDED,
                        "enterprise": enterprise,
                        "bloc": self.blocs[bloc],
                    }

    def _office_items(self, day: date) -> Iterator[dict[str, Any]]:
        """Leader and deputy rotate by code; 2016 and 2019 begin with the lowest."""
        for code, bloc in self.blocs.items():
            members = self._members_after(code, day)
            first = (day.year - 2019) % 3
            for place, office in enumerate((LeadershipRole.LEADER, LeadershipRole.DEPUTY)):
                holder = members[(first + place) % len(members)]
                yield {
                    "effect": Effect.LEADERSHIP_SET,
                    "bloc": bloc,
                    "enterprise": self.enterprises[holder],
                    "office": office,
                }

    def _members_after(self, bloc: str, day: date) -> list[str]:
        return sorted(
            row["c"]
            for row in self.core["enterprises"]
            if row["c"] in self.enterprises
            for own, start, end, *_ in row["m"]
            if own == bloc and start <= day and (end is None or end > day)
        )

    # --- conferences, pledges, regulations -------------------------------------------------
    def _conferences(self) -> None:
        self.conferences = {}
        for row in self.core["conferences"]:
            if not row["code"].startswith(self.prefix):
                continue
            year, suffix = row["code"].split("-")[2:]
            title = self.extra["conference_titles"][suffix]
            place = self.extra["places"][self.authority.code]
            conference = Conference.objects.create(
                authority=self.authority,
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
                ConferenceBloc.objects.create(conference=conference, bloc=self.blocs[code])
            self.conferences[conference.code] = conference

    def _regulations(self) -> None:
        self.versions = {}
        for row in self._own("regulations"):
            regulation = Regulation.objects.create(
                authority=self.authority,
                code=row["code"],
                title_vi=row["title_vi"],
                title_en=row["title_en"],
            )
            for version in row["versions"]:
                self.versions[version["decision"]] = RegulationVersion.objects.create(
                    regulation=regulation,
                    number=version["number"],
                    state=RegulationState.ADOPTED,
                    adopted_at=self.conferences[version["adopted_at"]],
                    summary_vi=version["summary_vi"],
                    summary_en=version["summary_en"],
                )

    def _agendas(self) -> None:
        for conference in self.conferences.values():
            for order, item in enumerate(self._agenda(conference)):
                AgendaItem.objects.create(conference=conference, sort_order=order, **item)

    def _agenda(self, conference: Conference) -> Iterator[dict[str, Any]]:
        yield {"kind": AgendaKind.OPENING}
        yield {"kind": AgendaKind.REPORT}
        yield from self._decision_agenda(conference)
        version = conference.adopted_versions.first()
        if version:
            yield {"kind": AgendaKind.DISCUSS_REGULATION, "regulation_version": version}
        if "pledge_signing" in conference.kinds:
            yield {"kind": AgendaKind.SIGN_PLEDGE}
        yield {"kind": AgendaKind.DIRECTION_SPEECH}
        yield {"kind": AgendaKind.CLOSING}

    def _decision_agenda(self, conference: Conference) -> Iterator[dict[str, Any]]:
        year = conference.held_on.year
        kinds = (DecisionKind.ESTABLISH, DecisionKind.CONSOLIDATE)
        handed = Decision.objects.of(self.authority).in_year(year).filter(kind__in=kinds).first()
        if handed and "pledge_signing" in conference.kinds:
            yield {"kind": AgendaKind.HAND_OVER_DECISION, "decision": handed}
            if Membership.objects.filter(entry_item__decision=handed).new().exists():
                yield {"kind": AgendaKind.INTRODUCE_MEMBERS}

    def _pledges(self) -> None:
        for conference in self.conferences.values():
            if "pledge_signing" in conference.kinds and conference.state == "closed":
                for row in conference.conference_blocs.select_related("bloc"):
                    self._pledge(conference, row.bloc)

    def _pledge(self, conference: Conference, bloc: Bloc) -> None:
        year, title, text = conference.held_on.year, *self._pledge_words()
        Pledge.objects.create(
            authority=self.authority,
            bloc=bloc,
            year=year,
            signed_at=conference,
            state=PledgeState.SIGNED,
            title_vi=title["vi"].format(year=year, bloc=bloc.name_vi),
            title_en=title["en"].format(year=year, bloc=bloc.name_en),
            text_vi=text["vi"].format(year=year),
            text_en=text["en"].format(year=year),
        )

    def _pledge_words(self) -> tuple[dict[str, str], dict[str, str]]:
        return self.extra["pledge_title"], self.extra["pledge_text"]


# --- people --------------------------------------------------------------------------------
LOGINS = (
    ("quantri", Role.ADMINISTRATOR, "Quản trị"),
    ("bientap", Role.EDITOR, "Biên tập"),
    ("duyet", Role.APPROVER, "Phê duyệt"),
    ("thuky", Role.BLOC_SECRETARY, "Thư ký khối"),
    ("lienhe", Role.ENTERPRISE_CONTACT, "Đầu mối doanh nghiệp"),
)


def _people(authority: Authority, password: str) -> None:
    for login, role, label in LOGINS:
        user = User.objects.create_user(
            f"{login}.{authority.code}",
            f"{login}.{authority.code}@example.org",
            password,
            last_name=f"{label} {authority.place_vi}",
        )
        place: dict[str, Any] = {}
        if role == Role.BLOC_SECRETARY:
            place["bloc"] = Bloc.objects.of(authority).first()
        if role == Role.ENTERPRISE_CONTACT:
            place["enterprise"] = Enterprise.objects.of(authority).first()
        role_grant(user=user, authority=authority, role=role, **place)
