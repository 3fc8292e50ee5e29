from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from portal.languages import OTHER, current_language
from portal.tenancy.forms import AuthorityRecordForm

from ..enums import Indicator, SignatureMethod, Visibility
from ..models import Enterprise, Pledge, PledgeTarget
from ..services import UNITS, Target

# What has been signed stays as it was; its English wording may still come.
SIGNED = ("bloc", "year", "title_vi", "text_vi")


SHORT = [
    (Visibility.PUBLIC.value, _("everybody")),
    (Visibility.BLOC.value, _("bloc")),
    (Visibility.AUTHORITY.value, _("authority")),
]


def unit_of(indicator: Indicator) -> str:
    """What an indicator is counted in, in the active language."""
    vietnamese, english = UNITS[indicator]
    return english if current_language() == OTHER else vietnamese


class PledgeForm(AuthorityRecordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.is_signed:
            for name in SIGNED:
                self.fields[name].disabled = True


class TargetForm(forms.Form):
    """One cell: the number, who sees it, whether the enterprise agrees to publication."""

    value = forms.DecimalField(
        label=_("target"),
        required=False,
        max_digits=16,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"step": "any", "min": "0", "inputmode": "decimal"}),
    )
    visibility = forms.ChoiceField(label=_("seen by"), choices=Visibility.choices)
    consented = forms.BooleanField(label=_("agrees to publication"), required=False)

    def __init__(
        self, *args: Any, enterprise: Enterprise, indicator: Indicator, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.enterprise, self.indicator = enterprise, indicator
        name = f"{enterprise.name}, {indicator.label}"
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = f"{field.label}: {name}"

    @property
    def unit(self) -> str:
        return unit_of(self.indicator)

    def target(self) -> Target:
        data = self.cleaned_data
        return Target(data["value"], Visibility(data["visibility"]), data["consented"])

    def refuse(self, messages: Iterable[str]) -> None:
        """What the service says against this cell."""
        for message in messages:
            self.add_error("value", message)


class TargetsForm:
    """The cells of one enterprise: one an indicator."""

    def __init__(self, enterprise: Enterprise, rows: Mapping[str, PledgeTarget], data: Any) -> None:
        self.enterprise = enterprise
        self.cells = [self._cell(indicator, rows, data) for indicator in Indicator]

    def shorten(self) -> None:
        """Fewer words, for a table with many cells."""
        for cell in self.cells:
            cell.fields["visibility"].choices = SHORT

    def _cell(
        self, indicator: Indicator, rows: Mapping[str, PledgeTarget], data: Any
    ) -> TargetForm:
        return TargetForm(
            data,
            prefix=f"{self.enterprise.pk}-{indicator}",
            initial=_initial(rows.get(indicator)),
            enterprise=self.enterprise,
            indicator=indicator,
        )

    def is_valid(self) -> bool:
        return all(cell.is_valid() for cell in self.cells)

    def changed(self) -> dict[Indicator, Target]:
        return {cell.indicator: cell.target() for cell in self.cells if cell.has_changed()}

    def refuse(self, errors: Mapping[str, list[str]]) -> None:
        for cell in self.cells:
            cell.refuse(errors.get(cell.indicator, ()))

    @property
    def filled(self) -> int:
        return sum(bool(cell.initial.get("value")) for cell in self.cells)


def _initial(row: PledgeTarget | None) -> dict[str, Any]:
    if row is None:
        return {"visibility": Visibility.BLOC}
    value = f"{row.target.normalize():f}"
    return {"value": value, "visibility": row.visibility, "consented": row.consented}


def target_forms(
    pledge: Pledge, enterprises: Iterable[Enterprise], data: Any = None
) -> Iterator[TargetsForm]:
    """A row of cells for each enterprise; one query."""
    rows: dict[int, dict[str, PledgeTarget]] = {}
    for row in pledge.targets.all():  # type: ignore[attr-defined]
        rows.setdefault(row.enterprise_id, {})[row.indicator] = row
    for enterprise in enterprises:
        yield TargetsForm(enterprise, rows.get(enterprise.pk, {}), data)


class SignatureForm(forms.Form):
    """When and how a member signed; who signed for it stays inside."""

    signed_on = forms.DateField(label=_("Signed on"), widget=AdminDateInput)
    method = forms.ChoiceField(label=_("Way of signing"), choices=SignatureMethod.choices)


class OneSignatureForm(SignatureForm):
    signatory_name = forms.CharField(label=_("Signed by"), max_length=120, required=False)
    signatory_title = forms.CharField(
        label=_("Title of the signatory"), max_length=120, required=False
    )


class ManySignaturesForm(SignatureForm):
    """Several members sign on one day, as at a conference."""

    enterprises = forms.ModelMultipleChoiceField(
        Enterprise.objects.none(),
        label=_("Enterprises"),
        error_messages={"required": _("Choose at least one enterprise.")},
    )

    def __init__(self, *args: Any, missing: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["enterprises"].queryset = missing
