"""Does the nightly refresh of 10 million lines and a million customers stay under 60 seconds and 4 GB on two cores?

From the records database to the last score row written back, everything read anew; filling in the history of scores
is apart. Then the next night, when one day of sales has been added. Memory is what the refresh and the processes it
starts hold together, looked at every 50 ms; processor seconds tell slow work from a busy machine.

DATABASE_URL chooses an empty PostgreSQL instead of SQLite; SHUKE_BENCH_LINES and SHUKE_BENCH_CUSTOMERS another size;
SHUKE_BENCH_DATA keeps the shop for another round.
"""

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

LINES = int(os.environ.get("SHUKE_BENCH_LINES", "10000000"))
CUSTOMERS = int(os.environ.get("SHUKE_BENCH_CUSTOMERS", "1000000"))
BUDGET_SECONDS, BUDGET_MB = 60, 4096
NOW = datetime(2025, 1, 1, 4, 10, tzinfo=UTC)
AS_OF = date(2024, 12, 30)  # of the first night
LOOK_SECONDS = 0.05
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")

# Columns that matter to nobody here get the cheapest value that the tables accept.
TABLES = {
    "stores_store": """
        SELECT row_number() OVER (ORDER BY home_store_id) AS id, home_store_id AS code, home_store_id AS name,
            'Asia/Shanghai' AS time_zone, 'CNY' AS currency, '' AS address, true AS is_open, '' AS origin,
            moment AS created_at, moment AS updated_at
        FROM (SELECT DISTINCT home_store_id FROM lines) CROSS JOIN now""",
    "catalog_category": """
        SELECT row_number() OVER (ORDER BY category_id) AS id, category_id AS name, 'All › ' || category_id AS path,
            NULL::BIGINT AS parent_id
        FROM (SELECT DISTINCT category_id FROM lines)""",
    "catalog_product": """
        SELECT row_number() OVER (ORDER BY product_id) AS id, product_id AS code, product_id AS name, '' AS brand,
            '' AS package, NULL::DECIMAL(16, 4) AS price, 1.2::DECIMAL(16, 4) AS cost, true AS is_described,
            true AS is_sold, '' AS origin, moment AS created_at, moment AS updated_at, category.id AS category_id
        FROM (SELECT DISTINCT product_id, category_id FROM lines) CROSS JOIN now
        JOIN records.catalog_category AS category ON category.name = category_id""",
    "customers_customer": """
        SELECT row_number() OVER (ORDER BY customer_id) AS id, customer_id AS number, '' AS name, '' AS family_name,
            '' AS salutation, '' AS gender, '' AS lunar_birthday, '' AS language, '' AS time_zone, '' AS address,
            '' AS occupation, '' AS acquired_through, '' AS notes, '{}' AS custom, false AS is_do_not_contact,
            false AS is_not_personalised, false AS is_name_generated, '' AS service_class, '' AS origin,
            moment AS created_at, moment AS updated_at, store.id AS home_store_id
        FROM (SELECT customer_id, min(home_store_id) AS home FROM lines GROUP BY customer_id) CROSS JOIN now
        JOIN records.stores_store AS store ON store.code = home ORDER BY 1""",
    "sales_order": """
        SELECT row_number() OVER (ORDER BY order_id) AS id, 'bench' AS source, order_id AS source_key,
            ordered_on::TIMESTAMP AS ordered_at, ordered_on, 'CNY' AS currency, '' AS channel, '' AS sold_by,
            '' AS payment, total, line_count, has_sale, '' AS content_hash, '' AS origin, moment AS created_at,
            moment AS updated_at, customer.id AS customer_id, customer.home_store_id AS store_id
        FROM (SELECT order_id, min(customer_id) AS number, min(ordered_on) AS ordered_on, count(*) AS line_count,
            (sum(amount) / 100)::DECIMAL(16, 4) AS total, bool_or(quantity > 0) AS has_sale
            FROM lines GROUP BY order_id) CROSS JOIN now
        JOIN records.customers_customer AS customer USING (number) ORDER BY 1""",
    "sales_orderline": """
        SELECT row_number() OVER (ORDER BY placed.id) AS id, (row_number() OVER (ORDER BY placed.id))::VARCHAR
            AS line_key, 1 AS position, quantity::DECIMAL(14, 3) AS quantity, (amount / 100)::DECIMAL(16, 4) AS amount,
            0::DECIMAL(16, 4) AS discount, NULL::DECIMAL(16, 4) AS cost, placed.id AS order_id,
            product.id AS product_id, NULL::BIGINT AS undoes_id
        FROM lines
        JOIN records.sales_order AS placed ON placed.source_key = order_id
        JOIN records.catalog_product AS product ON product.code = lines.product_id ORDER BY 1""",
}


def fill(folder: Path) -> None:
    """Tables by the migrations, also of a kept shop; rows by the engine: the import has a bench of its own."""
    from django.core.management import call_command

    from bench.data import Shop, write_lines
    from shuke.records.stores.models import Store
    from shuke.warehouse.engine import scan_records

    call_command("migrate", verbosity=0)
    if Store.objects.exists():
        return
    parquet = folder / "lines.parquet"
    write_lines(parquet, shop=Shop(customers=CUSTOMERS, lines=LINES))
    views = [
        "SET preserve_insertion_order = true",
        f"CREATE VIEW lines AS FROM read_parquet('{parquet}')",
        f"CREATE VIEW now AS SELECT TIMESTAMP '{NOW:%Y-%m-%d %H:%M:%S}' AS moment",
    ]
    rows = [f"INSERT INTO records.{table} BY NAME {rows}" for table, rows in TABLES.items()]
    indexes = take_indexes(TABLES)
    scan_records([*views, *rows], folder=folder, read_only=False)
    execute(indexes)
    parquet.unlink()


def take_indexes(filled: Iterable[str]) -> list[str]:
    """Drops SQLite's indexes of these tables and returns what makes them again.

    Sorted once they take minutes, row by row hours.
    """
    from django.db import connection

    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        tables = ", ".join(f"'{table}'" for table in filled)
        cursor.execute(
            f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql <> '' AND tbl_name IN ({tables})"
        )
        found = cursor.fetchall()
    execute([f'DROP INDEX "{name}"' for name, _ in found])
    return [definition for _, definition in found]


def execute(statements: list[str]) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def sell_a_day() -> None:
    """The day after the first night sells what that day sold, under new receipt numbers; in a kept shop once."""
    from django.db import connection

    from shuke.records.sales.models import Order

    if Order.objects.filter(source="again").exists():
        return
    day, orders = f"'{AS_OF + timedelta(days=1)}'", "FROM sales_order WHERE ordered_on = %s"
    order = _copied("sales_order", id="id + 100000000", source="'again'", ordered_on=day, ordered_at=day)
    line = _copied("sales_orderline", id="id + 100000000", order_id="order_id + 100000000")
    with connection.cursor() as cursor:
        cursor.execute(f"{order} {orders} AND source = 'bench'", [AS_OF])
        cursor.execute(f"{line} FROM sales_orderline WHERE order_id IN (SELECT id {orders})", [AS_OF])


def _copied(table: str, **changed: str) -> str:
    from django.db import connection

    with connection.cursor() as cursor:
        names = [column.name for column in connection.introspection.get_table_description(cursor, table)]
    return f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(changed.get(name, name) for name in names)}"


def night(as_of: date) -> dict[str, Any]:
    """One refresh, without the history of scores."""
    from shuke import pipeline
    from shuke.scores.services import run_scores

    begun: list[float] = []

    def scores(**given: Any) -> Any:
        begun.append(time.perf_counter())
        return run_scores(**given)

    pipeline.STEPS = (scores,)
    start = time.perf_counter()
    result = pipeline.refresh(as_of=as_of, engine="duckdb", now=NOW + (as_of - AS_OF), report=lambda line: None)
    end = time.perf_counter()
    wrong = [check["name"] for check in result.built.manifest.checks if not check["is_ok"]]
    if wrong:
        raise AssertionError(f"a fast wrong answer counts for nothing: {wrong}")
    run = result.runs[-1]
    used = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    processor = sum(part.ru_utime + part.ru_stime for part in used)
    seconds = {"warehouse": begun[0] - start, **run.seconds, "all": end - start, "processor": processor}
    return {"seconds": seconds, "rows": run.rows}


def watched(*arguments: str) -> tuple[dict[str, Any], float]:
    """What a process of this file's answered, and the most memory it and its children held together, in MB."""
    process = subprocess.Popen([sys.executable, "-m", "bench.refresh", *arguments], stdout=subprocess.PIPE, text=True)
    most = 0
    while process.poll() is None:
        most = max(most, sum(map(_resident_bytes, _family(process.pid))))
        time.sleep(LOOK_SECONDS)
    answer = process.communicate()[0]
    if process.returncode:
        sys.exit(process.returncode)
    return json.loads(answer), most / 2**20


def _family(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid, *(member for child in children for member in _family(int(child)))]


def _resident_bytes(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE_BYTES
    except OSError:
        return 0


def main() -> int:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(os.environ.get("SHUKE_BENCH_DATA", temporary)) / f"shop-{LINES}-{CUSTOMERS}"
        os.environ["SHUKE_DATA"] = str(folder)
        folder.mkdir(parents=True, exist_ok=True)
        watched("fill")
        shutil.rmtree(folder / "warehouse", ignore_errors=True)
        nights = {"all anew": watched("night", f"{AS_OF}")}
        watched("sell")
        nights["a day later"] = watched("night", f"{AS_OF + timedelta(days=1)}")
    return report(nights)


def report(nights: dict[str, tuple[dict[str, Any], float]]) -> int:
    first, memory = nights["all anew"]
    rows, seconds = first["rows"], first["seconds"]["all"]
    print(f"Refresh of {rows['lines']:,} lines, {rows['orders']:,} orders, {rows['customers']:,} customers; seconds")
    print(f"{'':<14}" + "".join(f"{name:>14}" for name in nights))
    for step in first["seconds"]:
        print(f"{step:<14}" + "".join(f"{found['seconds'].get(step, 0):>14.1f}" for found, _ in nights.values()))
    print(f"{'memory, MB':<14}" + "".join(f"{most:>14,.0f}" for _, most in nights.values()))
    is_within = seconds <= BUDGET_SECONDS and memory <= BUDGET_MB
    print(f"{'within' if is_within else 'OVER'} the budget of {BUDGET_SECONDS} s and {BUDGET_MB:,} MB")
    return 0 if is_within else 1


def do(what: str, *arguments: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shuke.config.settings")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    import django

    django.setup()
    answer: dict[str, Any] = {}
    match what:
        case "fill":
            fill(Path(os.environ["SHUKE_DATA"]))
        case "sell":
            sell_a_day()
        case "night":
            answer = night(date.fromisoformat(*arguments))
    print(json.dumps(answer))


if __name__ == "__main__":
    sys.exit(do(*sys.argv[1:]) if sys.argv[1:] else main())
