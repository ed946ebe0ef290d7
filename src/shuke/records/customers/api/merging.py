"""Two records of one person, made one and taken apart again."""

from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router, Schema
from pydantic import ConfigDict

from shuke.lib.http import Number
from shuke.records.access.api import idempotent
from shuke.records.access.decorators import ApiRequest, api_operation
from shuke.records.customers.api.people import ORIGIN, visible_customer
from shuke.records.customers.models import Customer
from shuke.records.customers.schemas import CustomerOut, customer_out
from shuke.records.customers.services import merge_customers, unmerge_customer

router = Router(tags=["customers"])


class MergeIn(Schema):
    model_config = ConfigDict(extra="forbid")

    into: Number  # the customer that stays


@router.post("/customers/{number}/merge", response=CustomerOut, summary="Make a customer part of another")
@idempotent
@api_operation("customers.merge")
def merge(request: ApiRequest, number: Number, body: MergeIn) -> CustomerOut:
    """Answers the one that stays. Orders, points and cases keep their key. What is merged so already stays.

    422 for a customer with itself, one merged into somebody else, and one that was erased.
    """
    into = merge_customers(
        scope=request.scope,
        now=timezone.now(),
        origin=ORIGIN,
        customer=_whoever(request, number),
        into=_whoever(request, body.into),
    )
    return customer_out(visible_customer(request, into.number), scope=request.scope)


@router.post("/customers/{number}/unmerge", response=CustomerOut, summary="Take a merge back")
@idempotent
@api_operation("customers.merge")
def unmerge(request: ApiRequest, number: Number) -> CustomerOut:
    """`number` is who was merged into another; answers them as their own customer again. Who never was stays."""
    customer = unmerge_customer(
        scope=request.scope, now=timezone.now(), origin=ORIGIN, customer=_whoever(request, number)
    )
    return customer_out(visible_customer(request, customer.number), scope=request.scope)


def _whoever(request: ApiRequest, number: str) -> Customer:
    """Also who was merged already; 404 for another store's as for none."""
    customers = Customer.objects.visible_to(request.scope).filter(erased_at__isnull=True)
    return get_object_or_404(customers, number=number)
