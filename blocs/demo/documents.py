"""The sample's decisions on paper, and the pictures that its enterprises send as evidence."""

from collections.abc import Iterable, Iterator
from functools import cache
from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw, ImageFont

from ..models import Decision, DecisionItem
from .papers import Paper, Section, pdf_bytes
from .papers.paper import FONTS, NOTICE_LINE
from .source import read


# --- decisions -----------------------------------------------------------------------------
def decision_pdf(decision: Decision, items: Iterable[DecisionItem]) -> bytes:
    """What the signatory signed: the abstract as Article 1, each item as a clause of it."""
    authority, words = decision.authority, read("sample_extra.yaml")["decision_words"]
    signer, issuer = decision.signer_title_vi, decision.issuer_vi
    paper = Paper(
        language="vi",
        authority=authority.superior_vi if issuer else authority.name_vi,
        parent="" if issuer else authority.superior_vi,
        number=decision.full_number,
        place=authority.place_vi,
        day=decision.issued_on,
        kind=words["kind"],
        abstract=decision.abstract_vi,
        competence=issuer or words["competence"].format(authority=authority.name_vi),
        legal_bases=tuple(words["bases"]),
        order=words["order"],
        sections=tuple(_articles(decision, items, words)),
        recipients=tuple(words["recipients"]),
        signer_title=signer,
        signer_name=decision.signer_name,
        is_signed=True,
        is_sample=authority.is_sample,
    )
    return pdf_bytes(paper)


def _articles(
    decision: Decision, items: Iterable[DecisionItem], words: dict[str, str]
) -> Iterator[Section]:
    subject = decision.abstract_vi.removeprefix(words["about"])
    clauses = [f"{place}. {_clause(item, words)}" for place, item in enumerate(items, 1)]
    yield Section(
        heading=words["article_1"].format(subject=subject[:1].upper() + subject[1:]),
        paragraphs=tuple(clauses),
    )
    yield Section(heading=words["article_2"], paragraphs=(words["in_force"],))
    yield Section(heading=words["article_3"], paragraphs=(words["carried_out"],))


def _clause(item: DecisionItem, words: dict[str, str]) -> str:
    award, kind = item.award, item.award_type
    values = {
        "enterprise": award.enterprise.name_vi if award else _name(item.enterprise),
        "bloc": _name(item.ranking.bloc if item.ranking else item.bloc),
        "regulation": item.regulation_version and item.regulation_version.regulation.title_vi,
        "criteria": item.criteria_set and item.criteria_set.title_vi,
        "award": _name(award.award_type if award else kind),
        "year": award.year if award else item.year,
        "office": words.get(item.office, ""),
        "reason": words.get(item.exit_kind, ""),
    }
    return words[item.effect].format(**values)


def _name(record: object) -> str:
    return str(getattr(record, "name_vi", ""))


# --- evidence ------------------------------------------------------------------------------
def evidence_file(title: str) -> ContentFile:
    """A picture of a paper with this title; the same for every enterprise."""
    return ContentFile(_picture(title), name="evidence.png")


@cache
def _picture(title: str) -> bytes:
    sheet, file = Image.new("1", (1000, 160), 1), BytesIO()
    pen = ImageDraw.Draw(sheet)
    for top, text, size in ((30, title, 26), (100, NOTICE_LINE, 22)):
        font = ImageFont.truetype(FONTS / "Tinos-Regular.ttf", size)
        pen.text((20, top), text, 0, font)
    sheet.save(file, "PNG")
    return file.getvalue()
