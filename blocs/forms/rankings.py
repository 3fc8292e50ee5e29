"""The forms of a ballot, of the chair's decision and of a correction."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from ..models import Ballot, Conference, Enterprise, ScoreSheet


class BallotForm(forms.Form):
    eligible = forms.IntegerField(min_value=0, max_value=32767)
    cast = forms.IntegerField(min_value=0, max_value=32767)
    held_at = forms.ModelChoiceField(queryset=None, required=False)

    def __init__(
        self, *args: Any, sheets: list[ScoreSheet], ballot: Ballot | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.sheets = sheets
        labels = {"eligible": _("Entitled to vote"), "cast": _("Votes cast")}
        labels["held_at"] = _("Held at")
        for name, label in labels.items():
            self.fields[name].label = label
        authority = sheets[0].authority if sheets else None
        conferences = Conference.objects.of(authority) if authority else Conference.objects.none()
        self.fields["held_at"].queryset = conferences  # type: ignore[attr-defined]
        votes = {row.enterprise_id: row.votes for row in ballot.options.all()} if ballot else {}
        if ballot:
            self.initial |= {"eligible": ballot.eligible, "cast": ballot.cast}
            self.initial["held_at"] = ballot.held_at_id
        for sheet in sheets:
            self.fields[f"votes-{sheet.enterprise_id}"] = forms.IntegerField(
                required=False,
                min_value=0,
                max_value=32767,
                label=str(sheet.enterprise),
                initial=votes.get(sheet.enterprise_id),
            )

    def votes(self) -> dict[Enterprise, int]:
        return {
            sheet.enterprise: self.cleaned_data[f"votes-{sheet.enterprise_id}"] or 0
            for sheet in self.sheets
        }


class ChairForm(forms.Form):
    place = forms.IntegerField(required=False, min_value=1, max_value=200)
    reason = forms.CharField(max_length=1000, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].label = _("Place among equals")
        self.fields["reason"].label = _("Reason of the chair's decision")


class RankForm(forms.Form):
    correction_reason = forms.CharField(max_length=1000, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["correction_reason"].label = _("Reason of the correction")
