"""Issuing a decision: first what it would change, and what is wrong with it; then the act."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from ..enums import DecisionKind, Effect, ExitKind
from ..models import Bloc, Decision, DecisionItem, Membership
from ..services import DecisionAlreadyIssued, Rehearsal, decision_issue, decision_rehearse
from .work import WorkPage

LEAVING = (Effect.MEMBER_REMOVED, Effect.MEMBER_TRANSFERRED)
MEMBERSHIP_EFFECTS = (Effect.MEMBER_ADDED, *LEAVING)
# The page that prepared a decision of this kind, and prepares it again.
PREPARED_AT = {
    DecisionKind.CONSOLIDATE: "decision:consolidation",
    DecisionKind.AWARD: "award:prepare",
}
RELATED = (
    "bloc",
    "enterprise",
    "regulation_version__regulation",
    "criteria_set",
    "ranking__bloc",
    "ranking__period",
    "award_type",
    "award__award_type",
    "award__enterprise",
)


@dataclass(frozen=True)
class Line:
    """One item as the page shows it, with what is wrong with it."""

    item: DecisionItem
    detail: str
    errors: list[str]


@dataclass(frozen=True)
class Group:
    """The items about one bloc; without a bloc, those about none."""

    bloc: Bloc | None
    lines: list[Line]


class IssueView(WorkPage):
    model = Decision
    template_name = "blocs/admin/issue_decision.html"
    page_title = _lazy("Issue a decision")
    header_icon = "doc-full-inverse"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        decision, rehearsal = self.record, self.rehearsal
        errors = rehearsal.errors if rehearsal else {}
        groups = decision_groups(decision, errors)
        effects = {line.item.effect for group in groups for line in group.lines}
        return super().get_context_data(
            decision=decision,
            rehearsal=rehearsal,
            groups=groups,
            changes_members=bool(effects.intersection(MEMBERSHIP_EFFECTS)),
            prepared_at=self._prepared_at(),
            **kwargs,
        )

    @cached_property
    def rehearsal(self) -> Rehearsal | None:
        return None if self.record.is_issued else decision_rehearse(decision=self.record)

    def _prepared_at(self) -> str:
        page = PREPARED_AT.get(self.record.kind)
        if page is None or self.record.is_issued:
            return ""
        return f"{reverse(page)}?decision={self.record.pk}"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            decision_issue(decision=self.record, user=request.user)
        except DecisionAlreadyIssued as error:
            return self._refused(error.messages)
        except ValidationError:
            self.record.refresh_from_db()
            return self._refused([_("The decision cannot be issued yet; see below.")])
        text = _("Decision %(number)s has been issued.") % {"number": self.record.full_number}
        messages.success(request, text)
        return redirect(self.next_url())

    def _refused(self, texts: Iterable[str]) -> HttpResponse:
        for text in texts:
            messages.error(self.request, text)
        return self.render_to_response(self.get_context_data(), status=422)

    def next_url(self) -> str:
        """After an award comes its presentation."""
        if self.record.kind == DecisionKind.AWARD:
            return f"{reverse('award:present')}?decision={self.record.pk}"
        return self.address("issue", self.record.pk)


def decision_groups(decision: Decision, errors: dict[int, list[str]]) -> list[Group]:
    """The items bloc by bloc, in the blocs' order, then those about no bloc; two queries.

    Who leaves stands with the bloc that is left.
    """
    items = list(DecisionItem.objects.filter(decision=decision).select_related(*RELATED))
    left = _blocs_left(decision, items)
    groups: dict[Bloc | None, list[Line]] = {}
    for item in items:
        before = left.get(item.enterprise_id)
        bloc = before if item.effect == Effect.MEMBER_REMOVED else item.bloc
        line = Line(item, _detail(item, before), errors.get(item.pk, []))
        groups.setdefault(bloc, []).append(line)
    order = sorted(groups, key=lambda bloc: (bloc is None, bloc.ordinal if bloc else 0))
    return [Group(bloc, groups[bloc]) for bloc in order]


def _blocs_left(decision: Decision, items: Iterable[DecisionItem]) -> dict[int, Bloc]:
    """By enterprise, the bloc that the decision takes it out of, or has."""
    leaving = [item.enterprise_id for item in items if item.effect in LEAVING]
    rows = Membership.objects.filter(Q(valid_to=None) | Q(exit_item__decision=decision))
    rows = rows.filter(enterprise__in=leaving).select_related("bloc").order_by("exit_item")
    return {row.enterprise_id: row.bloc for row in rows}


def _detail(item: DecisionItem, before: Bloc | None) -> str:
    """Why, from where, as what, or for which year."""
    if item.effect == Effect.MEMBER_REMOVED and item.exit_kind:
        return str(ExitKind(item.exit_kind).label)
    if item.effect == Effect.MEMBER_TRANSFERRED and before:
        return _("from %(bloc)s") % {"bloc": before}
    if item.office:
        return str(item.get_office_display())  # type: ignore[attr-defined]
    if item.effect == Effect.AWARD_GRANTED:
        return f"{item.award_type}, {item.year}"
    return ""
