from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from portal.tenancy.forms import AuthorityRecordForm

from ..enums import PeriodState, TieBreak
from ..models import CriteriaSet
from ..models.criteria import default_tie_break


class OrderWidget(forms.MultiWidget):
    """One list a place; without JavaScript, and by keyboard, as good as dragging."""

    use_fieldset = True

    def __init__(self, choices: list[Any]) -> None:
        names = [format_lazy(_("Place {number}"), number=n) for n, _one in enumerate(choices, 1)]
        options = [("", "–"), *choices]
        widgets = [forms.Select({"aria-label": name}, options) for name in names]
        super().__init__(widgets, attrs={"class": "records-order"})

    def decompress(self, value: list[str] | None) -> list[str]:
        return value or []


class OrderField(forms.MultiValueField):
    """Some of the choices, each once, in an order: a list."""

    def __init__(self, *, choices: list[Any], **kwargs: Any) -> None:
        fields = [forms.ChoiceField(choices=choices, required=False) for _choice in choices]
        widget = OrderWidget(choices)
        super().__init__(fields, widget=widget, require_all_fields=False, **kwargs)

    def compress(self, data_list: list[str]) -> list[str]:
        return [value for value in data_list if value]


class CriteriaSetForm(AuthorityRecordForm):
    tie_break = OrderField(
        label=_("Order of breaking ties"),
        choices=TieBreak.choices,
        initial=default_tie_break,
        help_text=_("What is looked at first, second and so on where totals are equal."),
    )

    class Media:
        js = ("blocs/admin/criteria.js",)
        css = {"all": ("blocs/admin/records.css",)}


class CloneForm(forms.Form):
    """Code and year of the copy."""

    code = forms.CharField(label=_("Code"), max_length=40)
    year = forms.IntegerField(label=_("Year"), min_value=1990, max_value=2100)

    def __init__(self, *args: Any, criteria_set: CriteriaSet, **kwargs: Any) -> None:
        year = criteria_set.year + 1
        code = criteria_set.code.replace(str(criteria_set.year), str(year))
        super().__init__(*args, initial={"code": code, "year": year}, **kwargs)
        self.criteria_set = criteria_set

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        if CriteriaSet.objects.of(self.criteria_set.authority).filter(code=code).exists():
            raise ValidationError(_("Another criteria set has this code."))
        return code


# What the sheets of a scoring round rest on; only the deadlines move once it has begun.
SETTLED = ("year", "kind", "data_from", "data_to", "criteria_set")


class EmulationPeriodForm(AuthorityRecordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.state != PeriodState.PLANNED:
            for name in SETTLED:
                self.fields[name].disabled = True
