"""An import taken back leaves the records as they were, updates included."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from tests.intake.conftest import Sales
from tests.intake.services.conftest import NOW, Load

from shuke.intake.apply.belongings import TAGS_TABLE
from shuke.intake.models import ImportChange, ImportRun
from shuke.intake.services import ImportSummary, NotReady, undo_import
from shuke.records.catalog.models import Product
from shuke.records.customers.models import Customer, Event
from shuke.records.sales.models import Order, OrderLine
from shuke.records.stores.models import Store

HEAD = "order,date,customer id,store,product code,quantity,amount"
BEFORE = ("1,2024-01-05,7,S1,P1,2,136.00", "2,2024-01-06,8,S1,P2,1,32.00")


def _facts() -> dict[str, list[tuple[Any, ...]]]:
    """All that is said of the records' rows, without when it was written."""
    with connection.cursor() as cursor:
        found = {}
        for table, columns in (
            ("stores_store", "code, name"),
            ("catalog_product", "code, name, is_described, price"),
            ("customers_customer", "number, name, gender, birthday, home_store_id, household_id"),
            ("customers_identity", "customer_id, kind, normal"),
            ("customers_searchtoken", "customer_id, kind, token"),
            (TAGS_TABLE, "customer_id, tag_id"),
            ("sales_order", "source_key, total, line_count, has_sale, customer_id, content_hash"),
            ("sales_orderline", "order_id, line_key, quantity, amount, undoes_id"),
        ):
            cursor.execute(f"SELECT {columns} FROM {table} ORDER BY {columns}")
            found[table] = cursor.fetchall()
        return found


def _undo(summary: ImportSummary) -> ImportRun:
    return undo_import(run=ImportRun.objects.get(pk=summary.run_id), now=NOW)


def test_everything_an_import_created_and_changed_is_as_before(load: Load, sales: Sales) -> None:
    load(sales(HEAD, *BEFORE))
    before = _facts()

    later = load(
        sales(
            HEAD,
            "1,2024-01-05,7,S1,P1,3,204.00",  # more of it
            "1,2024-01-05,7,S1,P9,1,20.00",  # a line more
            "3,2024-01-08,9,S2,P1,1,68.00",  # an order, a customer, a store more
            "4,2024-01-09,8,S1,P2,-1,-32.00",  # gives back what an earlier import sold
        )
    )
    assert _facts() != before
    run = _undo(later)

    assert _facts() == before
    assert (run.state, run.undone_at) == (ImportRun.State.UNDONE, NOW)
    assert not ImportChange.objects.exists()
    assert Event.objects.filter(kind="import.undone").count() == 1


def test_customers_get_back_what_they_were(load: Load, sales: Sales) -> None:
    load(sales("customer id,name,gender,phone", "7,潘先生,,13812345678"), kind="customers")
    before = _facts()

    later = load(
        sales("customer id,gender,birthday,email,tags,household", "7,男,1990-01-05,pan@example.com,coffee,Pan"),
        kind="customers",
    )
    assert _facts() != before
    _undo(later)

    assert _facts() == before


def test_what_somebody_changed_since_stays(load: Load, sales: Sales) -> None:
    load(sales("customer id,name,gender", "7,,"), kind="customers")
    later = load(sales("customer id,name,gender", "7,潘先生,男"), kind="customers")
    Customer.objects.update(name="潘小明")

    _undo(later)

    kept = Customer.objects.get()
    assert (kept.name, kept.gender) == ("潘小明", "")


def test_people_and_products_in_use_elsewhere_stay(load: Load, sales: Sales) -> None:
    first = load(sales(HEAD, *BEFORE))
    load(sales(HEAD, "3,2024-01-08,7,S1,P1,1,68.00"))

    _undo(first)

    assert list(Order.objects.values_list("source_key", flat=True)) == ["3"]
    assert list(Customer.objects.values_list("number", flat=True)) == ["7"]
    assert list(Product.objects.values_list("code", flat=True)) == ["P1"]
    assert list(Store.objects.values_list("code", flat=True)) == ["S1"]


def test_a_later_return_of_an_undone_sale_is_untied_not_lost(load: Load, sales: Sales) -> None:
    first = load(sales(HEAD, *BEFORE))
    load(sales(HEAD, "9,2024-01-20,7,S1,P1,-1,-68.00"))
    assert OrderLine.objects.get(order__source_key="9").undoes is not None

    _undo(first)

    kept = OrderLine.objects.get()
    assert (kept.undoes, kept.amount) == (None, Decimal(-68))


def test_an_undone_file_can_be_imported_again(load: Load, sales: Sales) -> None:
    path = sales(HEAD, *BEFORE)
    _undo(load(path))

    again = load(path)

    assert again.counts["orders"] == {"created": 2}


def test_only_a_finished_import_can_be_undone(load: Load, sales: Sales) -> None:
    summary = load(sales(HEAD, *BEFORE))
    _undo(summary)

    with pytest.raises(NotReady, match="only a finished one can be undone"):
        _undo(summary)
