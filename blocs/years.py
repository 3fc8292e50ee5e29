"""A year on a public page: which there are, which is meant, and the date its numbers are of."""

from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Subquery

from portal.tenancy.models import Authority

from .models import Bloc, Decision


@dataclass(frozen=True)
class YearView:
    """The year shown, the date its figures are of, all years on offer, and a wrong request."""

    year: int
    as_of: date
    years: tuple[int, ...]
    rejected: str = ""


def as_of_for(year: int, today: date) -> date:
    """31 December of a past year; today in the running one."""
    return min(date(year, 12, 31), today)


def days_of(view: YearView, today: date) -> dict[int, date]:
    """The date that each year on offer is shown as of."""
    return {year: as_of_for(year, today) for year in view.years}


def reporting_years(authority: Authority) -> tuple[int, ...]:
    """From the first bloc to the latest year with an issued decision, oldest first."""
    blocs = Bloc.objects.filter(authority=OuterRef("pk"), established_on__isnull=False)
    decisions = Decision.objects.issued().filter(authority=OuterRef("pk"))
    first, last = (
        Authority.objects.filter(pk=authority.pk)
        .values_list(
            Subquery(blocs.order_by("established_on").values("established_on")[:1]),
            Subquery(decisions.order_by("-issued_on").values("issued_on")[:1]),
        )
        .get()
    )
    if first is None or last is None:
        return (authority.today().year,)
    return tuple(range(first.year, max(first, last).year + 1))


def year_view(authority: Authority, requested: str = "") -> YearView:
    """What `?year=` means; anything but one of the years on offer falls back to the latest."""
    years = reporting_years(authority)
    known = {str(year): year for year in years}
    year = known.get(requested, years[-1])
    rejected = "" if not requested or requested in known else requested[:20]
    return YearView(year, as_of_for(year, authority.today()), years, rejected)
