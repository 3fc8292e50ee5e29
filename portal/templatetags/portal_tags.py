"""Built into every template: languages, dates, numbers, addresses of the shared parts."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from wagtail.images.models import SourceImageIOError

from portal import formats
from portal.languages import (
    BASE,
    LANGUAGES,
    OTHER,
    current_language,
    foreign_language,
    language_labels,
    text_language,
)
from portal.navigation import site_sections
from portal.tenancy.access import authority_of_page
from portal.tenancy.addresses import address_at
from portal.tenancy.models import LOGO

register = template.Library()


# --- dates and numbers, in the reader's language -------------------------------------------
@register.filter
def weekday_date(day: date) -> str:
    return formats.weekday_date(day, current_language())


@register.filter
def weekday_datetime(moment: datetime) -> str:
    return formats.weekday_datetime(timezone.localtime(moment), current_language())


@register.filter
def short_date(day: date | None) -> str:
    return formats.short_date(day, current_language()) if day else "–"


@register.filter
def long_date(day: date | None) -> str:
    return formats.long_date(day, current_language()) if day else "–"


@register.filter
def time_tag(day: date | None) -> str:
    """`<time datetime>` around the short date."""
    if day is None:
        return "–"
    return format_html('<time datetime="{}">{}</time>', day.isoformat(), short_date(day))


@register.filter
def month_year(day: date) -> str:
    """The lower half of a calendar leaf: "tháng 4/2019", "Apr 2019"."""
    if current_language() == BASE:
        return f"tháng {day.month}/{day.year}"
    return formats.short_date(day, OTHER).split(" ", 1)[1]


@register.filter
def count(value: int) -> str:
    """A small count as administrative Vietnamese writes it: "04"; "4" in English."""
    return formats.count(value, current_language())


@register.filter
def number(value: Any) -> str:
    return formats.number(value, current_language())


@register.filter
def rendered(figure: Any) -> str:
    """A figure as a sentence says it: "04", "gần 40%"."""
    return figure.render(current_language())


@register.filter
def exact(figure: Any) -> str:
    return figure.exact(current_language())


# --- languages -----------------------------------------------------------------------------
@register.simple_tag
def lang_attr(thing: Any, field: str) -> SafeString:
    """` lang="vi"` where a field falls back to Vietnamese on an English page, else nothing."""
    language = foreign_language(thing, field)
    return mark_safe(f' lang="{language}"' if language else "")


@register.simple_tag
def bilingual(thing: Any, field: str, element: str = "span") -> SafeString:
    """The field's text, wrapped in an element with its own `lang` where it falls back."""
    text, language = getattr(thing, field) or "", foreign_language(thing, field)
    if not language or not text:
        return format_html("{}", text)
    return format_html('<{0} lang="{1}">{2}</{0}>', mark_safe(element), language, text)


@register.simple_tag
def record_label(record: Any) -> SafeString:
    """The record's name, marked as Vietnamese where a reader of English gets that.

    A record that is called after another one says so in `named_by`.
    """
    named = record
    while named_by := getattr(named, "named_by", ""):
        named = getattr(named, named_by)
    for field in ("name", "title"):
        if hasattr(named, f"{field}_vi"):
            language = foreign_language(named, field)
            return (
                format_html('<span lang="{}">{}</span>', language, record)
                if language
                else format_html("{}", record)
            )
    return format_html('<span class="doc-no">{}</span>', record)


@register.simple_tag(takes_context=True)
def missing_translation(context: dict[str, Any]) -> bool:
    """Whether the page, or the record it shows, is Vietnamese although its reader is not."""
    page, record, language = context.get("page"), context.get("record"), current_language()
    if record is not None:
        names = [name for name in ("title", "abstract") if hasattr(record, f"{name}_vi")]
        return any(text_language(record, name) != language for name in names)
    return page is not None and not page.is_translated(language)


@register.simple_tag(takes_context=True)
def alternates(context: dict[str, Any]) -> list[dict[str, Any]]:
    """This very page in each language.

    `url` is the canonical address, for `hreflang`; `switch` is the language switch's: it stays
    on the host and port the reader is on and keeps his filters. What is no page of the tree says
    by `address_name` in the context which address it is.
    """
    return [_alternate(context, language) for language in LANGUAGES]


def _alternate(context: dict[str, Any], language: str) -> dict[str, Any]:
    request, page = context["request"], context.get("page")
    suffix = f"{context['record_slug']}/" if context.get("record_slug") else ""
    path = full = f"/{language}/"
    if page is not None and page.pk:
        with translation.override(language):
            path, full = page.get_url(request) or path, page.get_full_url(request) or full
    elif "address_name" in context:
        with translation.override(language):
            path = full = reverse(context["address_name"])
    query = request.META.get("QUERY_STRING", "")
    return {
        "code": language,
        "label": language_labels()[language],
        "url": f"{full}{suffix}",
        "switch": f"{path}{suffix}?{query}" if query else f"{path}{suffix}",
        "current": language == current_language(),
    }


@register.simple_tag(takes_context=True)
def query_with(context: dict[str, Any], **changes: Any) -> str:
    """The present query string with some parameters changed, or dropped where `None`."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = str(value)
    return f"?{query.urlencode()}" if query else "?"


# --- the site ------------------------------------------------------------------------------
@register.simple_tag(takes_context=True)
def sections(context: dict[str, Any]) -> list[Any]:
    return site_sections(context["request"])


@register.simple_tag(takes_context=True)
def page_url(context: dict[str, Any], page: Any) -> str:
    return page.get_url(context["request"]) or ""


@register.simple_tag
def icon(name: str) -> SafeString:
    """A symbol of the sprite; decorative, so the text beside it must say the same."""
    address = f"{static('portal/img/icons.svg')}#i-{name}"
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"></use></svg>', address)


@register.simple_tag(takes_context=True)
def breadcrumbs(context: dict[str, Any]) -> list[Any]:
    """The pages above this one, from the home page down."""
    page, request = context["page"], context["request"]
    if request.authority is None or not page.path:
        return []
    above, root = [], request.authority.site.root_page
    while page.depth > root.depth:
        page = page.get_parent()  # routing has left the parents on the page
        above.append(page)
    return above[::-1]


@register.filter
def standard_pages(pages: list[Any]) -> list[Any]:
    """The pages of the footer: contact, accessibility statement and the like."""
    from portal.pages.models import StandardPage

    return [page for page in pages if issubclass(page.specific_class, StandardPage)]


@register.filter
def in_menu(pages: list[Any]) -> list[Any]:
    return [page for page in pages if page.show_in_menus]


@register.simple_tag(takes_context=True)
def emblem(context: dict[str, Any], authority: Any = None) -> str:
    """The address of the emblem of an authority, or of the platform."""
    authority = authority or getattr(context.get("request"), "authority", None)
    return static(f"portal/img/emblem-{authority.theme if authority else 'platform'}.svg")


@register.simple_tag
def logo_of(authority: Any) -> Any:
    """The rendition of an authority's logo, made once; nothing where the file is lost."""
    if not authority or authority.logo is None:
        return None
    try:
        return getattr(authority, "logo_shown", None) or authority.logo.get_rendition(LOGO)
    except SourceImageIOError:
        return None


@register.simple_tag(takes_context=True)
def today(context: dict[str, Any]) -> date:
    """The date on the authority's calendar; on the platform's own host, the server's."""
    authority = getattr(context.get("request"), "authority", None)
    return authority.today() if authority else timezone.localdate()


@register.filter
def under(path: str | None, section: Any) -> bool:
    """Whether a page's tree path lies at or under a section."""
    return path is not None and path.startswith(section.path)


@register.filter
def record_sections(pages: list[Any]) -> list[Any]:
    """Every section but the standard pages."""
    standard = {page.pk for page in standard_pages(pages)}
    return [page for page in pages if page.pk not in standard]


@register.filter
def elided(paginator: Any, number: int) -> Any:
    return paginator.get_elided_page_range(number, on_each_side=2, on_ends=1)


@register.filter
def headline(figure: Any) -> str:
    """A figure standing alone: the exact share, the padded count."""
    language = current_language()
    return figure.exact(language) if figure.is_share else figure.render(language)


# --- tables: the roles survive the card layout of a phone ----------------------------------
@register.simple_tag
def table_head(*labels: str) -> SafeString:
    """The head row of a `data-table`."""
    cells = format_html_join("", '<th role="columnheader" scope="col">{}</th>', zip(labels))
    return format_html('<thead role="rowgroup"><tr role="row">{}</tr></thead>', cells)


@register.simple_block_tag
def row_head(content: str) -> SafeString:
    return format_html('<th role="rowheader" scope="row">{}</th>', content)


@register.simple_block_tag
def cell(content: str, label: str, css: str = "") -> SafeString:
    """A cell that on a phone carries its column's label."""
    shown = mark_safe(content.strip() or "–")
    return format_html(
        '<td role="cell" data-label="{}" class="{}"><div>{}</div></td>', label, css, shown
    )


@register.filter
def points(value: Any) -> str:
    """Points as they are given: "985", "512,5"."""
    if value is None:
        return "–"
    plain = Decimal(value).normalize()
    decimals = max(0, -int(plain.as_tuple().exponent))
    return formats.number(plain, current_language(), decimals)


@register.filter
def file_size(size: int) -> str:
    """ "84 KB", "1,2 MB" in the reader's language."""
    if size < 1_000_000:
        return f"{formats.number(max(1, round(size / 1000)), current_language())} KB"
    return f"{formats.number(Decimal(size) / 1_000_000, current_language(), 1)} MB"


# --- mail ----------------------------------------------------------------------------------
@register.simple_tag
def page_admin_address(page: Any, name: str, *args: Any) -> str:
    """Where mail leads: a page's admin at its own authority's host, not at one for all."""
    authority = authority_of_page(page)
    path = reverse(f"wagtailadmin_pages:{name}", args=[page.pk, *args])
    return address_at(authority, path) if authority else path
