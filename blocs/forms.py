from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.tenancy.forms import AuthorityRecordForm

from .enums import ConferenceKind
from .services import bloc_save, enterprise_save


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


class ConferenceForm(AuthorityRecordForm):
    kinds = forms.MultipleChoiceField(
        label=_("kinds"), choices=ConferenceKind.choices, widget=forms.CheckboxSelectMultiple
    )
