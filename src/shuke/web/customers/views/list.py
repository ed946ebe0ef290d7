from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from shuke.records.access.decorators import StaffRequest, staff_view


@require_GET
@staff_view("customers.view")
def customers(request: StaffRequest) -> HttpResponse:
    return render(request, "web/customers/list.html", {})
