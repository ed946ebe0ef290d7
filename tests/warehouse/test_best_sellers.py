"""What sells best, counted by orders."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any, cast

import ibis
import pytest

from shuke.warehouse.best_sellers import EVERYWHERE, MOST, BestSellers, best_sellers
from shuke.warehouse.manifest import Folder
from shuke.warehouse.tables import Tables

pytestmark = pytest.mark.sqlite_only

DAY = date(2026, 2, 20)


def lines(*rows: tuple[int, int, int, date, int]) -> Tables:
    """Store, order, product, day, quantity."""
    columns = ("store_key", "order_key", "product_key", "ordered_on", "quantity")
    told = [dict(zip(columns, row, strict=True)) for row in rows]
    return cast(Tables, {"fact_order_line": ibis.memtable(told)})


def kept(tables: Tables, tmp_path: Path, **others: Any) -> BestSellers:
    best = BestSellers(Folder(tmp_path))
    best.write([best_sellers(tables, as_of=DAY, barred=others.get("barred", []))], as_of=DAY, facts={})
    return best


def test_products_stand_by_the_orders_they_were_on(tmp_path: Path) -> None:
    tables = lines(
        *((1, order, 7, DAY, 1) for order in (1, 2, 3)),
        *((1, 1, 8, DAY, 9), (1, 1, 8, DAY, 9)),  # twice on one order is once
        *((2, order, 8, DAY, 1) for order in (4, 5, 6)),
    )

    best = kept(tables, tmp_path)

    assert best.of_stores(["1", "2", EVERYWHERE, "9"]) == {"1": [7, 8], "2": [8], EVERYWHERE: [8, 7]}


def test_returns_old_days_and_what_is_barred_do_not_count(tmp_path: Path) -> None:
    tables = lines(
        (1, 1, 7, DAY, -1), (1, 2, 8, DAY - timedelta(days=28), 1), (1, 3, 9, DAY + timedelta(days=1), 1),
        (1, 4, 10, DAY, 1), (1, 5, 11, DAY - timedelta(days=27), 1),
    )  # fmt: skip

    assert kept(tables, tmp_path, barred=[10]).of_stores(["1"]) == {"1": [11]}


def test_a_long_list_is_cut(tmp_path: Path) -> None:
    best = kept(lines(*((1, order, order, DAY, 1) for order in range(1, MOST + 5))), tmp_path)

    assert best.of_stores(["1"])["1"] == list(range(1, MOST + 1))


def test_before_the_first_run_there_is_nothing(tmp_path: Path) -> None:
    assert BestSellers(Folder(tmp_path)).of_stores([EVERYWHERE]) == {}
