from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.text import capfirst

from portal.sources import Document, SourceType, searchable
from portal.tenancy.models import Authority

from ..models import (
    Conference,
    ConferenceIndexPage,
    CriteriaIndexPage,
    CriteriaSet,
    Decision,
    DecisionIndexPage,
    DecisionItem,
    Pledge,
    PledgeIndexPage,
    PledgeTarget,
    Regulation,
    RegulationIndexPage,
    RegulationVersion,
)
from .base import RecordSource, lines, names_of

SITE = "authority__site__root_page"


@searchable
class DecisionSource(RecordSource):
    model = Decision
    section = DecisionIndexPage
    title_field = "abstract"
    follows = ("items__bloc", "items__enterprise", "items__award_type")

    def public(self, authority: Authority) -> QuerySet:
        items = DecisionItem.objects.select_related("bloc", "enterprise", "award_type")
        found = Decision.public_rows(authority).select_related(SITE)
        return found.prefetch_related(Prefetch("items", items))

    def record_document(self, record: Any, url: str) -> Document:
        items = list(record.items.all())
        blocs = {item.bloc_id: item.bloc for item in items if item.bloc}
        enterprises = {item.enterprise_id: item.enterprise for item in items if item.enterprise}
        return Document(
            source_id=str(record.uid),
            type=SourceType.DECISION,
            title=f"{record.full_number} {record.abstract}"[:500],
            url=url,
            body=lines(
                capfirst(record.get_kind_display()),
                record.abstract,
                record.issuer,
                *(_item_text(item) for item in items),
            ),
            names=names_of([*blocs.values(), *enterprises.values()]),
            numbers=(record.full_number,),
            year=record.issued_on.year,
            blocs=tuple(bloc.code for bloc in blocs.values()),
            enterprises=tuple(one.code for one in enterprises.values()),
            date=record.issued_on,
        )


def _item_text(item: DecisionItem) -> str:
    targets = filter(None, (item.award_type, item.bloc, item.enterprise))
    return f"{capfirst(item.get_effect_display())}: {', '.join(map(str, targets))}"


@searchable
class ConferenceSource(RecordSource):
    model = Conference
    section = ConferenceIndexPage
    follows = ("conference_blocs__bloc", "agenda__decision")

    def public(self, authority: Authority) -> QuerySet:
        related = ("conference_blocs__bloc", "agenda__decision")
        found = Conference.objects.of(authority).select_related(SITE)
        return found.prefetch_related(*related)

    def record_document(self, record: Any, url: str) -> Document:
        blocs = [row.bloc for row in record.conference_blocs.all()]
        agenda = list(record.agenda.all())
        return Document(
            source_id=str(record.uid),
            type=SourceType.CONFERENCE,
            title=record.title,
            url=url,
            body=lines(
                ", ".join(record.kind_labels),
                record.date_text,
                record.place,
                *(item.title or capfirst(item.get_kind_display()) for item in agenda),
            ),
            names=(
                *names_of(blocs),
                *(item.decision.full_number for item in agenda if item.decision),
            ),
            year=record.held_on.year,
            blocs=tuple(bloc.code for bloc in blocs),
            date=record.held_on,
        )


@searchable
class PledgeSource(RecordSource):
    model = Pledge
    section = PledgeIndexPage
    follows = ("bloc", "signed_at", "signatures__enterprise", "targets")

    def public(self, authority: Authority) -> QuerySet:
        targets = PledgeTarget.objects.public().select_related("enterprise")
        found = Pledge.objects.of(authority).signed().select_related("bloc", "signed_at", SITE)
        return found.prefetch_related("signatures__enterprise", Prefetch("targets", targets))

    def record_document(self, record: Any, url: str) -> Document:
        signed = [row.enterprise for row in record.signatures.all()]
        return Document(
            source_id=str(record.uid),
            type=SourceType.PLEDGE,
            title=record.title,
            url=url,
            body=lines(record.text, *(_target_text(row) for row in record.targets.all())),
            names=names_of([record.bloc, *signed]),
            year=record.year,
            blocs=(record.bloc.code,),
            enterprises=tuple(one.code for one in signed),
            date=record.signed_at.held_on if record.signed_at else None,
        )


def _target_text(target: PledgeTarget) -> str:
    """Of the public ones only (INV-35): `public` reads no others."""
    amount = f"{target.get_direction_display()} {target.target:f} {target.unit}"
    return f"{target.enterprise}: {target.get_indicator_display()} {amount}"


@searchable
class RegulationSource(RecordSource):
    model = Regulation
    section = RegulationIndexPage
    follows = ("versions__provisions", "versions__issued_by")

    def public(self, authority: Authority) -> QuerySet:
        versions = RegulationVersion.objects.select_related("issued_by")
        found = Regulation.objects.of(authority).public().select_related(SITE)
        return found.prefetch_related(Prefetch("versions", versions.prefetch_related("provisions")))

    def record_document(self, record: Any, url: str) -> Document:
        """The text of the latest version that the members have adopted."""
        versions = [version for version in record.versions.all() if version.is_public]
        latest = versions[0]
        return Document(
            source_id=str(record.uid),
            type=SourceType.REGULATION,
            title=record.title,
            url=url,
            body=lines(*_provisions(latest), *(version.summary for version in versions)),
            names=tuple(one.issued_by.full_number for one in versions if one.issued_by),
            year=latest.in_force_from.year if latest.in_force_from else None,
            date=latest.in_force_from,
        )


def _provisions(version: Any) -> list[str]:
    return [lines(one.heading, one.body) for one in version.provisions.all()]


@searchable
class CriteriaSource(RecordSource):
    model = CriteriaSet
    section = CriteriaIndexPage
    follows = ("criteria", "rules", "issued_by")

    def public(self, authority: Authority) -> QuerySet:
        found = CriteriaSet.objects.of(authority).public().select_related("issued_by", SITE)
        return found.prefetch_related("criteria", "rules")

    def record_document(self, record: Any, url: str) -> Document:
        criteria = (lines(row.title, row.guidance) for row in record.criteria.all())
        return Document(
            source_id=str(record.uid),
            type=SourceType.CRITERIA,
            title=record.title,
            url=url,
            body=lines(*criteria, *(rule.title for rule in record.rules.all())),
            names=(record.issued_by.full_number,) if record.issued_by else (),
            year=record.year,
            date=record.issued_by.issued_on if record.issued_by else None,
        )
