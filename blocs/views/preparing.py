"""Preparing a draft decision on a page that knows its items, for a person to look at and issue."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import override

from portal.languages import LANGUAGES
from portal.tenancy.models import Authority

from ..enums import DecisionKind, Effect, RankingState
from ..forms import DecisionDataForm
from ..models import Award, CriteriaSet, Decision, DecisionItem, EmulationPeriod, Ranking
from ..services import criteria_problems, decision_draft
from .work import WorkPage

ABSTRACTS = {
    DecisionKind.CONSOLIDATE: {
        "vi": "Về việc kiện toàn các Khối thi đua năm {year}",
        "en": "On consolidating the emulation blocs for {year}",
    },
    DecisionKind.ISSUE_CRITERIA: {
        "vi": "Về việc ban hành {name}",
        "en": "On issuing the {name}",
    },
    DecisionKind.APPROVE_RESULT: {
        "vi": "Về việc công nhận kết quả thi đua năm {year}",
        "en": "On approving the emulation results of {year}",
    },
    DecisionKind.CORRECT: {
        "vi": "Về việc đính chính kết quả thi đua năm {year}",
        "en": "On correcting the emulation results of {year}",
    },
    DecisionKind.AWARD: {
        "vi": "Về việc khen thưởng thành tích thi đua năm {year}",
        "en": "On awards for emulation achievements in {year}",
    },
    DecisionKind.REVOKE_AWARD: {
        "vi": "Về việc thu hồi danh hiệu, hình thức khen thưởng: {name}",
        "en": "On revoking an award: {name}",
    },
}


def new_draft(authority: Authority, kind: DecisionKind, **words: Any) -> Decision:
    """An unsaved draft with its abstract in both languages, signed as the last one was."""
    today = authority.today()
    decision = Decision(authority=authority, kind=kind, issued_on=today)
    last = Decision.objects.of(authority).issued().exclude(signer_name="").first()
    for language in LANGUAGES:
        abstract = ABSTRACTS[kind][language].format(**_in_language(words, language))
        setattr(decision, f"abstract_{language}", abstract)
        title = f"signer_title_{language}"
        setattr(decision, title, getattr(last, title) if last else "")
    decision.signer_name = last.signer_name if last else authority.responsible_person
    return decision


def _in_language(words: dict[str, Any], language: str) -> dict[str, Any]:
    """A word that is a function gives its text in a language."""
    return {name: word(language) if callable(word) else word for name, word in words.items()}


class PrepareView(WorkPage):
    """A form for the decision's own data beside the rows that become its items.

    Sending it again changes nothing and says so; so does sending it after the decision has been
    issued. A draft for the same purpose is continued, never doubled.
    """

    kind: DecisionKind
    form_class: type[DecisionDataForm] = DecisionDataForm
    template_name = "blocs/admin/prepare_decision.html"
    header_icon = "doc-full-inverse"

    # --- what a page says of its decision ------------------------------------------------------
    def stored_draft(self) -> Decision | None:
        """The draft that this page has made before."""
        raise NotImplementedError

    def words(self) -> dict[str, Any]:
        """What the abstract names."""
        return {}

    def items(self) -> Sequence[DecisionItem]:
        raise NotImplementedError

    def replaces(self, item: DecisionItem) -> bool:
        """Whether an item of the stored draft is this page's to replace."""
        return True

    def rows_valid(self) -> bool:
        return True

    # --- the page ------------------------------------------------------------------------------
    @cached_property
    def draft(self) -> Decision:
        stored = self.stored_draft()
        if stored is not None:
            return stored
        return new_draft(self.authority, self.kind, **self.words())

    @cached_property
    def form(self) -> DecisionDataForm:
        sent = (self.request.POST, self.request.FILES) if self.request.method == "POST" else ()
        form_class = self.form_class.made()
        return form_class(*sent, instance=self.draft, for_user=self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(form=self.form, stored=self.draft.pk, **kwargs)
        return context | {"media": self.form.media}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        valid = all([self.form.is_valid(), self.rows_valid()])
        if issued := self._issued_before():
            text = _("Decision %(number)s has already been issued; nothing has been changed.")
            messages.warning(request, text % {"number": issued.full_number})
            return redirect(reverse("decision:issue", args=[issued.pk]))
        return self._save() if valid else self._refused()

    def _issued_before(self) -> Decision | None:
        """What this very form has already led to: an issued decision of that number and date."""
        sent = {name: self.form.cleaned_data.get(name) for name in ("full_number", "issued_on")}
        return Decision.objects.of(self.authority).issued().filter(kind=self.kind, **sent).first()

    def _save(self) -> HttpResponse:
        decision = self.form.instance
        try:
            saved = decision_draft(decision=decision, items=self.items(), replaces=self.replaces)
        except ValidationError as error:
            self.form.add_error(None, error.messages)
            return self._refused()
        values = {"number": decision.full_number}
        if saved:
            messages.success(self.request, _("Draft %(number)s has been saved.") % values)
        else:
            messages.info(self.request, _("Nothing has changed in draft %(number)s.") % values)
        return redirect(reverse("decision:issue", args=[decision.pk]))

    def _refused(self) -> HttpResponse:
        text = _("The draft has not been saved; the errors are marked below.")
        messages.error(self.request, text)
        return self.render_to_response(self.get_context_data(), status=422)


def draft_about(authority: Authority, kind: DecisionKind, **target: Any) -> Decision | None:
    """The latest draft of a kind with an item about this record."""
    drafts = Decision.objects.of(authority).drafts().filter(kind=kind)
    return drafts.filter(**{f"items__{name}": record for name, record in target.items()}).first()


class IssueCriteriaView(PrepareView):
    """A decision that issues one criteria set."""

    model = CriteriaSet
    kind = DecisionKind.ISSUE_CRITERIA
    page_title = _lazy("Prepare the decision")

    def allowed(self) -> bool:
        return self.person.is_administrator and not self.record.is_final

    def stored_draft(self) -> Decision | None:
        return draft_about(self.authority, self.kind, criteria_set=self.record)

    def words(self) -> dict[str, Any]:
        return {"name": lambda language: getattr(self.record, f"title_{language}") or self.record}

    def items(self) -> Sequence[DecisionItem]:
        return [DecisionItem(effect=Effect.CRITERIA_ISSUED, criteria_set=self.record)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(problems=criteria_problems(self.record), **kwargs)


class ApproveResultView(PrepareView):
    """A decision that publishes every final ranking of a period; revisions by a correcting one."""

    model = EmulationPeriod
    page_title = _lazy("Prepare the decision")
    template_name = "blocs/admin/result_decision.html"

    @cached_property
    def rankings(self) -> list[Ranking]:
        rankings = Ranking.objects.filter(period=self.record, state=RankingState.FINAL)
        return list(rankings.select_related("bloc"))

    @property
    def kind(self) -> DecisionKind:  # type: ignore[override]
        revised = any(ranking.revision > 1 for ranking in self.rankings)
        return DecisionKind.CORRECT if revised else DecisionKind.APPROVE_RESULT

    def stored_draft(self) -> Decision | None:
        drafts = Decision.objects.of(self.authority).drafts().filter(kind=self.kind)
        return drafts.filter(items__ranking__in=self.rankings).first()

    def words(self) -> dict[str, Any]:
        return {"year": self.record.year}

    def rows_valid(self) -> bool:
        if not self.rankings:
            self.form.add_error(None, _("No ranking is waiting for a decision."))
        return bool(self.rankings)

    def items(self) -> Sequence[DecisionItem]:
        effect = Effect.RESULT_APPROVED
        return [DecisionItem(effect=effect, ranking=ranking) for ranking in self.rankings]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(rankings=self.rankings, **kwargs)


class RevokeAwardView(PrepareView):
    """A decision that revokes one award; the award stays on record, marked."""

    model = Award
    kind = DecisionKind.REVOKE_AWARD
    page_title = _lazy("Revoke the award")

    def allowed(self) -> bool:
        return self.person.is_administrator and not self.record.is_revoked

    def stored_draft(self) -> Decision | None:
        return draft_about(self.authority, self.kind, award=self.record)

    def words(self) -> dict[str, Any]:
        return {"name": self._award_in}

    def _award_in(self, language: str) -> str:
        with override(language):
            return str(self.record)

    def items(self) -> Sequence[DecisionItem]:
        return [DecisionItem(effect=Effect.AWARD_REVOKED, award=self.record)]
