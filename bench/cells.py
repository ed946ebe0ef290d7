"""Are a million customers cut into Hughes's 125 nested cells in a fifth of a second?

Beside bare DuckDB, which ranks by the same order with three nested `ntile(5)`. Both start from a table in DuckDB's
memory and end with the codes of every customer outside it; in turns, medians, the ratio counts. The fifth of a second
is for the cutting itself, of customers in memory: reading them out of DuckDB is shown in the second line. Cells that
differ fail the bench.
"""

import statistics
import sys
import time

import duckdb
import ibis
import numpy as np
import pandas as pd
import pyarrow as pa

from shuke.analytics.response import cells

CUSTOMERS = 1_000_000
SEED = 20240101
ROUNDS = 5
GOAL_SECONDS = 0.2
SQL = """
    WITH one AS (SELECT *, 6 - ntile(5) OVER (ORDER BY recency_days, customer_id) AS r FROM summary WHERE in_window),
    two AS (SELECT *, 6 - ntile(5) OVER (PARTITION BY r ORDER BY orders DESC, customer_id) AS f FROM one)
    SELECT customer_id, r, f, 6 - ntile(5) OVER (PARTITION BY r, f ORDER BY spend DESC, customer_id) AS m FROM two
"""


def main() -> int:
    summary = _summary()
    backend = ibis.duckdb.connect()
    table = backend.create_table("summary", summary)
    engine: duckdb.DuckDBPyConnection = backend.con
    inside = summary.filter(summary["in_window"])
    ways = {
        "shuke, in memory": lambda: cells.nested_in_memory(inside),
        "shuke": lambda: cells.nested(table).to_pyarrow(),
        "DuckDB ntile": lambda: engine.execute(SQL).to_arrow_table(),
    }
    taken: dict[str, list[float]] = {name: [] for name in ways}
    busy: dict[str, list[float]] = {name: [] for name in ways}
    found: dict[str, pa.Table] = {}
    for _ in range(ROUNDS):
        for name, cut in ways.items():
            start, processor = time.perf_counter(), time.process_time()
            found[name] = cut()
            taken[name].append(time.perf_counter() - start)
            busy[name].append(time.process_time() - processor)
    return _report(_medians(taken), _medians(busy), found)


def _medians(rounds: dict[str, list[float]]) -> dict[str, float]:
    return {name: statistics.median(seconds) for name, seconds in rounds.items()}


def _report(seconds: dict[str, float], busy: dict[str, float], found: dict[str, pa.Table]) -> int:
    print(f"{CUSTOMERS:,} customers, 125 cells")
    print(f"{'':<20}{'median s':>10}{'processor s':>13}{'ratio':>8}")
    for name, taken in seconds.items():
        print(f"{name:<20}{taken:>10.3f}{busy[name]:>13.3f}{taken / seconds['shuke']:>8.1f}")
    *ours, theirs = (_codes(table) for table in found.values())
    is_equal = all(codes.equals(theirs) for codes in ours)
    print("equal cells" if is_equal else "THE CELLS DIFFER")
    is_quick = seconds["shuke, in memory"] <= GOAL_SECONDS
    print(f"{'within' if is_quick else 'ABOVE'} {GOAL_SECONDS} s")
    return 0 if is_equal and is_quick else 1


def _codes(table: pa.Table) -> pd.Series:
    rows = table.to_pandas().set_index("customer_id").sort_index()
    return (rows["r"] * 100 + rows["f"] * 10 + rows["m"]).astype("int64")


def _summary() -> pa.Table:
    random = np.random.default_rng(SEED)
    orders = 1 + random.geometric(0.15, CUSTOMERS)
    return pa.table(
        {
            "customer_id": np.char.add("C", np.char.zfill(random.permutation(CUSTOMERS).astype(str), 7)),
            "recency_days": random.integers(0, 365, CUSTOMERS),
            "orders": orders,
            "spend": (orders * random.gamma(2.0, 1_500, CUSTOMERS)).astype(np.int64),
            "in_window": random.random(CUSTOMERS) < 0.98,
        }
    )


if __name__ == "__main__":
    sys.exit(main())
