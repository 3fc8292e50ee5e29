from typing import Any

from portal.pages.services import section_create
from portal.tenancy.models import Authority
from portal.tenancy.signals import authority_opened

from .models import (
    AwardIndexPage,
    BlocIndexPage,
    ConferenceIndexPage,
    CriteriaIndexPage,
    DecisionIndexPage,
    EnterpriseIndexPage,
    OpenDataPage,
    PledgeIndexPage,
    RegulationIndexPage,
    ReportIndexPage,
    ResultIndexPage,
)

# Page type, its titles (and so its addresses), and whether it stands in the main navigation.
SECTIONS = (
    (BlocIndexPage, ("Khối thi đua", "Emulation blocs"), True),
    (EnterpriseIndexPage, ("Doanh nghiệp", "Enterprises"), True),
    (ResultIndexPage, ("Kết quả thi đua", "Results"), True),
    (ConferenceIndexPage, ("Hội nghị", "Conferences"), True),
    (DecisionIndexPage, ("Quyết định", "Decisions"), True),
    (ReportIndexPage, ("Báo cáo", "Reports"), True),
    (AwardIndexPage, ("Khen thưởng", "Awards"), False),
    (CriteriaIndexPage, ("Tiêu chí thi đua", "Criteria"), False),
    (PledgeIndexPage, ("Giao ước thi đua", "Emulation pledges"), False),
    (RegulationIndexPage, ("Quy chế", "Regulations"), False),
    (OpenDataPage, ("Dữ liệu mở", "Open data"), False),
)


def connect() -> None:
    authority_opened.connect(add_sections)


def add_sections(sender: Any, authority: Authority, **kwargs: Any) -> None:
    for page_type, titles, in_menu in SECTIONS:
        section_create(
            authority=authority, page_type=page_type, titles=titles, show_in_menus=in_menu
        )
