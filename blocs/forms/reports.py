from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from ..enums import FileKind


class ReportFileForm(forms.Form):
    """A file of a report; its kind and what it holds are checked where it is kept."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("PDF, DOCX or XLSX, 20 MB at most."),
        widget=forms.ClearableFileInput(
            attrs={"accept": ",".join(f".{kind}" for kind in FileKind.values)}
        ),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    is_scanned = forms.BooleanField(
        label=_("Scanned"),
        required=False,
        help_text=_("Pictures of pages; no text can be read from it."),
    )


class StepForm(forms.Form):
    """A step of a record's state; whether it needs the reason, its state machine says."""

    to = forms.CharField(widget=forms.HiddenInput)
    reason = forms.CharField(required=False, max_length=2000)
