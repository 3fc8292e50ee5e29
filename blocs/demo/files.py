from django.core.files.base import ContentFile


def evidence_file(title: str) -> ContentFile:
    return ContentFile(b"%PDF-1.4", name="evidence.pdf")
