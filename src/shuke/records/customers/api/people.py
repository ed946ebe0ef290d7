"""`/customers`: list, find, read, register, change."""

from typing import Annotated, Literal

from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Header, Query, Router, Schema, Status

from shuke.lib.http import Cursor, Limit, Moment, Number, PageOf, Text
from shuke.lib.paging import Page, keyset_page
from shuke.records.access.api import idempotent
from shuke.records.access.decorators import ApiRequest, api_operation
from shuke.records.customers.api.references import fields_of
from shuke.records.customers.models import Customer
from shuke.records.customers.queries import customers_for_lists, matching, search_customers
from shuke.records.customers.schemas import CustomerChanges, CustomerOut, FoundOut, NewCustomer, customer_out
from shuke.records.customers.services import NewIdentity, record_bulk_read, register_customer, update_customer

router = Router(tags=["customers"])
ORIGIN = "api"


class ListFilters(Schema):
    q: Text = ""
    tag: Text = ""
    store: Text = ""
    number: Text = ""
    updated_since: Moment | None = None
    sort: Literal["id", "-id", "updated_at", "-updated_at"] = "id"
    limit: Limit = 50
    starting_after: Cursor = ""


class Finds(Schema):
    data: list[FoundOut]


@router.get("/customers", response=PageOf[CustomerOut], summary="Customers of the caller's stores")
@api_operation("customers.view")
def list_customers(request: ApiRequest, filters: Query[ListFilters]) -> PageOf[CustomerOut]:
    """`q` finds by name, pinyin, initials, number, card or a phone's tail; `tag` and `store` (a code) filter."""
    customers = matching(customers_for_lists(request.scope), filters.q)
    if filters.tag:
        customers = customers.filter(tags__name=filters.tag)
    if filters.store:
        customers = customers.filter(home_store__code=filters.store)
    if filters.number:
        customers = customers.filter(number=filters.number)
    if filters.updated_since:
        customers = customers.filter(updated_at__gte=filters.updated_since)
    page: Page[Customer] = keyset_page(
        customers, sort=filters.sort, limit=filters.limit, starting_after=filters.starting_after
    )
    people = [customer_out(customer, scope=request.scope) for customer in page.data]
    record_bulk_read(scope=request.scope, now=timezone.now(), customers=len(people), filters=filters.model_fields_set)
    return PageOf[CustomerOut](data=people, has_more=page.has_more, next_cursor=page.next_cursor)


@router.get("/lookup", response=Finds, summary="Who is it: what was typed or scanned at the counter")
@api_operation("customers.view")
def lookup(request: ApiRequest, q: Text, limit: Annotated[int, Query(ge=1, le=50)] = 10) -> Finds:
    """An exact card or full phone finds anyone in the chain, with a serving view; all else stays in one's stores."""
    found = search_customers(q, scope=request.scope, limit=limit)
    return Finds(
        data=[
            FoundOut(
                number=one.customer.number,
                name=one.customer.name,
                salutation=one.customer.salutation,
                by=one.by,
                is_inside=one.is_inside,
            )
            for one in found
        ]
    )


@router.get("/customers/{number}", response=CustomerOut, summary="One customer")
@api_operation("customers.view")
def get_customer(request: ApiRequest, number: Number) -> CustomerOut:
    return customer_out(visible_customer(request, number), scope=request.scope)


@router.post("/customers", response={201: CustomerOut}, summary="Register a customer")
@idempotent
@api_operation("customers.register")
def create_customer(
    request: ApiRequest,
    body: NewCustomer,
    skip_duplicate_check: Annotated[bool, Header(alias="X-Skip-Duplicate-Check")] = False,
) -> Status[CustomerOut]:
    """409 with the candidates when somebody like this is known; `X-Skip-Duplicate-Check: true` registers anyhow."""
    sent = body.model_dump(exclude={"number", "identities", "tags"}, exclude_unset=True)
    customer = register_customer(
        scope=request.scope,
        now=timezone.now(),
        origin=ORIGIN,
        fields=fields_of(sent, scope=request.scope),
        identities=[NewIdentity(kind=one.kind, value=one.value) for one in body.identities],
        tags=body.tags,
        number=body.number,
        may_be_duplicate=skip_duplicate_check,
    )
    return Status(201, customer_out(visible_customer(request, customer.number), scope=request.scope))


@router.patch("/customers/{number}", response=CustomerOut, summary="Change a customer")
@api_operation("customers.edit")
def patch_customer(request: ApiRequest, number: Number, body: CustomerChanges) -> CustomerOut:
    """Changes what is sent and nothing else; `custom` is merged key by key, null empties a key."""
    customer = visible_customer(request, number)
    changes = fields_of(body.model_dump(exclude_unset=True), scope=request.scope)
    update_customer(scope=request.scope, now=timezone.now(), origin=ORIGIN, customer=customer, changes=changes)
    return customer_out(visible_customer(request, number), scope=request.scope)


def visible_customer(request: ApiRequest, number: str) -> Customer:
    """404 for a stranger's customer as for none: whether it exists is not said."""
    return get_object_or_404(customers_for_lists(request.scope), number=number)
