import re
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Collection, Site

from portal.basepage.models import BasePage
from portal.tenancy.enums import AuthorityState
from portal.tenancy.models import Authority
from portal.tenancy.services import authority_groups_sync
from portal.tenancy.signals import authority_opened
from portal.text import slug

from .models import HomePage, StandardPage, StandardPageKind

STANDARD_PAGES = {
    StandardPageKind.ABOUT: ("Giới thiệu", "About us"),
    StandardPageKind.CONTACT: ("Liên hệ", "Contact"),
    StandardPageKind.ACCESSIBILITY: ("Tuyên bố về khả năng tiếp cận", "Accessibility statement"),
    StandardPageKind.PRIVACY: ("Bảo vệ dữ liệu cá nhân", "Personal data protection"),
}


HOSTNAME = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*")


def validate_hostname(hostname: str) -> None:
    if len(hostname) > 253 or not HOSTNAME.fullmatch(hostname):
        text = _("Write a host alone, without http:// and port: thidua.quangngai.example.org")
        raise ValidationError({"hostname": text})


@transaction.atomic
def authority_open(*, hostname: str, port: int = 80, **fields: Any) -> Authority:
    """Create an authority complete: home, site, collection, standard pages, groups.

    Every app adds its own sections on `authority_opened`. `fields` are those of `Authority`.
    Raises ValidationError for bad data; nothing is half-made.
    """
    authority = Authority(state=AuthorityState.ACTIVE, **fields)
    authority.full_clean()
    authority.collection = Collection.get_first_root_node().add_child(name=authority.name_vi)
    authority.site = _site_create(authority, hostname, port)
    authority.save()
    for kind, titles in STANDARD_PAGES.items():
        section_create(authority=authority, page_type=StandardPage, titles=titles, kind=kind)
    authority_opened.send(sender=Authority, authority=authority)
    authority_groups_sync(authority=authority)
    return authority


def _site_create(authority: Authority, hostname: str, port: int) -> Site:
    """Raises ValidationError for a host that is none, or is taken on any port: hosts tell
    authorities apart.
    """
    hostname = hostname.strip().lower()  # as browsers send it
    validate_hostname(hostname)
    if Site.objects.filter(hostname=hostname).exists() or hostname == settings.PLATFORM_HOST:
        raise ValidationError({"hostname": _("Another site answers at this host.")})
    root = BasePage.get_first_root_node()
    home = HomePage(
        title_vi=authority.name_vi, title_en=authority.name_en or "", slug=authority.code
    )
    root.add_child(instance=home)
    site = Site(
        hostname=hostname,
        port=port,
        site_name=authority.name_vi,
        root_page=BasePage.objects.get(pk=home.pk),
    )
    site.full_clean()
    site.save()
    return site


def section_create(
    *, authority: Authority, page_type: type[BasePage], titles: tuple[str, str], **fields: Any
) -> BasePage:
    """Add a live page with a Vietnamese and an English title and address under the home page."""
    vietnamese, english = titles
    page = page_type(
        title_vi=vietnamese,
        title_en=english,
        slug=slug(vietnamese),
        slug_en=slug(english),
        **fields,
    )
    BasePage.objects.get(pk=authority.site.root_page_id).add_child(instance=page)
    page.save_revision(log_action=False).publish(log_action=False)
    return page
