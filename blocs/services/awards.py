"""Awards: granted and revoked by decisions only; presented at a conference, by whomever."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from portal.users.models import User

from ..enums import AwardState
from ..models import Award, AwardType, Conference, DecisionItem, Membership
from ..states import locked, state_change


@transaction.atomic
def award_grant(*, item: DecisionItem, on: date) -> Award:
    """Part of issuing a decision.

    Raises ValidationError where the law of the day does not know the award (INV-29), the
    issuer's level is not the award's, or the bloc has had its share (INV-30).
    """
    kind: AwardType = item.award_type  # type: ignore[assignment]
    if kind.level != item.decision.level:
        values = {"award": kind, "level": kind.get_level_display()}
        message = _("“%(award)s” is decided at another level: %(level)s.")
        raise ValidationError(message % values)
    membership = _membership_in(item)
    award = Award(
        authority_id=item.authority_id,
        award_type=kind,
        enterprise=item.enterprise,
        bloc=membership.bloc if membership else None,
        year=item.year,
        granted_by=item,
        conferred_on=on,
    )
    award.full_clean()
    _require_quota(award)
    award.save()
    return award


def _membership_in(item: DecisionItem) -> Membership | None:
    """The enterprise's last membership in the year the award is for."""
    year = item.year or 0
    rows = item.enterprise.memberships.filter(valid_from__lte=date(year, 12, 31))  # type: ignore[union-attr]
    return rows.exclude(valid_to__lte=date(year, 1, 1)).order_by("-valid_from").first()


def _require_quota(award: Award) -> None:
    quota = award.award_type.quota_per_bloc
    if quota is None:
        return
    if award.bloc is None:
        raise ValidationError(_("Only members of a bloc can receive this award."))
    locked(award.bloc)  # of two decisions at once the second counts the first
    same = Award.objects.filter(award_type=award.award_type, bloc=award.bloc, year=award.year)
    if same.exclude(state=AwardState.REVOKED).count() >= quota:
        values = {"bloc": award.bloc, "year": award.year, "quota": quota}
        message = _("%(bloc)s has already had its share for %(year)s: %(quota)s.")
        raise ValidationError(message % values)


@transaction.atomic
def award_revoke(*, item: DecisionItem, on: date, user: User | None = None) -> Award:
    """Part of issuing a decision; the award stays on record, marked."""
    award = locked(item.award)
    award.revoked_by, award.revoked_on = item, on
    state_change(award, AwardState.REVOKED, user=user)
    return award


@transaction.atomic
def award_present(
    *,
    award: Award,
    conference: Conference,
    presented_by_vi: str,
    presented_by_en: str = "",
    user: User | None = None,
) -> Award:
    """Record where and by whom an award was handed over.

    Raises ValidationError for a conference before the award was conferred.
    """
    award = locked(award)
    if conference.held_on < award.conferred_on:
        raise ValidationError(_("The award had not been conferred by then."))
    award.presented_at = conference
    award.presented_by_vi, award.presented_by_en = presented_by_vi, presented_by_en
    if award.state == AwardState.GRANTED:
        state_change(award, AwardState.PRESENTED, user=user)
    else:
        award.full_clean()
        award.save()
    return award
