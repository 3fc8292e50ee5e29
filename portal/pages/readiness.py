"""What an authority still lacks before it can show itself (NĐ 42/2022/NĐ-CP names most of it)."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.tenancy.models import Authority

from .models import StandardPage, StandardPageKind

CONTACT = "#tab-contact"  # a part of the authority's own form


@dataclass(frozen=True)
class Point:
    """`mend` is the address in the admin where the thing is put right."""

    label: str
    done: bool
    mend: str


def readiness(authority: Authority) -> list[Point]:
    """Each thing an authority needs, whether it is there, and where it is mended."""
    site = authority.site
    public = site is not None and "." in site.hostname.removesuffix(".localhost")
    form = reverse("authorities:edit", args=[authority.pk])
    at_site = reverse("wagtailsites:edit", args=[authority.site_id])
    return [
        Point(_("A domain of its own"), public, at_site),
        Point(_("The person in charge"), bool(authority.responsible_person), f"{form}{CONTACT}"),
        Point(_("Address, telephone and e-mail"), _reachable(authority), f"{form}{CONTACT}"),
        Point(_("The logo"), authority.logo_id is not None, f"{form}{CONTACT}"),
        *_pages(authority),
    ]


def _reachable(authority: Authority) -> bool:
    return all((authority.address, authority.phone, authority.email))


def _pages(authority: Authority) -> list[Point]:
    labels = {
        StandardPageKind.CONTACT: _("The contact page in both languages"),
        StandardPageKind.ACCESSIBILITY: _("The accessibility statement in both languages"),
        StandardPageKind.PRIVACY: _("The privacy statement in both languages"),
    }
    root = authority.site.root_page  # type: ignore[union-attr]
    written = StandardPage.objects.descendant_of(root).filter(kind__in=labels)
    return [
        _of_kind(label, [page for page in written if page.kind == kind], root.pk)
        for kind, label in labels.items()
    ]


def _of_kind(label: str, pages: list[StandardPage], root: int) -> Point:
    """A page that is gone is made again below the home page."""
    if not pages:
        return Point(label, False, reverse("wagtailadmin_explore", args=[root]))
    done = any(page.live and page.body_vi and page.body_en for page in pages)
    return Point(label, done, reverse("wagtailadmin_pages:edit", args=[pages[0].pk]))
