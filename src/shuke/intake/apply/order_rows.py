"""A staged partition of order lines, gathered into whole orders. Pure: columns in, columns out."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from shuke.intake.numbers import E4, decimals_of

LINES_PER_BATCH = 20_000
HEADER_TEXTS = ("channel", "sold_by", "payment")
# What must be one for the whole order: the column, and what is noticed where it is not.
ONE_AN_ORDER = (
    ("customer", "order_two_customers"),
    ("store", "order_two_stores"),
    ("ordered_on", "order_two_days"),
    ("currency", "order_two_currencies"),
)

Values = NDArray[np.int64]


@dataclass(frozen=True)
class Orders:
    """Some whole orders: a table of one row each, and their lines' table, `starts` telling where each begins."""

    heads: pa.Table  # source_key, store, customer, ordered_at, ordered_on, currency, HEADER_TEXTS, total_e4, …
    lines: pa.Table  # line_key, position, product, quantity_e4, amount_e4, discount_e4, cost_e4, original_order
    starts: Values  # one more than there are orders
    people: pa.Table  # customer, is_numbered and identities, one row each
    odd: dict[str, int]  # how many orders have two customers, …

    def __len__(self) -> int:
        return len(self.heads)


def gather(staged: pa.Table) -> Orders | None:
    """The whole partition; None when it is empty."""
    if not len(staged):
        return None
    staged = staged.sort_by([("order_key", "ascending"), ("line", "ascending")]).combine_chunks()
    firsts = np.flatnonzero(np.diff(_codes(staged["order_key"]), prepend=-1))
    starts = np.append(firsts, len(staged))
    owner = np.repeat(np.arange(len(firsts)), np.diff(starts))
    lines = staged.select(["product", "quantity_e4", "amount_e4", "discount_e4", "cost_e4", "original_order"])
    lines = lines.append_column("position", pa.array(np.arange(len(staged)) - firsts[owner] + 1))
    lines = lines.append_column("line_key", _line_keys(lines["product"], owner))
    heads = _with_hashes(_heads(staged, firsts), lines, starts)
    return Orders(heads, lines, starts, _people(staged), _odd(staged, firsts))


def batches(orders: Orders) -> Iterator[Orders]:
    """Whole orders, some LINES_PER_BATCH lines at a time; cut at the same places on every call."""
    first = 0
    while first < len(orders):
        wanted = orders.starts[first] + LINES_PER_BATCH
        after = max(first + 1, int(np.searchsorted(orders.starts, wanted, side="right")) - 1)
        starts = orders.starts[first : after + 1]
        lines = orders.lines.slice(starts[0], starts[-1] - starts[0])
        heads = orders.heads.slice(first, after - first)
        odd = orders.odd if first == 0 else {}  # counted once, with the partition's first batch
        yield Orders(heads, lines, starts - starts[0], orders.people, odd)
        first = after


def money(values_e4: pa.ChunkedArray, *, exact: bool) -> pa.Array:
    """Decimals; or, for a database that keeps decimals as doubles, the doubles nearest to them."""
    column = values_e4.combine_chunks() if isinstance(values_e4, pa.ChunkedArray) else values_e4
    values, is_empty = column.fill_null(0).to_numpy(), column.is_null()
    return pc.if_else(is_empty, None, decimals_of(values) if exact else pa.array(values / E4))


def moment_texts(moments: pa.ChunkedArray, *, suffix: str) -> pa.ChunkedArray:
    """UTC as the ORM writes it, so that texts compare as moments on SQLite; `suffix`: the zone where stored."""
    texts = pc.replace_substring_regex(pc.cast(moments, pa.string()), r"\.0+$", "")
    return pc.binary_join_element_wise(texts, suffix, "")


def _heads(staged: pa.Table, firsts: Values) -> pa.Table:
    head = staged.take(pa.array(firsts))
    at = np.minimum.reduceat(pc.cast(staged["ordered_at"], pa.int64()).to_numpy(), firsts)
    on = np.minimum.reduceat(pc.cast(pc.cast(staged["ordered_on"], pa.int32()), pa.int64()).to_numpy(), firsts)
    quantity = np.maximum.reduceat(staged["quantity_e4"].to_numpy(), firsts)
    return pa.table(
        {
            "source_key": head["order_key"],
            "store": head["store"],
            "customer": _first_named(staged["customer"], firsts),
            "ordered_at": pa.array(at).view(pa.timestamp("us")),
            "ordered_on": pa.array(on.astype(np.int32)).view(pa.date32()),
            "currency": head["currency"],
            **{name: head[name] for name in HEADER_TEXTS},
            "total_e4": np.add.reduceat(staged["amount_e4"].to_numpy(), firsts),
            "line_count": np.diff(firsts, append=len(staged)),
            "has_sale": quantity > 0,
        }
    )


def _first_named(customers: pa.ChunkedArray, firsts: Values) -> pa.ChunkedArray:
    """The customer of each order's first line that names one: a card is sometimes scanned after the first item."""
    named = np.flatnonzero(pc.not_equal(customers, "").to_numpy())
    if not len(named):
        return customers.take(pa.array(firsts))
    following = named[np.minimum(np.searchsorted(named, firsts), len(named) - 1)]
    ends = np.append(firsts[1:], len(customers))
    return customers.take(pa.array(np.where((following >= firsts) & (following < ends), following, firsts)))


def _line_keys(products: pa.ChunkedArray, owner: Values) -> pa.Array:
    """Product and its how-manieth line in the order: the same file again gives the same keys."""
    codes = _codes(products)
    pairs = owner * (codes.max() + 1) + codes
    order = np.argsort(pairs, kind="stable")
    ordered = pairs[order]
    begins = np.flatnonzero(np.diff(ordered, prepend=-1))
    counts = np.empty(len(pairs), dtype=np.int64)
    counts[order] = np.arange(len(pairs)) - np.repeat(begins, np.diff(begins, append=len(pairs))) + 1
    return pc.binary_join_element_wise(products.combine_chunks(), pc.cast(pa.array(counts), pa.string()), "#")


def _with_hashes(heads: pa.Table, lines: pa.Table, starts: Values) -> pa.Table:
    """What the source said of each order, digested: an order with an equal digest need not be looked at again."""
    said = _joined(lines, ("product", "quantity_e4", "amount_e4", "discount_e4", "cost_e4", "original_order"))
    names = ("store", "customer", "ordered_at", "ordered_on", "currency", *HEADER_TEXTS)
    digests = [
        hashlib.md5("\n".join([head, *said[first:after]]).encode(), usedforsecurity=False).hexdigest()
        for head, first, after in zip(_joined(heads, names), starts[:-1].tolist(), starts[1:].tolist(), strict=True)
    ]
    return heads.append_column("content_hash", pa.array(digests, type=pa.string()))


def _joined(table: pa.Table, names: Sequence[str]) -> list[str]:
    columns = [pc.fill_null(pc.cast(table[name], pa.string()), "") for name in names]
    result: list[str] = pc.binary_join_element_wise(*columns, "\x1f").to_pylist()
    return result


def _people(staged: pa.Table) -> pa.Table:
    names = ["customer", "is_numbered", "customer_card", "customer_phone", "customer_email", "customer_wechat"]
    named = staged.filter(pc.not_equal(staged["customer"], ""))
    return named.group_by(names, use_threads=False).aggregate([])


def _odd(staged: pa.Table, firsts: Values) -> dict[str, int]:
    odd = {}
    for name, code in ONE_AN_ORDER:
        values = _codes(staged[name])
        differs = np.minimum.reduceat(values, firsts) != np.maximum.reduceat(values, firsts)
        if count := int(differs.sum()):
            odd[code] = count
    return odd


def _codes(column: pa.ChunkedArray) -> Values:
    codes: Values = column.combine_chunks().dictionary_encode().indices.to_numpy().astype(np.int64)
    return codes
