"""What several tests make: records beside those of the sample."""

from typing import Any

from django.core.files.base import ContentFile

from portal.media.models import PortalDocument
from portal.tenancy.models import Authority


def signed(authority: Authority) -> dict[str, Any]:
    """The fields without which no decision can be issued: its signatory and the signed file."""
    document = PortalDocument(title="Bản ký", collection=authority.collection)
    document.file.save("ban-ky.pdf", ContentFile(b"%PDF-1.4 test"), save=False)
    document.save()
    return {"signer_name": "Nguyễn Văn A", "file": document}
