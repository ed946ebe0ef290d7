from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from tests.records import make
from tests.warehouse.shop import build_warehouse

from shuke.records.sales.models import Order, OrderLine
from shuke.warehouse import checks
from shuke.warehouse.engine import open_engine
from shuke.warehouse.extract import Extract, MonthMark
from shuke.warehouse.read import Check

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(data_folder: Path) -> Path:
    at, abroad = make.store("S1"), make.store("S2", currency="JPY")
    buyer, bread = make.customer(home=at), make.product()
    make.order(buyer, at, date(2026, 1, 31), (bread, 1, "10.3333"), (bread, 1, "0.005"))
    make.order(buyer, abroad, date(2026, 2, 1), (bread, 1, "900"))
    make.order(None, at, date(2026, 2, 2), (bread, 3, "30"))
    return data_folder


def failed(folder: Path) -> list[Check]:
    return [Check(**stored) for stored in build_warehouse(folder).manifest.checks if not stored["is_ok"]]


def test_records_and_warehouse_stand_side_by_side(shop: Path) -> None:
    build_warehouse(shop)

    sides = {one.name: (one.records, one.warehouse) for one in checks.compare()}

    assert all(one.is_equal for one in checks.compare())
    assert sides["orders"] == (3, 3)
    assert sides["orders_set_aside"] == (1, 1)
    assert sides["order_lines"] == (3, 3)
    assert sides["net"] == (Decimal("40.3383"), Decimal("40.3383"))


def test_what_came_after_the_build_shows_as_a_difference(shop: Path) -> None:
    build_warehouse(shop)
    make.order(None, make.store(), date(2026, 2, 3), (make.product(), 1, "1"))

    assert {one.name for one in checks.compare() if not one.is_equal} == {
        "orders", "order_lines", "net", "products", "stores",
    }  # fmt: skip


def test_sums_finer_than_the_currency_are_proven_to_the_last_digit(shop: Path) -> None:
    assert failed(shop) == []


def test_lines_that_do_not_add_up_to_their_order_are_found(shop: Path) -> None:
    OrderLine.objects.filter(amount=Decimal("30")).update(amount=Decimal("29"))

    (wrong,) = failed(shop)

    assert wrong.name == "net of order lines of every month are those of the records"
    assert "2026-02" in wrong.found


def test_an_order_that_lost_a_line_is_found(shop: Path) -> None:
    Order.objects.filter(customer__isnull=True).update(line_count=2)

    assert [check.name for check in failed(shop)] == ["order lines of every month are those of the records"]


@pytest.mark.parametrize("apart", [7, 2 * checks.MOST_BITS])
def test_a_key_there_twice_is_counted_once(tmp_path: Path, apart: int) -> None:
    with open_engine(folder=tmp_path) as backend:
        keys = backend.create_table("keys", pa.table({"key": [-1, 3, 3, 3 + apart]})).key

        assert checks._different(backend, keys) == 3


def test_a_month_that_was_written_to_meanwhile_is_no_fault_and_read_again(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first_marks = Extract.marks

    def marks_then_an_order(self: Extract, name: str) -> dict[str, MonthMark]:
        monkeypatch.setattr(Extract, "marks", first_marks)
        found = first_marks(self, name)
        make.order(None, make.store(), date(2026, 2, 3), (make.product(), 1, "1"))
        return found

    monkeypatch.setattr(Extract, "marks", marks_then_an_order)

    assert failed(shop) == []
    assert build_warehouse(shop).months_read == ("2026-02",)
