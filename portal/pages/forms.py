from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm


class AuthorityOpenForm(WagtailAdminModelForm):
    """A new authority; `authority_open` does what the form asks for."""

    hostname = forms.CharField(
        label=_("Host name"),
        max_length=253,
        help_text=_("The address of its portal, without http://; no other site answers there."),
    )
    port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65535, initial=80)
    administrator = forms.EmailField(
        label=_("E-mail of its administrator"),
        required=False,
        help_text=_("Receives an invitation; more people can be invited later."),
    )

    def add_errors(self, error: ValidationError) -> None:
        """What the service refuses, at its field; what has no field here, above them."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, errors in error.error_dict.items():
            self.add_error(name if name in self.fields else None, errors)


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept in the authority's history; readers do not see it."),
    )
