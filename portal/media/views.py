from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from portal.files import private_file_response

from .access import may_handle, may_read
from .models import PortalDocument, PortalImage


@require_safe
def document(request: HttpRequest, pk: str, filename: str) -> FileResponse:
    """In place of Wagtail's, which answers to whoever knows the address."""
    found = get_object_or_404(PortalDocument.objects.select_related("collection"), pk=pk)
    if found.filename != filename or not may_read(request, found):
        raise Http404
    return private_file_response(found.file, filename, inline=True)


@require_safe
def original(request: HttpRequest, pk: int) -> FileResponse:
    """An image as it was uploaded, for people of its authority."""
    found = get_object_or_404(PortalImage.objects.select_related("collection"), pk=pk)
    if not may_handle(request.user, found):
        raise Http404
    return private_file_response(found.file, found.filename, inline=True)
