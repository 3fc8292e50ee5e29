"""One score sheet: self-scored, cross-checked, verified or only read, by what a person may do."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST

from portal.files import private_file_response

from ..access import Person, SheetRights, person_at
from ..enums import SheetState
from ..forms.sheets import ReasonForm, ScoreForm
from ..models import Evidence, ScoreSheet, Transition
from ..services import (
    evidence_add,
    evidence_remove,
    missing_self,
    sheet_cross_score,
    sheet_cross_submit,
    sheet_exempt,
    sheet_include,
    sheet_reopen,
    sheet_return,
    sheet_revise,
    sheet_score,
    sheet_submit,
    sheet_total,
    sheet_verify,
    sheet_verify_scores,
)
from .rounds import attempt, said

TEMPLATE = "blocs/admin/rounds/sheet.html"


def sheet_at(request: HttpRequest, pk: int) -> tuple[Person, ScoreSheet]:
    """A sheet this person may open; another's does not exist. Raises Http404."""
    person = person_at(request)
    places = ("period__criteria_set", "enterprise", "bloc", "cross_checker")
    return person, get_object_or_404(person.sheets().select_related(*places), pk=pk)


def mode_of(rights: SheetRights) -> str:
    """The scores this person may enter now; "" for reading only."""
    if rights.self_scores:
        return "self"
    if rights.cross_scores:
        return "cross"
    return "verified" if rights.verifies else ""


def sheet_page(request: HttpRequest, pk: int) -> HttpResponse:
    person, sheet = sheet_at(request, pk)
    rights = person.rights(sheet)
    mode = mode_of(rights)
    data = request.POST if request.method == "POST" else None
    form = ScoreForm(data, sheet=sheet, kind=mode) if mode else None
    if request.method == "POST":
        if form is None:
            messages.error(request, _("This sheet can no longer be changed by you."))
            return redirect("rounds:sheet", pk=pk)
        if form.is_valid() and _saved(request, form, person):
            return redirect("rounds:sheet", pk=pk)
    status = 422 if form is not None and form.errors else 200
    return render(request, TEMPLATE, _context(sheet, rights, mode, form), status=status)


def _saved(request: HttpRequest, form: ScoreForm, person: Person) -> bool:
    """Keep what was entered and, if asked to, hand it in; a refusal loses nothing."""
    try:
        WRITERS[form.kind](form)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    if form.kind == "self" and not _evidence_saved(request, form, person):
        return True  # the points are kept; what was wrong with a file has been said
    if request.POST.get("action") != "submit":
        messages.success(request, _("Saved. You can go on later."))
        return True
    hand_in, text = SUBMITTERS[form.kind]
    attempt(request, lambda: hand_in(sheet=form.sheet, user=person.user), str(text))
    return True


def _evidence_saved(request: HttpRequest, form: ScoreForm, person: Person) -> bool:
    """Attach the files that were chosen and remove those that were ticked."""
    errors = []
    for line in form.lines:
        code = line.criterion.code
        for evidence in line.evidence.all():
            if request.POST.get(f"remove-{evidence.pk}"):
                evidence_remove(evidence=evidence)
        for file in request.FILES.getlist(f"file-{code}"):
            try:
                evidence_add(line=line, file=file, filename=file.name, user=person.user)
            except ValidationError as error:
                errors += [f"{code}, {file.name}: {message}" for message in error.messages]
    for message in errors:
        messages.error(request, message)
    return not errors


WRITERS: dict[str, Callable[[ScoreForm], Any]] = {
    "self": lambda form: sheet_score(
        sheet=form.sheet, scores=form.scores(), bonuses=form.bonuses()
    ),
    "cross": lambda form: sheet_cross_score(sheet=form.sheet, scores=form.scores()),
    "verified": lambda form: sheet_verify_scores(
        sheet=form.sheet, scores=form.scores(), verdicts=form.verdicts()
    ),
}


SUBMITTERS: dict[str, tuple[Callable[..., Any], Any]] = {
    "self": (sheet_submit, _lazy("The sheet has been submitted.")),
    "cross": (sheet_cross_submit, _lazy("The cross-check has been handed in.")),
    "verified": (sheet_verify, _lazy("The sheet has been verified.")),
}


# --- what the page shows -------------------------------------------------------------------
def _context(
    sheet: ScoreSheet, rights: SheetRights, mode: str, form: ScoreForm | None
) -> dict[str, Any]:
    return {
        "sheet": sheet,
        "rights": rights,
        "mode": mode,
        "form": form,
        "groups": _groups(sheet, rights, form),
        "rules": _rules(sheet, form),
        "totals": _totals(sheet, rights),
        "missing": missing_self(sheet) if rights.self_scores else [],
        "steps": _steps(sheet, rights),
        "actions": _actions(sheet, rights),
        "reason_form": ReasonForm(auto_id="reason-%s"),
        "line_count": sheet.lines.count(),  # type: ignore[attr-defined]
    }


def _groups(sheet: ScoreSheet, rights: SheetRights, form: ScoreForm | None) -> list[Any]:
    """Criterion groups with their lines, each line with its fields while scores are entered."""
    criteria: Any = sheet.period.criteria_set
    lines = form.lines if form else list(_lines(sheet))
    rows = [
        {
            "line": line,
            "criterion": line.criterion,
            "points": form[f"points-{line.criterion.code}"] if form else None,
            "note": form[f"note-{line.criterion.code}"] if form else None,
        }
        for line in lines
    ]
    return [
        (group, [row for row in rows if row["criterion"].group_code == group.code])
        for group in criteria.criteria.all()
        if group.is_group
    ]


def _lines(sheet: ScoreSheet) -> Any:
    return sheet.lines.select_related("criterion").prefetch_related("evidence")  # type: ignore[attr-defined]


def _rules(sheet: ScoreSheet, form: ScoreForm | None) -> list[dict[str, Any]]:
    """Bonus and penalty rules: to enter, or those that were used."""
    lines = {row.rule_id: row for row in sheet.adjustments.select_related("rule")}  # type: ignore[attr-defined]
    if form is None:
        return [{"rule": line.rule, "line": line} for line in lines.values()]
    rows = []
    for rule in form.rules():
        names = [f"{part}-{rule.code}" for part in ("times", "state", "why")]
        fields = [form[name] for name in names if name in form.fields]
        rows.append({"rule": rule, "line": lines.get(rule.pk), "fields": fields})
    return rows


def _totals(sheet: ScoreSheet, rights: SheetRights) -> list[tuple[str, Any]]:
    totals = [(_("Self-score"), sheet_total(sheet, "self").value)]
    if rights.sees_cross:
        totals.append((_("Cross-score"), sheet_total(sheet, "cross").value))
    if rights.sees_verified:
        totals.append((_("Verified"), sheet_total(sheet, "verified").value))
    return totals


def _steps(sheet: ScoreSheet, rights: SheetRights) -> list[dict[str, Any]]:
    """The sheet's history; who checked is not told to who was checked."""
    labels = dict(SheetState.choices)
    return [
        {
            "at": step.at,
            "to": labels[step.to_state],
            "reason": step.reason,
            "actor": step.actor if rights.runs or step.actor == rights.person.user else None,
        }
        for step in Transition.objects.about(sheet).select_related("actor")
    ]


# --- steps that need a reason --------------------------------------------------------------
ACTIONS: dict[str, tuple[Callable[..., Any], Callable[[SheetRights], bool], Any]] = {
    "return": (sheet_return, lambda r: r.returns, _lazy("Return the sheet")),
    "reopen": (
        sheet_reopen,
        lambda r: r.administers and r.sheet.state == SheetState.VERIFIED,
        _lazy("Take the verification back"),
    ),
    "exempt": (sheet_exempt, lambda r: r.administers and r.is_unverified, _lazy("Exempt")),
    "include": (
        sheet_include,
        lambda r: r.administers and r.sheet.state == SheetState.EXEMPT,
        _lazy("Take the exemption back"),
    ),
    "revise": (
        sheet_revise,
        lambda r: (
            r.person.is_administrator
            and r.sheet.is_current
            and r.sheet.state == SheetState.PUBLISHED
        ),
        _lazy("Correct the published sheet"),
    ),
}


def _actions(sheet: ScoreSheet, rights: SheetRights) -> list[tuple[str, Any]]:
    return [(name, label) for name, (_do, may, label) in ACTIONS.items() if may(rights)]


@require_POST
def sheet_action(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    person, sheet = sheet_at(request, pk)
    if action not in ACTIONS:
        raise Http404
    service, may, label = ACTIONS[action]
    if not may(person.rights(sheet)):
        raise PermissionDenied
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give a reason."))
        return redirect("rounds:sheet", pk=pk)
    try:
        changed = service(sheet=sheet, reason=form.cleaned_data["reason"], user=person.user)
    except ValidationError as error:
        said(request, error)
        return redirect("rounds:sheet", pk=pk)
    messages.success(request, _("Done: %(action)s.") % {"action": label})
    return redirect("rounds:sheet", pk=changed.pk)


# --- evidence ------------------------------------------------------------------------------
def evidence_file(request: HttpRequest, pk: int) -> HttpResponse:
    """For whoever may open the sheet. Raises Http404 for others."""
    sheets = person_at(request).sheets()
    evidence = get_object_or_404(Evidence.objects.filter(line__sheet__in=sheets), pk=pk)
    return private_file_response(evidence.file, evidence.filename)
