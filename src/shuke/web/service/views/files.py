"""Attachments are only ever saved, never opened in a page of ours."""

from django.http import FileResponse, Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.cases.models import Attachment
from shuke.web.service.views.inbox import case_or_404


@require_GET
@staff_view("cases.view")
def attachment(request: StaffRequest, pk: int) -> HttpResponseBase:
    found = get_object_or_404(Attachment.objects.select_related("entry"), pk=pk)
    case_or_404(request, found.entry.case_id)
    if not found.file.storage.exists(str(found.file.name)):
        raise Http404
    response = FileResponse(found.file.open("rb"), as_attachment=True, filename=found.name)
    response["Content-Type"] = "application/octet-stream"
    response["X-Content-Type-Options"] = "nosniff"
    return response
