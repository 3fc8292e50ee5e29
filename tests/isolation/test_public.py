"""The public sees what is published; the operator's admin has no address that fails."""

from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import resolve

from blocs.models.pages import RecordIndexPage
from portal.basepage.models import BasePage
from portal.tenancy.models import Authority
from portal.users.models import User
from tests.isolation.addresses import WHOLE, share_of
from tests.isolation.planting import Side, hidden, unpublished, whole
from tests.isolation.walker import Leak, Walk, walk

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.sqlite,
    pytest.mark.usefixtures("planted", "quiet"),
]
SIDES = (("phu-yen", "binh-dinh"), ("binh-dinh", "phu-yen"))
by_side = pytest.mark.parametrize(("own", "foreign"), SIDES if WHOLE else SIDES[:1])
PAGES = 400 if WHOLE else 40


def kept_from_all(own: str, foreign: str) -> Side:
    """An authority's own unpublished things, where those of the other are not told either."""
    side, other = (Authority.objects.get(code=code) for code in (own, foreign))
    found = hidden(side)
    return Side(side, found.rows, (*found.markers, *whole(other).markers))


@by_side
def test_the_public_reaches_nothing_of_the_other_side(own, foreign, client, told):
    done = walk(client, f"{own}.localhost", whole(Authority.objects.get(code=foreign)))
    for address in share_of(0):
        done.address(address)
    told(done, f"public at {own}")


@by_side
def test_the_public_reaches_nothing_unpublished(own, foreign, client, told):
    side = kept_from_all(own, foreign)
    done = walk(client, f"{own}.localhost", side, watched=whole(side.authority))
    for address in share_of(1):
        done.address(address)
    for url in unpublished_urls(side.authority):
        done.ask("get", url)
    told(done, f"public at {own}")


@by_side
def test_no_link_leads_the_public_to_anything_unpublished(own, foreign, client, told):
    side = kept_from_all(own, foreign)
    done = walk(client, f"{own}.localhost", side, watched=whole(side.authority))
    follow_links(done)
    assert done.requests >= min(PAGES, 500)
    told(done, f"public at {own}")


def unpublished_urls(authority: Authority) -> list[str]:
    """Where a draft's page, or the page of an unpublished record, would be."""
    root = authority.site.root_page.url_path[:-1]
    found = [page.url_path for page in unpublished(BasePage, authority)]
    for model in RecordIndexPage.__subclasses__():
        above = model.objects.get(path__startswith=authority.site.root_page.path).url_path
        records = unpublished(model.record_model, authority) or []
        found += [f"{above}{record.slug}/" for record in records]
    return ["/vi" + path.removeprefix(root) for path in found]


class Links(HTMLParser):
    """Where a page leads to, its pictures and style sheets included."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in {"href", "src"} and value]


def follow_links(done: Walk) -> None:
    """Every page of the host that links lead to, up to `PAGES`."""
    waiting, seen = ["/vi/", "/en/"], {"/vi/", "/en/"}
    while waiting and done.requests < PAGES:
        url = waiting.pop(0)
        response = done.ask("get", url)
        if response.status_code in (301, 302):
            links = [response.url]
        elif response.get("Content-Type", "").startswith("text/html"):
            parser = Links()
            parser.feed(response.content.decode())
            links = parser.found
        else:
            continue
        new = {found for link in links if (found := _here(url, link, done.host))} - seen
        seen |= new
        waiting += sorted(new - {""})


def _here(url: str, link: str, host: str) -> str:
    parts = urlsplit(urljoin(f"http://{host}{url}", link))
    is_ours = parts.hostname == host and not parts.path.startswith(("/static/", "/media/"))
    return f"{parts.path}?{parts.query}".rstrip("?") if is_ours else ""


# --- the operator ----------------------------------------------------------------------------
# Wagtail's own: one is there to fail, the others are asked for what no page of it asks for.
KNOWN = {
    "wagtailadmin_error_test": "Exception",
    "wagtailadmin_pages:edit": "MultiValueDictKeyError",
    "wagtailadmin_pages:copy": "MultiValueDictKeyError",
    "wagtailadmin_pages:revisions_revert": "MultiValueDictKeyError",
    "wagtailadmin_choose_page_external_link": "AttributeError",
    "wagtailredirects:process_import": "KeyError",
    "wagtailsites:delete": "ProtectedError",
    "enterprise_chooser:create": "AttributeError",
}
HOSTS = ["phu-yen.localhost", "localhost"]
by_host = pytest.mark.parametrize("host", HOSTS if WHOLE else HOSTS[:1])


def is_known(error: Leak) -> bool:
    name = KNOWN.get(resolve(error.url.partition("?")[0], "portal.urls").view_name)
    return name is not None and name in error.what


@by_host
def test_no_address_fails_for_the_operator(host, client, told, phu_yen):
    """He may see everything, so only errors count."""
    client.force_login(User.objects.get(username="dieuhanh"))
    everything = Side(phu_yen, whole(phu_yen).rows, ())
    done = walk(client, host, everything, watched=Side(phu_yen, lambda model: None, ()))
    for address in share_of(1):
        done.address(address)
    unknown = [str(error) for error in done.errors if not is_known(error)]
    assert not unknown, "\n".join(unknown)
    told(done, f"operator at {host}")
