"""Orders and their lines. New ones go in whole; of known ones only what the file says differently."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.db import connection

from shuke.intake.apply.changes import record_changes
from shuke.intake.apply.matching import find_customers, person_of
from shuke.intake.apply.order_diff import LINE_FIELDS, OrderChange, differences
from shuke.intake.apply.order_rows import HEADER_TEXTS, Orders, batches, gather, moment_texts, money
from shuke.intake.apply.stores import stores_named
from shuke.intake.apply.work import CREATED, UNCHANGED, UPDATED, Counts, Work
from shuke.intake.staging import read_part
from shuke.lib.bulk import fetch_by_key, fetch_ids_by_key, insert_table, reserve_ids, update_rows
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
            insert_table(ORDERS, _order_table(work, plan, order_ids))
            insert_table(LINES, _line_table(plan, order_ids))
        for change in plan.changed:
            _write_change(work, plan, change)


def _order_table(work: Work, plan: OrderPlan, order_ids: Sequence[int]) -> pa.Table:
    """ORDER_COLUMNS of the new orders."""
    heads = plan.orders.heads.take(pa.array(plan.new, type=pa.int64()))
    # Texts: asking the driver to convert each moment costs as much as the rest of the row.
    suffix = "" if _is_sqlite() else "+00:00"
    now = str(work.now.astimezone(UTC).replace(tzinfo=None)) + suffix
    columns = {
        "id": pa.array(order_ids, pa.int64()),
        "store_id": _ids_of(heads["store"], plan.ids.stores),
        "customer_id": _ids_of(heads["customer"], plan.ids.customers),
        "source": _same(work.mapping.source, heads),
        "ordered_at": moment_texts(heads["ordered_at"], suffix=suffix),
        "ordered_on": pc.cast(heads["ordered_on"], pa.string()),
        "total": money(heads["total_e4"], exact=not _is_sqlite()),
        "origin": _same(work.origin, heads),
        "created_at": _same(now, heads),
        "updated_at": _same(now, heads),
    }
    return pa.table({name: columns[name] if name in columns else heads[name] for name in ORDER_COLUMNS})


def _line_table(plan: OrderPlan, order_ids: Sequence[int]) -> pa.Table:
    """LINE_COLUMNS of the new orders' lines."""
    starts, new = plan.orders.starts, np.array(plan.new, dtype=np.int64)
    sizes = np.diff(starts)[new]
    first_of_own = np.repeat(np.cumsum(sizes) - sizes, sizes)
    places = np.repeat(starts[new], sizes) + np.arange(sizes.sum()) - first_of_own
    owners = np.repeat(np.array(order_ids, dtype=np.int64), sizes)
    return line_table(plan.orders.lines.take(pa.array(places)), plan.ids.products, owners=pa.array(owners))


def line_table(lines: pa.Table, products: Mapping[str, int], *, owners: pa.Array) -> pa.Table:
    """LINE_COLUMNS; `owners` are the lines' orders."""
    amounts = {name: money(lines[f"{name}_e4"], exact=not _is_sqlite()) for name in LINE_FIELDS}
    columns = {"order_id": owners, "product_id": _ids_of(lines["product"], products), **amounts}
    return pa.table({name: columns[name] if name in columns else lines[name] for name in LINE_COLUMNS})


def _ids_of(codes: pa.ChunkedArray, ids: Mapping[str, int]) -> pa.Array:
    """Each code's id, looked up once; null for a code that has none: a line without a customer."""
    encoded = codes.combine_chunks().dictionary_encode()
    found = pa.array([ids.get(code) for code in encoded.dictionary.to_pylist()], type=pa.int64())
    return found.take(encoded.indices)


def _same(word: str, heads: pa.Table) -> pa.Array:
    return pa.repeat(pa.scalar(word), len(heads))


def _is_sqlite() -> bool:
    return bool(connection.vendor == "sqlite")


def _write_change(work: Work, plan: OrderPlan, change: OrderChange) -> None:
    update_rows(ORDERS, (*change.after, "updated_at"), [(change.order_id, *change.after.values(), work.now)])
    record_changes(work.run_id, ORDERS, [(change.order_id, change.before, change.after)])
    for line_id, _before, after in change.lines:
        update_rows(LINES, tuple(after), [(line_id, *after.values())])
    record_changes(work.run_id, LINES, change.lines)
    if change.added:
        lines = plan.orders.lines.take(pa.array(change.added, type=pa.int64()))
        ids = reserve_ids(LINES, len(lines))
        owners = pa.repeat(pa.scalar(change.order_id, pa.int64()), len(lines))
        rows = line_table(lines, plan.ids.products, owners=owners)
        insert_table(LINES, rows.append_column("id", pa.array(ids, pa.int64())))
        record_changes(work.run_id, LINES, ((line_id, None, {}) for line_id in ids))


def _unknown(column: pa.ChunkedArray, known: Mapping[str, int]) -> Iterator[str]:
    return (value for value in pc.unique(column).to_pylist() if value and value not in known)
