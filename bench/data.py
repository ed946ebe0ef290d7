"""Synthetic sales with a seed: the same arguments give the same file, whatever the machine."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

FIRST_DAY = date(2023, 1, 1)
DAYS = 730
PRODUCTS = 5_000
CATEGORIES = 40
STORES = 20
LINES_PER_ORDER = 3
ORDERS_PER_CHUNK = 500_000


@dataclass(frozen=True)
class Shop:
    """How big the made-up shop is."""

    customers: int = 1_000_000
    lines: int = 10_000_000
    seed: int = 20240101


def write_lines(path: Path, *, shop: Shop) -> None:
    """Write `shop.lines` order lines as Parquet, orders in random order of customer and day.

    Everybody buys at least once; further orders follow gamma distributed rates (a few buy weekly, many once), product
    choice is Zipf-like, amounts are integer minor units, two orders in a hundred are returns.
    """
    random = np.random.default_rng(shop.seed)
    orders = shop.lines // LINES_PER_ORDER
    rates = random.gamma(0.8, 1.0, shop.customers)
    again = np.searchsorted(np.cumsum(rates / rates.sum()), random.random(orders - shop.customers))
    buyers = random.permutation(np.concatenate([np.arange(shop.customers), np.minimum(again, shop.customers - 1)]))
    joined_day = random.integers(0, DAYS - 30, shop.customers)
    popularity = np.cumsum(1 / np.arange(1, PRODUCTS + 1) ** 0.8)
    popularity /= popularity[-1]
    with pq.ParquetWriter(path, _schema()) as writer:
        for start in range(0, orders, ORDERS_PER_CHUNK):
            count = min(ORDERS_PER_CHUNK, orders - start)
            spare = shop.lines - orders * LINES_PER_ORDER if start + count == orders else 0
            customer = buyers[start : start + count]
            day = joined_day[customer] + (random.random(count) * (DAYS - joined_day[customer])).astype(np.int64)
            size = _lines_per_order(random, count=count, total=count * LINES_PER_ORDER + spare)
            writer.write_table(_chunk(random, customer, day, np.arange(start, start + count), size, popularity))


def _lines_per_order(random: np.random.Generator, *, count: int, total: int) -> np.ndarray:
    """At least one line an order, `total` in all."""
    return 1 + np.bincount(random.integers(0, count, total - count), minlength=count)


def _chunk(
    random: np.random.Generator,
    customer: np.ndarray,
    day: np.ndarray,
    order: np.ndarray,
    size: np.ndarray,
    popularity: np.ndarray,
) -> pa.Table:
    lines = int(size.sum())
    product = np.minimum(np.searchsorted(popularity, random.random(lines)), PRODUCTS - 1)
    sign = np.where(random.random(len(order)) < 0.02, -1, 1).repeat(size)
    amount = sign * (100 + (random.gamma(1.5, 400, lines)).astype(np.int64))
    first = (FIRST_DAY - date(1970, 1, 1)).days
    return pa.table(
        {
            "customer_id": _numbered("C", customer).take(pa.array(np.arange(len(customer)).repeat(size))),
            "order_id": _numbered("R", order).take(pa.array(np.arange(len(order)).repeat(size))),
            "ordered_on": pa.array((first + day).repeat(size).astype(np.int32), pa.date32()),
            "product_id": _numbered("P", product),
            "category_id": _numbered("K", product % CATEGORIES),
            "home_store_id": _numbered("S", (customer % STORES).repeat(size)),
            "quantity": pa.array(sign * random.integers(1, 4, lines), pa.float64()),
            "amount": pa.array(amount, pa.int64()),
        },
        schema=_schema(),
    )


def _numbered(prefix: str, numbers: np.ndarray) -> pa.Array:
    return pa.array(np.char.add(prefix, np.char.zfill(numbers.astype(str), 7)), pa.string())


def _schema() -> pa.Schema:
    texts = ("customer_id", "order_id", "product_id", "category_id", "home_store_id")
    return pa.schema(
        [
            *[(name, pa.string()) for name in texts[:2]],
            ("ordered_on", pa.date32()),
            *[(name, pa.string()) for name in texts[2:]],
            ("quantity", pa.float64()),
            ("amount", pa.int64()),
        ]
    )
