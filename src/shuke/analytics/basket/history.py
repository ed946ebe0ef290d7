"""What each customer bought, basket by basket: one basket is everything of one customer on one day."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from ibis.expr.types import Table
from numpy.typing import NDArray
from scipy import sparse

from shuke.analytics.basket.baskets import Flags, Ints, Singles, encoded, is_bought, is_null, read_rows
from shuke.analytics.worth.columns import MissingColumns

# Older baskets say little of the next one, and a bound keeps a customer of twenty years from costing more than others.
MOST_BASKETS = 50
MOST_CELLS_PER_KEY = 16  # a byte each
Days = NDArray[np.int64]
Turns = NDArray[np.int8]  # of a basket among a customer's: MOST_BASKETS - 1 is the latest, −1 too old


@dataclass(frozen=True)
class Purchases:
    """One row per owner, product and basket, in that order; an owner is a customer, or one of her earlier selves."""

    owner: Ints
    product: Ints
    ago: Ints  # baskets since: 0 is the owner's latest
    day: Days  # days since 1970-01-01
    baskets: Ints  # per owner: how many there are
    latest: Days  # per owner: day of the latest basket

    @cached_property
    def sizes(self) -> Ints:
        """Products on each basket, shape (n_owners, MOST_BASKETS + 1), the latest first."""
        width = MOST_BASKETS + 1
        counted = np.bincount(self.owner * width + self.ago, minlength=len(self.baskets) * width)
        return counted.reshape(-1, width).astype(np.int64, copy=False)

    @cached_property
    def filled(self) -> Singles:
        """Share of its basket that each purchase makes up, 0–1."""
        share = np.float32(1) / np.maximum(self.sizes, 1, dtype=np.float32, casting="same_kind")
        return np.asarray(share[self.owner, self.ago])

    def of(self, owners: Ints) -> "Purchases":
        """Those of some owners, who rise and are numbered from 0."""
        place = np.full(len(self.baskets), -1)
        place[owners] = np.arange(len(owners))
        owner = place[self.owner]
        rows = np.flatnonzero(owner >= 0)
        return Purchases(
            owner[rows], self.product[rows], self.ago[rows], self.day[rows], self.baskets[owners], self.latest[owners]
        )

    def earlier(self, *, steps: int) -> tuple["Purchases", "Purchases"]:
        """The owners as they stood `steps` baskets ago, and the basket that came then.

        Owners with too few baskets to have a history then have no rows.
        """
        had = (self.baskets > steps)[self.owner]
        return self._chosen(had & (self.ago >= steps), steps), self._chosen(had & (self.ago == steps - 1), steps)

    def without_latest(self, owners: Ints) -> tuple["Purchases", "Purchases"]:
        """Everybody as known, but these owners, who have two baskets at least, without their latest; and those."""
        steps = np.zeros(len(self.baskets), dtype=np.int64)
        steps[owners] = 1
        ago = self.ago - steps[self.owner]
        latest = np.zeros(len(self.baskets), dtype=np.int64)
        kept, left = ago >= 0, ago < 0
        np.maximum.at(latest, self.owner[kept], self.day[kept])
        known, held = (
            Purchases(self.owner[rows], self.product[rows], ago[rows], self.day[rows], self.baskets - steps, latest)
            for rows in (kept, left)
        )
        return known, held

    def _chosen(self, rows: Flags, steps: int) -> "Purchases":
        owner, day = self.owner[rows], self.day[rows]
        latest = np.zeros(len(self.baskets), dtype=np.int64)
        np.maximum.at(latest, owner, day)
        left = np.maximum(self.baskets - steps, 0)
        return Purchases(owner, self.product[rows], self.ago[rows] - steps, day, left, latest)


@dataclass(frozen=True)
class History:
    """Purchases with the ids they stand for."""

    customers: tuple[str, ...]  # ids as text, in the order first met
    products: tuple[str, ...]
    purchases: Purchases


def from_lines(lines: Table | pd.DataFrame) -> History:
    """Order lines as the latest MOST_BASKETS baskets of each customer.

    Args:
        lines: `customer_id, order_id, ordered_on, product_id`, and `quantity`, `returned_quantity`, `amount` as in
            `baskets.from_lines`. Lines without customer, day or product are not read, nor is what came back or was
            of no quantity.

    Raises:
        MissingColumns, UnreadableLines.
    """
    missing = [name for name in ("customer_id", "ordered_on") if name not in lines.columns]
    if missing:
        raise MissingColumns(f"The table of lines has no column {', '.join(missing)}; rename or add it.")
    rows = read_rows(lines, level="product_id")
    known = ~is_null(rows["customer_id"]) & ~is_null(rows["ordered_on"]) & ~is_null(rows["product_id"])
    kept = is_bought(rows) & known
    rows = rows.select(["customer_id", "product_id", "ordered_on"])
    rows = rows if kept.all() else rows.filter(pa.array(kept))
    customer, customers = encoded(rows["customer_id"])
    product, products = encoded(rows["product_id"])
    day = np.asarray(rows["ordered_on"].cast(pa.date32()).cast(pa.int32())).astype(np.int64)
    purchases = _purchases(customer, product, day, customers=len(customers), products=len(products))
    return History(tuple(map(str, customers)), tuple(map(str, products)), purchases)


def _purchases(customer: Ints, product: Ints, day: Days, *, customers: int, products: int) -> Purchases:
    first = int(day.min()) if len(day) else 0
    span = int(day.max()) - first + 1 if len(day) else 1
    visits = customer * span + (day - first)
    visited = _distinct(visits, below=customers * span)
    visitor, visit_day = visited // span, visited % span + first
    baskets = np.bincount(visitor, minlength=customers)
    newest = np.cumsum(baskets) - 1  # per customer: place of the latest visit
    turns = MOST_BASKETS - 1 - (newest[visitor] - np.arange(len(visited)))
    turn = _found(visits, visited, np.maximum(turns, -1).astype(np.int8), below=customers * span)
    if (turn < 0).any():
        customer, product, turn = customer[turn >= 0], product[turn >= 0], turn[turn >= 0]
    owner, bought, ago = _in_order(customer, product, turn, customers=customers, products=products)
    days = visit_day[newest[owner] - ago]
    return Purchases(owner, bought, ago, days, np.minimum(baskets, MOST_BASKETS), visit_day[newest])


def _in_order(customer: Ints, product: Ints, turn: Turns, *, customers: int, products: int) -> tuple[Ints, Ints, Ints]:
    """By customer and product, each turn once and the oldest first: customer, product and baskets since."""
    # Half as wide, they are sorted and divided in half the time.
    kind = np.int32 if customers * products * MOST_BASKETS <= np.iinfo(np.int32).max else np.int64
    keys = np.sort((customer.astype(kind) * products + product.astype(kind)) * MOST_BASKETS + turn)
    keys = keys[is_first(keys)]
    pair = keys // MOST_BASKETS
    owner = pair // max(products, 1)
    found = (owner, pair - owner * products, MOST_BASKETS - 1 - (keys - pair * MOST_BASKETS))
    # Wide again: numpy would widen whatever it finds places by, each time.
    owner, bought, ago = (part.astype(np.int64) for part in found)
    return owner, bought, ago


def is_first(*columns: NDArray[Any]) -> Flags:
    """Whether a row differs from the one before in any of the columns."""
    first = np.ones(len(columns[0]), dtype=np.bool_)
    np.not_equal(columns[0][1:], columns[0][:-1], out=first[1:])
    for column in columns[1:]:
        first[1:] |= column[1:] != column[:-1]
    return first


def _distinct(keys: Ints, *, below: int) -> Ints:
    """The distinct keys, rising."""
    if below > MOST_CELLS_PER_KEY * len(keys):
        return np.unique(keys)
    # A table of all that could occur is filled and read in half the time of a sort.
    occurs = np.zeros(below, dtype=np.bool_)
    occurs[keys] = True
    return np.flatnonzero(occurs)


def _found(keys: Ints, distinct: Ints, values: Turns, *, below: int) -> Turns:
    """For each key the value of its place among the distinct."""
    if below > MOST_CELLS_PER_KEY * len(keys):
        return values[np.searchsorted(distinct, keys)]
    table = np.empty(below, dtype=values.dtype)
    table[distinct] = values
    return table[keys]


def matrix(owner: Ints, product: Ints, weight: Singles, *, shape: tuple[int, int]) -> Any:
    """A sparse matrix of 32-bit floats out of pairs that are in order."""
    ends = np.concatenate(([0], np.cumsum(np.bincount(owner, minlength=shape[0]))))
    return sparse.csr_array((weight, product.astype(np.int32), ends.astype(np.int32)), shape=shape)
