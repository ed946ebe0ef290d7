"""The customer an address means, for those whose stores cover them."""

from django.shortcuts import get_object_or_404

from shuke.records.access.decorators import StaffRequest
from shuke.records.customers.models import Customer


def customer_or_404(request: StaffRequest, pk: int) -> Customer:
    """Somebody merged into another is that other: see `page.customer`, which leads there."""
    customers = Customer.objects.current().visible_to(request.scope)
    related = ("home_store", "owner", "organisation", "household", "referred_by")
    return get_object_or_404(customers.select_related(*related), pk=pk)


def survivor_id(pk: int) -> int | None:
    """Whom a merged customer became part of."""
    return Customer.objects.filter(pk=pk, merged_into__isnull=False).values_list("merged_into", flat=True).first()
