"""What an authority still lacks before it can show itself (NĐ 42/2022/NĐ-CP names most of it)."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.tenancy.addresses import address_at
from portal.tenancy.enums import Role
from portal.tenancy.models import Authority

from .models import StandardPage, StandardPageKind


@dataclass(frozen=True)
class Point:
    """`mend` is the address in the admin where the thing is put right; `field` the one that wants
    it, if that is the authority's own form.
    """

    label: str
    done: bool
    mend: str
    field: str = ""


def readiness(authority: Authority) -> list[Point]:
    """Each thing an authority needs, whether it is there, and where it is mended."""
    site = authority.site
    public = site is not None and "." in site.hostname.removesuffix(".localhost")
    at_site = reverse("wagtailsites:edit", args=[authority.site_id])
    return [
        Point(_("A domain of its own"), public, at_site),
        _of_form(_("The person in charge"), authority, "responsible_person"),
        _of_form(_("Address, telephone and e-mail"), authority, "address_vi", "phone", "email"),
        _of_form(_("The logo"), authority, "logo"),
        _administrator(authority),
        *_pages(authority),
    ]


def _administrator(authority: Authority) -> Point:
    """Somebody who administers it, or is invited to."""
    people = authority.role_assignments.filter(role=Role.ADMINISTRATOR, user__is_active=True)
    invited = authority.invitations.open().filter(role=Role.ADMINISTRATOR)  # type: ignore[attr-defined]
    mend = address_at(authority, reverse("people:index"))
    return Point(_("An administrator, at least invited"), people.exists() or invited.exists(), mend)


def _of_form(label: str, authority: Authority, *fields: str) -> Point:
    """What the authority's own form asks for; the first field that is empty is led to."""
    form = reverse("authorities:edit", args=[authority.pk])
    empty = [name for name in fields if not getattr(authority, name)]
    return Point(label, not empty, form, empty[0] if empty else fields[0])


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
