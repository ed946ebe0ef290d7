"""Kill -9 an import at five random moments: nothing is lost, nothing doubled. A real process, really killed."""

import csv
import datetime as dt
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.models import Count, Sum
from tests.database import database_url

from shuke.intake.models import ImportRun
from shuke.intake.services import import_file
from shuke.records.customers.models import Customer
from shuke.records.sales.models import Order, OrderLine

pytestmark = pytest.mark.story

ROOT = Path(__file__).resolve().parents[2]
SEED = 20261121
KILLS = 5
LINES = 16_000
LINES_AN_ORDER = 8
ORDERS = LINES // LINES_AN_ORDER


def write_sales(path: Path, rng: random.Random) -> Decimal:
    """A till's export; returns what its amounts add up to."""
    total = Decimal(0)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["order", "date", "customer id", "store", "product code", "quantity", "amount"])
        for line in range(LINES):
            order = line // LINES_AN_ORDER
            moment = dt.datetime(2024, 1, 1, 9, tzinfo=dt.UTC) + dt.timedelta(minutes=order * 97)
            amount = Decimal(rng.randrange(1, 20_000)) / 100
            total += amount
            customer = order * 7919 % 700
            product = f"P{rng.randrange(900)}"
            writer.writerow(
                [
                    f"T{order}",
                    f"{moment:%Y-%m-%d %H:%M}",
                    customer,
                    f"S{order % 5}",
                    product,
                    rng.randrange(1, 4),
                    amount,
                ]
            )
    return total


def start(path: Path, data: Path) -> subprocess.Popen[bytes]:
    environment = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "SHUKE_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "shuke.config.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")]),
    }
    command = [sys.executable, str(Path(__file__).with_name("import_process.py")), str(path)]
    return subprocess.Popen(command, env=environment)


def wait_until(is_so: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 120
    while not is_so():
        assert process.poll() is None, "the import ended before it could be killed"
        assert time.monotonic() < end, "did not happen in time"
        time.sleep(0.02)


def records() -> dict[str, list[tuple[Any, ...]]]:
    with connection.cursor() as cursor:
        found = {}
        for table in ("stores_store", "catalog_product", "customers_customer", "sales_order", "sales_orderline"):
            cursor.execute(f"SELECT * FROM {table} ORDER BY id")
            found[table] = cursor.fetchall()
        return found


def test_an_import_killed_five_times_ends_with_the_files_totals(
    transactional_db: None, tmp_path: Path, settings: Any
) -> None:
    rng = random.Random(SEED)
    settings.DATA = tmp_path / "data"
    settings.DATA.mkdir()
    path = tmp_path / "sales.csv"
    total = write_sales(path, rng)

    # The first dies while it checks the file, the others at random moments while they write.
    process = start(path, settings.DATA)
    wait_until(ImportRun.objects.exists, process)
    kill(process, after_seconds=rng.uniform(0, 0.2))
    for share in sorted(rng.uniform(0.02, 0.85) for _ in range(KILLS - 1)):
        process = start(path, settings.DATA)
        wait_until(lambda share=share: Order.objects.count() >= share * ORDERS, process)  # type: ignore[misc]
        kill(process, after_seconds=rng.uniform(0, 0.05))
        assert Order.objects.count() < ORDERS
    assert start(path, settings.DATA).wait() == 0

    assert OrderLine.objects.count() == LINES
    assert sum(OrderLine.objects.values_list("amount", flat=True)) == total
    assert sum(Order.objects.values_list("total", flat=True)) == total
    assert Order.objects.aggregate(lines=Sum("line_count"))["lines"] == LINES
    assert Order.objects.count() == Order.objects.values("source_key").distinct().count() == ORDERS
    assert not Order.objects.annotate(held=Count("lines")).exclude(held=LINES_AN_ORDER).exists()
    assert Customer.objects.count() == 700
    (run,) = ImportRun.objects.filter(state=ImportRun.State.DONE)
    assert run.counts["orders"] == {"created": ORDERS}

    before = records()
    again = import_file(path=path, kind="orders", now=dt.datetime.now(dt.UTC))

    assert records() == before
    assert again.counts["orders"] == {"unchanged": ORDERS}


def kill(process: subprocess.Popen[bytes], *, after_seconds: float) -> None:
    time.sleep(after_seconds)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
