"""Purchases that followed an opened link, of everybody at once: the rule of `sales.attribution`, said in SQL.

One statement however many people there are: from the links that were opened to the orders of the days after them, and
from those few orders back to whatever else these people opened before.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet, Sum
from django.db.models.expressions import RawSQL

from shuke.records.access.scope import Scope
from shuke.records.customers.queries import own_and_merged
from shuke.records.messages.models import LinkClick, MessageSend
from shuke.records.sales.attribution import DAYS_THAT_COUNT, Opening, click_followed
from shuke.records.sales.models import Order, OrderLine

_KEPT_UNIT = Decimal("0.0001")  # as amounts are kept: SQLite adds them up as doubles

# The day of a moment in a store's zone, and so many days later. Django's own function, for SQLite knows no zones.
_DAY = {
    "sqlite": ("django_datetime_cast_date(mine.opened_at, zone.time_zone, 'UTC')", "date({day}, '{days:+d} days')"),
    "postgresql": ("(mine.opened_at AT TIME ZONE zone.time_zone)::date", "({day} + {days})"),
}

# CROSS JOIN keeps SQLite to this order: it knows nothing of how few rows the steps before have.
_FOLLOWED = """
WITH written (send_id, part) AS ({sends}),
source (send_id, part, person) AS (
    SELECT written.send_id, written.part, COALESCE(reader.merged_into_id, reader.id)
    FROM written CROSS JOIN messaging_messagesend AS send CROSS JOIN customers_customer AS reader
    WHERE EXISTS (SELECT 1 FROM messaging_linkclick AS click WHERE click.send_id = written.send_id)
      AND send.id = written.send_id AND reader.id = send.customer_id),
mine (person, opened_at) AS (
    SELECT source.person, click.first_at FROM source CROSS JOIN messaging_linkclick AS click
    WHERE click.send_id = source.send_id
    UNION
    SELECT source.person, click.latest_at FROM source CROSS JOIN messaging_linkclick AS click
    WHERE click.send_id = source.send_id AND click.times > 1),
records (person, customer_id) AS (
    SELECT person, person FROM mine
    UNION
    SELECT mine.person, merged.id FROM mine CROSS JOIN customers_customer AS merged
    WHERE merged.merged_into_id = mine.person),
days (person, opened_at, zone, from_on, until_on) AS (
    SELECT person, opened_at, zone, {from_on}, {until_on} FROM (
        SELECT DISTINCT mine.person, mine.opened_at, zone.time_zone AS zone, {day} AS opened_on
        FROM mine CROSS JOIN (SELECT DISTINCT time_zone FROM stores_store) AS zone) AS opened),
bought (person, order_id, ordered_at) AS (
    SELECT DISTINCT days.person, sale.id, sale.ordered_at
    FROM days CROSS JOIN records CROSS JOIN sales_order AS sale CROSS JOIN stores_store AS store
    WHERE records.person = days.person AND sale.customer_id = records.customer_id
      AND sale.ordered_on BETWEEN days.from_on AND days.until_on AND sale.ordered_at >= days.opened_at
      AND sale.has_sale AND store.id = sale.store_id AND store.time_zone = days.zone{stores}),
clicks (person, send_id, first_at, latest_at) AS (
    SELECT buyer.person, click.send_id, click.first_at, click.latest_at
    FROM (SELECT DISTINCT person FROM bought) AS buyer CROSS JOIN records CROSS JOIN messaging_messagesend AS send
    CROSS JOIN messaging_linkclick AS click
    WHERE records.person = buyer.person AND send.customer_id = records.customer_id AND click.send_id = send.id),
opened (person, send_id, opened_at) AS (
    SELECT person, send_id, first_at FROM clicks UNION SELECT person, send_id, latest_at FROM clicks),
latest (person, order_id, send_id, place) AS (
    SELECT bought.person, bought.order_id, opened.send_id,
        ROW_NUMBER() OVER (PARTITION BY bought.order_id ORDER BY opened.opened_at DESC, opened.send_id DESC)
    FROM bought JOIN opened ON opened.person = bought.person AND opened.opened_at <= bought.ordered_at),
won (person, order_id, send_id, part) AS (
    SELECT latest.person, latest.order_id, latest.send_id, source.part
    FROM latest JOIN source ON source.send_id = latest.send_id WHERE latest.place = 1),
back (order_id, amount, quantity) AS (
    SELECT won.order_id, SUM(undone.amount), SUM(undone.quantity)
    FROM won CROSS JOIN sales_orderline AS sold CROSS JOIN sales_orderline AS undone
    WHERE sold.order_id = won.order_id AND undone.undoes_id = sold.id GROUP BY won.order_id),
followed (person, order_id, send_id, part, currency, net) AS (
    SELECT won.person, won.order_id, won.send_id, won.part, sale.currency, sale.total + COALESCE(back.amount, 0)
    FROM won JOIN sales_order AS sale ON sale.id = won.order_id LEFT JOIN back ON back.order_id = won.order_id
    WHERE back.order_id IS NULL OR 0.0005 < back.quantity + (
        SELECT SUM(sold.quantity) FROM sales_orderline AS sold
        WHERE sold.order_id = won.order_id AND sold.quantity > 0))
"""
_SUMS = """
SELECT DISTINCT part, person, '', 0, 0 FROM source
UNION ALL
SELECT part, person, currency, COUNT(*), SUM(net) FROM followed GROUP BY part, person, currency
"""


@dataclass(frozen=True)
class Followed:
    """What came after the links of messages were opened, whatever it came of."""

    opened: frozenset[int] = frozenset()  # people, as they are known today
    bought: frozenset[int] = frozenset()  # of them, in the days that count
    orders: int = 0
    revenue: Mapping[str, Decimal] = field(default_factory=dict)  # by currency; what was returned is taken off


def opened_sends(sends: QuerySet[MessageSend]) -> QuerySet[MessageSend]:
    """Those of which a link was opened."""
    return sends.filter(Exists(LinkClick.objects.filter(send=OuterRef("pk"))))


def followed_by(sends: QuerySet[Any, Any], *, scope: Scope) -> dict[str, Followed]:
    """By part, what followed these messages in the caller's stores; parts of which no link was opened are left out.

    Args:
        sends: pairs (id of a message, the part it belongs to), each message once.
    """
    sql, params = _statement(sends, scope)
    with connection.cursor() as cursor:
        cursor.execute(sql + _SUMS, params)
        rows = cursor.fetchall()
    parts: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for part, *row in rows:
        parts[part].append(tuple(row))
    return {part: _summed(found) for part, found in parts.items()}


def followed_sends(sends: QuerySet[Any, Any], *, scope: Scope) -> RawSQL:
    """Ids of those that a purchase followed: the door behind the numbers of `followed_by`."""
    sql, params = _statement(sends, scope)
    return RawSQL(f"{sql} SELECT send_id FROM followed", params)


def together(parts: Iterable[Followed]) -> Followed:
    """All parts at once: whoever bought after two messages is one person, and an order followed one of them only."""
    opened: set[int] = set()
    bought: set[int] = set()
    orders, revenue = 0, defaultdict[str, Decimal](Decimal)
    for part in parts:
        opened |= part.opened
        bought |= part.bought
        orders += part.orders
        for currency, amount in part.revenue.items():
            revenue[currency] += amount
    return Followed(frozenset(opened), frozenset(bought), orders, dict(sorted(revenue.items())))


def orders_followed(customer_id: int, *, scope: Scope) -> dict[int, list[Order]]:
    """By message, the purchases of one customer that followed it, oldest first; four queries."""
    clicks = LinkClick.objects.filter(send__customer__in=own_and_merged(customer_id))
    openings = [
        Opening(send_id, at)
        for send_id, first_at, latest_at in clicks.values_list("send", "first_at", "latest_at")
        for at in {first_at, latest_at}
    ]
    found: dict[int, list[Order]] = defaultdict(list)
    if not openings:
        return found
    since = min(each.at for each in openings)
    for order in _kept_orders(customer_id, scope, since=since):
        zone = order.store.time_zone
        won = click_followed(openings, ordered_at=order.ordered_at, ordered_on=order.ordered_on, zone=zone)
        if won is not None:
            found[won.send_id].append(order)
    return found


def _kept_orders(customer_id: int, scope: Scope, *, since: datetime) -> list[Order]:
    """Purchases that were not wholly returned."""
    own = Order.objects.filter(customer__in=own_and_merged(customer_id), ordered_at__gte=since)
    orders = own.purchases().visible_to(scope)
    lines = OrderLine.objects.filter(order__in=orders.values("pk"), undone_by__isnull=False).order_by()
    back = dict(lines.values_list("order").annotate(quantity=Sum("undone_by__quantity")))
    touched = OrderLine.objects.filter(order__in=back, quantity__gt=0).order_by()
    sold = dict(touched.values_list("order").annotate(sold=Sum("quantity")))
    whole = {pk for pk, quantity in back.items() if sold.get(pk, 0) + quantity <= 0}
    return [order for order in orders.select_related("store").order_by("ordered_at", "pk") if order.pk not in whole]


def _statement(sends: QuerySet[Any, Any], scope: Scope) -> tuple[str, list[Any]]:
    read, params = sends.query.get_compiler(connection=connection, elide_empty=False).as_sql()
    stores, marks = sorted(scope.store_ids or ()), ""
    if scope.store_ids is not None:
        marks = f" AND sale.store_id IN ({', '.join(['%s'] * len(stores)) or 'NULL'})"
    day, later = _DAY[connection.vendor]
    # A day before: a moment lies on two days at most, so that no order that counts begins earlier.
    from_on, until_on = (later.format(day="opened_on", days=days) for days in (-1, DAYS_THAT_COUNT))
    sql = _FOLLOWED.format(sends=read, stores=marks, day=day, from_on=from_on, until_on=until_on)
    return sql, [*params, *stores]


def _summed(rows: Iterable[tuple[Any, ...]]) -> Followed:
    opened, bought, orders = set(), set(), 0
    revenue: dict[str, Decimal] = defaultdict(Decimal)
    for person, currency, count, net in rows:
        if not count:
            opened.add(person)
            continue
        bought.add(person)
        orders += count
        revenue[currency] += Decimal(str(net))
    exact = {currency: amount.quantize(_KEPT_UNIT) for currency, amount in sorted(revenue.items())}
    return Followed(frozenset(opened), frozenset(bought), orders, exact)
