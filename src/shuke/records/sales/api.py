"""Orders, and the story of a customer that they are part of."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema

from shuke.lib.http import Cursor as CursorText
from shuke.lib.http import Limit, Moment, Number, PageOf, RowId, Text
from shuke.lib.paging import Page, WrongCursor, keyset_page
from shuke.records.access.decorators import ApiRequest, api_operation
from shuke.records.customers.api.people import visible_customer
from shuke.records.sales.models import Order, OrderLine
from shuke.records.sales.queries import Cursor, Entry, orders_for_lists, timeline_of

router = Router(tags=["sales"])


class LineOut(Schema):
    product: str
    name: str
    quantity: Decimal
    amount: Decimal
    discount: Decimal

    @staticmethod
    def resolve_product(line: OrderLine) -> str:
        return line.product.code

    @staticmethod
    def resolve_name(line: OrderLine) -> str:
        return line.product.name


class OrderOut(Schema):
    id: int
    store: str
    customer: str | None
    source: str
    source_key: str
    ordered_at: datetime
    ordered_on: date
    currency: str
    channel: str
    total: Decimal
    lines: list[LineOut]

    @staticmethod
    def resolve_store(order: Order) -> str:
        return order.store.code

    @staticmethod
    def resolve_customer(order: Order) -> str | None:
        return order.customer.number if order.customer else None


class OrderFilters(Schema):
    customer: Text = ""
    store: Text = ""
    ordered_from: date | None = None
    ordered_until: date | None = None
    updated_since: Moment | None = None
    sort: Literal["id", "-id"] = "id"
    limit: Limit = 50
    starting_after: CursorText = ""


class EntryOut(Schema):
    at: datetime
    source: str
    id: int
    kind: str
    facts: Mapping[str, Any]
    origin: str


@router.get("/orders", response=PageOf[OrderOut], summary="Orders of the caller's stores")
@api_operation("orders.view")
def list_orders(request: ApiRequest, filters: Query[OrderFilters]) -> Page[Order]:
    """`customer` is a number, `store` a code; days from `ordered_from` up to, but without, `ordered_until`."""
    wanted = {
        "customer__number": filters.customer,
        "store__code": filters.store,
        "ordered_on__gte": filters.ordered_from,
        "ordered_on__lt": filters.ordered_until,
        "updated_at__gte": filters.updated_since,
    }
    orders = orders_for_lists(request.scope).filter(**{name: value for name, value in wanted.items() if value})
    return keyset_page(orders, sort=filters.sort, limit=filters.limit, starting_after=filters.starting_after)


@router.get("/orders/{order_id}", response=OrderOut, summary="One order with its lines")
@api_operation("orders.view")
def get_order(request: ApiRequest, order_id: RowId) -> Order:
    return get_object_or_404(orders_for_lists(request.scope), pk=order_id)


@router.get("/customers/{number}/timeline", response=PageOf[EntryOut], summary="Everything that happened, newest first")
@api_operation("customers.view")
def timeline(
    request: ApiRequest, number: Number, limit: Limit = 30, starting_after: CursorText = ""
) -> dict[str, object]:
    customer = visible_customer(request, number)
    before = _decoded(starting_after) if starting_after else None
    entries = timeline_of(customer.pk, scope=request.scope, before=before, limit=limit + 1)
    shown = entries[:limit]
    has_more = len(entries) > limit
    return {"data": shown, "has_more": has_more, "next_cursor": _encoded(shown[-1]) if has_more else None}


def _encoded(entry: Entry) -> str:
    text = json.dumps([entry.at.isoformat(), entry.source, entry.id])
    return urlsafe_b64encode(text.encode()).decode()


def _decoded(text: str) -> Cursor:
    try:
        at, source, pk = json.loads(urlsafe_b64decode(text))
        cursor = Cursor(at=datetime.fromisoformat(at), source=str(source), id=int(pk))
        if cursor.at.tzinfo is None:
            raise ValueError
    except (ValueError, TypeError):
        raise WrongCursor(
            _("starting_after is not a cursor of this timeline; use next_cursor of its answer.")
        ) from None
    return cursor
