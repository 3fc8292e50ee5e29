"""The forms of a scoring round."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from portal.tables import BadValue, Column, Kind
from portal.templatetags.portal_tags import points as written

from ..enums import AdjustmentState, RuleKind
from ..models import AdjustmentLine, AdjustmentRule, Enterprise, ScoreLine, ScoreSheet
from ..services import Score, Verdict

POINTS = Column("points", "", Kind.DECIMAL, minimum=Decimal(0))
CENT = Decimal("0.01")


class PointsField(forms.CharField):
    """Points as people write them, "12,5" or "12.5", between 0 and the criterion's most."""

    def __init__(self, *, most: Decimal, **kwargs: Any) -> None:
        self.most = most
        widget = forms.TextInput(attrs={"inputmode": "decimal", "data-most": str(most)})
        super().__init__(required=False, max_length=40, widget=widget, **kwargs)

    def to_python(self, value: Any) -> Decimal | None:
        try:
            found = POINTS.parse(value)
        except BadValue as error:
            raise ValidationError(str(error)) from error
        if found is None:
            return None
        if found != found.quantize(CENT):
            raise ValidationError(_("Points have two decimal places at most."))
        if found > self.most:
            message = _("This criterion is worth %(most)s points at most.")
            raise ValidationError(message % {"most": written(self.most)})
        return found

    def run_validators(self, value: Any) -> None:
        """The length is checked before the text becomes a number."""

    def clean(self, value: Any) -> Any:
        if isinstance(value, str) and len(value) > 40:
            raise ValidationError(_("“%(value)s” is not a number.") % {"value": value[:40] + "…"})
        return super().clean(value)


class ScoreForm(forms.Form):
    """Points and notes of one kind ("self", "cross", "verified") for every criterion of a sheet.

    Fields are called `points-I.1` and `note-I.1`; adjustments `times-B1`, `state-B1`, `why-B1`.
    """

    def __init__(self, *args: Any, sheet: ScoreSheet, kind: str, **kwargs: Any) -> None:
        self.sheet, self.kind = sheet, kind
        lines = sheet.lines.select_related("criterion").prefetch_related("evidence")  # type: ignore[attr-defined]
        self.lines: list[ScoreLine] = list(lines)
        super().__init__(*args, **kwargs)
        for line in self.lines:
            self._add_line(line)
        for rule in self.rules():
            self._add_rule(rule)

    def rules(self) -> list[AdjustmentRule]:
        """An enterprise asks for bonuses, the authority decides about all, a peer about none."""
        kinds: dict[str, tuple[str, ...]] = {"self": (RuleKind.BONUS,), "cross": ()}
        criteria: Any = self.sheet.period.criteria_set
        wanted = kinds.get(self.kind, tuple(RuleKind.values))
        return [rule for rule in criteria.rules.all() if rule.kind in wanted]

    def _add_line(self, line: ScoreLine) -> None:
        code = line.criterion.code
        given = getattr(line, f"{self.kind}_points")
        self.fields[f"points-{code}"] = PointsField(
            most=line.max_points,
            label=_("Points for %(code)s") % {"code": code},
            initial="" if given is None else written(given),
        )
        self.fields[f"note-{code}"] = forms.CharField(
            required=False,
            max_length=1000,
            label=_("Note on %(code)s") % {"code": code},
            initial=getattr(line, f"{self.kind}_note"),
            widget=forms.Textarea(attrs={"rows": 1}),
        )

    def _add_rule(self, rule: AdjustmentRule) -> None:
        line = self._adjustment(rule)
        self.fields[f"times-{rule.code}"] = forms.IntegerField(
            required=False,
            min_value=0,
            max_value=rule.max_times,
            initial=line.times if line else 0,
            label=_("How many times: %(rule)s") % {"rule": rule},
        )
        if self.kind == "verified":
            self._add_verdict(rule, line)

    def _add_verdict(self, rule: AdjustmentRule, line: AdjustmentLine | None) -> None:
        choices = [
            (AdjustmentState.ACCEPTED, _("applies")),
            (AdjustmentState.DECLINED, _("does not apply")),
        ]
        decided = line.state if line and line.state != AdjustmentState.PROPOSED else ""
        self.fields[f"state-{rule.code}"] = forms.ChoiceField(
            required=False,
            choices=[("", "—"), *choices],
            initial=decided,
            label=_("Decision on %(rule)s") % {"rule": rule},
        )
        self.fields[f"why-{rule.code}"] = forms.CharField(
            required=False,
            max_length=500,
            initial=line.decision_note if line else "",
            label=_("Reason of the decision on %(rule)s") % {"rule": rule},
        )

    def _adjustment(self, rule: AdjustmentRule) -> AdjustmentLine | None:
        rows = {row.rule_id: row for row in self.sheet.adjustments.all()}  # type: ignore[attr-defined]
        return rows.get(rule.pk)

    # --- what was entered ------------------------------------------------------------------
    def scores(self) -> dict[str, Score]:
        found = {}
        for line in self.lines:
            code = line.criterion.code
            note = self.cleaned_data[f"note-{code}"]
            found[code] = Score(self.cleaned_data[f"points-{code}"], note)
        return found

    def bonuses(self) -> dict[str, int]:
        return {rule.code: self.cleaned_data[f"times-{rule.code}"] or 0 for rule in self.rules()}

    def verdicts(self) -> dict[str, Verdict]:
        """Rules that are not decided yet are left as they are."""
        found = {}
        for rule in self.rules():
            state = self.cleaned_data[f"state-{rule.code}"]
            times = self.cleaned_data[f"times-{rule.code}"] or 0
            if state or not times:
                accepted = state == AdjustmentState.ACCEPTED
                why = self.cleaned_data[f"why-{rule.code}"]
                found[rule.code] = Verdict(times, accepted, why)
        return found


class ReasonForm(forms.Form):
    reason = forms.CharField(max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("Reason")


class CheckersForm(forms.Form):
    """Who cross-checks whose sheet, for the sheets of one bloc."""

    def __init__(
        self,
        *args: Any,
        sheets: list[ScoreSheet],
        proposed: dict[Enterprise, Enterprise],
        **kw: Any,
    ) -> None:
        super().__init__(*args, **kw)
        self.sheets = sheets
        members = [sheet.enterprise for sheet in sheets]
        for sheet in sheets:
            others = [(one.pk, str(one)) for one in members if one != sheet.enterprise]
            chosen = sheet.cross_checker or proposed.get(sheet.enterprise)
            self.fields[f"sheet-{sheet.pk}"] = forms.ChoiceField(
                required=False,
                label=str(sheet.enterprise),
                choices=[("", "—"), *others],
                initial=chosen.pk if chosen else "",
            )

    def assignments(self) -> dict[ScoreSheet, Enterprise | None]:
        members = {str(sheet.enterprise_id): sheet.enterprise for sheet in self.sheets}
        return {sheet: members.get(self.cleaned_data[f"sheet-{sheet.pk}"]) for sheet in self.sheets}
