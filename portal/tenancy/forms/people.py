from typing import Any

from django import forms
from django.contrib.auth.password_validation import (
    password_validators_help_texts,
    validate_password,
)
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.models import WagtailAdminModelForm

from portal.users.models import User

from ..enums import Role
from ..models import Invitation
from .records import limit_choices


class RoleForm(WagtailAdminModelForm):
    """A role and its place, for somebody who is here; `instance.authority` says where.

    `roles` are those the person who fills it in may give.
    """

    def __init__(self, *args: Any, roles: list[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"] = forms.ChoiceField(
            label=gettext_lazy("Role"), choices=[(role.value, role.label) for role in roles]
        )
        limit_choices(self, self.instance.authority)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        role = data.get("role")
        self._needs("blocs", role == Role.BLOC_SECRETARY, _("Choose the blocs of the secretary."))
        enterprise = _("Choose the enterprise of the contact.")
        self._needs("enterprise", role == Role.ENTERPRISE_CONTACT, enterprise)
        return data

    def _needs(self, name: str, needed: bool, text: str) -> None:
        """A place the role does not have is not kept; one it has must be there."""
        if not needed:
            self.cleaned_data[name] = [] if name == "blocs" else None
        elif not self.cleaned_data.get(name) and name not in self.errors:
            self.add_error(name, text)

    def refuse(self, error: ValidationError) -> None:
        """Say what a service refused, at its field where the form has one."""
        for name, texts in getattr(error, "message_dict", {None: error.messages}).items():
            self.add_error("blocs" if name == "bloc" else self._shown(name), texts)

    def _shown(self, name: str | None) -> str | None:
        return name if name in self.fields else None

    class Meta:
        model = Invitation
        fields = ["role", "blocs", "enterprise"]
        widgets = {"blocs": forms.CheckboxSelectMultiple}


class InvitationForm(RoleForm):
    class Meta(RoleForm.Meta):
        fields = ["email", "role", "blocs", "enterprise"]


class RegistrationForm(forms.Form):
    """A new account for an invited address: the name others see, and a password."""

    full_name = forms.CharField(
        label=gettext_lazy("Full name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password_again = forms.CharField(
        label=gettext_lazy("Password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email
        self.fields["password"].help_text = " ".join(password_validators_help_texts())

    def clean_password(self) -> str:
        given: str = self.cleaned_data["password"]
        name = self.cleaned_data.get("full_name", "")
        validate_password(given, User(username=self.email, email=self.email, last_name=name))
        return given

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, again = data.get("password"), data.get("password_again")
        if first and again and first != again:
            self.add_error("password_again", _("The two passwords are not the same."))
        return data
