"""How many order lines a second does an import with its checks take in, and what share of a bare insert is that?

A seeded file of ten columns, nine lines an order, on an empty database: stores, products and customers are created
with it. The bare insert writes the very same orders and lines, ready made, and does nothing else. Rounds alternate;
medians, their ratio counts. SHUKE_BENCH_LINES chooses another size, DATABASE_URL PostgreSQL instead of SQLite.
"""

import datetime as dt
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv

LINES = int(os.environ.get("SHUKE_BENCH_LINES", "450000"))
LINES_AN_ORDER = 9
CUSTOMERS, PRODUCTS, STORES = 20_000, 5_000, 20
ROUNDS = 3
# 40,000 lines a second where the database by itself took in so many rows: machines differ, shares of one run do not.
WANTED_SHARE = {"sqlite": 40_000 / 109_000, "postgresql": 40_000 / 78_000}
SEED = 20240101
NOW = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
CHUNK = 20_000  # rows a transaction, as the import does


def write_sales(path: Path, *, lines: int) -> None:
    random = np.random.default_rng(SEED)
    orders = lines // LINES_AN_ORDER
    order = np.repeat(np.arange(orders), LINES_AN_ORDER)
    buyer = random.integers(0, CUSTOMERS, orders)
    minute = random.integers(0, 365 * 24 * 60, orders)
    moment = np.datetime_as_string(np.datetime64("2024-01-01T00:00") + minute.astype("m8[m]"), unit="s")
    product = (random.zipf(1.3, len(order)) - 1) % PRODUCTS
    quantity = random.integers(1, 4, len(order))
    cents = quantity * (99 + product % 400)
    columns = {
        "order_id": [f"T{number}" for number in order],
        "ordered_at": np.char.replace(moment, "T", " ")[order],
        "customer_id": [f"C{number}" for number in buyer[order]],
        "store": [f"S{number}" for number in (buyer % STORES)[order]],
        "product_code": [f"P{number}" for number in product],
        "product_name": [f"Product {number}" for number in product],
        "quantity": quantity,
        "amount": cents / 100,
        "discount": (cents // 10) / 100,
        "payment": np.where(buyer % 3 == 0, "cash", "card")[order],
    }
    arrow_csv.write_csv(pa.table({name: pa.array(values) for name, values in columns.items()}), path)


def emptied() -> None:
    from django.core.management import call_command

    call_command("flush", verbosity=0, interactive=False)


def imported(path: Path) -> float:
    from shuke.intake.services import import_file

    emptied()
    start = time.perf_counter()
    summary = import_file(path=path, kind="orders", now=NOW)
    seconds = time.perf_counter() - start
    assert summary.lines_read == LINES // LINES_AN_ORDER * LINES_AN_ORDER, summary
    return seconds


def bare_insert() -> Callable[[], float]:
    """Reads what an import wrote; what is returned writes it again, and nothing else."""
    from django.db import transaction

    from shuke.lib.bulk import insert_rows
    from shuke.records.sales.models import Order, OrderLine

    def columns_and_rows(model: Any) -> tuple[Sequence[str], list[tuple[Any, ...]]]:
        columns = [field.attname for field in model._meta.concrete_fields]
        rows = model.objects.order_by("pk").values_list(*columns)
        return columns, [tuple(map(as_text, row)) for row in rows.iterator()]

    tables = [(model._meta.db_table, *columns_and_rows(model)) for model in (Order, OrderLine)]

    def insert() -> float:
        OrderLine.objects.all()._raw_delete("default")
        Order.objects.all()._raw_delete("default")
        start = time.perf_counter()
        for table, columns, rows in tables:
            for first in range(0, len(rows), CHUNK):
                with transaction.atomic():
                    insert_rows(table, columns, rows[first : first + CHUNK])
        return time.perf_counter() - start

    return insert


def as_text(value: Any) -> Any:
    """As the import hands it to the driver."""
    if isinstance(value, dt.datetime):
        return str(value.replace(tzinfo=None))
    return str(value) if isinstance(value, Decimal | dt.date) else value


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SHUKE_DATA"] = folder
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shuke.config.settings")
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connection

        call_command("migrate", verbosity=0, interactive=False)
        path = Path(folder) / "sales.csv"
        write_sales(path, lines=LINES)
        imports, bares = [], []
        for _ in range(ROUNDS):
            imports.append(imported(path))
            bares.append(bare_insert()())
        return report(connection.vendor, LINES / statistics.median(imports), LINES / statistics.median(bares))


def report(vendor: str, rate: float, bare_rate: float) -> int:
    share = rate / bare_rate
    print(f"\nImport of {LINES:,} order lines with checks into {vendor}, median of {ROUNDS}")
    print(f"{'':<34}{'lines/s':>10}")
    print(f"{'bare bulk insert':<34}{bare_rate:>10,.0f}")
    print(f"{'shuke import':<34}{rate:>10,.0f}   {share:.2f} of it; wanted {WANTED_SHARE[vendor]:.2f}")
    return 0 if share >= WANTED_SHARE[vendor] else 1


if __name__ == "__main__":
    sys.exit(main())
