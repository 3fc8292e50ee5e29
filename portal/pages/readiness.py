"""What an authority still lacks before it can show itself (NĐ 42/2022/NĐ-CP names most of it)."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from portal.tenancy.models import Authority

from .models import StandardPage, StandardPageKind


@dataclass(frozen=True)
class Point:
    label: str
    done: bool


def readiness(authority: Authority) -> list[Point]:
    """Each thing an authority needs, and whether it is there."""
    site = authority.site
    public = site is not None and "." in site.hostname.removesuffix(".localhost")
    return [
        Point(_("A domain of its own"), public),
        Point(_("The person in charge"), bool(authority.responsible_person)),
        Point(_("Address, telephone and e-mail"), _reachable(authority)),
        *(_pages(authority)),
    ]


def _reachable(authority: Authority) -> bool:
    return all((authority.address, authority.phone, authority.email))


def _pages(authority: Authority) -> list[Point]:
    labels = {
        StandardPageKind.CONTACT: _("The contact page in both languages"),
        StandardPageKind.ACCESSIBILITY: _("The accessibility statement in both languages"),
        StandardPageKind.PRIVACY: _("The privacy statement in both languages"),
    }
    return [Point(label, _written(authority, kind)) for kind, label in labels.items()]


def _written(authority: Authority, kind: str) -> bool:
    root = authority.site.root_page  # type: ignore[union-attr]
    pages = StandardPage.objects.live().descendant_of(root).filter(kind=kind)
    return any(page.body_vi and page.body_en for page in pages)
