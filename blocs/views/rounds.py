"""The admin of a scoring round: which rounds there are, one bloc's dashboard, who checks whom."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ..access import Person, person_at
from ..enums import PeriodState, SheetState
from ..forms.sheets import CheckersForm
from ..models import Bloc, EmulationPeriod
from ..rounds import Round, round_of, rounds_of, tasks_of
from ..services import (
    cross_checkers_assign,
    cross_checkers_propose,
    period_open,
    ranking_obstacles,
    sheets_create,
)


def said(request: HttpRequest, error: ValidationError) -> None:
    for message in error.messages:
        messages.error(request, message)


def attempt(request: HttpRequest, work: Callable[[], Any], success: str) -> bool:
    """Do something through a service and say how it went."""
    try:
        work()
    except ValidationError as error:
        said(request, error)
        return False
    messages.success(request, success)
    return True


def round_at(request: HttpRequest, period: int, bloc: int) -> tuple[Person, Round]:
    """A round of the authority of the host. Raises Http404 or PermissionDenied."""
    person = person_at(request)
    found = get_object_or_404(EmulationPeriod.objects.of(person.authority).scored(), pk=period)
    own = get_object_or_404(Bloc.objects.of(person.authority), pk=bloc)
    if not person.runs(own.pk):
        raise PermissionDenied
    return person, round_of(found, own)


def round_index(request: HttpRequest) -> HttpResponse:
    """For administrators and secretaries their rounds; for contacts their sheets."""
    person = person_at(request)
    runs = person.is_administrator or person.bloc_ids
    if not (runs or person.enterprise_ids):
        raise PermissionDenied
    planned = EmulationPeriod.objects.of(person.authority).scored()
    context = {
        "rounds": rounds_of(person) if runs else [],
        "planned": planned.filter(state=PeriodState.PLANNED) if person.is_administrator else [],
        "tasks": tasks_of(person),
        "sheets": _own_sheets(person),
        "today": person.authority.today(),
    }
    return render(request, "blocs/admin/rounds/index.html", context)


def _own_sheets(person: Person) -> Any:
    sheets = person.sheets().current().filter(enterprise__in=person.enterprise_ids)  # type: ignore[attr-defined]
    return sheets.select_related("enterprise", "period", "bloc").order_by("-period__year")


def round_dashboard(request: HttpRequest, period: int, bloc: int) -> HttpResponse:
    person, found = round_at(request, period, bloc)
    today = person.authority.today()
    context = {
        "round": found,
        "today": today,
        "late": {sheet.pk for sheet in found.late(today)},
        "obstacles": ranking_obstacles(found.period, found.bloc),
        "is_administrator": person.is_administrator,
    }
    return render(request, "blocs/admin/rounds/round.html", context)


@require_POST
def round_open(request: HttpRequest, period: int) -> HttpResponse:
    person, found = _period_of_administrator(request, period)
    text = _("The scoring round %(period)s is open.") % {"period": found}
    attempt(request, lambda: period_open(period=found, user=person.user), text)
    return redirect("rounds:index")


@require_POST
def round_fill(request: HttpRequest, period: int) -> HttpResponse:
    """Sheets for members who came after the round was opened."""
    _person, found = _period_of_administrator(request, period)
    made = sheets_create(period=found) if found.is_open else 0
    messages.success(request, _("%(count)s sheets have been added.") % {"count": made})
    return redirect("rounds:index")


def _period_of_administrator(request: HttpRequest, pk: int) -> tuple[Person, EmulationPeriod]:
    person = person_at(request)
    if not person.is_administrator:
        raise PermissionDenied
    return person, get_object_or_404(EmulationPeriod.objects.of(person.authority), pk=pk)


def round_checkers(request: HttpRequest, period: int, bloc: int) -> HttpResponse:
    """Who cross-checks whom: proposed anew each year, changed as the secretary sees fit."""
    person, found = round_at(request, period, bloc)
    open_states = (SheetState.DRAFT, SheetState.RETURNED, SheetState.SUBMITTED)
    sheets = [sheet for sheet in found.sheets if sheet.state in open_states]
    members = [sheet.enterprise for sheet in sheets]
    proposed = cross_checkers_propose(members, turn=found.period.year)
    form = CheckersForm(request.POST or None, sheets=sheets, proposed=proposed)
    if request.method == "POST" and form.is_valid():
        try:
            cross_checkers_assign(sheets=form.assignments(), user=person.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The cross-checkers have been assigned."))
            return redirect("rounds:round", period=period, bloc=bloc)
    context = {"round": found, "form": form}
    status = 422 if form.errors else 200
    return render(request, "blocs/admin/rounds/checkers.html", context, status=status)
