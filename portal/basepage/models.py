import uuid
from contextlib import suppress
from typing import Any
from urllib.parse import unquote

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from wagtail.models import AbstractPage, DefaultBasePageMixin, Site, get_page_models
from wagtail.search import index
from wagtail.url_routing import RouteResult

from portal.languages import BASE, LANGUAGES, OTHER, current_language, in_base_language
from portal.text import slug as vietnamese_slug

from .addresses import AddressBook, redirects_create
from .contexts import context_of
from .permissions import OwnSitePermissions
from .slugs import english_slug_q, english_slug_taken, free_english_slug, site_answers

SLUGS = {"slug", "slug_en"}


class BasePage(AbstractPage, DefaultBasePageMixin):
    """Wagtail's page with two languages, two addresses and a public id.

    `slug`, `url_path` and `draft_title` are Vietnamese; `slug_en` and `url_path_en` stand beside
    them, an empty `slug_en` meaning "the Vietnamese slug". Titles are modeltranslation's.
    """

    slug: str
    uid = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)
    slug_en = models.SlugField(_("English slug"), max_length=255, blank=True)
    url_path_en = models.TextField(blank=True, editable=False)

    exclude_fields_in_copy = ["uid", "url_path_en"]
    search_fields = AbstractPage.search_fields + [
        index.SearchField("title_vi", boost=2),
        index.SearchField("title_en", boost=2),
        index.AutocompleteField("title_vi"),
        index.AutocompleteField("title_en"),
    ]
    preview_modes = [("vi", "Tiếng Việt"), ("en", "English")]
    default_preview_mode = BASE
    # What must be there in a language before a reader of it is served that language.
    reader_fields: tuple[str, ...] = ("title",)
    permission_tester: type[OwnSitePermissions] = OwnSitePermissions

    # --- writing: everything un-suffixed is Vietnamese -------------------------------------
    save_revision = in_base_language(AbstractPage.save_revision)
    full_clean = in_base_language(AbstractPage.full_clean)
    minimal_clean = in_base_language(AbstractPage.minimal_clean)
    update_aliases = in_base_language(AbstractPage.update_aliases)

    @in_base_language
    def save(self, *args: Any, **kwargs: Any) -> Any:
        if self.pk is None and self.alias_of_id:
            self.uid = uuid.uuid4()  # Wagtail copies every column into an alias
        return super().save(*args, **kwargs)

    def save_base(self, *args: Any, **kwargs: Any) -> None:
        before = None if kwargs.get("raw") else self._addresses_if_changing(kwargs)
        super().save_base(*args, **kwargs)
        if before:
            self._rebuild_descendant_paths()
            redirects_create(before=before, after=AddressBook.of(self._subtree()))

    def _addresses_if_changing(self, kwargs: dict[str, Any]) -> AddressBook | None:
        """The subtree's present addresses, if this save is about to change them."""
        fields = kwargs.get("update_fields")
        if not (self.pk and self.path) or (fields is not None and not SLUGS & set(fields)):
            return None
        if fields is not None:
            kwargs["update_fields"] = {*fields, "url_path", "url_path_en"}
        stored = BasePage.objects.filter(pk=self.pk).values_list("url_path", "url_path_en").first()
        if stored is None:
            return None
        self.set_url_path(self.get_parent())
        if stored == (self.url_path, self.url_path_en):
            return None
        return AddressBook.of(self._subtree())

    def _subtree(self) -> models.QuerySet:
        return BasePage.objects.filter(path__startswith=self.path)

    def _rebuild_descendant_paths(self) -> None:
        paths = {self.path: (self.url_path, self.url_path_en)}
        changed = []
        pages = self._subtree().exclude(pk=self.pk).order_by("path")
        for page in pages.only("path", "slug", "slug_en", "url_path", "url_path_en"):
            above = paths[page.path[: -page.steplen]]
            new = (f"{above[0]}{page.slug}/", f"{above[1]}{page.slug_en or page.slug}/")
            paths[page.path] = new
            if new != (page.url_path, page.url_path_en):
                page.url_path, page.url_path_en = new
                changed.append(page)
        BasePage.objects.bulk_update(changed, ["url_path", "url_path_en"], batch_size=500)

    def _update_descendant_url_paths(self, old_url_path: str, new_url_path: str) -> None:
        """Wagtail's own rewriting of Vietnamese paths: `save_base` has done both languages."""

    def set_url_path(self, parent: "BasePage | None") -> str:
        above = (parent.url_path_en or parent.url_path) if parent else ""
        self.url_path_en = f"{above}{self.slug_en or self.slug}/" if parent else "/"
        return super().set_url_path(parent)

    @staticmethod
    def _slug_is_available(slug: str, parent: "BasePage | None", page: Any = None) -> bool:
        if not AbstractPage._slug_is_available(slug, parent, page):
            return False
        english = getattr(page, "slug_en", "") or slug
        if site_answers(slug, parent, BASE) or site_answers(english, parent, OTHER):
            return False
        return not english_slug_taken(english, parent, page)

    def _get_autogenerated_slug(self, base_slug: str) -> str:
        """Wagtail tries slugs until one is free: none ever is while the English one is taken."""
        english, self.slug_en = self.slug_en, ""
        try:
            return super()._get_autogenerated_slug(base_slug)
        finally:
            self.slug_en = english

    def _check_slug_is_unique(self) -> None:
        parent, message = self.get_parent(), _("The site itself answers at “%(slug)s”.")
        for field, slug, language in (
            ("slug", self.slug, BASE),
            ("slug_en", self.slug_en or self.slug, OTHER),
        ):
            if site_answers(slug, parent, language):
                raise ValidationError({field: message % {"slug": slug}})
        if self.slug_en and english_slug_taken(self.slug_en, self.get_parent(), self):
            message = _("The English slug “%(slug)s” is already in use here.")
            raise ValidationError({"slug_en": message % {"slug": self.slug_en}})
        super()._check_slug_is_unique()

    def _set_core_field_defaults(self) -> None:
        parent_known = bool(self.path or getattr(self, "_cached_parent_obj", None))
        if parent_known and not self.slug and (base := vietnamese_slug(self.title_vi or "")):
            self.slug = self._get_autogenerated_slug(base)
        if parent_known and self.pk is None and self.slug_en:  # copies and aliases
            self.slug_en = free_english_slug(self.slug_en, self.get_parent(), self)
        super()._set_core_field_defaults()

    def with_content_json(self, content: dict[str, Any]) -> "BasePage":
        page = super().with_content_json(content)
        page.uid = self.uid
        if page.slug_en != self.slug_en and self._keeps_english_slug(page.slug_en):
            page.slug_en = self.slug_en
            page.set_url_path(self.get_parent())
        return page

    def _keeps_english_slug(self, other: str) -> bool:
        """An alias when its source is published; a copy, whose revisions have its source's slug."""
        taken = bool(other) and english_slug_taken(other, self.get_parent(), self)
        return bool(self.alias_of_id) or taken

    def permissions_for_user(self, user: Any) -> OwnSitePermissions:
        """By a class attribute, not by overriding: a page read as its base is ruled the same."""
        return (self.specific_class or type(self)).permission_tester(user, self)

    # --- reading ---------------------------------------------------------------------------
    @staticmethod
    def route_for_request(request: HttpRequest, path: str) -> RouteResult | None:
        """As Wagtail's, but only the page that is served is read whole."""
        if not hasattr(request, "_wagtail_route_for_request"):
            site, components = Site.find_for_request(request), [c for c in path.split("/") if c]
            page_types_warm()
            request._wagtail_route_for_request = None
            with suppress(Http404):
                if site and "\x00" not in path:  # PostgreSQL refuses NUL in a text
                    root = _typed(site.root_page, whole=not components)
                    request._wagtail_route_for_request = root.route(request, components)
        return request._wagtail_route_for_request

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        if not path_components:
            return super().route(request, path_components)
        slug, *rest = path_components
        wanted = english_slug_q(slug) if current_language() == OTHER else Q(slug=slug)
        child = self.get_children().filter(wanted).first()
        if child is None and current_language() == OTHER:
            child = self.get_children().filter(slug=slug).first()  # `serve` will redirect
        if child is None:
            raise Http404
        child._cached_parent_obj = self
        return _typed(child, whole=not rest).route(request, rest)

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple | None:
        parts = super().get_url_parts(request)
        if not parts or parts[2] is None or current_language() != OTHER or not self.url_path_en:
            return parts
        site_id, root_url, _path = parts
        root_path = next(
            root.root_path
            for root in self._get_relevant_site_root_paths(request)
            if root.site_id == site_id
        )
        below_root = self.url_path_en.strip("/").split("/")[root_path.strip("/").count("/") + 1 :]
        path = "/".join(below_root) + "/" if below_root else ""
        return site_id, root_url, reverse("wagtail_serve", args=(path,))

    def get_alternates(self, request: HttpRequest | None = None) -> dict[str, str]:
        """The page's absolute address in each language."""
        addresses = {}
        for language in LANGUAGES:
            with override(language):
                addresses[language] = self.get_full_url(request)
        return addresses

    @cached_property
    def alternates(self) -> dict[str, str]:
        return self.get_alternates()

    def is_translated(self, language: str) -> bool:
        """Whether everything a reader needs is there in `language`; Vietnamese always is."""
        if language == BASE:
            return True
        pairs = (
            (getattr(self, f"{f}_vi"), getattr(self, f"{f}_{language}")) for f in self.reader_fields
        )
        return all(translated or not original for original, translated in pairs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return super().get_context(request, *args, **kwargs) | context_of(self, request)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not args and not kwargs and (canonical := self._canonical_redirect(request)):
            return canonical
        return super().serve(request, *args, **kwargs)

    def _canonical_redirect(self, request: HttpRequest) -> HttpResponse | None:
        """A Vietnamese slug asked for under `/en/` (or a missing slash) goes to the one address."""
        parts = self.get_url_parts(request)
        if not parts or not parts[2] or request.path == unquote(parts[2]):
            return None
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(parts[2] + (f"?{query}" if query else ""))

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """The draft in the language of the mode, whatever the editor's own language is."""
        if getattr(request, "authority", None) is None:  # the operator, on the platform's host
            from portal.tenancy.access import authority_of_page

            request.authority = authority_of_page(self)
        with override(mode_name if mode_name in LANGUAGES else BASE):
            return super().serve_preview(request, mode_name).render()


def page_types_warm() -> None:
    """Read every page type's content type at once, for good, rather than one by one."""
    ContentType.objects.get_for_models(*get_page_models())


def _typed(page: BasePage, *, whole: bool) -> BasePage:
    """The page as its own type; unless `whole`, without reading that type's table."""
    typed = page.specific if whole else page.specific_deferred
    if parent := getattr(page, "_cached_parent_obj", None):
        typed._cached_parent_obj = parent
    return typed
