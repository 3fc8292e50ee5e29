"""The editing form of every page: one tab a language, so both are seen side by side."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
    TitleFieldPanel,
)


def bilingual(field: str, **options: Any) -> tuple[FieldPanel, FieldPanel]:
    """A field's Vietnamese and English panels."""
    return FieldPanel(f"{field}_vi", **options), FieldPanel(f"{field}_en", **options)


def page_tabs(
    *, fields: Sequence[str] = (), shared: Sequence[Any] = (), title: bool = True
) -> TabbedInterface:
    """Tabs Tiếng Việt, English, then what both languages share, addresses and publishing.

    `title=False` is for pages whose title mirrors a record.
    """
    tabs = [
        ObjectList(_texts("vi", "slug", fields, title), heading="Tiếng Việt"),
        ObjectList(_texts("en", "slug_en", fields, title), heading="English"),
        ObjectList([*shared], heading=_("Records and figures")) if shared else None,
        ObjectList(_promote(), heading=_("Address and search engines")),
        ObjectList([PublishingPanel()], heading=_("Publishing")),
    ]
    return TabbedInterface([tab for tab in tabs if tab is not None])


def _texts(language: str, slug: str, fields: Sequence[str], title: bool) -> list[Any]:
    panels: list[Any] = [FieldPanel(f"{field}_{language}") for field in fields]
    if title:
        panels.insert(0, TitleFieldPanel(f"title_{language}", targets=[slug]))
    return panels


def _promote() -> list[Any]:
    return [
        MultiFieldPanel([FieldPanel("slug"), FieldPanel("slug_en")], _("Address")),
        MultiFieldPanel(
            [*bilingual("seo_title"), *bilingual("search_description")], _("Search engines")
        ),
        FieldPanel("show_in_menus"),
    ]
