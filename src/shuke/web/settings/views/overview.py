from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.web.settings.sections import sections_of


@require_GET
@staff_view("signed_in")
def overview(request: StaffRequest) -> HttpResponse:
    return render(request, "web/settings/overview.html", {"sections": sections_of(request.scope)})
