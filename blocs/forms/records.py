from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm

from portal.tenancy.forms import AuthorityRecordForm

from ..enums import ConferenceKind, RegulationState
from ..models import Enterprise, IndustrialPark
from ..services import bloc_save, enterprise_save


class BlocForm(AuthorityRecordForm):
    """Saved by the service, which makes and renames the bloc's page."""

    def save(self, commit: bool = True) -> Any:
        bloc = super().save(commit=commit)
        return bloc_save(bloc=bloc, user=self.for_user) if commit else bloc


class EnterpriseForm(AuthorityRecordForm):
    """Saved by the service, which makes and renames the enterprise's page."""

    def save(self, commit: bool = True) -> Any:
        enterprise = super().save(commit=False)
        return enterprise_save(enterprise=enterprise, user=self.for_user)


class EnterpriseSearchForm(BaseFilterForm):
    """The chooser's search box: by name or code, accents or not."""

    q = forms.CharField(label=_("Name or code"), required=False)

    def filter(self, objects: QuerySet[Enterprise]) -> QuerySet[Enterprise]:
        self.search_query = self.cleaned_data["q"]
        self.is_searching = bool(self.search_query)
        return objects.named(self.search_query)  # type: ignore[attr-defined]


class RegulationVersionForm(AuthorityRecordForm):
    """A version is drafted and adopted here; only a decision puts it in force."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by_hand = (RegulationState.DRAFT, RegulationState.ADOPTED)
        self.fields["state"].choices = [(state.value, state.label) for state in by_hand]


class ParkAssignmentForm(AuthorityRecordForm):
    """The operator gives an authority a park: any park, not only those it has."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["park"].queryset = IndustrialPark.objects.all()


class ConferenceForm(AuthorityRecordForm):
    kinds = forms.MultipleChoiceField(
        label=_("kinds"), choices=ConferenceKind.choices, widget=forms.CheckboxSelectMultiple
    )
