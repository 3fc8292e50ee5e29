from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField, StreamField
from wagtail.search import index

from portal.basepage.models import BasePage
from portal.basepage.panels import page_tabs
from portal.basepage.permissions import FixedPagePermissions
from portal.choices import TextChoices

from .blocks import BodyBlock
from .home import home_sections


class HomePage(BasePage):
    """The root of an authority's site."""

    intro = RichTextField(_("introduction"), blank=True, features=["bold", "italic", "link"])

    permission_tester = FixedPagePermissions
    edit_handler = page_tabs(fields=["intro"])
    parent_page_types = ["basepage.BasePage"]
    is_creatable = False

    class Meta:
        verbose_name = _("home page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        return context | {"sections": home_sections(request)}


class StandardPageKind(TextChoices):
    """Pages an authority must have (NĐ 42/2022) are known by their kind, not by their address."""

    ABOUT = "about", _("about the authority")
    CONTACT = "contact", _("contact")
    ACCESSIBILITY = "accessibility", _("accessibility statement")
    PRIVACY = "privacy", _("privacy")
    OTHER = "other", _("other")


class StandardPage(BasePage):
    kind = models.CharField(
        _("kind"), max_length=16, choices=StandardPageKind.choices, default=StandardPageKind.OTHER
    )
    body = StreamField(BodyBlock(), verbose_name=_("body"), blank=True)

    reader_fields = ("title", "body")
    edit_handler = page_tabs(fields=["body"], shared=["kind"])
    parent_page_types = ["pages.HomePage", "pages.StandardPage"]
    subpage_types = ["pages.StandardPage"]
    search_fields = BasePage.search_fields + [
        index.SearchField("body_vi"),
        index.SearchField("body_en"),
    ]

    class Meta:
        verbose_name = _("standard page")
