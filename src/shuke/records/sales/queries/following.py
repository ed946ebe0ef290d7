"""Orders by a cursor, in the order in which they became known."""

from datetime import datetime

from django.db import connection
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from shuke.records.sales.models import Order

# As of events: settled is a row that no transaction still running can precede.
_SETTLED = """
NOT (age(sales_order.xmin) BETWEEN 0 AND age(pg_snapshot_xmin(pg_current_snapshot())::xid))
"""


def orders_after(cursor: int, *, limit: int) -> list[tuple[int, int | None, datetime, str, bool]]:
    """(id, customer, when, origin, is it a purchase) of orders with a higher id than `cursor`, none of which a late
    commit can still precede."""
    orders = Order.objects.filter(pk__gt=cursor)
    if connection.vendor == "postgresql":
        orders = orders.filter(RawSQL(_SETTLED, (), output_field=BooleanField()))
    rows = orders.order_by("pk").values_list("pk", "customer_id", "ordered_at", "origin", "has_sale")
    return list(rows[:limit])
