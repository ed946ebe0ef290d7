"""What a file says differently of orders the records hold. Lines the file does not name are left alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from decimal import Decimal
from typing import Any, Protocol

from shuke.intake.apply.order_rows import HEADER_TEXTS, Orders
from shuke.intake.apply.work import decimal_of
from shuke.records.sales.models import Order, OrderLine

LINE_FIELDS = ("quantity", "amount", "discount", "cost")
# SQLite's limit of variables in one statement, with room.
CHUNK = 900


class Known(Protocol):
    """Codes to ids, as far as the records know them."""

    stores: dict[str, int]
    customers: dict[str, int]


@dataclass(frozen=True)
class OrderChange:
    order_id: int
    before: Mapping[str, Any]
    after: Mapping[str, Any]  # columns of the order
    lines: Sequence[tuple[int, Mapping[str, Any], Mapping[str, Any]]]  # line id, before, after
    added: Sequence[int]  # places in the batch's lines


def differences(orders: Orders, places: Mapping[int, int], ids: Known) -> list[OrderChange]:
    """The orders of `places` ({order id: place in the batch}) of which the file says anything new."""
    wanted = list(places)
    held = {}
    lines: dict[int, dict[str, OrderLine]] = {pk: {} for pk in wanted}
    for start in range(0, len(wanted), CHUNK):
        chunk = wanted[start : start + CHUNK]
        held.update(Order.objects.in_bulk(chunk))
        for line in OrderLine.objects.filter(order__in=chunk):
            lines[line.order_id][line.line_key] = line
    found = (_difference(orders, place, held[pk], lines[pk], ids) for pk, place in places.items())
    return [change for change in found if change is not None]


def _difference(
    orders: Orders, place: int, order: Order, held: Mapping[str, OrderLine], ids: Known
) -> OrderChange | None:
    changed, added = [], []
    now = {key: _line_fields(line) for key, line in held.items()}
    first, after = int(orders.starts[place]), int(orders.starts[place + 1])
    for offset, row in enumerate(orders.lines.slice(first, after - first).to_pylist()):
        said = {name: decimal_of(row[f"{name}_e4"]) for name in LINE_FIELDS}
        if said["cost"] is None:
            del said["cost"]  # an unknown cost takes none away
        key = row["line_key"]
        if key not in now:
            added.append(first + offset)
        elif new := {name: value for name, value in said.items() if value != now[key][name]}:
            changed.append((held[key].pk, {name: now[key][name] for name in new}, new))
        now[key] = {**now.get(key, {}), **said}
    head = {name: value for name, value in _head(orders, place, ids).items() if value != getattr(order, name)}
    if not (head or changed or added):
        return None
    totals = {
        "total": sum((line["amount"] for line in now.values()), Decimal(0)),
        "line_count": len(now),
        "has_sale": any(line["quantity"] > 0 for line in now.values()),
        "content_hash": orders.heads["content_hash"][place].as_py(),
    }
    columns = {**head, **{name: value for name, value in totals.items() if value != getattr(order, name)}}
    return OrderChange(order.pk, {name: getattr(order, name) for name in columns}, columns, changed, added)


def _line_fields(line: OrderLine) -> dict[str, Any]:
    return {name: getattr(line, name) for name in LINE_FIELDS}


def _head(orders: Orders, place: int, ids: Known) -> dict[str, Any]:
    """The order's own columns as the file has them; what it leaves empty is not said."""
    row = orders.heads.slice(place, 1).to_pylist()[0]
    said = {
        "store_id": ids.stores.get(row["store"], -1),
        "customer_id": ids.customers.get(row["customer"], -1) if row["customer"] else None,
        "ordered_at": row["ordered_at"].replace(tzinfo=UTC),
        "ordered_on": row["ordered_on"],
        "currency": row["currency"],
        **{name: row[name] for name in HEADER_TEXTS},
    }
    return {name: value for name, value in said.items() if value not in ("", None)}
