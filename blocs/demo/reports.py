"""Reports of the sample: written from templates and facts, filed as PDF, DOCX and XLSX, published.

Two files are as old archives have them: a scan without text, and a DOCX in TCVN3.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile

from portal.text import slug

from ..enums import PeriodKind, ReportKind, ReportLevel, ReportState
from ..models import Bloc, EmulationPeriod, Enterprise, Report, Result, ScoreLine
from ..services import report_file_add, report_move
from .facts import Facts, plain
from .organisation import Sample
from .papers import (
    Paper,
    ScoreRow,
    ScoreTable,
    Section,
    Table,
    docx_bytes,
    pdf_bytes,
    scanned_pdf_bytes,
    tcvn3_docx_bytes,
    xlsx_bytes,
)
from .source import chance, read

LANGUAGES = ("vi", "en")
NUMERALS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI")
ENGLISH = 0.35  # of the blocs' reports; those of the authority all have it
SIGNERS = {
    ReportLevel.AUTHORITY: "signer",
    ReportLevel.BLOC: "bloc_signer",
    ReportLevel.ENTERPRISE: "enterprise_signer",
}
SCANNED = "9101/BC-BQL 2016"
TCVN3 = "9101/BC-BQL 2017"


@dataclass
class Draft:
    """A report before it is filed."""

    sample: Sample
    period: EmulationPeriod
    kind: ReportKind
    issued_on: date
    number: str = ""
    bloc: Bloc | None = None
    enterprise: Enterprise | None = None
    english: bool = True
    texts: dict[str, "Text"] = field(default_factory=dict)
    known: dict[str, Facts] = field(default_factory=dict)

    @property
    def level(self) -> ReportLevel:
        if self.enterprise:
            return ReportLevel.ENTERPRISE
        return ReportLevel.BLOC if self.bloc else ReportLevel.AUTHORITY

    @property
    def name(self) -> str:
        return f"{self.number} {self.issued_on.year}"

    def facts(self, language: str) -> Facts:
        return self.known.setdefault(language, Facts(self.period, self.bloc, language))


@dataclass(frozen=True)
class Text:
    """A report in one language."""

    title: str
    summary: str
    sections: tuple[Section, ...]
    table: Table | None = None


# --- what is reported ----------------------------------------------------------------------
def interim_report(sample: Sample, year: int) -> None:
    period = sample.periods[year, PeriodKind.FIRST_HALF]
    issued_on = sample.rounds[year]["reported_on"][0]
    _publish(_templated(Draft(sample, period, ReportKind.INTERIM, issued_on, "9101/BC-BQL")))


def bloc_reports(sample: Sample, year: int) -> None:
    """Of each bloc its final report and its score table, when the results are out."""
    period, day = sample.periods[year, PeriodKind.YEAR], sample.rounds[year]["ranked_on"]
    for place, (code, bloc) in enumerate(sample.blocs.items(), 1):
        luck = chance(sample.authority.code, year, code, "english")
        english = luck.random() < ENGLISH
        known: dict[str, Facts] = {}
        number = f"{_first_number(year, day) + 10 + place}/BC-KTĐ"
        for kind, given in ((ReportKind.FINAL, number), (ReportKind.DATA_SHEET, "")):
            draft = Draft(sample, period, kind, day, given, bloc=bloc, english=english, known=known)
            _publish(_templated(draft))


def final_report(sample: Sample, year: int) -> None:
    period = sample.periods[year, PeriodKind.YEAR]
    issued_on = sample.rounds[year]["reported_on"][1]
    number = f"{_first_number(year, issued_on) + 21}/BC-BQL"
    _publish(_templated(Draft(sample, period, ReportKind.FINAL, issued_on, number)))


def _first_number(year: int, issued_on: date) -> int:
    """Numbers begin anew with the year; what is late takes the first of the next."""
    return 9100 if issued_on.year == year else 9000


def thematic_report(sample: Sample, row: dict[str, Any]) -> None:
    period = sample.periods[row["year"], PeriodKind.YEAR]
    issued_on = date(row["year"], 10, 15)
    draft = Draft(sample, period, ReportKind.THEMATIC, issued_on, "9151/BC-BQL")
    for language in LANGUAGES:
        values = Facts(period, None, language).values
        draft.texts[language] = Text(
            title=row[f"title_{language}"].format(**values),
            summary=row[f"summary_{language}"].format(**values),
            sections=_numbered(
                (part[f"heading_{language}"], part[language]) for part in row["sections"]
            ),
        )
    _publish(draft)


def role_model_report(sample: Sample, year: int) -> None:
    """The enterprise that came first in the first bloc presents itself."""
    bloc, row = next(iter(sample.blocs.values())), sample.extra["role_model"]
    period = sample.periods[year, PeriodKind.YEAR]
    first = Facts(period, bloc, "vi").results[0].enterprise
    draft = Draft(
        sample,
        period,
        ReportKind.THEMATIC,
        sample.rounds[year]["reported_on"][1],
        row["number"],
        bloc=bloc,
        enterprise=first,
    )
    for language in LANGUAGES:
        names = {
            "enterprise": getattr(first, f"name_{language}"),
            "bloc": getattr(bloc, f"name_{language}"),
            "year": year,
        }
        draft.texts[language] = Text(
            title=row["title"][language].format(**names),
            summary=row["summary"][language].format(**names),
            sections=_numbered(
                (part["heading"][language], part["text"][language]) for part in row["sections"]
            ),
        )
    _publish(draft)


# --- texts ---------------------------------------------------------------------------------
def _templated(draft: Draft) -> Draft:
    for language in LANGUAGES if draft.english else LANGUAGES[:1]:
        draft.texts[language] = _text(draft, language)
    return draft


def _text(draft: Draft, language: str) -> Text:
    template = read("report_texts.yaml")["reports"][draft.kind][draft.level]
    facts = draft.facts(language)
    values, year = facts.values, draft.period.year
    return Text(
        title=template[f"title_{language}"].format(**values),
        summary=template["summaries"][year][language].format(**values),
        sections=_numbered(_sections(draft, template["sections"], language, values)),
        table=_table(draft, facts) if draft.bloc else None,
    )


def _sections(
    draft: Draft, names: list[str], language: str, values: dict[str, str]
) -> Iterator[tuple[str, str]]:
    year, first = draft.period.year, min(draft.sample.rounds)
    for name in names:
        section = read("report_texts.yaml")["sections"][name]
        paragraphs = section["paragraphs"]
        key = "founding" if year == first and "founding" in paragraphs else year
        heading = section[f"heading_{language}"].format(**values)
        yield heading, paragraphs[key][language].format(**values)


def _numbered(parts: Any) -> tuple[Section, ...]:
    return tuple(
        Section(heading=f"{numeral}. {heading}", paragraphs=(text,))
        for numeral, (heading, text) in zip(NUMERALS, parts, strict=False)
    )


def _table(draft: Draft, facts: Facts) -> Table:
    """The ranking of the bloc, below its report."""
    words, language = draft.sample.extra, facts.language
    return Table(
        caption=read("report_texts.yaml")["reports"]["data_sheet"]["bloc"][
            f"title_{language}"
        ].format(**facts.values),
        header=tuple(words["result_columns"][language]),
        rows=tuple(
            (
                row.final_rank or "–",
                getattr(row.enterprise, f"name_{language}"),
                plain(row.total),
                words["classifications"][row.classification][language],
            )
            for row in facts.results
        ),
    )


# --- files ---------------------------------------------------------------------------------
def _publish(draft: Draft) -> None:
    """File the report and take it through its states."""
    report = Report(
        authority=draft.sample.authority,
        kind=draft.kind,
        level=draft.level,
        period=draft.period,
        bloc=draft.bloc,
        enterprise=draft.enterprise,
        full_number=draft.number,
        issued_on=draft.issued_on,
    )
    for language, text in draft.texts.items():
        setattr(report, f"title_{language}", text.title)
        setattr(report, f"summary_{language}", text.summary)
    report.full_clean()
    report.save()
    for name, language, content in _files(draft):
        report_file_add(
            report=report,
            file=ContentFile(content, name=name),
            filename=name,
            language=language,
            is_scanned=name.endswith("pdf") and draft.name == SCANNED,
        )
    for state in (ReportState.SUBMITTED, ReportState.ACCEPTED, ReportState.PUBLISHED):
        report_move(report=report, to=state, user=draft.sample.people["duyet"])


def _files(draft: Draft) -> Iterator[tuple[str, str, bytes]]:
    stem = slug(draft.texts["vi"].title, 80)
    if draft.kind == ReportKind.DATA_SHEET:
        for language in draft.texts:
            yield f"{stem}-{language}.xlsx", language, xlsx_bytes(_scores(draft, language))
        return
    paper = _paper(draft, "vi")
    pdf = scanned_pdf_bytes if draft.name == SCANNED else pdf_bytes
    docx = tcvn3_docx_bytes if draft.name == TCVN3 else docx_bytes
    yield f"{stem}.pdf", "vi", pdf(paper)
    yield f"{stem}.docx", "vi", docx(paper)
    if draft.level == ReportLevel.AUTHORITY and draft.kind == ReportKind.FINAL:
        yield f"{stem}-en.pdf", "en", pdf_bytes(_paper(draft, "en"))


def _paper(draft: Draft, language: Any) -> Paper:
    authority, words, text = draft.sample.authority, draft.sample.extra, draft.texts[language]
    board = getattr(authority, f"name_{language}")
    author = draft.enterprise or draft.bloc
    signer = words[SIGNERS[draft.level]]
    return Paper(
        language=language,
        authority=getattr(author, f"name_{language}") if author else board,
        parent=board if author else getattr(authority, f"superior_{language}"),
        number=draft.number,
        place=getattr(authority, f"place_{language}"),
        day=draft.issued_on,
        kind=words["report_kind"][language],
        abstract=_abstract(text.title, words["report_kind"][language]),
        sections=text.sections,
        table=text.table,
        recipients=tuple(line[language] for line in words["report_recipients"]),
        signer_title=signer[f"title_{language}"],
        signer_name=signer["name"],
        is_signed=True,
        is_sample=authority.is_sample,
    )


def _abstract(title: str, kind: str) -> str:
    """The title without the word that already stands above it."""
    rest = title.removeprefix(kind).lstrip()
    return rest[:1].upper() + rest[1:]


def _scores(draft: Draft, language: Any) -> ScoreTable:
    """The score table by criteria group."""
    facts = draft.facts(language)
    groups = _groups(facts.results)
    codes = sorted({code for points in groups.values() for code in points}, key=NUMERALS.index)
    return ScoreTable(
        language=language,
        authority=getattr(draft.sample.authority, f"name_{language}"),
        bloc=getattr(draft.bloc, f"name_{language}"),
        year=draft.period.year,
        day=draft.issued_on,
        groups=tuple(codes),
        rows=tuple(
            _score_row(row, [groups[row.sheet_id][code] for code in codes], draft, language)
            for row in facts.results
        ),
        is_sample=draft.sample.authority.is_sample,
    )


def _groups(results: list[Result]) -> dict[int, dict[str, Decimal]]:
    """Verified points by sheet and criteria group."""
    found: dict[int, dict[str, Decimal]] = {}
    lines = ScoreLine.objects.filter(sheet__in=[row.sheet_id for row in results])
    for sheet, code, given in lines.values_list("sheet", "criterion__code", "verified_points"):
        group, points = code.partition(".")[0], found.setdefault(sheet, {})
        points[group] = points.get(group, Decimal(0)) + given
    return found


def _score_row(row: Result, points: list[Decimal], draft: Draft, language: str) -> ScoreRow:
    words = draft.sample.extra
    return ScoreRow(
        rank=row.final_rank or 0,
        enterprise=getattr(row.enterprise, f"name_{language}"),
        points=tuple(map(plain, points)),
        bonus=plain(row.sheet.bonus_points),
        penalty=plain(row.sheet.penalty_points),
        total=plain(row.total),
        classification=words["classifications"][row.classification][language],
        prize=words["prizes"].get(row.prize, {}).get(language, ""),
    )
