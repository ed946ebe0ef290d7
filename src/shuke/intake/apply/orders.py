"""Orders and their lines. New ones go in whole; of known ones only what the file says differently."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from itertools import chain
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.db import connection

from shuke.intake.apply.changes import record_changes
from shuke.intake.apply.matching import find_customers, person_of
from shuke.intake.apply.order_diff import OrderChange, differences
from shuke.intake.apply.order_rows import HEADER_TEXTS, Orders, batches, gather, moment_texts, money_texts
from shuke.intake.apply.stores import stores_named
from shuke.intake.apply.work import CREATED, UNCHANGED, UPDATED, Counts, Work
from shuke.intake.staging import read_part
from shuke.lib.bulk import fetch_by_key, fetch_ids_by_key, insert_rows, reserve_ids, update_rows
from shuke.records.catalog.models import Product
from shuke.records.sales.models import Order, OrderLine

ORDERS, LINES = Order._meta.db_table, OrderLine._meta.db_table
ORDER_COLUMNS = (
    "id", "store_id", "customer_id", "source", "source_key", "ordered_at", "ordered_on", "currency", *HEADER_TEXTS,
    "total", "line_count", "has_sale", "content_hash", "origin", "created_at", "updated_at",
)  # fmt: skip
LINE_COLUMNS = ("order_id", "line_key", "position", "product_id", "quantity", "amount", "discount", "cost")


@dataclass
class Ids:
    """Codes to ids, gathered while a partition is worked on."""

    stores: dict[str, int] = field(default_factory=dict)
    products: dict[str, int] = field(default_factory=dict)
    customers: dict[str, int] = field(default_factory=dict)

    def learn(self, orders: Orders) -> None:
        self.stores = self.stores or {name: store.pk for name, store in stores_named().items()}
        self.products.update(
            fetch_ids_by_key(Product._meta.db_table, "code", _unknown(orders.lines["product"], self.products))
        )
        wanted = pa.array(list(_unknown(orders.heads["customer"], self.customers)), type=pa.string())
        people = orders.people.filter(pc.is_in(orders.people["customer"], wanted)).to_pylist()
        self.customers.update(find_customers(person_of(row) for row in people))


@dataclass(frozen=True)
class OrderPlan:
    orders: Orders
    ids: Ids
    new: Sequence[int]  # places in `orders`
    changed: Sequence[OrderChange]
    unchanged: int


class OrderStep:
    table = "orders"

    def __init__(self) -> None:
        self._ids = Ids()

    def batches(self, work: Work, part: int) -> Iterator[Orders]:
        self._ids = Ids()
        orders = gather(read_part(work.folder, "orders", part))
        return batches(orders) if orders is not None else iter(())

    def decide(self, work: Work, rows: Orders) -> OrderPlan:
        self._ids.learn(rows)
        keys = rows.heads["source_key"].to_pylist()
        hashes = rows.heads["content_hash"].to_pylist()
        source = work.mapping.source
        known = fetch_by_key(ORDERS, ("source", "source_key"), ((source, key) for key in keys), ("id", "content_hash"))
        new = [place for place, key in enumerate(keys) if (source, key) not in known]
        other = {
            known[source, key][0]: place
            for place, (key, digest) in enumerate(zip(keys, hashes, strict=True))
            if (source, key) in known and known[source, key][1] != digest
        }
        changed = differences(rows, other, self._ids) if other else []
        return OrderPlan(rows, self._ids, new, changed, len(keys) - len(new) - len(changed))

    def counts(self, plan: OrderPlan) -> Counts:
        done = {CREATED: len(plan.new), UPDATED: len(plan.changed), UNCHANGED: plan.unchanged}
        return Counts(done, plan.orders.odd)

    def write(self, work: Work, plan: OrderPlan) -> None:
        if plan.new:
            order_ids = reserve_ids(ORDERS, len(plan.new))
            insert_rows(ORDERS, ORDER_COLUMNS, _order_rows(work, plan, order_ids))
            insert_rows(LINES, LINE_COLUMNS, _line_rows(plan, order_ids))
        for change in plan.changed:
            _write_change(work, plan, change)


def _order_rows(work: Work, plan: OrderPlan, order_ids: Sequence[int]) -> Iterable[tuple[Any, ...]]:
    heads = plan.orders.heads.take(pa.array(plan.new, type=pa.int64()))
    stores = [plan.ids.stores[code] for code in heads["store"].to_pylist()]
    customers = [plan.ids.customers.get(number) for number in heads["customer"].to_pylist()]
    # Texts throughout: asking the driver to convert each moment costs as much as the rest of the row.
    suffix = "" if connection.vendor == "sqlite" else "+00:00"
    now = str(work.now.astimezone(UTC).replace(tzinfo=None)) + suffix
    count = len(heads)
    return zip(
        order_ids,
        stores,
        customers,
        [work.mapping.source] * count,
        heads["source_key"].to_pylist(),
        moment_texts(heads["ordered_at"], suffix=suffix),
        pc.cast(heads["ordered_on"], pa.string()).to_pylist(),
        *(heads[name].to_pylist() for name in ("currency", *HEADER_TEXTS)),
        money_texts(heads["total_e4"]),
        heads["line_count"].to_pylist(),
        heads["has_sale"].to_pylist(),
        heads["content_hash"].to_pylist(),
        [work.origin] * count,
        [now] * count,
        [now] * count,
        strict=True,
    )


def _line_rows(plan: OrderPlan, order_ids: Sequence[int]) -> Iterable[tuple[Any, ...]]:
    starts = plan.orders.starts
    spans = [range(int(starts[place]), int(starts[place + 1])) for place in plan.new]
    owners = list(chain.from_iterable([order_id] * len(span) for order_id, span in zip(order_ids, spans, strict=True)))
    lines = plan.orders.lines.take(pa.array(list(chain.from_iterable(spans)), type=pa.int64()))
    return zip(owners, *line_values(lines, plan.ids.products), strict=True)


def line_values(lines: pa.Table, products: Mapping[str, int]) -> tuple[Sequence[Any], ...]:
    """LINE_COLUMNS after the first, as columns."""
    return (
        lines["line_key"].to_pylist(),
        lines["position"].to_pylist(),
        [products[code] for code in lines["product"].to_pylist()],
        *(money_texts(lines[name]) for name in ("quantity_e4", "amount_e4", "discount_e4", "cost_e4")),
    )


def _write_change(work: Work, plan: OrderPlan, change: OrderChange) -> None:
    update_rows(ORDERS, (*change.after, "updated_at"), [(change.order_id, *change.after.values(), work.now)])
    record_changes(work.run_id, ORDERS, [(change.order_id, change.before, change.after)])
    for line_id, _before, after in change.lines:
        update_rows(LINES, tuple(after), [(line_id, *after.values())])
    record_changes(work.run_id, LINES, change.lines)
    if change.added:
        lines = plan.orders.lines.take(pa.array(change.added, type=pa.int64()))
        ids = reserve_ids(LINES, len(lines))
        owners = [change.order_id] * len(lines)
        rows = zip(ids, owners, *line_values(lines, plan.ids.products), strict=True)
        insert_rows(LINES, ("id", *LINE_COLUMNS), rows)
        record_changes(work.run_id, LINES, ((line_id, None, {}) for line_id in ids))


def _unknown(column: pa.ChunkedArray, known: Mapping[str, int]) -> Iterator[str]:
    return (value for value in pc.unique(column).to_pylist() if value and value not in known)
