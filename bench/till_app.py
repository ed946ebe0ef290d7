"""What the server of bench/till.py answers: Shuke as it is deployed, and beside it a bare view making the same rows."""

import hashlib
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.urls import path
from django.utils import timezone
from ninja import NinjaAPI, Schema

from shuke.config.urls import urlpatterns as deployed
from shuke.records.access.decorators import public_view
from shuke.records.catalog.models import Product
from shuke.records.customers.models import Event
from shuke.records.membership.models import Card, Entry, GrowthRow, LineTerms, Lot, Move
from shuke.records.sales.models import Order, OrderLine

bare = NinjaAPI(urls_namespace="bare", docs_url=None, openapi_url=None)


class Line(Schema):
    product: str
    quantity: Decimal
    unit_price: Decimal


class Sale(Schema):
    receipt: str
    card: str
    lines: list[Line]


@bare.post("/commit", response={201: dict[str, Any]})
@public_view(reason="a bench")
@transaction.atomic
def commit(request: HttpRequest, body: Sale) -> tuple[int, dict[str, Any]]:
    """Member by card, products by code, and every row of a commit: no lock, no price, no key, no proof."""
    now = timezone.now()
    member = Card.objects.select_related("member").get(number=body.card).member
    total = sum((line.quantity * line.unit_price for line in body.lines), Decimal(0))
    points = int(total)
    order = Order.objects.create(
        store_id=member.home_store_id, customer_id=member.customer_id, source="bare", source_key=body.receipt,
        ordered_at=now, ordered_on=now.date(), currency="CNY", total=total, line_count=len(body.lines), has_sale=True,
        content_hash=hashlib.sha256(request.body).hexdigest()[:32], created_at=now, updated_at=now,
    )  # fmt: skip
    products = {one.code: one.pk for one in Product.objects.filter(code__in=[line.product for line in body.lines])}
    lines = OrderLine.objects.bulk_create(
        OrderLine(
            order=order, line_key=f"{place}", position=place, product_id=products[line.product],
            quantity=line.quantity, amount=line.quantity * line.unit_price,
        )
        for place, line in enumerate(body.lines, 1)
    )  # fmt: skip
    LineTerms.objects.bulk_create(LineTerms(line=line, member=member, earned=points // 3) for line in lines)
    entry = Entry.objects.create(
        plan_id=member.plan_id, member=member, kind="earn", points=points, at=now, source="bare",
        source_key=f"{order.pk}", order=order, store_id=member.home_store_id,
    )  # fmt: skip
    lot = Lot.objects.create(
        member=member, entry=entry, points=points, starts_at=now, expires_at=now + timedelta(days=365)
    )
    Move.objects.create(entry=entry, lot=lot, points=points)
    GrowthRow.objects.create(
        member=member, growth=points, on=now.date(), at=now, source="bare", source_key=f"{order.pk}", order=order
    )
    facts = {"points": points}
    Event.objects.create(
        kind="points.earned", customer_id=member.customer_id, occurred_at=now, recorded_at=now, origin="bare",
        facts=facts,
    )  # fmt: skip
    return 201, {"id": order.pk, "total": str(total), "earned": points}


urlpatterns = [*deployed, path("bare/", bare.urls)]
