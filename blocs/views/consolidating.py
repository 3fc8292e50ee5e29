"""The yearly consolidation (US-20): what the records suggest becomes one draft decision."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _lazy

from portal.parameters import text_parameter

from ..consolidation import Suggestions, consolidation_suggest
from ..enums import DecisionKind
from ..forms import MANAGED_EFFECTS, Changes, DateForm
from ..models import Decision, DecisionItem
from .preparing import PrepareView

YEARS = range(1990, 2101)
USUAL_DAY = (4, 1)  # blocs are consolidated in the spring


class ConsolidationView(PrepareView):
    """`?on=` is the day whose records suggest the changes, `?year=` a day in that year.

    The year's draft is continued: its items are the rows chosen beforehand.
    """

    model = Decision
    kind = DecisionKind.CONSOLIDATE
    template_name = "blocs/admin/consolidation.html"
    page_title = _lazy("Consolidation for a year")

    @cached_property
    def on(self) -> date:
        if self.date_form.is_valid():
            return self.date_form.cleaned_data["on"]
        usual = self._usual_day()
        stored = self._requested_draft() or self._draft_of(usual.year)
        return stored.takes_effect_on if stored else usual

    @cached_property
    def date_form(self) -> DateForm:
        return DateForm(self.request.GET if "on" in self.request.GET else None)

    def _usual_day(self) -> date:
        today, year = self.authority.today(), text_parameter(self.request, "year")
        if year.isascii() and year.isdecimal() and int(year) in YEARS and int(year) != today.year:
            return date(int(year), *USUAL_DAY)
        return today

    def stored_draft(self) -> Decision | None:
        return self._requested_draft() or self._draft_of(self.on.year)

    def _requested_draft(self) -> Decision | None:
        pk = text_parameter(self.request, "decision")
        return self._drafts().filter(pk=pk).first() if pk.isascii() and pk.isdecimal() else None

    def _draft_of(self, year: int) -> Decision | None:
        return self._drafts().effective_in(year).first()

    def _drafts(self) -> Any:
        return Decision.objects.of(self.authority).drafts().filter(kind=self.kind)

    def words(self) -> dict[str, Any]:
        return {"year": self.on.year}

    @cached_property
    def draft(self) -> Decision:
        draft = super().draft
        draft.effective_on = draft.effective_on or self.on
        return draft

    @cached_property
    def suggestions(self) -> Suggestions:
        return consolidation_suggest(self.authority, self.on)

    @cached_property
    def changes(self) -> Changes:
        items = DecisionItem.objects.filter(decision=self.draft.pk).select_related("enterprise")
        sent = self.request.POST if self.request.method == "POST" else None
        return Changes(self.suggestions, items, self.request.user, sent)

    def rows_valid(self) -> bool:
        return self.changes.is_valid()

    def items(self) -> Sequence[DecisionItem]:
        return self.changes.items()

    def replaces(self, item: DecisionItem) -> bool:
        return item.effect in MANAGED_EFFECTS

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        date_form = self.date_form if self.date_form.is_bound else DateForm(initial={"on": self.on})
        own = {"on": self.on, "date_form": date_form, "changes": self.changes}
        context = super().get_context_data(**own, **kwargs)
        context["media"] += self.changes.further.media + date_form.media
        return context
