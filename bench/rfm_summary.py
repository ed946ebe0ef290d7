"""Does the RFM summary of 10 M lines and a million customers cost at most 1.3 times the SQL one would write by hand?

Both read the same Parquet file in the same engine, in turns; medians, their ratio counts. SHUKE_BENCH_LINES and
SHUKE_BENCH_CUSTOMERS choose another size; SHUKE_BENCH_DATA keeps the file.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import ibis

from bench.data import Shop, write_lines
from shuke.analytics.worth import orders, rfm

LINES = int(os.environ.get("SHUKE_BENCH_LINES", "10000000"))
CUSTOMERS = int(os.environ.get("SHUKE_BENCH_CUSTOMERS", "1000000"))
ALLOWED_RATIO = 1.3
ROUNDS = 5
AS_OF = date(2024, 12, 30)

BARE_SQL = """
    CREATE OR REPLACE TEMP TABLE bare AS
    SELECT customer_id,
        min(ordered_on) FILTER (is_purchase) AS first_on,
        max(ordered_on) FILTER (is_purchase) AS latest_on,
        count(*) FILTER (is_purchase) AS total_orders,
        count(*) FILTER (is_purchase AND ordered_on > DATE '2023-12-31') AS orders,
        coalesce(sum(amount) FILTER (ordered_on > DATE '2023-12-31'), 0)::BIGINT AS spend
    FROM (
        SELECT customer_id, order_id, ordered_on, sum(amount) AS amount, bool_or(quantity > 0) AS is_purchase
        FROM read_parquet('{path}')
        WHERE ordered_on <= DATE '2024-12-30'
        GROUP BY ALL
    )
    GROUP BY customer_id
    HAVING count(*) FILTER (is_purchase) > 0
"""


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(os.environ.get("SHUKE_BENCH_DATA", folder)) / f"lines-{LINES}-{CUSTOMERS}.parquet"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            write_lines(path, shop=Shop(customers=CUSTOMERS, lines=LINES))
        engine = ibis.duckdb.connect(memory_limit="3GB", temp_directory=folder)
        seconds = _in_turns(
            {
                "bare DuckDB": lambda: engine.raw_sql(BARE_SQL.format(path=path)),
                "shuke": lambda: _summarise(engine, path),
            }
        )
        _check_equal(engine, path)
    return _report(seconds)


def _summarise(engine: Any, path: Path) -> Any:
    lines = engine.read_parquet(path)
    return rfm.summary(orders.from_lines(lines), as_of=AS_OF).cache()


def _in_turns(contenders: dict[str, Callable[[], Any]]) -> dict[str, list[float]]:
    """Seconds of each round; the first round, which warms the file cache, is not kept."""
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(ROUNDS + 1):
        for name, run in contenders.items():
            start = time.perf_counter()
            run()
            seconds[name].append(time.perf_counter() - start)
    return {name: kept[1:] for name, kept in seconds.items()}


def _check_equal(engine: Any, path: Path) -> None:
    """A fast wrong answer counts for nothing."""
    columns = ("total_orders", "orders", "spend")
    tables = (engine.table("bare", database="temp.main"), _summarise(engine, path))
    ours, theirs = ([int(table[name].sum().to_pandas()) for name in columns] for table in tables)
    if ours != theirs:
        raise AssertionError(f"the two summaries differ: {ours} and {theirs}")


def _report(seconds: dict[str, list[float]]) -> int:
    medians = {name: statistics.median(rounds) for name, rounds in seconds.items()}
    ratio = medians["shuke"] / medians["bare DuckDB"]
    print(f"RFM summary, {LINES:,} lines, {CUSTOMERS:,} customers, from Parquet ({ROUNDS} rounds in turns)")
    print(f"{'':<14}{'median s':>10}{'min':>8}{'max':>8}{'ratio':>8}")
    for name, rounds in seconds.items():
        own = medians[name] / medians["bare DuckDB"]
        print(f"{name:<14}{medians[name]:>10.2f}{min(rounds):>8.2f}{max(rounds):>8.2f}{own:>8.2f}")
    print(f"{'within' if ratio <= ALLOWED_RATIO else 'OVER'} the budget of {ALLOWED_RATIO} times bare DuckDB")
    return 0 if ratio <= ALLOWED_RATIO else 1


if __name__ == "__main__":
    sys.exit(main())
