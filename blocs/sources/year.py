from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from portal.languages import BASE, current_language
from portal.sources import Attachment, Document, SourceType, searchable
from portal.tenancy.models import Authority

from ..models import (
    Award,
    AwardIndexPage,
    Ranking,
    Report,
    ReportIndexPage,
    Result,
    ResultIndexPage,
)
from .base import RecordSource, lines, names_of, period_of
from .documents import SITE


@searchable
class RankingSource(RecordSource):
    """The result of a bloc: what stands now, not what a correction has superseded."""

    model = Ranking
    section = ResultIndexPage
    follows = ("bloc", "period", "decision", "results__enterprise")

    def public(self, authority: Authority) -> QuerySet:
        results = Result.objects.select_related("enterprise")
        found = Ranking.objects.of(authority).published()
        found = found.select_related("bloc", "period", "decision", SITE)
        return found.prefetch_related(Prefetch("results", results))

    def is_told(self, thing: Any, language: str) -> bool:
        return language == BASE or bool(getattr(thing.bloc, f"name_{language}"))

    def record_document(self, record: Any, url: str) -> Document:
        results = list(record.results.all())
        named = {"bloc": record.bloc.name, "period": record.period.label}
        return Document(
            source_id=str(record.uid),
            type=SourceType.RECORD,
            title=_("Results %(period)s – %(bloc)s") % named,
            url=url,
            body=lines(_("Result of the emulation year"), *map(_result_text, results)),
            names=(
                *names_of([record.bloc, *(row.enterprise for row in results)]),
                record.decision.full_number,
            ),
            year=record.period.year,
            period=period_of(record.period),
            blocs=(record.bloc.code,),
            enterprises=tuple(row.enterprise.code for row in results),
            date=record.decision.issued_on,
        )


def _result_text(row: Result) -> str:
    said = [row.enterprise.name, row.get_classification_display(), row.get_prize_display()]
    return f"{row.final_rank or '–'}. {', '.join(map(str, said))}"


@searchable
class AwardSource(RecordSource):
    """An award has no page of its own: it leads to the awards of its year."""

    model = Award
    section = AwardIndexPage
    follows = ("enterprise", "bloc", "award_type", "granted_by__decision", "presented_at")

    def public(self, authority: Authority) -> QuerySet:
        related = ("enterprise", "bloc", "award_type", "granted_by__decision", SITE)
        return Award.objects.of(authority).select_related(*related)

    def is_told(self, thing: Any, language: str) -> bool:
        return language == BASE or bool(getattr(thing.award_type, f"name_{language}"))

    def address(self, thing: Any, section: str) -> str:
        return f"{section}?year={thing.year}"

    def record_document(self, record: Any, url: str) -> Document:
        decision = record.granted_by.decision
        return Document(
            source_id=str(record.uid),
            type=SourceType.AWARD,
            title=f"{record.award_type.name} {record.year}: {record.enterprise.name}",
            url=url,
            body=lines(
                capfirst(record.get_state_display()), record.presented_by, decision.abstract
            ),
            names=(
                *names_of(filter(None, (record.enterprise, record.bloc, record.award_type))),
                decision.full_number,
            ),
            year=record.year,
            blocs=(record.bloc.code,) if record.bloc else (),
            enterprises=(record.enterprise.code,),
            date=record.conferred_on,
        )


@searchable
class ReportSource(RecordSource):
    """With what its files of the same language say."""

    model = Report
    section = ReportIndexPage
    follows = ("bloc", "enterprise", "period", "files")

    def public(self, authority: Authority) -> QuerySet:
        found = Report.objects.of(authority).published()
        found = found.select_related("bloc", "enterprise", "period", SITE)
        return found.prefetch_related("files")

    def record_document(self, record: Any, url: str) -> Document:
        about = list(filter(None, (record.bloc, record.enterprise)))
        language = current_language()
        return Document(
            source_id=str(record.uid),
            type=SourceType.REPORT,
            title=record.title,
            url=url,
            body=lines(record.summary, capfirst(record.get_kind_display()), *about),
            names=names_of(about),
            numbers=(record.full_number,) if record.full_number else (),
            year=record.period.year,
            period=period_of(record.period),
            blocs=(record.bloc.code,) if record.bloc else (),
            enterprises=(record.enterprise.code,) if record.enterprise else (),
            date=record.issued_on,
            files=tuple(
                Attachment(one.file, one.filename, f"{url}{one.filename}")
                for one in record.files.all()
                if one.language == language
            ),
        )
