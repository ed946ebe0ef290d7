from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from shuke.records.access.decorators import StaffRequest, staff_view
from shuke.records.customers.models import Customer


@require_GET
@staff_view("customers.view")
def customer(request: StaffRequest, pk: int) -> HttpResponse:
    return render(request, "web/customers/page.html", {"customer": get_object_or_404(Customer, pk=pk)})
