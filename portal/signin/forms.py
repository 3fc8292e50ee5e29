from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.auth import PasswordResetForm

from portal.tenancy.models import RoleAssignment


class CodeForm(forms.Form):
    """The code of an app, or a backup code."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True}),
    )


class PasswordForm(forms.Form):
    """The person's own password again, before something is taken away; wrong ones are counted."""

    password = forms.CharField(
        label=gettext_lazy("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, request: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_password(self) -> str:
        given: str = self.cleaned_data["password"]
        name = self.request.user.get_username()
        if authenticate(self.request, username=name, password=given) is None:
            raise forms.ValidationError(_("This is not your password."))
        return given


class HostPasswordResetForm(PasswordResetForm):
    """Sends mail to people who work at the host where it is asked for, and says nothing of it.

    On the platform's own host that is the operator.
    """

    def save(self, *args: Any, request: Any = None, **kwargs: Any) -> None:
        self.authority = request.authority
        super().save(*args, request=request, **kwargs)

    def get_users(self, email: str) -> Any:
        found = super().get_users(email)
        if self.authority is None:
            return (user for user in found if user.is_superuser)
        here = RoleAssignment.objects.filter(authority=self.authority)
        own = set(here.values_list("user", flat=True))
        return (user for user in found if user.pk in own)
