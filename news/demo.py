"""The sample's articles, the seed article among them with its text unchanged; its archive."""

from pathlib import Path
from typing import Any

import yaml
from django.utils.html import escape
from wagtail.rich_text import RichText

from blocs.models import Bloc, Conference, Decision, Pledge, RegulationVersion
from portal.tenancy.models import Authority

from .archive import archive_import
from .models import ArticleFigure, ArticlePage, NewsIndexPage

DATA = Path(__file__).parent / "data"
SEED = {
    "authority": "phu-yen",
    "slug_vi": "day-manh-phong-trao-thi-dua-cac-khoi-thi-dua-tai-cac-khu-cong-nghiep",
    "slug_en": "stepping-up-the-emulation-movement-of-the-emulation-blocs",
    "published_on": "2019-04-09",
    "conference": "PY-HN-2019-Q1",
    "decision": "PY-QD-2019-KT",
    "figures": [
        "bloc.first_year",
        "membership.new",
        "membership.new.blocs",
        "membership.active",
        "membership.coverage",
    ],
}


def load(**options: Any) -> None:
    rows = yaml.safe_load((DATA / "articles.yaml").read_text())["articles"]
    for row in [_seed(), *rows]:
        _article(Authority.objects.get(code=row["authority"]), row)
    for path in sorted((DATA / "archive").glob("*.jsonl")):
        _archive(Authority.objects.get(code=path.stem), path)


def _archive(authority: Authority, path: Path) -> None:
    """What the authority's old site held, as a webmaster would bring it along."""
    with path.open("rb") as lines:
        outcome = archive_import(lines, authority=authority, open_file=_no_file)
    if outcome.faults:
        raise ValueError("; ".join(map(str, outcome.faults)))


def _no_file(name: str) -> bytes:
    raise FileNotFoundError(name)


def _seed() -> dict[str, Any]:
    """The seed article: the file's sixth line is the title, what follows it the body."""
    row: dict[str, Any] = dict(SEED)
    vietnamese = seed_paragraphs("vi")
    english = seed_paragraphs("en")
    row["title_vi"], row["body_vi"] = vietnamese[0], vietnamese[1:]
    row["title_en"], row["body_en"] = english[0], english[1:]
    return row


def seed_paragraphs(language: str) -> list[str]:
    """Title and paragraphs; the Vietnamese file begins with the old portal's page furniture."""
    lines = (DATA / f"seed_article.{language}.txt").read_text().splitlines()
    paragraphs = [line for line in lines if line.strip()]
    return paragraphs[3:] if language == "vi" else paragraphs


def _article(authority: Authority, row: dict[str, Any]) -> None:
    conference = Conference.objects.of(authority).get(code=row["conference"])
    article = ArticlePage(
        title_vi=row["title_vi"],
        title_en=row.get("title_en") or "",
        slug=row["slug_vi"],
        slug_en=row.get("slug_en") or "",
        lead_vi=row.get("lead_vi") or "",
        lead_en=row.get("lead_en") or "",
        published_on=row["published_on"],
        conference=conference,
    )
    for language in ("vi", "en"):
        paragraphs = row.get(f"body_{language}") or []
        html = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
        setattr(article, f"body_{language}", [("paragraph", RichText(html))] if html else [])
    NewsIndexPage.objects.child_of(authority.site.root_page).get().add_child(instance=article)
    _relate(article, conference, row)
    article.save_revision(log_action=False).publish(log_action=False)


def _relate(article: ArticlePage, conference: Conference, row: dict[str, Any]) -> None:
    article.blocs.set(Bloc.objects.filter(conference_blocs__conference=conference))
    article.decisions.set(Decision.objects.filter(code=row.get("decision", "-")))
    article.pledges.set(Pledge.objects.filter(signed_at=conference))
    article.regulations.set(RegulationVersion.objects.filter(adopted_at=conference))
    for order, code in enumerate(row.get("figures", ())):
        article.article_figures.add(ArticleFigure(code=code, sort_order=order))
