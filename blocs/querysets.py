"""Filters over dated records, named as adjectives; periods are half-open."""

from datetime import date
from typing import Any, Self

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q

from portal.tenancy.models import Authority, AuthorityRecordQuerySet
from portal.text import fold

from .enums import (
    COMMERCIAL,
    CriteriaState,
    DecisionState,
    EntryKind,
    ExitKind,
    OperatingStatus,
    PeriodState,
    PledgeState,
    RankingState,
    RegulationState,
    ReportState,
    SheetState,
    Visibility,
)


def valid_on(day: date, prefix: str = "") -> Q:
    """Rows (or, with a prefix, related rows) whose period contains `day`."""
    return Q(**{f"{prefix}valid_from__lte": day}) & (
        Q(**{f"{prefix}valid_to": None}) | Q(**{f"{prefix}valid_to__gt": day})
    )


def in_year(field: str, year: int) -> Q:
    return Q(**{f"{field}__gte": date(year, 1, 1), f"{field}__lt": date(year + 1, 1, 1)})


class DatedQuerySet(AuthorityRecordQuerySet):
    def active(self, on: date) -> Self:
        return self.filter(valid_on(on))


class IndustrialParkQuerySet(models.QuerySet):
    def of(self, authority: Authority) -> Self:
        """Parks that are or were this authority's."""
        if not isinstance(authority, Authority):
            raise TypeError(f"IndustrialPark.of() needs an Authority, not {authority!r}")
        return self.filter(assignments__authority=authority).distinct()


class BlocQuerySet(AuthorityRecordQuerySet):
    def established(self, on: date) -> Self:
        """Blocs that exist on a day."""
        alive = Q(dissolved_on=None) | Q(dissolved_on__gt=on)
        return self.filter(alive, established_on__lte=on)


class EnterpriseQuerySet(AuthorityRecordQuerySet):
    def stable(self, on: date) -> Self:
        """In stable operation on a day, in a park that is the authority's on that day.

        The denominator of the coverage figure: not "all enterprises" (domain rule F4′).
        """
        return self.filter(
            pk__in=self.model.objects.filter(
                valid_on(on, "statuses__"), statuses__status=OperatingStatus.STABLE
            ).values("pk")
        ).filter(pk__in=self._sited(on).values("pk"))

    def named(self, text: str) -> Self:
        """Whose name, in either language, or code has every word of `text`, accents or not."""
        found = self
        for word in fold(text).split():
            found = found.filter(name_key__contains=word)
        return found

    def _sited(self, on: date) -> models.QuerySet:
        return self.model.objects.filter(
            valid_on(on, "sites__"),
            valid_on(on, "sites__park__assignments__"),
            sites__park__assignments__authority=models.F("authority"),
        )


class MembershipQuerySet(DatedQuerySet):
    def joined_in(self, year: int) -> Self:
        return self.filter(in_year("valid_from", year))

    def left_in(self, year: int) -> Self:
        """Left the blocs altogether: a transfer is not a departure."""
        return self.filter(in_year("valid_to", year)).exclude(exit_kind=ExitKind.TRANSFER)

    def new(self) -> Self:
        """First ever members: neither founders, nor transfers, nor readmissions."""
        return self.filter(entry_kind=EntryKind.NEW)

    def readmitted(self) -> Self:
        return self.filter(entry_kind=EntryKind.READMITTED)

    def transferred(self) -> Self:
        return self.filter(entry_kind=EntryKind.TRANSFER)


class DecisionQuerySet(AuthorityRecordQuerySet):
    def issued(self, by: date | None = None) -> Self:
        found = self.filter(state=DecisionState.ISSUED)
        return found.filter(issued_on__lte=by) if by else found

    def drafts(self) -> Self:
        return self.filter(state=DecisionState.DRAFT)

    def in_year(self, year: int) -> Self:
        return self.filter(in_year("issued_on", year))

    def effective_in(self, year: int) -> Self:
        issued = Q(effective_on=None) & in_year("issued_on", year)
        return self.filter(issued | in_year("effective_on", year))


class ConferenceQuerySet(AuthorityRecordQuerySet):
    """All of them are in the public calendar: planned and cancelled ones are marked."""

    def in_year(self, year: int) -> Self:
        return self.filter(in_year("held_on", year))

    def about(self, bloc: Any) -> Self:
        return self.filter(conference_blocs__bloc=bloc)


class PledgeQuerySet(AuthorityRecordQuerySet):
    def signed(self) -> Self:
        return self.filter(state=PledgeState.SIGNED)


class RegulationQuerySet(AuthorityRecordQuerySet):
    def public(self) -> Self:
        """Regulations with a version that the members have adopted at least."""
        later = [state for state in RegulationState if state != RegulationState.DRAFT]
        return self.filter(versions__state__in=later).distinct()


class TransitionQuerySet(AuthorityRecordQuerySet):
    def about(self, record: Any) -> Self:
        """The steps of one record, oldest first."""
        kind = ContentType.objects.get_for_model(record)
        return self.filter(subject_type=kind, subject_id=record.pk).order_by("at", "pk")


class CriteriaSetQuerySet(AuthorityRecordQuerySet):
    def public(self) -> Self:
        """Issued by a decision, in use or not yet."""
        return self.exclude(state=CriteriaState.DRAFT)


class EmulationPeriodQuerySet(AuthorityRecordQuerySet):
    def scored(self) -> Self:
        return self.exclude(criteria_set=None)

    def open(self) -> Self:
        return self.filter(state=PeriodState.OPEN)


class ScoreSheetQuerySet(AuthorityRecordQuerySet):
    def current(self) -> Self:
        """Without the published sheets that a correction has replaced."""
        return self.filter(is_current=True)

    def late(self, on: date) -> Self:
        """Not handed in by the period's date for it."""
        waiting = (SheetState.DRAFT, SheetState.RETURNED)
        return self.filter(state__in=waiting, period__self_due__lt=on)


class RankingQuerySet(AuthorityRecordQuerySet):
    def published(self) -> Self:
        return self.filter(state=RankingState.PUBLISHED)

    def public(self) -> Self:
        """Published ones and what corrections have superseded: those stay readable."""
        return self.exclude(state=RankingState.FINAL)


class AwardQuerySet(AuthorityRecordQuerySet):
    def standing(self, on: date) -> Self:
        """Conferred by the day and not revoked on it (INV-32)."""
        kept = Q(revoked_on=None) | Q(revoked_on__gt=on)
        return self.filter(kept, conferred_on__lte=on)


class PledgeTargetQuerySet(AuthorityRecordQuerySet):
    def public(self) -> Self:
        """What a reader may see: marked public and, for business figures, agreed to (INV-35)."""
        agreed = Q(consented=True) | ~Q(indicator__in=COMMERCIAL)
        return self.filter(agreed, visibility=Visibility.PUBLIC)


class ReportQuerySet(AuthorityRecordQuerySet):
    def published(self) -> Self:
        return self.filter(state=ReportState.PUBLISHED)
