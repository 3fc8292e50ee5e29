"""What several tests make: records beside those of the sample."""

from datetime import date
from typing import Any

from django.core.files.base import ContentFile

from blocs.enums import PeriodKind, ReportKind, ReportLevel, ReportState
from blocs.models import EmulationPeriod, Report
from blocs.services import report_file_add, report_move
from portal.media.models import PortalDocument
from portal.tenancy.models import Authority


def signed(authority: Authority) -> dict[str, Any]:
    """The fields without which no decision can be issued: its signatory and the signed file."""
    document = PortalDocument(title="Bản ký", collection=authority.collection)
    document.file.save("ban-ky.pdf", ContentFile(b"%PDF-1.4 test"), save=False)
    document.save()
    return {"signer_name": "Nguyễn Văn A", "file": document}


def report_of(
    authority: Authority, year: int, *, number: int = 9500, published: bool = True
) -> Report:
    """The authority's report on a year, with one file that says its number."""
    report = Report(
        authority=authority,
        kind=ReportKind.FINAL,
        level=ReportLevel.AUTHORITY,
        period=EmulationPeriod.objects.of(authority).get(year=year, kind=PeriodKind.YEAR),
        full_number=f"{number}/BC-BQL",
        issued_on=date(year, 12, 25),
        title=f"Báo cáo tổng kết {number}",
    )
    report.full_clean()
    report.save()
    file = ContentFile(f"%PDF-1.4 {number}".encode(), name="Báo cáo.pdf")
    report_file_add(report=report, file=file, filename="Báo cáo.pdf", language="vi")
    steps = (ReportState.SUBMITTED, ReportState.ACCEPTED, ReportState.PUBLISHED)
    for step in steps if published else ():
        report_move(report=report, to=step)
    return report
