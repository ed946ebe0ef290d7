from datetime import date
from pathlib import Path

import pytest
from tests.records import make
from tests.warehouse.shop import LATER, NOW, build_warehouse, give_back, rows_of

from shuke.records.customers.models import Customer
from shuke.records.customers.services import merge_customers, unmerge_customer
from shuke.records.sales.models import Order
from shuke.warehouse import build as building
from shuke.warehouse.extract import MonthMark
from shuke.warehouse.manifest import AlreadyRefreshing, Folder, Manifest, MonthFiles, NoWarehouse
from shuke.warehouse.tables import open_tables

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(data_folder: Path) -> Path:
    at = make.store("S1")
    buyer, friend = make.customer(home=at, number="A"), make.customer(home=at, number="B")
    bread, milk = make.product("BREAD"), make.product("MILK")
    make.order(buyer, at, date(2026, 1, 31), (bread, 1, "10.50"), (milk, 2, "8"))
    make.order(friend, at, date(2026, 2, 1), (bread, 1, "10.50"))
    make.order(None, at, date(2026, 2, 15), (milk, 1, "4"))
    return data_folder


def orders_read() -> list[tuple[object, ...]]:
    with open_tables() as tables:
        orders = tables.orders(as_of=date(2026, 12, 31))
        return rows_of(orders, "customer_id", "ordered_on", "amount", "is_purchase")


def test_before_the_first_build_there_is_nothing_to_read(data_folder: Path) -> None:
    with pytest.raises(NoWarehouse), open_tables():
        pass


def test_facts_carry_customer_day_and_minor_units(shop: Path) -> None:
    built = build_warehouse(shop)

    assert built.months_read == ("2026-01", "2026-02")
    assert orders_read() == [("A", date(2026, 1, 31), 1850, True), ("B", date(2026, 2, 1), 1050, True)]
    assert built.manifest.rows["fact_order_line"] == 4
    assert [check for check in built.manifest.checks if not check["is_ok"]] == []


def test_a_build_without_a_change_reads_no_month(shop: Path) -> None:
    first = build_warehouse(shop)
    second = build_warehouse(shop, now=LATER)

    assert second.months_read == ()
    assert second.manifest.months == first.manifest.months
    assert second.manifest.generation == first.manifest.generation + 1


def test_only_the_month_that_changed_is_read_again(shop: Path) -> None:
    first = build_warehouse(shop)
    make.order(Customer.objects.get(number="A"), make.store("S2"), date(2026, 2, 20), (make.product(), 1, "1"))
    second = build_warehouse(shop)

    assert second.months_read == ("2026-02",)
    assert second.manifest.months["2026-01"] == first.manifest.months["2026-01"]
    assert len(orders_read()) == 3


def test_a_month_whose_last_order_is_gone_is_gone(shop: Path) -> None:
    build_warehouse(shop)
    Order.objects.filter(ordered_on__lt=date(2026, 2, 1)).delete()
    second = build_warehouse(shop)

    assert list(second.manifest.months) == ["2026-02"]
    assert orders_read() == [("B", date(2026, 2, 1), 1050, True)]


def test_another_reporting_currency_reads_everything_again(shop: Path) -> None:
    build_warehouse(shop)
    second = build_warehouse(shop, currency="USD")

    assert second.months_read == ("2026-01", "2026-02")
    assert second.manifest.rows["fact_order"] == 0
    assert second.manifest.rows["order_set_aside"] == 3


def test_a_merge_moves_orders_without_reading_them_again(shop: Path) -> None:
    build_warehouse(shop)
    kept = Customer.objects.get(number="A")
    Customer.objects.filter(number="B").update(merged_into=kept)
    second = build_warehouse(shop)

    assert second.months_read == ()
    assert [customer for customer, *_ in orders_read()] == ["A", "A"]
    assert second.manifest.rows["dim_customer"] == 1


def test_the_next_refresh_counts_both_as_one_and_after_the_undo_as_two(shop: Path) -> None:
    kept, part = Customer.objects.get(number="A"), Customer.objects.get(number="B")
    merge_customers(scope=make.SYSTEM, now=make.NOW, origin="page", customer=part, into=kept)
    together = build_warehouse(shop)
    assert together.manifest.rows["dim_customer"] == 1
    assert [customer for customer, *_ in orders_read()] == ["A", "A"]

    unmerge_customer(scope=make.SYSTEM, now=make.NOW, origin="page", customer=part)
    apart = build_warehouse(shop)
    assert apart.manifest.rows["dim_customer"] == 2
    assert sorted(customer for customer, *_ in orders_read()) == ["A", "B"]
    assert [check for check in apart.manifest.checks if not check["is_ok"]] == []


def test_an_order_brought_back_whole_stops_counting_that_day_and_not_before(shop: Path) -> None:
    sold = Order.objects.get(customer__number="B").lines.get()
    give_back(sold, date(2026, 2, 10), pieces=1, amount="10.50")
    build_warehouse(shop)

    def purchases(as_of: date) -> list[tuple[object, ...]]:
        with open_tables() as tables:
            return rows_of(tables.orders(as_of=as_of), "customer_id", "amount", "is_purchase")

    assert ("B", 1050, True) in purchases(date(2026, 2, 9))
    assert ("B", 1050, False) in purchases(date(2026, 2, 10))
    assert ("B", -1050, False) in purchases(date(2026, 2, 10))


def test_an_empty_shop_has_an_empty_warehouse(data_folder: Path) -> None:
    built = build_warehouse(data_folder)

    assert built.manifest.rows["fact_order"] == 0
    assert orders_read() == []
    assert [check for check in built.manifest.checks if not check["is_ok"]] == []


def test_what_a_reader_opened_stays_through_the_next_build(shop: Path) -> None:
    build_warehouse(shop)
    with open_tables() as tables:
        Order.objects.filter(ordered_on=date(2026, 2, 15)).delete()
        build_warehouse(shop)

        assert tables["fact_order"].count().to_pyarrow().as_py() == 3
    with open_tables() as tables:
        assert tables["fact_order"].count().to_pyarrow().as_py() == 2


def test_files_of_builds_nobody_reads_any_more_are_swept(shop: Path) -> None:
    for day in range(1, 5):
        make.order(None, make.store(), date(2026, 2, day), (make.product(), 1, "1"))
        build_warehouse(shop)

    folder = Folder(shop / "warehouse")
    current = folder.current()
    generations = {path.name for path in (folder.path / "data").iterdir()}
    assert generations <= {"000001", f"{current.generation:06}", f"{current.generation - 1:06}"}
    assert len(list((folder.path / "generations").iterdir())) == 2


def test_two_builds_at_once_are_refused(shop: Path) -> None:
    folder = Folder(shop / "warehouse")

    with folder.only_one(), pytest.raises(AlreadyRefreshing), Folder(shop / "warehouse").only_one():
        pass


def test_a_build_that_breaks_leaves_the_one_before(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build_warehouse(shop)
    make.order(None, make.store(), date(2026, 2, 3), (make.product(), 1, "1"))
    before = Folder(shop / "warehouse").current()

    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as patched:
        patched.setattr(building, "write_dimensions", broken)
        with pytest.raises(RuntimeError):
            build_warehouse(shop)

    assert Folder(shop / "warehouse").current() == before
    assert len(orders_read()) == 2
    assert build_warehouse(shop).months_read == ("2026-02",)


def mark(rows: int) -> MonthMark:
    return MonthMark(rows=rows, highest_id=rows, latest_update="2026-03-01", sums=(rows, rows))


def manifest(**months: int) -> Manifest:
    files = {
        month.replace("_", "-").removeprefix("m"): MonthFiles(mark=str(mark(rows)), files={})
        for month, rows in months.items()
    }
    return Manifest(1, building.SCHEMA_VERSION, NOW.isoformat(), "CNY", "", months=files)


@pytest.mark.sqlite_only
def test_few_changed_months_are_read_by_themselves() -> None:
    marks = {"2026-01": mark(800_000), "2026-02": mark(290_000), "2026-03": mark(20_000)}

    plan = building.plan_months(marks, manifest(m2026_01=800_000, m2026_02=1), currency="CNY")

    assert (list(plan.kept), plan.batches) == (["2026-01"], (("2026-02",), ("2026-03",)))


@pytest.mark.sqlite_only
def test_many_changed_months_are_read_in_one_pass() -> None:
    marks = {"2026-01": mark(800_000), "2026-02": mark(600_000)}

    plan = building.plan_months(marks, manifest(m2026_01=800_000), currency="CNY")

    assert (plan.kept, plan.batches, plan.read) == ({}, (None,), ("2026-01", "2026-02"))


@pytest.mark.sqlite_only
def test_small_months_are_read_together() -> None:
    marks = {f"2026-{month:02}": mark(100_000) for month in range(1, 5)}

    plan = building.plan_months(marks, manifest(), currency="CNY")

    assert plan.batches == (None,)
    marks |= {f"2025-{month:02}": mark(300_000) for month in range(1, 13)}
    kept = {f"m2025_{month:02}": 300_000 for month in range(1, 13)}
    plan = building.plan_months(marks, manifest(**kept), currency="CNY")
    assert plan.batches == (("2026-01", "2026-02", "2026-03"), ("2026-04",))


@pytest.mark.sqlite_only
def test_marts_of_another_version_are_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "SCHEMA_VERSION", building.SCHEMA_VERSION + 1)
    before = Manifest(1, building.SCHEMA_VERSION - 1, NOW.isoformat(), "CNY", "", months=manifest(m2026_01=5).months)

    assert building.plan_months({"2026-01": mark(5)}, before, currency="CNY").read == ("2026-01",)
