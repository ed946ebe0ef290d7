"""The step of a refresh that finds which products and kinds of product are bought together and apart, for the page of
baskets.

All orders of all stores count, also those of customers nobody knows.
"""

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import pandas as pd

from shuke.analytics.basket import baskets, offers, pairs
from shuke.analytics.basket.baskets import Baskets
from shuke.analytics.basket.counting import TooManyPairs
from shuke.lib.progress import Report, silent
from shuke.scores.models import ModelRun
from shuke.scores.services.runs import finish, recorded_step
from shuke.warehouse.category_lines import category_lines
from shuke.warehouse.category_pairs import LEVELS, SCHEMA, CategoryPairs, Level
from shuke.warehouse.tables import Tables

WINDOW_DAYS = 365
MIN_SUPPORT = 0.001
# Of a few orders every two products that met once would be a pair of that support.
FEWEST_ORDERS = 5
MAX_FALSE_SHARE = 0.05
# Of what is offered to the buyer of something, and of sets: assumptions, said wherever extra sales are.
UPTAKE = offers.ASSUMED_UPTAKE
DISCOUNT = 0.1
# Rare pairs have the highest lift, common ones the most orders: the first so many in each order are kept.
KEPT = 150
ORDERS_OF_INTEREST = ("phi", "lift", "orders_together", "place_sales_minor")


@dataclass(frozen=True)
class _Counted:
    orders: int
    min_support: float  # what it took to stay within memory
    pairs: pd.DataFrame


def run_category_pairs(*, as_of: date, now: datetime, engine: str, report: Report = silent) -> ModelRun:
    """Count the orders of the year up to `as_of` at every level, in one recorded run; a level's file before stays until
    its new one is whole. How it came about is written with it, too."""
    settings = {
        "window_days": WINDOW_DAYS,
        "min_support": MIN_SUPPORT,
        "max_false_share": MAX_FALSE_SHARE,
        "uptake": UPTAKE,
        "discount": DISCOUNT,
    }
    with recorded_step(kind=ModelRun.Kind.PAIRS, as_of=as_of, now=now, engine=engine, parameters=settings) as (
        tables,
        run,
        watch,
    ):
        for level in LEVELS:
            with watch.step(f"pairs_{level}"):
                counted = _counted(tables, level, as_of=as_of)
            facts = {
                **settings,
                "fingerprint": tables.manifest.fingerprint,
                "engine": engine,
                "begun": now.isoformat(),
                "run": run.pk,
                "orders": counted.orders,
                "min_support": counted.min_support,
                "seconds": watch.seconds,
            }
            rows = CategoryPairs(tables.folder, level).write([counted.pairs], as_of=as_of, facts=facts)
            run.rows[f"pairs_{level}"] = rows
            run.metrics[level] = {"orders": counted.orders, "min_support": counted.min_support, "pairs": rows}
        finish(run, watch, now=now)
    kept = ", ".join(f"{run.metrics[level]['pairs']} of the level {level}" for level in LEVELS)
    report(f"pairs: {kept} kept in {watch.elapsed.total_seconds():.1f} s as of {as_of}")
    return run


def _counted(tables: Tables, level: Level, *, as_of: date) -> _Counted:
    """One level at a time in memory; where too many pairs reach the support, twice as much is asked for."""
    read = baskets.from_lines(category_lines(tables, as_of=as_of, window_days=WINDOW_DAYS), level=level)
    support = min(max(MIN_SUPPORT, FEWEST_ORDERS / max(read.orders, 1)), 1.0)
    while True:
        try:
            found = [_together(read, support), _apart(read, support)]
        except TooManyPairs:
            if support == 1:
                raise
            support = min(2 * support, 1.0)
        else:
            return _Counted(read.orders, support, pd.concat(found, ignore_index=True))


def _together(read: Baskets, min_support: float) -> pd.DataFrame:
    found = pairs.bought_together(read, min_support=min_support, max_false_share=MAX_FALSE_SHARE)
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


def _apart(read: Baskets, min_support: float) -> pd.DataFrame:
    found = pairs.bought_apart(read, min_support=min_support, max_false_share=MAX_FALSE_SHARE)
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
