"""Issuing decisions: the only way memberships, offices and published results change."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.users.models import User

from ..enums import (
    ADMISSIBLE,
    DecisionKind,
    DecisionState,
    Effect,
    EntryKind,
    ExitKind,
    LeadershipRole,
    RegulationState,
)
from ..history import ISSUE, note
from ..models import Bloc, Decision, DecisionItem, Leadership, Membership, RegulationVersion
from .awards import award_grant, award_revoke
from .criteria import criteria_issue
from .rankings import ranking_publish


# --- decisions -----------------------------------------------------------------------------
class DecisionAlreadyIssued(ValidationError):
    """A decision is issued once; its items have already been applied."""


@transaction.atomic
def decision_issue(*, decision: Decision, user: User | None = None) -> Decision:
    """Issue a decision: apply every item, all or nothing, and only once.

    Raises DecisionAlreadyIssued on a second call and ValidationError, naming the item, when one
    of them cannot be applied; in both cases nothing has changed.
    """
    decision.refresh_from_db(from_queryset=Decision.objects.select_for_update())
    if decision.is_issued:
        raise DecisionAlreadyIssued(_("This decision has already been issued."))
    decision.full_clean()
    _require_signed(decision)
    decision.issued_at, decision.issued_by = timezone.now(), user
    for item in decision.items.order_by("sort_order", "pk"):
        _apply(item, decision)
    decision.state = DecisionState.ISSUED
    decision.save()
    note(decision, ISSUE)
    return decision


def _require_signed(decision: Decision) -> None:
    """INV-24: nobody issues what nobody has signed. The file's hash is kept by the document."""
    errors = {}
    if not decision.signer_name:
        errors["signer_name"] = _("Say who has signed the decision.")
    if decision.file is None:
        errors["file"] = _("Attach the signed file of the decision.")
    if errors:
        raise ValidationError(errors)


@dataclass(frozen=True)
class Preview:
    """What issuing a draft would change: members before and after, newcomers and their blocs."""

    before: int
    after: int
    new: int
    new_blocs: int
    left: int
    moved: int


def decision_preview(*, decision: Decision) -> Preview:
    """Issue the draft, count, and undo all of it; nothing stays.

    Raises ValidationError as `decision_issue` does, but for a missing signature: a draft is
    looked at before it is signed.
    """
    on = decision.takes_effect_on
    before = Membership.objects.of(decision.authority).active(on).count()
    with transaction.atomic():
        for item in decision.items.order_by("sort_order", "pk"):
            _apply(item, decision)
        preview = _preview(decision, on, before)
        transaction.set_rollback(True)
    return preview


def items_try(
    decision: Decision, items: Iterable[tuple[Any, DecisionItem]]
) -> list[tuple[Any, ValidationError]]:
    """What issuing would say of each item, after the ones before it; nothing stays.

    Every item comes with where it is from (a row of a file), and so does its error.
    """
    errors = []
    with transaction.atomic():
        for source, item in items:
            try:
                with transaction.atomic():
                    _apply(item, decision)
            except ValidationError as error:
                errors.append((source, error))
        transaction.set_rollback(True)
    return errors


def _preview(decision: Decision, on: date, before: int) -> Preview:
    rows = Membership.objects.of(decision.authority)
    came = rows.filter(entry_item__decision=decision)
    new = came.exclude(entry_kind=EntryKind.TRANSFER)
    left = rows.filter(exit_item__decision=decision).exclude(exit_kind=ExitKind.TRANSFER)
    return Preview(
        before=before,
        after=rows.active(on).count(),
        new=new.count(),
        new_blocs=new.values("bloc").distinct().count(),
        left=left.count(),
        moved=came.transferred().count(),
    )


def _apply(item: DecisionItem, decision: Decision) -> None:
    item.decision = decision
    try:
        item.full_clean()
        EFFECTS[Effect(item.effect)](item, decision.takes_effect_on)
    except ValidationError as error:
        messages = [f"{item}: {message}" for message in error.messages]
        raise ValidationError(messages) from error


def _establish_bloc(item: DecisionItem, on: date) -> None:
    bloc = item.bloc
    if bloc.established_on:
        raise ValidationError(_("The bloc has already been established."))
    bloc.established_on, bloc.established_by = on, item.decision
    bloc.save()
    bloc.page.save_revision().publish()


def _add_member(item: DecisionItem, on: date) -> None:
    status = item.enterprise.statuses.active(on).first()
    if status is None or status.status not in ADMISSIBLE:
        raise ValidationError(_("Only an operating enterprise can become a member."))
    _open_membership(item, on, _entry_kind(item))


def _entry_kind(item: DecisionItem) -> EntryKind:
    """A member of the founding decision; else new the first time ever, then readmitted."""
    if item.enterprise.memberships.exists():
        return EntryKind.READMITTED
    founding = item.decision.kind == DecisionKind.ESTABLISH
    return EntryKind.FOUNDING if founding else EntryKind.NEW


def _open_membership(item: DecisionItem, on: date, kind: EntryKind) -> None:
    _require_alive(item.bloc, on)
    membership = Membership(
        authority=item.authority,
        enterprise=item.enterprise,
        bloc=item.bloc,
        valid_from=on,
        entry_kind=kind,
        entry_item=item,
    )
    membership.full_clean()
    membership.save()


def _require_alive(bloc: Bloc, on: date) -> None:
    dissolved = bloc.dissolved_on and bloc.dissolved_on <= on
    if bloc.established_on is None or bloc.established_on > on or dissolved:
        raise ValidationError(_("The bloc does not exist on that date."))


def _remove_member(item: DecisionItem, on: date) -> None:
    _close_membership(item, on, ExitKind(item.exit_kind))


def _close_membership(item: DecisionItem, on: date, kind: ExitKind) -> Membership:
    membership = item.enterprise.memberships.filter(valid_to=None).first()
    if membership is None:
        raise ValidationError(_("The enterprise is not a member on that date."))
    membership.valid_to, membership.exit_kind, membership.exit_item = on, kind, item
    membership.full_clean()
    membership.save()
    for office in item.enterprise.leaderships.filter(bloc=membership.bloc, valid_to=None):
        _end_office(office, on)
    return membership


def _end_office(office: Leadership, on: date) -> None:
    office.valid_to = on
    office.full_clean()
    office.save()


def _transfer_member(item: DecisionItem, on: date) -> None:
    left = _close_membership(item, on, ExitKind.TRANSFER)
    if left.bloc_id == item.bloc_id:
        raise ValidationError(_("The enterprise is already a member of this bloc."))
    _open_membership(item, on, EntryKind.TRANSFER)


MOST_DEPUTIES = 2


def _deputies_by(item: DecisionItem) -> int:
    """Deputies that this very decision has already appointed; earlier ones give way to them."""
    appointed = Leadership.objects.filter(bloc=item.bloc, role=LeadershipRole.DEPUTY, valid_to=None)
    return appointed.filter(item__decision=item.decision).count()


def _set_leadership(item: DecisionItem, on: date) -> None:
    """The holder of the office changes; a leader is one, deputies may be two (INV-12)."""
    if not item.enterprise.memberships.active(on).filter(bloc=item.bloc).exists():
        raise ValidationError(_("Only a member of the bloc can hold an office in it."))
    office = Leadership(
        authority=item.authority,
        bloc=item.bloc,
        enterprise=item.enterprise,
        role=item.office,
        valid_from=on,
        item=item,
    )
    if item.office == LeadershipRole.DEPUTY and _deputies_by(item) >= MOST_DEPUTIES:
        raise ValidationError(_("A bloc has at most two deputy leaders."))
    held = Q(role=item.office) | Q(enterprise=item.enterprise)
    previous = Leadership.objects.filter(held, bloc=item.bloc, valid_to=None)
    for row in previous.exclude(item__decision=item.decision):
        _end_office(row, on)
    office.full_clean()
    office.save()


def _issue_regulation(item: DecisionItem, on: date) -> None:
    version = item.regulation_version
    if version.state != RegulationState.ADOPTED:
        raise ValidationError(_("Only a version that the members have adopted can be issued."))
    older = RegulationVersion.objects.filter(
        regulation=version.regulation, state=RegulationState.IN_FORCE
    )
    older.exclude(pk=version.pk).update(state=RegulationState.SUPERSEDED)
    version.state, version.issued_by = RegulationState.IN_FORCE, item.decision
    version.in_force_from = on
    version.full_clean()
    version.save()


def _issue_criteria(item: DecisionItem, on: date) -> None:
    criteria_issue(criteria_set=item.criteria_set, decision=item.decision)


def _approve_result(item: DecisionItem, on: date) -> None:
    """A first result by an approval, a later revision by a correcting decision (INV-21)."""
    correcting = item.decision.kind == DecisionKind.CORRECT
    if item.ranking.revision > 1 and not correcting:
        raise ValidationError(_("A published result changes by a correcting decision only."))
    ranking_publish(ranking=item.ranking, decision=item.decision, user=item.decision.issued_by)


def _grant_award(item: DecisionItem, on: date) -> None:
    award_grant(item=item, on=on)


def _revoke_award(item: DecisionItem, on: date) -> None:
    award_revoke(item=item, on=on, user=item.decision.issued_by)


EFFECTS: dict[Effect, Callable[[DecisionItem, date], None]] = {
    Effect.BLOC_ESTABLISHED: _establish_bloc,
    Effect.MEMBER_ADDED: _add_member,
    Effect.MEMBER_REMOVED: _remove_member,
    Effect.MEMBER_TRANSFERRED: _transfer_member,
    Effect.LEADERSHIP_SET: _set_leadership,
    Effect.REGULATION_ISSUED: _issue_regulation,
    Effect.CRITERIA_ISSUED: _issue_criteria,
    Effect.RESULT_APPROVED: _approve_result,
    Effect.AWARD_GRANTED: _grant_award,
    Effect.AWARD_REVOKED: _revoke_award,
}
