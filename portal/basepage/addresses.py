"""Old addresses: when a page moves or is renamed, each language keeps its own redirects.

Wagtail's automatic redirects (switched off) know only the language of the editor's own admin.
"""

from collections.abc import Iterator
from typing import NamedTuple

from django.db.models import Q, QuerySet
from wagtail.models import Site

from portal.languages import BASE, OTHER

BATCH = 400
LONGEST = 255  # what Wagtail's table holds; an address beyond it gets no redirect


class Address(NamedTuple):
    """Tree paths of one page; both begin at the tree's root, not at the site's."""

    pk: int
    live: bool
    url_path: str
    url_path_en: str


class AddressBook(dict[int, Address]):
    """The addresses of a page and everything under it at one moment."""

    @classmethod
    def of(cls, pages: QuerySet) -> "AddressBook":
        rows = pages.values_list("pk", "live", "url_path", "url_path_en")
        return cls({row[0]: Address(*row) for row in rows})

    def changed_since(self, before: "AddressBook") -> Iterator[tuple[Address, Address]]:
        for pk, new in self.items():
            old = before.get(pk)
            if old and old.live and old[2:] != new[2:]:
                yield old, new


def redirects_create(*, before: AddressBook, after: AddressBook) -> int:
    """Redirect every public address that `before` had and `after` has not; returns how many."""
    from wagtail.contrib.redirects.models import Redirect

    sites = list(Site.objects.select_related("root_page"))
    redirects = [
        Redirect(old_path=path, site=site, redirect_page_id=old.pk, automatically_created=True)
        for old, new in after.changed_since(before)
        for site, path in set(_public_paths(old, sites)) - set(_public_paths(new, sites))
        if len(path) <= LONGEST
    ]
    for start in range(0, len(redirects), BATCH):
        batch = redirects[start : start + BATCH]
        _delete_clashing(batch)
        Redirect.objects.bulk_create(batch, ignore_conflicts=True)  # those made by hand stay
    return len(redirects)


def _delete_clashing(redirects: list) -> None:
    from wagtail.contrib.redirects.models import Redirect

    clashes = Q()
    for redirect in redirects:
        clashes |= Q(old_path=redirect.old_path, site=redirect.site)
    Redirect.objects.filter(clashes, automatically_created=True).delete()


def _public_paths(address: Address, sites: list[Site]) -> Iterator[tuple[Site, str]]:
    for site in sites:
        root = site.root_page
        if address.url_path.startswith(root.url_path):
            yield site, _public_path(BASE, address.url_path, root.url_path)
            yield site, _public_path(OTHER, address.url_path_en, root.url_path_en)


def _public_path(language: str, path: str, root_path: str) -> str:
    """As `Redirect.normalise_path` stores it: no trailing slash."""
    return f"/{language}/{path[len(root_path) :]}".rstrip("/")
