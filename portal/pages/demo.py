from pathlib import Path
from typing import Any

import yaml
from django.core.files.base import ContentFile
from django.utils.html import escape

from portal.media.models import PortalImage
from portal.tenancy.models import LOGO, Authority

from .models import HomePage, StandardPage
from .sample_logo import logo_png
from .services import authority_open

DATA = Path(__file__).parent / "data"


def load(*, port: int, **options: Any) -> None:
    """The sample's authorities with their home and standard pages."""
    for row in yaml.safe_load((DATA / "authorities.yaml").read_text())["authorities"]:
        intro = {language: row.pop(f"home_intro_{language}") for language in ("vi", "en")}
        authority = authority_open(port=port, is_sample=True, **row)
        _logo(authority)
        _home(authority, intro)
        _standard_pages(authority)


def _logo(authority: Authority) -> None:
    """With its rendition, so that no reader waits for it."""
    file = ContentFile(logo_png(authority.theme), f"bieu-trung-{authority.code}.png")
    title = f"Biểu trưng {authority.short_name_vi}"
    image = PortalImage(title=title, file=file, collection=authority.collection)
    image._set_image_file_metadata()
    image.save()
    image.get_rendition(LOGO)
    authority.logo = image
    authority.save()


def _home(authority: Authority, intro: dict[str, str]) -> None:
    home = HomePage.objects.get(pk=authority.site.root_page_id)
    home.intro_vi, home.intro_en = (f"<p>{escape(intro[code])}</p>" for code in ("vi", "en"))
    home.save_revision(log_action=False).publish(log_action=False)


def _standard_pages(authority: Authority) -> None:
    texts = yaml.safe_load((DATA / "standard_pages.yaml").read_text())["pages"]
    for page in StandardPage.objects.descendant_of(authority.site.root_page):
        for language in ("vi", "en"):
            blocks = texts[page.kind][f"body_{language}"]
            html = "".join(_html(block, _words(authority, language)) for block in blocks)
            setattr(page, f"body_{language}", [("paragraph", rich_text(html))])
        page.save_revision(log_action=False).publish(log_action=False)


def rich_text(html: str) -> Any:
    from wagtail.rich_text import RichText

    return RichText(html)


def _words(authority: Authority, language: str) -> dict[str, str]:
    names = ("name", "address", "responsible_title", "superior")
    words = {name: getattr(authority, f"{name}_{language}") or "" for name in names}
    return words | {
        "email": authority.email,
        "responsible_person": authority.responsible_person,
    }


def _html(block: dict[str, Any], words: dict[str, str]) -> str:
    ((tag, content),) = block.items()
    if tag == "ul":
        return f"<ul>{''.join(_html({'li': item}, words) for item in content)}</ul>"
    return f"<{tag}>{escape(content.format(**words))}</{tag}>"
