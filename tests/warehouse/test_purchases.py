"""Who bought what, answered out of arrays."""

import errno
import os
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.records import make
from tests.warehouse.shop import build_warehouse

from shuke.warehouse.manifest import Folder
from shuke.warehouse.purchases import NEVER, Purchases, Wanted, _keep, _number, purchases_of, write_again
from shuke.warehouse.tables import open_tables

AS_OF = date(2026, 2, 20)


def day(back: int) -> date:
    return AS_OF - timedelta(days=back)


def known(orders: list[tuple[int, int, int, date | None]], lines: list[tuple[int, int, int]]) -> Purchases:
    """Orders as (customer, days back, amount, gone on), the latest last; lines as (product, order, amount)."""
    customers = np.unique([order[0] for order in orders])
    lines = sorted(lines)
    products = np.unique([line[0] for line in lines])
    gone = [NEVER if order[3] is None else _number(order[3]) for order in orders]
    return Purchases(
        customers=customers,
        order_customer=np.searchsorted(customers, [order[0] for order in orders]),
        order_day=np.array([_number(day(order[1])) for order in orders]),
        order_amount=np.array([order[2] for order in orders]),
        order_gone=np.array(gone),
        line_order=np.array([line[1] for line in lines]),
        line_amount=np.array([line[2] for line in lines]),
        line_gone=np.array([gone[line[1]] for line in lines]),
        products=products,
        product_starts=np.searchsorted([line[0] for line in lines], [*products, products[-1] + 1]),
    )


SHOP = known(
    [(7, 90, 500, None), (7, 30, 100, day(10)), (3, 30, 900, None), (7, 5, 50, None), (9, 0, -40, AS_OF)],
    [(1, 0, 300), (1, 0, 200), (1, 2, 900), (2, 1, 100), (4, 3, 50), (2, 3, 0)],
)


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("wanted", "as_of", "expected"),
    [
        (Wanted(until=AS_OF), AS_OF, [3, 7]),
        (Wanted(until=AS_OF, times=2), AS_OF, [7]),
        (Wanted(until=AS_OF, times=3), AS_OF, []),
        # Before its pieces came back it was a purchase.
        (Wanted(until=AS_OF, times=2), day(11), [7]),
        (Wanted(until=AS_OF, times=2), day(10), []),
        (Wanted(until=AS_OF, after=day(30)), AS_OF, [7]),
        (Wanted(until=day(30), after=day(31)), AS_OF, [3]),
        (Wanted(until=AS_OF, least_minor=650), AS_OF, [3, 7]),
        (Wanted(until=AS_OF, least_minor=651), AS_OF, [3]),
        (Wanted(until=day(200)), AS_OF, []),
    ],
)
def test_purchases_are_counted_within_their_period(wanted: Wanted, as_of: date, expected: list[int]) -> None:
    assert SHOP.buyers(wanted, as_of=as_of).tolist() == expected


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("products", "wanted", "expected"),
    [
        ([1], Wanted(until=AS_OF), [3, 7]),
        # Two lines of one order are one purchase.
        ([1], Wanted(until=AS_OF, times=2), []),
        ([1, 2, 4], Wanted(until=AS_OF, times=2), [7]),
        ([2], Wanted(until=AS_OF, after=day(6)), [7]),
        ([1, 4], Wanted(until=AS_OF, least_minor=550), [3, 7]),
        ([1, 4], Wanted(until=AS_OF, least_minor=551), [3]),
        ([8], Wanted(until=AS_OF), []),
        ([], Wanted(until=AS_OF), []),
    ],
)
def test_products_are_counted_by_orders(products: list[int], wanted: Wanted, expected: list[int]) -> None:
    assert SHOP.buyers_of(products, wanted, as_of=AS_OF).tolist() == expected


@pytest.mark.django_db
def test_a_shop_without_sales_has_no_buyers(data_folder: Path) -> None:
    make.customer()
    build_warehouse(data_folder)

    with open_tables() as tables:
        found = purchases_of(tables)

    assert found.buyers(Wanted(until=AS_OF), as_of=AS_OF).tolist() == []
    assert found.buyers_of([1], Wanted(until=AS_OF), as_of=AS_OF).tolist() == []


@pytest.mark.django_db
def test_a_new_build_gets_arrays_where_the_one_before_was_asked_for(data_folder: Path) -> None:
    river, buyer = make.store("RIVER"), make.customer()
    make.order(buyer, river, day(3), (make.product(), 1, "20"))
    written = Folder(data_folder / "warehouse").path / "purchases"
    build_warehouse(data_folder)
    with open_tables() as tables:
        write_again(tables)
        assert not written.exists()
        first = purchases_of(tables)
        assert purchases_of(tables) is first
    make.order(buyer, river, day(1), (make.product(), 1, "30"))
    build_warehouse(data_folder)

    with open_tables() as tables:
        write_again(tables)
        (kept,) = written.iterdir()
        found = purchases_of(tables)

    assert kept.name.startswith("000002")
    assert found.buyers(Wanted(until=AS_OF, times=2), as_of=AS_OF).tolist() == [buyer.pk]
    # Whoever still asks the build before reads on.
    assert first.buyers(Wanted(until=AS_OF), as_of=AS_OF).tolist() == [buyer.pk]


ARRAYS = {"customers": np.arange(3)}


@pytest.mark.sqlite_only
def test_what_a_killed_writer_left_goes_and_what_another_writes_stays(tmp_path: Path) -> None:
    left, written, older_build = (tmp_path / name for name in ("written-dead", "written-live", "000001-1"))
    for folder in (left, written, older_build):
        folder.mkdir()
    two_days_ago = written.stat().st_mtime - 2 * 86_400
    os.utime(left, (two_days_ago, two_days_ago))

    _keep(tmp_path / "000002-1", ARRAYS)

    assert sorted(folder.name for folder in tmp_path.iterdir()) == ["000002-1", "written-live"]


@pytest.mark.sqlite_only
def test_who_comes_second_leaves_the_first_in_place(tmp_path: Path) -> None:
    first = tmp_path / "000002-1"
    _keep(first, ARRAYS)

    _keep(first, {"customers": np.arange(5)})

    assert len(np.load(first / "customers.npy")) == 3
    assert list(tmp_path.iterdir()) == [first]


@pytest.mark.sqlite_only
@pytest.mark.parametrize("step", ["numpy.save", "os.rename"])
def test_a_full_disk_is_told_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def full(*_arguments: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(step, full)

    with pytest.raises(OSError, match="No space"):
        _keep(tmp_path / "000002-1", ARRAYS)

    assert list(tmp_path.iterdir()) == []
