"""A year on a public page: which there are, which is meant, and the date its numbers are of."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Min

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


def reporting_years(authority: Authority) -> tuple[int, ...]:
    """From the first bloc to the latest year with an issued decision, oldest first."""
    first = Bloc.objects.of(authority).aggregate(day=Min("established_on"))["day"]
    last = Decision.objects.of(authority).issued().aggregate(day=Max("issued_on"))["day"]
    if first is None or last is None:
        return (authority.today().year,)
    return tuple(range(first.year, max(first.year, last.year) + 1))


def year_view(authority: Authority, requested: str = "") -> YearView:
    """What `?year=` means; anything but one of the years on offer falls back to the latest."""
    years = reporting_years(authority)
    known = {str(year): year for year in years}
    year = known.get(requested, years[-1])
    rejected = "" if not requested or requested in known else requested[:20]
    return YearView(year, as_of_for(year, authority.today()), years, rejected)
