"""Decisions of the sample: signed, then issued, which alone changes anything."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Protocol

from django.core.files.base import ContentFile

from portal.media.models import PortalDocument
from portal.tenancy.models import Authority
from portal.text import slug
from portal.users.models import User

from ..enums import DecisionKind, Effect, ExitKind, LeadershipRole
from ..models import Bloc, CriteriaSet, Decision, DecisionItem, Ranking
from ..services import decision_issue
from .documents import decision_pdf
from .organisation import Sample


class Issuer(Protocol):
    """An authority of the sample, small or large, as far as it decides."""

    authority: Authority
    people: dict[str, User]
    criteria: dict[str, CriteriaSet]

    @property
    def extra(self) -> dict[str, Any]: ...


Item = dict[str, Any]
OFFICES = (LeadershipRole.LEADER, LeadershipRole.DEPUTY)


def decide(
    sample: Issuer,
    *,
    kind: DecisionKind,
    full_number: str,
    issued_on: date,
    items: Iterable[Item],
    words: dict[str, Any] | None = None,
    **fields: Any,
) -> Decision:
    """Draft, sign and issue a decision; its abstract is that of its kind, filled with `words`."""
    decision = Decision(
        authority=sample.authority,
        full_number=full_number,
        kind=kind,
        issued_on=issued_on,
        **wording(sample, kind, {"year": issued_on.year} | (words or {})) | fields,
    )
    decision.full_clean()
    decision.save()
    rows = [
        DecisionItem.objects.create(decision=decision, sort_order=order, **item)
        for order, item in enumerate(items)
    ]
    signed_file_add(decision, rows)
    return decision_issue(decision=decision, user=sample.people.get("quantri"))


def signed_file_add(decision: Decision, items: Iterable[DecisionItem]) -> None:
    name = f"{slug(decision.full_number)}-{decision.issued_on.year}.pdf"
    collection = decision.authority.collection
    document = PortalDocument(title=decision.full_number, collection=collection)
    document.file.save(name, ContentFile(decision_pdf(decision, items)), save=False)
    document.save()
    decision.file = document
    decision.save()


def wording(sample: Issuer, kind: DecisionKind, words: dict[str, Any]) -> dict[str, str]:
    """The abstract of its kind, and who signs for the authority."""
    abstract, signer = sample.extra["abstracts"].get(kind, {}), sample.extra["signer"]
    return {
        "abstract_vi": abstract.get("vi", "").format(**words),
        "abstract_en": abstract.get("en", "").format(**words),
        "signer_name": signer["name"],
        "signer_title_vi": signer["title_vi"],
        "signer_title_en": signer["title_en"],
    }


# --- establishing, consolidating, regulations ----------------------------------------------
def decision_load(sample: Sample, row: dict[str, Any]) -> Decision:
    """One of the decisions that the sample's files name."""
    names = ("code", "kind", "full_number", "issued_on", "abstract_vi", "abstract_en")
    values = {name: row[name] for name in names if name in row}
    return decide(sample, items=_items(sample, row), **values)


def _items(sample: Sample, row: dict[str, Any]) -> Iterator[Item]:
    if row["kind"] in (DecisionKind.ISSUE_REGULATION, DecisionKind.AMEND_REGULATION):
        version = sample.versions[row["code"]]
        yield {"effect": Effect.REGULATION_ISSUED, "regulation_version": version}
        return
    if row["kind"] == DecisionKind.ESTABLISH:
        for bloc in sample.blocs.values():
            yield {"effect": Effect.BLOC_ESTABLISHED, "bloc": bloc}
    yield from _membership_items(sample, row["issued_on"])
    yield from _office_items(sample, row["issued_on"])


def _membership_items(sample: Sample, day: date) -> Iterator[Item]:
    for row in sample.core["enterprises"]:
        if row["c"] not in sample.enterprises:
            continue
        enterprise = sample.enterprises[row["c"]]
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
                    "bloc": sample.blocs[bloc],
                }


def _office_items(sample: Sample, day: date) -> Iterator[Item]:
    """The two best members of the year before lead; in a bloc's first year the lowest codes."""
    for code, bloc in sample.blocs.items():
        members = sample.members(code, day)
        best = [one for one in _ranked(bloc, day.year - 1) if one in members] or members
        for office, holder in zip(OFFICES, best, strict=False):
            yield {
                "effect": Effect.LEADERSHIP_SET,
                "bloc": bloc,
                "enterprise": sample.enterprises[holder],
                "office": office,
            }


def _ranked(bloc: Bloc, year: int) -> list[str]:
    """Codes of the published ranking, best first."""
    ranking = Ranking.objects.published().filter(bloc=bloc, period__year=year).first()
    return [row.enterprise.code for row in ranking.results.all()] if ranking else []
