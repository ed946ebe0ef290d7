"""The cells of a test and its sample, as Ibis tables (docs/models/response.md)."""

from itertools import product
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
from ibis.expr.types import Table

from shuke.analytics.response.fifths import PARTS, Ids, Measures, codes
from shuke.analytics.worth import rfm
from shuke.analytics.worth.columns import as_text, exact_sum, require
from shuke.lib.errors import ShukeError

# By how many cells are better: "555", "554" … "111".
CELLS = pa.array(["".join(digits) for digits in product("54321", repeat=3)])


class BadSample(ShukeError):
    """A sample that cannot be taken."""


def nested(summary: Table, *, monetary: rfm.Monetary = "spend") -> Table:
    """125 cells of equal size: fifths by recency, inside each by frequency, inside each by money.

    Args:
        summary: from `worth.rfm.summary`; customers without a purchase in its window are left out.
        monetary: what the last cut ranks.

    Returns:
        `customer_id, r, f, m` (5 is best) and `cell` (their digits, "555" the best), in memory. Sizes differ by one at
        most; fewer than 125 customers leave cells empty.

    Raises:
        MissingColumns.

    Source: Hughes, "Strategic Database Marketing"; ties as in docs/definitions.md, RFM. The codes are those of
    `worth.rfm.score` with `method="nested"`, for those in the window.
    """
    require(summary, columns=("customer_id", "in_window", "recency_days", "orders", monetary), kind="customers")
    inside = summary.filter(summary.in_window)
    rows = inside.select(
        "customer_id",
        **{name: _measured(inside[name]) for name in ("recency_days", "orders", monetary)},
    ).to_pyarrow()
    return ibis.memtable(nested_in_memory(rows, monetary=monetary))


def nested_in_memory(customers: pa.Table, *, monetary: rfm.Monetary = "spend") -> pa.Table:
    """`nested` of customers that lie in memory already.

    Args:
        customers: `customer_id, recency_days, orders` and `monetary`, one row a customer in the window, no nulls.
        monetary: as in `nested`.

    Raises:
        MissingColumns.
    """
    require(customers, columns=("customer_id", "recency_days", "orders", monetary), kind="customers")
    ids = Ids.of(customers["customer_id"])
    recency, orders, money = (_numbers(customers[name]) for name in ("recency_days", "orders", monetary))
    everybody = np.zeros(len(customers), dtype=np.int32)
    r = codes(everybody, -recency, ids, groups=1)
    by_recency = PARTS - r.astype(np.int32)
    f = codes(by_recency, orders, ids, groups=PARTS)
    by_frequency = by_recency * PARTS + PARTS - f
    m = codes(by_frequency, money, ids, groups=PARTS**2)
    digits = {name: found.astype(np.int64) for name, found in (("r", r), ("f", f), ("m", m))}
    return pa.table(
        {
            "customer_id": customers["customer_id"],
            **digits,
            "cell": CELLS.take(pa.array(by_frequency * PARTS + PARTS - m)),
        }
    )


def _measured(column: Any) -> Any:
    """Whole numbers as they are: they are cut faster."""
    return column if column.type().is_integer() else column.cast("float64")


def _numbers(column: pa.ChunkedArray) -> Measures:
    return np.asarray(column, dtype=np.int64 if pa.types.is_integer(column.type) else np.float64)


def step_for(*, customers: int, sample: int) -> int:
    """Every how many customers one is taken: 800,000 customers, 40,000 to test, every 20th.

    Rounded down, so that the sample is never smaller than asked for.

    Raises:
        BadSample: fewer than one customer is asked for, or more than there are.
    """
    if not 1 <= sample <= customers:
        raise BadSample(f"A sample of {sample} cannot be taken from {customers} customers; give 1 to {customers}.")
    return customers // sample


def every_nth(customers: Table, *, step: int, start: int = 0) -> Table:
    """Every `step`-th customer, in the order of cell (where there is one), then customer id as text.

    Args:
        customers: one row per customer; `customer_id`, optional `cell`; further columns are kept.
        step: from `step_for`.
        start: how many customers stand before the first taken, below `step`; drawn at random it gives each customer
            the same chance, and other starts give further samples without overlap.

    Returns:
        The rows taken. Each cell is taken in proportion, to within one customer, so the sample mirrors the file.

    Raises:
        BadSample: no such step or start.
        MissingColumns: no `customer_id`.
    """
    if step < 1 or not 0 <= start < step:
        raise BadSample(f"Every {step}th from {start} cannot be taken; give a step from 1 and a start below it.")
    require(customers, columns=("customer_id",), kind="customers")
    cell = [customers.cell] if "cell" in customers.columns else []
    numbered = customers.mutate(place=ibis.row_number().over(order_by=[*cell, as_text(customers.customer_id)]))
    return numbered.filter(numbered.place % step == start).drop("place")


def tally(mailed: Table) -> Table:
    """What came back, by cell.

    Args:
        mailed: one row per customer: `cell, responded` (boolean), optional `margin` (earned on the response, before
            the piece, in any unit).

    Returns:
        `cell, pieces, responses`, and `margin` where it was given, ordered by cell.

    Raises:
        MissingColumns.
    """
    require(mailed, columns=("cell", "responded"), kind="mailed customers")
    sums = {"pieces": mailed.count(), "responses": mailed.count(where=mailed.responded)}
    if "margin" in mailed.columns:
        sums["margin"] = exact_sum(mailed.margin).fill_null(0)
    return mailed.group_by("cell").aggregate(**sums).order_by("cell")
