"""What an administrator does about search."""

from urllib.parse import unquote, urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.viewsets.base import ViewSetGroup

from portal.tenancy.forms import AuthorityRecordForm
from portal.tenancy.viewsets import RecordViewSet

from .models import Pin, SearchEntry, Synonym


class SynonymViewSet(RecordViewSet):
    model = Synonym
    icon = "openquote"
    list_display = ["__str__"]
    search_fields = ["vietnamese", "english"]
    panels = [FieldRowPanel([FieldPanel("vietnamese"), FieldPanel("english")])]


class PinForm(AuthorityRecordForm):
    """The address may be the whole one of the browser; it has to be found here by anybody."""

    def clean_url(self) -> str:
        path = unquote(urlsplit(self.cleaned_data["url"].strip()).path)
        known = self.authority and SearchEntry.objects.of(self.authority).filter(url=path)
        if not (known and known.exists()):
            raise ValidationError(_("Nothing public of this authority has this address."))
        return path


class PinViewSet(RecordViewSet):
    model = Pin
    base_form_class = PinForm
    icon = "thumbtack"
    list_display = ["query", "url", "position"]
    search_fields = ["query"]
    panels = [FieldPanel("query"), FieldRowPanel([FieldPanel("url"), FieldPanel("position")])]


class SearchGroup(ViewSetGroup):
    menu_label = _lazy("Public search")
    menu_icon = "search"
    menu_order = 700
    items = (SynonymViewSet, PinViewSet)
