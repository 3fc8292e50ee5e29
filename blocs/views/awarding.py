"""Awards: a decision prepared from a year's results, later their presentation at a conference."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from portal.parameters import text_parameter

from ..enums import AwardState, DecisionKind, Effect
from ..forms import AwardChoiceForm, AwardDataForm, PresentationForm, RecipientsForm
from ..models import Award, AwardType, Bloc, Decision, DecisionItem, Enterprise, Membership, Result
from ..preparation import year_results
from ..services import award_present
from .preparing import PrepareView
from .work import WorkPage


@dataclass(frozen=True)
class Candidate:
    """A member of the year with what the year came to; `holds` the award already."""

    enterprise: Enterprise
    result: Result | None
    holds: bool
    chosen: bool


@dataclass
class BlocShare:
    """A bloc's members, best first, and how many awards of the kind it has already had."""

    bloc: Bloc
    granted: int
    candidates: list[Candidate] = field(default_factory=list)


class AwardDecisionView(PrepareView):
    """`?award_type=` and `?year=` choose what is granted; `?decision=` continues a draft.

    One decision can grant several kinds of award: a draft keeps those of the other kinds.
    """

    model = Award
    kind = DecisionKind.AWARD
    form_class = AwardDataForm
    template_name = "blocs/admin/award_decision.html"
    page_title = _lazy("Prepare an award decision")
    header_icon = "pick"

    # --- what is granted -----------------------------------------------------------------------
    @cached_property
    def choice_form(self) -> AwardChoiceForm:
        asked = "award_type" in self.request.GET
        initial = {"year": self.authority.today().year - 1}
        return AwardChoiceForm(self.request.GET if asked else None, initial=initial)

    @property
    def is_chosen(self) -> bool:
        return self.choice_form.is_valid()

    @property
    def award_type(self) -> AwardType:
        return self.choice_form.cleaned_data["award_type"]

    @property
    def year(self) -> int:
        return self.choice_form.cleaned_data["year"]

    # --- the decision --------------------------------------------------------------------------
    def stored_draft(self) -> Decision | None:
        pk = text_parameter(self.request, "decision")
        drafts = Decision.objects.of(self.authority).drafts().filter(kind=self.kind)
        if pk.isascii() and pk.isdecimal():
            return drafts.filter(pk=pk).first()
        number = self.request.POST.get("full_number", "").strip()
        return drafts.filter(full_number=number).first() if number else None

    @cached_property
    def draft(self) -> Decision:
        draft = super().draft
        if draft.pk is None and self.is_chosen:
            draft.level = self.award_type.level
        return draft

    def words(self) -> dict[str, Any]:
        return {"year": self.year if self.is_chosen else ""}

    def replaces(self, item: DecisionItem) -> bool:
        return (item.award_type_id, item.year) == (self.award_type.pk, self.year)

    def items(self) -> Sequence[DecisionItem]:
        chosen = set(self.recipients.cleaned_data["enterprises"])
        return [
            DecisionItem(
                effect=Effect.AWARD_GRANTED,
                award_type=self.award_type,
                year=self.year,
                enterprise=candidate.enterprise,
            )
            for share in self.shares
            for candidate in share.candidates
            if str(candidate.enterprise.pk) in chosen
        ]

    # --- who receives it -----------------------------------------------------------------------
    @cached_property
    def recipients(self) -> RecipientsForm:
        candidates = [one.enterprise.pk for share in self.shares for one in share.candidates]
        sent = self.request.POST if self.request.method == "POST" else None
        return RecipientsForm(sent, candidates=candidates)

    def rows_valid(self) -> bool:
        return self.recipients.is_valid()

    @cached_property
    def shares(self) -> list[BlocShare]:
        """Members of the year bloc by bloc, best first; five queries."""
        results, held = year_results(self.authority, self.year), self._held()
        shares = {bloc.pk: BlocShare(bloc, granted) for bloc, granted in self._granted()}
        for row in self._memberships():
            candidate = self._candidate(row, results.get(row.enterprise_id), held)
            shares[row.bloc_id].candidates.append(candidate)
        for share in shares.values():
            share.candidates.sort(key=_by_rank)
        return [share for share in shares.values() if share.candidates]

    def _candidate(self, row: Membership, result: Result | None, held: set[int]) -> Candidate:
        pk = row.enterprise_id
        return Candidate(row.enterprise, result, pk in held, pk in self._drafted)

    @cached_property
    def _drafted(self) -> set[int]:
        if self.request.method == "POST":
            sent = self.request.POST.getlist("enterprises")
            return {int(pk) for pk in sent if pk.isascii() and pk.isdecimal()}
        rows = DecisionItem.objects.filter(decision=self.draft.pk)
        rows = rows.filter(award_type=self.award_type, year=self.year)
        return set(rows.values_list("enterprise", flat=True))

    def _memberships(self) -> Iterator[Membership]:
        """The last membership each enterprise had in the year."""
        rows = Membership.objects.of(self.authority).filter(valid_from__year__lte=self.year)
        rows = rows.exclude(valid_to__year__lt=self.year).select_related("enterprise")
        last = {row.enterprise_id: row for row in rows.order_by("valid_from", "enterprise__code")}
        return iter(last.values())

    def _awards(self) -> Any:
        awards = Award.objects.of(self.authority).exclude(state=AwardState.REVOKED)
        return awards.filter(award_type=self.award_type, year=self.year)

    def _held(self) -> set[int]:
        return set(self._awards().values_list("enterprise", flat=True))

    def _granted(self) -> list[tuple[Bloc, int]]:
        granted = dict(self._awards().values_list("bloc").annotate(number=Count("pk")))
        return [(bloc, granted.get(bloc.pk, 0)) for bloc in Bloc.objects.of(self.authority)]

    # --- the page ------------------------------------------------------------------------------
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own: dict[str, Any] = {"choice_form": self.choice_form, "is_chosen": self.is_chosen}
        if self.is_chosen:
            chosen = {"award_type": self.award_type, "year": self.year}
            own |= chosen | {"shares": self.shares, "recipients": self.recipients}
        return super().get_context_data(**own, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.is_chosen:
            return redirect(self.address("prepare"))
        return super().post(request, *args, **kwargs)


def _by_rank(candidate: Candidate) -> tuple[bool, int, str]:
    rank = candidate.result.final_rank if candidate.result else None
    return (rank is None, rank or 0, candidate.enterprise.code)


class PresentAwardsView(WorkPage):
    """Record that awards were handed over at a conference; `?decision=` shows one decision's."""

    model = Award
    template_name = "blocs/admin/present_awards.html"
    page_title = _lazy("Record the presentation")
    header_icon = "pick"

    def awards(self) -> Any:
        rows = Award.objects.of(self.authority).filter(state=AwardState.GRANTED)
        pk = text_parameter(self.request, "decision")
        if pk.isascii() and pk.isdecimal():
            rows = rows.filter(granted_by__decision=pk)
        return rows.select_related("award_type", "enterprise", "bloc")

    @cached_property
    def form(self) -> PresentationForm:
        sent = self.request.POST if self.request.method == "POST" else None
        return PresentationForm(sent, authority=self.authority, awards=self.awards())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        chosen = set(self.request.POST.getlist("awards"))
        errors = kwargs.pop("errors", {})
        rows = [
            {"award": award, "chosen": str(award.pk) in chosen, "errors": errors.get(award.pk, [])}
            for award in self.awards()
        ]
        return super().get_context_data(form=self.form, rows=rows, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        errors = self._present() if self.form.is_valid() else {}
        if errors or not self.form.is_valid():
            messages.error(request, _("Nothing has been recorded; what is wrong is marked below."))
            return self.render_to_response(self.get_context_data(errors=errors), status=422)
        messages.success(request, _("The presentation has been recorded."))
        return redirect(self.index_url)

    def _present(self) -> dict[int, list[str]]:
        """All or none; what is refused, by award."""
        data, errors = self.form.cleaned_data, {}
        with transaction.atomic():
            for award in data["awards"]:
                try:
                    self._present_one(award)
                except ValidationError as error:
                    errors[award.pk] = error.messages
            if errors:
                transaction.set_rollback(True)
        return errors

    def _present_one(self, award: Award) -> None:
        data = self.form.cleaned_data
        award_present(
            award=award,
            conference=data["conference"],
            presented_by_vi=data["presented_by_vi"],
            presented_by_en=data["presented_by_en"],
            user=self.request.user,
        )
