"""The step of a refresh that finds which kinds of product are bought together and apart, for the page of baskets.

All orders of all stores count, also those of customers nobody knows.
"""

from datetime import date, datetime

import numpy as np
import pandas as pd

from shuke.analytics.basket import baskets, offers, pairs
from shuke.analytics.basket.baskets import Baskets
from shuke.lib.progress import Report, silent
from shuke.scores.services.runs import Stopwatch
from shuke.warehouse.category_lines import category_lines
from shuke.warehouse.category_pairs import SCHEMA, CategoryPairs
from shuke.warehouse.tables import open_tables

WINDOW_DAYS = 365
MIN_SUPPORT = 0.001
MAX_FALSE_SHARE = 0.05
# Of what is offered to the buyer of something, and of sets: assumptions, said wherever extra sales are.
UPTAKE = offers.ASSUMED_UPTAKE
DISCOUNT = 0.1
# Rare pairs have the highest lift, common ones the most orders: the first so many in each order are kept.
KEPT = 150
ORDERS_OF_INTEREST = ("phi", "lift", "orders_together", "place_sales_minor")


def run_category_pairs(*, as_of: date, now: datetime, engine: str, report: Report = silent) -> None:
    """Count the orders of the year up to `as_of`; the file before stays until this one is whole. How it came about is
    written with it: the day, the data, the engine, the settings, the seconds."""
    watch = Stopwatch()
    with open_tables() as tables:
        with watch.step("read"):
            read = baskets.from_lines(category_lines(tables, as_of=as_of, window_days=WINDOW_DAYS), level="category")
        with watch.step("find"):
            frame = pd.concat([_together(read), _apart(read)], ignore_index=True)
        facts = {
            "fingerprint": tables.manifest.fingerprint,
            "engine": engine,
            "begun": now.isoformat(),
            "window_days": WINDOW_DAYS,
            "orders": read.orders,
            "min_support": MIN_SUPPORT,
            "max_false_share": MAX_FALSE_SHARE,
            "uptake": UPTAKE,
            "discount": DISCOUNT,
            "seconds": watch.seconds,
        }
        rows = CategoryPairs(tables.folder).write([frame], as_of=as_of, facts=facts)
    report(f"category pairs: {rows} kept in {watch.elapsed.total_seconds():.1f} s as of {as_of}")


def _together(read: Baskets) -> pd.DataFrame:
    found = pairs.bought_together(read, min_support=MIN_SUPPORT, max_false_share=MAX_FALSE_SHARE)
    placed = _by_pair(offers.place(found, read, uptake=UPTAKE), "product_a", "product_b", "extra_sales")
    bundled = offers.bundle(found, read, discount=DISCOUNT, uptake=UPTAKE)
    net = _by_pair(bundled, "product_a", "product_b", "net_sales")
    offered = _by_pair(offers.offer(found, read, uptake=UPTAKE), "product_bought", "product_offered", "extra_sales")
    keys = list(zip(found["product_a"], found["product_b"], strict=True))
    frame = found.assign(
        is_together=True,
        place_sales_minor=_minor([placed.get(key) for key in keys]),
        bundle_net_minor=_minor([net.get(key) for key in keys]),
        offer_ab_sales_minor=_minor([offered.get(key) for key in keys]),
        offer_ba_sales_minor=_minor([offered.get((b, a)) for a, b in keys]),
    )
    kept = {row for name in ORDERS_OF_INTEREST for row in frame.nlargest(KEPT, name).index}
    return _as_stored(frame.loc[sorted(kept)])


def _apart(read: Baskets) -> pd.DataFrame:
    found = pairs.bought_apart(read, min_support=MIN_SUPPORT, max_false_share=MAX_FALSE_SHARE)
    none = _minor([None] * len(found))
    sales = {name: none for name in SCHEMA.names if name.endswith("_minor")}
    return _as_stored(found.nsmallest(KEPT, "phi").assign(is_together=False, **sales))


def _as_stored(frame: pd.DataFrame) -> pd.DataFrame:
    named: pd.DataFrame = frame.rename(columns={"product_a": "category_a", "product_b": "category_b"})
    return named.reindex(columns=SCHEMA.names)


def _by_pair(frame: pd.DataFrame, one: str, other: str, value: str) -> dict[tuple[str, str], float]:
    return dict(zip(zip(frame[one], frame[other], strict=True), frame[value], strict=True))


def _minor(values: list[float | None]) -> pd.Series:
    return pd.Series(np.array(values, dtype=np.float64)).round().astype("Int64")
