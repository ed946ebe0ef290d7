"""A file into the records and out again: everything a shop does with `shuke import`."""

import csv
import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from tests.intake.conftest import Sales
from tests.intake.services.conftest import NOW, Load

from shuke.intake.models import ImportRun, RememberedMapping
from shuke.intake.reasons import SourceRefused
from shuke.intake.services import stage_import, start_import
from shuke.records.catalog.models import Product
from shuke.records.customers.models import Customer, Event, Identity
from shuke.records.sales.models import Order, OrderLine
from shuke.records.stores.models import Business, Store

HEAD = "order,date,customer id,store,product code,product name,quantity,amount"
ROWS = (
    "1,2024-01-05 09:30,7,江畔店,610233,beans,2,136.00",
    "1,2024-01-05 09:30,7,江畔店,610108,mocha,1,32.00",
    "2,2024-01-06 18:00,8,梧桐店,610108,mocha,1,32.00",
    "3,2024-01-07 10:00,,江畔店,610233,beans,1,68.00",
)
TABLES = (
    "stores_store",
    "catalog_product",
    "customers_customer",
    "customers_identity",
    "sales_order",
    "sales_orderline",
)


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the records, moments of change included."""
    with connection.cursor() as cursor:
        rows = {}
        for table in TABLES:
            cursor.execute(f"SELECT * FROM {table} ORDER BY id")
            rows[table] = cursor.fetchall()
        return rows


def test_one_file_of_order_lines_is_enough_to_start(load: Load, sales: Sales) -> None:
    summary = load(sales(HEAD, *ROWS))

    assert summary.counts == {
        "stores": {"created": 2},
        "products": {"created": 2},
        "customers": {"created": 2},
        "orders": {"created": 3},
    }
    first = Order.objects.get(source_key="1")
    assert (first.store.code, first.customer and first.customer.number, first.total) == ("江畔店", "7", Decimal("168"))
    assert (first.line_count, first.has_sale, first.currency) == (2, True, "CNY")
    assert first.ordered_at == dt.datetime(2024, 1, 5, 1, 30, tzinfo=dt.UTC)
    assert [(line.line_key, line.position, line.quantity) for line in first.lines.order_by("position")] == [
        ("610233#1", 1, Decimal(2)),
        ("610108#1", 2, Decimal(1)),
    ]
    assert Order.objects.get(source_key="3").customer is None
    assert Customer.objects.get(number="8").home_store == Store.objects.get(code="梧桐店")
    assert set(Product.objects.values_list("name", "is_described")) == {("beans", True), ("mocha", True)}
    assert set(Order.objects.values_list("origin", flat=True)) == {f"import:{summary.run_id}"}


def test_the_same_file_again_changes_nothing(load: Load, sales: Sales) -> None:
    path = sales(HEAD, *ROWS)
    load(path)
    before = everything()

    again = load(path)

    assert everything() == before
    assert all(set(counts) == {"unchanged"} for counts in again.counts.values())


def test_a_mended_file_changes_only_what_it_says_differently(load: Load, sales: Sales) -> None:
    load(sales(HEAD, *ROWS))
    untouched = everything()["sales_order"][1:]

    summary = load(
        sales(
            HEAD,
            "1,2024-01-05 09:30,7,江畔店,610233,beans,3,204.00",
            "1,2024-01-05 09:30,7,江畔店,610999,cake,1,20.00",
            *ROWS[2:],
        )
    )

    assert summary.counts["orders"] == {"updated": 1, "unchanged": 2}
    order = Order.objects.get(source_key="1")
    assert {line.line_key: line.amount for line in order.lines.all()} == {
        "610233#1": Decimal(204),
        "610108#1": Decimal(32),  # the new file does not name it, and takes nothing away
        "610999#1": Decimal(20),
    }
    assert (order.total, order.line_count) == (Decimal(256), 3)
    assert everything()["sales_order"][1:] == untouched


def test_a_second_line_of_the_same_product_is_a_line_of_its_own(load: Load, sales: Sales) -> None:
    load(sales(HEAD, ROWS[0], ROWS[0]))

    assert list(OrderLine.objects.values_list("line_key", flat=True).order_by("position")) == ["610233#1", "610233#2"]


def test_a_return_finds_the_sale_it_undoes(load: Load, sales: Sales) -> None:
    summary = load(
        sales(
            HEAD,
            *ROWS,
            "9,2024-01-20 10:00,7,江畔店,610233,beans,-1,-68.00",
            "10,2024-01-21 10:00,7,江畔店,610233,beans,-2,-136.00",
            "11,2024-01-21 10:00,8,江畔店,610233,beans,-1,-68.00",
        )
    )

    undone = {line.order.source_key: line.undoes for line in OrderLine.objects.filter(quantity__lt=0)}
    assert undone["9"] == OrderLine.objects.get(order__source_key="1", line_key="610233#1")
    assert undone["10"] is None  # one of the two beans has come back already
    assert undone["11"] is None  # never bought by her
    assert summary.noticed["return_without_sale"] == 2


def test_a_return_that_names_its_order_is_tied_to_it(load: Load, sales: Sales) -> None:
    head = f"{HEAD},original order"
    rows = [f"{row}," for row in ROWS]

    load(sales(head, *rows, "9,2024-01-20 10:00,,江畔店,610233,beans,-1,-68.00,3"))

    line = OrderLine.objects.get(order__source_key="9")
    assert line.undoes == OrderLine.objects.get(order__source_key="3")


def test_good_rows_go_in_and_bad_ones_wait_in_a_file_with_the_reason(load: Load, sales: Sales) -> None:
    summary = load(sales(HEAD, *ROWS, "4,2024-02-30,7,江畔店,=1+1,x,1,5", "5,2024-01-08,7,江畔店,610233,x,1,-5"))

    assert Order.objects.count() == 3
    assert summary.refused == {"date_no_such_day": 1, "price_negative": 1}
    assert summary.rejected is not None
    rows = list(csv.DictReader(summary.rejected.read_text(encoding="utf-8-sig").splitlines()))
    assert [(row["line"], row["column"], row["value"]) for row in rows] == [
        ("6", "date", "2024-02-30"),
        ("7", "amount", "-5"),
    ]
    assert rows[0]["reason"] == "“2024-02-30”: there is no such day"
    assert rows[0]["product code"] == "'=1+1"  # a spreadsheet must not run it
    assert (rows[1]["amount"], rows[1]["order"]) == ("-5", "5")


def test_the_rejected_rows_mended_go_in_as_they_are(load: Load, sales: Sales, tmp_path: Path) -> None:
    summary = load(sales(HEAD, *ROWS, "4,2024-02-30,7,江畔店,610233,beans,-1,-68"))
    assert summary.rejected is not None
    mended = tmp_path / "mended.csv"
    mended.write_text(
        summary.rejected.read_text(encoding="utf-8").replace("2024-02-30", "2024-02-28"), encoding="utf-8"
    )

    load(mended)

    assert OrderLine.objects.get(order__source_key="4").undoes is not None


def test_a_refused_file_leaves_nothing_half_written(load: Load, sales: Sales) -> None:
    path = sales('order,date,amount\n1,2024-01-05,3\n2,"2024-01-06,4')

    with pytest.raises(SourceRefused, match="quote that opens in line 3"):
        load(path)

    assert not Order.objects.exists()
    assert not Store.objects.exists()


def test_an_import_is_history_and_says_so_once(load: Load, sales: Sales) -> None:
    summary = load(sales(HEAD, *ROWS))

    (event,) = Event.objects.filter(kind="import.finished")
    assert event.facts["counts"]["orders"] == {"created": 3}
    assert set(Event.objects.values_list("origin", flat=True)) == {f"import:{summary.run_id}"}


def test_a_mapping_is_remembered_for_the_next_file_with_this_header(load: Load, sales: Sales, tmp_path: Path) -> None:
    told = tmp_path / "told.toml"
    told.write_text('[columns]\namount = "betrag"\nordered_at = "wann"\norder = "beleg"\n')
    load(sales("beleg,wann,betrag", "1,2024-01-05,3"), mapping=told)

    load(sales("beleg,wann,betrag", "2,2024-02-05,4", name="february.csv"))

    assert Order.objects.count() == 2
    assert RememberedMapping.objects.get().uses == 2


def test_what_is_told_wins_over_what_is_remembered(load: Load, sales: Sales, tmp_path: Path) -> None:
    load(sales("order,date,amount,total", "1,2024-01-05,3,9"))
    told = tmp_path / "told.toml"
    told.write_text('[columns]\namount = "total"\n')

    load(sales("order,date,amount,total", "2,2024-01-05,3,9"), mapping=told)

    assert Order.objects.get(source_key="2").total == 9


def test_the_business_says_what_the_file_leaves_open(load: Load, sales: Sales) -> None:
    Business.objects.update_or_create(
        id=1, defaults={"currency": "USD", "time_zone": "America/New_York", "country": "US"}
    )

    load(sales("order,date,amount,phone", "1,2024-01-05 20:00,3,(212) 555-0100"))

    order = Order.objects.get()
    assert (order.currency, order.store.time_zone) == ("USD", "America/New_York")
    assert Identity.objects.get().normal == "+12125550100"


def test_the_summary_says_in_words_what_happened(load: Load, sales: Sales) -> None:
    summary = load(sales(HEAD, *ROWS, "4,soon,7,江畔店,1,x,1,5"))

    lines = summary.lines()

    assert lines[0] == "sales.csv: 5 lines read, 1 refused."
    assert "Orders: 3 created, 0 updated, 0 unchanged." in lines
    assert "  1 × not a date" in lines


def test_the_summary_says_what_was_read_from_where_and_what_was_not(load: Load, sales: Sales) -> None:
    rows = [f"{row},{size}" for row, size in zip(ROWS, (38, 39, 40, 41), strict=True)]
    lines = load(sales(f"{HEAD},shoe size", *rows)).lines()

    assert "Customer number = column customer id: known by its name" in lines
    assert "Columns not read: shoe size." in lines


def test_finished_imports_keep_no_staged_rows(load: Load, sales: Sales, data_folder: Path) -> None:
    summary = load(sales(HEAD, *ROWS))

    kept = [path.name for path in (data_folder / "imports" / str(summary.run_id)).iterdir()]
    assert kept == ["rejected.parquet"]
    assert ImportRun.objects.get().state == ImportRun.State.DONE


def test_a_file_that_cannot_be_read_so_leaves_no_draft(load: Load, sales: Sales, data_folder: Path) -> None:
    with pytest.raises(SourceRefused, match="mixes two orders"):
        load(sales("date,amount", *("13/01/2024,1", "01/14/2024,1") * 5))

    assert not ImportRun.objects.exists()


def test_other_answers_are_not_lost_on_a_run_that_was_checked_only(load: Load, sales: Sales, tmp_path: Path) -> None:
    path = sales("order,date,amount,paid", "1,2024-01-05,3,2")
    stage_import(run=start_import(path=path, kind="orders", now=NOW), now=NOW)
    mapping = tmp_path / "mapping.toml"
    mapping.write_text('[columns]\namount = "paid"\n', encoding="utf-8")

    load(path, mapping=mapping)

    assert [order.total for order in Order.objects.all()] == [Decimal(2)]
    assert ImportRun.objects.count() == 1
