from typing import Any

from portal.pages.services import section_create
from portal.tenancy.models import Authority
from portal.tenancy.signals import authority_opened

from .models import ArchiveIndexPage, NewsIndexPage


def connect() -> None:
    authority_opened.connect(add_section)


def add_section(sender: Any, authority: Authority, **kwargs: Any) -> None:
    page = section_create(
        authority=authority,
        page_type=NewsIndexPage,
        titles=("Tin tức", "News"),
        show_in_menus=True,
    )
    page.move(page.get_parent(), pos="first-child")  # news leads the navigation
    section_create(
        authority=authority,
        page_type=ArchiveIndexPage,
        titles=("Lưu trữ", "Archive"),
        show_in_menus=False,
    )
