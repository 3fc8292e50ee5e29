"""Ballot and ranking; the decision that publishes it is prepared in `preparing`."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ..access import Person
from ..enums import RankingState, SheetState
from ..forms.rankings import BallotForm, ChairForm, RankForm
from ..forms.sheets import ReasonForm
from ..models import Ballot, Ranking
from ..rounds import Round
from ..selectors import published_results
from ..services import (
    ballot_enter,
    chair_decide,
    ranking_discard,
    ranking_finalise,
    ranking_obstacles,
    ranking_preview,
)
from .rounds import attempt, round_at
from .sheets import sheet_at


def _administered(request: HttpRequest, period: int, bloc: int) -> tuple[Person, Round]:
    person, found = round_at(request, period, bloc)
    if not person.is_administrator:
        raise PermissionDenied
    return person, found


def ballot_page(request: HttpRequest, period: int, bloc: int) -> HttpResponse:
    """Totals only: who voted for whom is nobody's business."""
    _person, found = _administered(request, period, bloc)
    ballot = Ballot.objects.filter(period=found.period, bloc=found.bloc).first()
    form = BallotForm(request.POST or None, sheets=found.sheets, ballot=ballot)
    if request.method == "POST" and form.is_valid():
        data = {name: form.cleaned_data[name] for name in ("eligible", "cast", "held_at")}
        try:
            ballot_enter(period=found.period, bloc=found.bloc, votes=form.votes(), **data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The ballot has been entered."))
            return redirect("rounds:ranking", period=period, bloc=bloc)
    context = {"round": found, "form": form}
    status = 422 if form.errors else 200
    return render(request, "blocs/admin/rounds/ballot.html", context, status=status)


def ranking_page(request: HttpRequest, period: int, bloc: int) -> HttpResponse:
    """How the bloc would be ranked now, what is in the way, or how it has been ranked."""
    person, found = round_at(request, period, bloc)
    final = found.ranking if found.ranking and not _is_correcting(found) else None
    context = {
        "round": found,
        "ranking": final,
        "results": published_results(final) if final else ranking_preview(found.period, found.bloc),
        "obstacles": [] if final else ranking_obstacles(found.period, found.bloc),
        "is_administrator": person.is_administrator,
        "correcting": found.ranking if _is_correcting(found) else None,
        "rank_form": RankForm(),
        "chair_form": ChairForm(),
        "reason_form": ReasonForm(),
    }
    return render(request, "blocs/admin/rounds/ranking.html", context)


def _is_correcting(found: Round) -> bool:
    """A published bloc with a sheet that is being corrected is ranked anew."""
    published = found.ranking is not None and found.ranking.is_published
    done = (SheetState.PUBLISHED, SheetState.EXEMPT)
    return published and any(sheet.state not in done for sheet in found.sheets)


@require_POST
def ranking_create(request: HttpRequest, period: int, bloc: int) -> HttpResponse:
    person, found = _administered(request, period, bloc)
    form = RankForm(request.POST)
    reason = form.cleaned_data["correction_reason"] if form.is_valid() else ""
    attempt(
        request,
        lambda: ranking_finalise(
            period=found.period, bloc=found.bloc, user=person.user, correction_reason=reason
        ),
        _("%(bloc)s has been ranked.") % {"bloc": found.bloc},
    )
    return redirect("rounds:ranking", period=period, bloc=bloc)


@require_POST
def ranking_undo(request: HttpRequest, period: int, bloc: int) -> HttpResponse:
    person, found = _administered(request, period, bloc)
    ranking = get_object_or_404(
        Ranking, period=found.period, bloc=found.bloc, state=RankingState.FINAL
    )
    reason = request.POST.get("reason", "")[:1000]
    text = _("The ranking has been taken back; sheets can be reopened.")
    attempt(
        request, lambda: ranking_discard(ranking=ranking, reason=reason, user=person.user), text
    )
    return redirect("rounds:ranking", period=period, bloc=bloc)


@require_POST
def chair_place(request: HttpRequest, pk: int) -> HttpResponse:
    """The chair's word on a tie that no other rule has broken."""
    person, sheet = sheet_at(request, pk)
    if not person.rights(sheet).administers:
        raise PermissionDenied
    form = ChairForm(request.POST)
    if form.is_valid():
        place, reason = form.cleaned_data["place"], form.cleaned_data["reason"]
        text = _("The chair's decision has been recorded.")
        attempt(request, lambda: chair_decide(sheet=sheet, place=place, reason=reason), text)
    else:
        messages.error(request, _("Give a place from 1 on."))
    return redirect("rounds:ranking", period=sheet.period_id, bloc=sheet.bloc_id)
