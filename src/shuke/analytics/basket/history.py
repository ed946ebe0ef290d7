"""What each customer bought, basket by basket: one basket is everything of one customer on one day."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from ibis.expr.types import Table
from numpy.typing import NDArray
from scipy import sparse

from shuke.analytics.basket.baskets import Flags, Floats, Ints, encoded, is_bought, is_null, read_rows
from shuke.analytics.worth.columns import MissingColumns

# Older baskets say little of the next one, and a bound keeps a customer of twenty years from costing more than others.
MOST_BASKETS = 50
MOST_CELLS_PER_KEY = 16  # nine bytes each
Days = NDArray[np.int64]


@dataclass(frozen=True)
class Purchases:
    """One row per owner, product and basket, in that order; an owner is a customer, or one of her earlier selves."""

    owner: Ints
    product: Ints
    ago: Ints  # baskets since: 0 is the owner's latest
    day: Days  # days since 1970-01-01
    baskets: Ints  # per owner: how many there are
    latest: Days  # per owner: day of the latest basket

    def earlier(self, owners: Ints, *, steps: int) -> tuple["Purchases", "Purchases"]:
        """The same owners, numbered from 0, as they stood `steps` baskets ago, and the basket that came then.

        Owners with too few baskets to have a history then have no rows.
        """
        place = np.full(len(self.baskets), -1)
        place[owners[self.baskets[owners] > steps]] = np.flatnonzero(self.baskets[owners] > steps)
        mine = place[self.owner] >= 0
        before = self._chosen(mine & (self.ago >= steps), place=place, owners=owners, steps=steps)
        return before, self._chosen(mine & (self.ago == steps - 1), place=place, owners=owners, steps=steps)

    def _chosen(self, rows: Flags, *, place: Ints, owners: Ints, steps: int) -> "Purchases":
        owner, day = place[self.owner[rows]], self.day[rows]
        latest = np.zeros(len(owners), dtype=np.int64)
        np.maximum.at(latest, owner, day)
        left = np.maximum(self.baskets[owners] - steps, 0)
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
    rows = rows.filter(pa.array(is_bought(rows) & known))
    customer, customers = encoded(rows["customer_id"])
    product, products = encoded(rows["product_id"])
    day = np.asarray(rows["ordered_on"].cast(pa.date32()).cast(pa.int32())).astype(np.int64)
    purchases = _purchases(customer, product, day, customers=len(customers), products=len(products))
    return History(tuple(map(str, customers)), tuple(map(str, products)), purchases)


def _purchases(customer: Ints, product: Ints, day: Days, *, customers: int, products: int) -> Purchases:
    first = int(day.min()) if len(day) else 0
    span = int(day.max()) - first + 1 if len(day) else 1
    visited, line_visit = _distinct(customer * span + (day - first), below=customers * span)
    baskets = np.bincount(visited // span, minlength=customers)
    ends = np.cumsum(baskets)
    ago = ends[visited // span] - 1 - np.arange(len(visited))
    latest = visited[ends - 1] % span + first if customers else ends
    line_ago = ago[line_visit]
    kept = line_ago < MOST_BASKETS
    # Oldest basket first within a customer and product.
    turn = (customer[kept] * products + product[kept]) * MOST_BASKETS + (MOST_BASKETS - 1 - line_ago[kept])
    turn = np.sort(turn)
    turn = turn[np.diff(turn, prepend=-1) > 0]
    pair, back = np.divmod(turn, MOST_BASKETS)
    owner, bought = np.divmod(pair, max(products, 1))
    line_ago = MOST_BASKETS - 1 - back
    days = visited[ends[owner] - 1 - line_ago] % span + first if len(owner) else owner
    return Purchases(owner, bought, line_ago, days, np.minimum(baskets, MOST_BASKETS), latest)


def _distinct(keys: Ints, *, below: int) -> tuple[Ints, Ints]:
    """The distinct keys, rising, and the place of each key among them."""
    if below > MOST_CELLS_PER_KEY * len(keys):
        distinct, places = np.unique(keys, return_inverse=True)
        return distinct, places
    # A table of all that could occur is filled and read in half the time of a sort.
    occurs = np.zeros(below, dtype=np.bool_)
    occurs[keys] = True
    return np.flatnonzero(occurs), (np.cumsum(occurs, dtype=np.int64) - 1)[keys]


def matrix(owner: Ints, product: Ints, weight: Floats, *, shape: tuple[int, int]) -> Any:
    """A sparse matrix of 32-bit floats out of pairs that are in order."""
    ends = np.concatenate(([0], np.cumsum(np.bincount(owner, minlength=shape[0]))))
    return sparse.csr_array((weight.astype(np.float32), product.astype(np.int32), ends.astype(np.int64)), shape=shape)
