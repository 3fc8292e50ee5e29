from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.tenancy.models import Authority

from ..models import Award, AwardType, Conference


class AwardChoiceForm(forms.Form):
    """Which award is granted, and for which year."""

    award_type = forms.ModelChoiceField(AwardType.objects.all(), label=_("Award"))
    year = forms.IntegerField(label=_("Year"), min_value=1990, max_value=2100)


class RecipientsForm(forms.Form):
    """The enterprises that receive the award."""

    enterprises = forms.MultipleChoiceField(
        label=_("Enterprises"),
        error_messages={"required": _("Choose at least one enterprise.")},
    )

    def __init__(self, *args: Any, candidates: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["enterprises"].choices = [(str(pk), str(pk)) for pk in candidates]


class PresentationForm(forms.Form):
    """Where and by whom awards are handed over: many at once, at one conference."""

    conference = forms.ModelChoiceField(Conference.objects.none(), label=_("Conference"))
    presented_by_vi = forms.CharField(label=_("Presented by (Tiếng Việt)"), max_length=200)
    presented_by_en = forms.CharField(
        label=_("Presented by (English)"), max_length=200, required=False
    )
    awards = forms.ModelMultipleChoiceField(
        Award.objects.none(),
        label=_("Awards"),
        error_messages={"required": _("Choose at least one award.")},
    )

    def __init__(self, *args: Any, authority: Authority, awards: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        conferences = Conference.objects.of(authority).order_by("-held_on")
        self.fields["conference"].queryset = conferences
        self.fields["awards"].queryset = awards
