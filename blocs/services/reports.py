"""Reports and their files: kept with a checksum, published when somebody can read them."""

import hashlib

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from portal.files import suffix_of
from portal.text import slug
from portal.users.models import User

from ..enums import FileKind, RankingState, ReportKind, ReportLevel, ReportState
from ..models import Ranking, Report, ReportFile
from ..states import locked, state_change


@transaction.atomic
def report_file_add(
    *, report: Report, file: File, filename: str, language: str, is_scanned: bool = False
) -> ReportFile:
    """Keep a PDF, DOCX or XLSX of a report.

    Raises ValidationError for another kind of file, or for a report already published.
    """
    suffix = suffix_of(filename)
    if suffix[1:] not in FileKind.values:
        raise ValidationError({"file": _("A report's files are PDF, DOCX or XLSX.")})
    stem = slug(filename[: -len(suffix)], 100) or slug(report.title_vi, 100)
    row = ReportFile(
        report=report,
        authority_id=report.authority_id,
        language=language,
        kind=suffix[1:],
        file=file,
        filename=f"{stem}{suffix}",
        sha256=_checksum(file),
        size=file.size,
        is_scanned=is_scanned,
    )
    row.full_clean()
    row.save()
    return row


@transaction.atomic
def report_file_remove(*, file: ReportFile) -> None:
    """Take a file back, and out of the storage once that is certain.

    Raises ValidationError for a report already published.
    """
    if locked(file.report).is_final:
        raise ValidationError(_("The files of a published report are final."))
    storage, name = file.file.storage, file.file.name
    file.delete()
    transaction.on_commit(lambda: storage.delete(name))


def _checksum(file: File) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


@transaction.atomic
def report_move(
    *, report: Report, to: ReportState, user: User | None = None, reason: str = ""
) -> Report:
    """Submit, accept, publish, return or withdraw a report.

    Raises ValidationError for a publication without a file that a screen reader can read, and
    for the final report of a bloc that has not been ranked.
    """
    report = locked(report)
    if to == ReportState.PUBLISHED:
        _require_publishable(report)
    state_change(report, to, user=user, reason=reason)
    return report


def _require_publishable(report: Report) -> None:
    if not any(file.is_accessible for file in report.files.all()):
        raise ValidationError(_("At least one file must be readable, not a scan."))
    if report.kind == ReportKind.FINAL and report.level == ReportLevel.BLOC:
        rankings = Ranking.objects.filter(bloc=report.bloc, period=report.period)
        if not rankings.exclude(state=RankingState.SUPERSEDED).exists():
            raise ValidationError(_("The bloc has not been ranked for this period."))
