from typing import Any

from portal.pages.services import section_create
from portal.tenancy.models import Authority
from portal.tenancy.signals import authority_opened

from .models import (
    BlocIndexPage,
    ConferenceIndexPage,
    DecisionIndexPage,
    EnterpriseIndexPage,
    PledgeIndexPage,
    RegulationIndexPage,
)

# Page type, its titles (and so its addresses), and whether it stands in the main navigation.
SECTIONS = (
    (BlocIndexPage, ("Khối thi đua", "Emulation blocs"), True),
    (EnterpriseIndexPage, ("Doanh nghiệp", "Enterprises"), True),
    (ConferenceIndexPage, ("Hội nghị", "Conferences"), True),
    (DecisionIndexPage, ("Quyết định", "Decisions"), True),
    (PledgeIndexPage, ("Giao ước thi đua", "Emulation pledges"), False),
    (RegulationIndexPage, ("Quy chế", "Regulations"), False),
)


def connect() -> None:
    authority_opened.connect(add_sections)


def add_sections(sender: Any, authority: Authority, **kwargs: Any) -> None:
    for page_type, titles, in_menu in SECTIONS:
        section_create(
            authority=authority, page_type=page_type, titles=titles, show_in_menus=in_menu
        )
