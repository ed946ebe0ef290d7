"""Who bought what, when and for how much, as plain arrays: a question about purchases is answered in memory.

Written once a build, out of its facts, and mapped into memory by whoever asks: processes share the pages. Orders stand
by day, lines by product, so that a period and a product are each a slice. Days are counted from 1970; amounts are minor
units, net of discounts and returns. `gone` is the day on which a purchase is none any more, since its last piece came
back (docs/definitions.md, Purchase); 0 for what never was one.
"""

import os
import shutil
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from shuke.warehouse.tables import Tables

NEVER = np.iinfo(np.int32).max
EPOCH = date(1970, 1, 1)
BEING_WRITTEN = "written-"
LONGEST_WRITTEN_SECONDS = 86_400.0  # it takes seconds: whoever began so long ago was killed
ARRAYS = (
    *("customers", "order_customer", "order_day", "order_amount", "order_gone"),
    *("line_order", "line_amount", "line_gone", "products", "product_starts"),
)

Numbers = NDArray[Any]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """At least `times` purchases between two days, for at least `least_minor` together."""

    until: date  # nothing later is looked at
    after: date | None = None  # only later days
    times: int = 1
    least_minor: int | None = None


@dataclass(frozen=True)
class Purchases:
    customers: Numbers  # ids, ascending; elsewhere a customer is the place here
    order_customer: Numbers
    order_day: Numbers  # ascending
    order_amount: Numbers
    order_gone: Numbers
    line_order: Numbers  # place of its order
    line_amount: Numbers
    line_gone: Numbers
    products: Numbers  # keys, ascending
    product_starts: Numbers  # first line of each product; one more than products

    def buyers(self, wanted: Wanted, *, as_of: date) -> Numbers:
        """Ids of those who bought anything so often and for so much, ascending."""
        low, high = self._orders_of(wanted, as_of=as_of)
        people = self.order_customer[low:high]
        is_purchase = self.order_gone[low:high] > _number(as_of)
        times = np.bincount(people[is_purchase], minlength=len(self.customers))
        return self._enough(times, wanted, people, self.order_amount[low:high])

    def buyers_of(self, products: Sequence[int], wanted: Wanted, *, as_of: date) -> Numbers:
        """The same of products, by their keys: an order with several of them is one purchase."""
        low, high = self._orders_of(wanted, as_of=as_of)
        parts = self._slices(products)
        orders = _joined(self.line_order, parts)
        inside = (orders >= low) & (orders < high)
        orders = orders[inside]
        is_purchase = _joined(self.line_gone, parts)[inside] > _number(as_of)
        with_some = np.zeros(len(self.order_day), dtype=bool)
        with_some[orders[is_purchase]] = True
        times = np.bincount(self.order_customer[np.flatnonzero(with_some)], minlength=len(self.customers))
        amounts = _joined(self.line_amount, parts)[inside] if wanted.least_minor is not None else orders
        return self._enough(times, wanted, self.order_customer[orders], amounts)

    def _orders_of(self, wanted: Wanted, *, as_of: date) -> tuple[int, int]:
        """The orders of the period, from and to."""
        until = _number(min(wanted.until, as_of))
        high = int(np.searchsorted(self.order_day, until, side="right"))
        if wanted.after is None:
            return 0, high
        return min(high, int(np.searchsorted(self.order_day, _number(wanted.after), side="right"))), high

    def _enough(self, times: Numbers, wanted: Wanted, people: Numbers, amounts: Numbers) -> Numbers:
        enough = times >= wanted.times
        if wanted.least_minor is not None:
            # Sums of whole numbers stay exact in a double up to 2^53.
            enough &= np.bincount(people, weights=amounts, minlength=len(self.customers)) >= wanted.least_minor
        return self.customers[enough]

    def _slices(self, products: Sequence[int]) -> list[tuple[int, int]]:
        """Where their lines stand; neighbours are one."""
        slices: list[tuple[int, int]] = []
        for place in np.flatnonzero(np.isin(self.products, products)).tolist():
            start, end = int(self.product_starts[place]), int(self.product_starts[place + 1])
            if slices and slices[-1][1] == start:
                slices[-1] = (slices[-1][0], end)
            else:
                slices.append((start, end))
        return slices


def purchases_of(tables: Tables) -> Purchases:
    """Those of a build; written first where nobody has."""
    manifest = tables.manifest
    name = f"{manifest.generation:06}-{''.join(each for each in manifest.built_at if each.isdigit())}"
    path = tables.folder.path / "purchases" / name
    if not path.exists():
        _keep(path, _arrays(tables))
    return _opened(path)


def write_again(tables: Tables) -> None:
    """For a new build, where those of one before were asked for: whoever asked yesterday need not wait today."""
    if (tables.folder.path / "purchases").exists():
        purchases_of(tables)


@lru_cache(maxsize=2)  # the build that is read, and the one before while it is still asked for
def _opened(path: Path) -> Purchases:
    return Purchases(**{name: np.load(path / f"{name}.npy", mmap_mode="r") for name in ARRAYS})


def _keep(path: Path, arrays: dict[str, Numbers]) -> None:
    """Beside, then moved into place: of two that write at once one is kept. Older builds' are thrown away."""
    path.parent.mkdir(parents=True, exist_ok=True)
    before = sorted(other for other in path.parent.iterdir() if other.is_dir())
    beside = Path(tempfile.mkdtemp(prefix=BEING_WRITTEN, dir=path.parent))
    begun = beside.stat().st_mtime
    try:
        for name, array in arrays.items():
            np.save(beside / f"{name}.npy", array)
        os.rename(beside, path)
    except OSError:
        if not path.exists():  # else somebody was first
            raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    for old in before:
        if old != path and not _is_being_written(old, now=begun):
            shutil.rmtree(old, ignore_errors=True)


def _is_being_written(folder: Path, *, now: float) -> bool:
    """By a process that may live."""
    with suppress(FileNotFoundError):  # in its place by now
        return folder.name.startswith(BEING_WRITTEN) and now - folder.stat().st_mtime < LONGEST_WRITTEN_SECONDS
    return True


def _arrays(tables: Tables) -> dict[str, Numbers]:
    orders = _orders(tables).to_pyarrow()
    customers, order_customer = np.unique(orders["customer_id"].to_numpy(), return_inverse=True)
    places = _places(orders["order_key"].to_numpy())
    lines = _lines(tables).to_pyarrow()
    by_product = lines["product_key"].to_numpy()
    starts = np.flatnonzero(np.diff(by_product, prepend=-1))
    return {
        "customers": customers,
        "order_customer": order_customer.astype(np.int32),
        "order_day": _days(orders["ordered_on"], missing=0),
        "order_amount": orders["amount"].to_numpy(),
        "order_gone": np.where(orders["is_sale"].to_numpy(), _days(orders["returned_on"], missing=NEVER), 0),
        "line_order": places[lines["order_key"].to_numpy()],
        "line_amount": lines["amount"].to_numpy(),
        "line_gone": np.where(lines["is_sale"].to_numpy(), _days(lines["gone_on"], missing=NEVER), 0),
        "products": by_product[starts],
        "product_starts": np.append(starts, len(lines)).astype(np.int64),
    }


def _places(keys: Numbers) -> Numbers:
    """Where each key stands, by the key itself: keys are numbers of rows, dense enough for a table."""
    places = np.zeros(int(keys.max()) + 1 if len(keys) else 0, dtype=np.int32)
    places[keys] = np.arange(len(keys), dtype=np.int32)
    return places


def _orders(tables: Tables) -> Any:
    people = tables["customer_map"].select("customer_key", customer_id="current_key")
    known = tables["fact_order"].inner_join(people, "customer_key").left_join(tables["order_return"], "order_key")
    return known.select(
        "order_key", "customer_id", "ordered_on", "is_sale", "returned_on", amount=known.net_minor
    ).order_by("ordered_on", "order_key")


def _lines(tables: Tables) -> Any:
    """Of orders with a known customer, by product and order."""
    people = tables["customer_map"].select("customer_key")
    lines = tables["fact_order_line"].semi_join(people, "customer_key")
    gone = _gone(tables["fact_order_line"])
    joined = lines.left_join(gone, lines.line_key == gone.back_key)
    return joined.select(
        "order_key", "product_key", "gone_on", amount=joined.net_minor, is_sale=joined.quantity > 0
    ).order_by("product_key", "order_key")


def _gone(lines: Any) -> Any:
    """`back_key, gone_on`: the day on which the last piece of a line came back."""
    back = lines.filter(lines.undoes_line_key.notnull())
    sums = back.group_by(back_key=back.undoes_line_key, back_on=back.ordered_on).aggregate(pieces=-back.quantity.sum())
    until_then = sums.mutate(
        returned=sums.pieces.sum().over(ibis.cumulative_window(group_by="back_key", order_by="back_on"))
    )
    sold = lines.select(sold_key="line_key", sold="quantity")
    whole = until_then.inner_join(sold, until_then.back_key == sold.sold_key)
    whole = whole.filter(whole.returned >= whole.sold)
    return whole.group_by("back_key").aggregate(gone_on=whole.back_on.min())


def _days(column: Any, *, missing: int) -> Numbers:
    days = column.cast(pa.int32())
    return np.asarray(days.fill_null(missing).to_numpy(), dtype=np.int32)


def _joined(array: Numbers, parts: list[tuple[int, int]]) -> Numbers:
    if len(parts) == 1:
        return array[slice(*parts[0])]
    return np.concatenate([array[start:end] for start, end in parts]) if parts else array[:0]


def _number(day: date) -> int:
    return (day - EPOCH) // timedelta(days=1)
