from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pyarrow as pa
import pytest
from django.db import Error, IntegrityError, connection, transaction
from tests.records import make

from shuke.lib.bulk import (
    fetch_by_key,
    fetch_ids_by_key,
    insert_rows,
    insert_table,
    reserve_ids,
    update_rows,
    upsert_rows,
)
from shuke.records.catalog.models import Product
from shuke.records.customers.models import Customer, Event

pytestmark = pytest.mark.django_db

PRODUCT = ("code", "name", "brand", "package", "price", "is_described", "is_sold", "origin", "created_at", "updated_at")


def product_row(code: str, price: Decimal | None = None) -> tuple[object, ...]:
    return (code, code.upper(), "", "", price, True, False, "test", make.NOW, make.NOW)


def test_written_rows_read_back_as_the_orm_would_have_written_them() -> None:
    beijing = timezone(timedelta(hours=8))
    row = (
        "café",
        "咖啡",
        "",
        "",
        Decimal("12.5000"),
        False,
        True,
        "t",
        datetime(2026, 1, 1, 7, tzinfo=beijing),
        make.NOW,
    )

    count = insert_rows("catalog_product", PRODUCT, [row])

    read = Product.objects.get(code="café")
    assert count == 1
    assert (read.name, read.price, read.is_described, read.is_sold) == ("咖啡", Decimal("12.5"), False, True)
    assert read.created_at == datetime(2025, 12, 31, 23, tzinfo=UTC)
    assert Product.objects.filter(created_at=read.created_at).exists()


def test_a_table_reads_back_as_its_rows_would() -> None:
    """Whatever is in the words: quotes, line ends, empty ones beside missing ones."""
    names = ["", 'a "quoted", 名', "two\nlines", "\\N"]
    moment = str(make.NOW.replace(tzinfo=None)) + ("" if connection.vendor == "sqlite" else "+00:00")
    rows = pa.table(
        {
            "code": ["p1", "p2", "p3", "p4"],
            "name": names,
            "price": pa.array([Decimal("12.5000"), None, Decimal("0.0001"), Decimal(0)], pa.decimal128(18, 4)),
            "is_described": [True, False, True, False],
            **{column: [word] * 4 for column, word in (("brand", ""), ("package", ""), ("origin", "test"))},
            **{column: [moment] * 4 for column in ("created_at", "updated_at")},
            "is_sold": [True] * 4,
        }
    )

    assert insert_table("catalog_product", rows) == 4

    found = Product.objects.order_by("code")
    assert [one.name for one in found] == names
    assert [one.price for one in found] == [Decimal("12.5"), None, Decimal("0.0001"), 0]
    assert [one.is_described for one in found] == [True, False, True, False]
    assert {one.created_at for one in found} == {make.NOW}


def test_days_json_and_null_are_written() -> None:
    someone = make.customer("Mei")
    columns = ("kind", "customer_id", "occurred_at", "recorded_at", "origin", "facts")

    insert_rows("customers_event", columns, [("bulk", None, make.NOW, make.NOW, "t", {"名": ["a", 1, None]})])
    update_rows("customers_customer", ("birthday",), [(someone.pk, date(1990, 2, 28))])

    assert Event.objects.get(kind="bulk").facts == {"名": ["a", 1, None]}
    assert Customer.objects.get(birthday=date(1990, 2, 28)) == someone


def test_moment_without_a_zone_is_refused() -> None:
    row = product_row("p")

    with pytest.raises((ValueError, Error), match=r"zone|adapter"), transaction.atomic():
        insert_rows("catalog_product", PRODUCT, [(*row[:-1], datetime(2026, 1, 1))])  # noqa: DTZ001


def test_a_broken_constraint_writes_nothing() -> None:
    with pytest.raises(IntegrityError):
        insert_rows("catalog_product", PRODUCT, [product_row("kept"), product_row("kept")])

    assert not Product.objects.exists()


def test_upsert_overwrites_known_rows_and_adds_new_ones() -> None:
    insert_rows("catalog_product", PRODUCT, [product_row("known", Decimal(1))])

    upsert_rows(
        "catalog_product", PRODUCT, [product_row("known", Decimal(2)), product_row("new")], key=["code"],
        update=["price"],
    )  # fmt: skip

    assert dict(Product.objects.values_list("code", "price")) == {"known": Decimal(2), "new": None}


def test_upsert_without_updates_leaves_known_rows() -> None:
    insert_rows("catalog_product", PRODUCT, [product_row("known", Decimal(1))])

    upsert_rows("catalog_product", PRODUCT, [product_row("known", Decimal(2))], key=["code"], update=[])

    assert Product.objects.get().price == Decimal(1)


def test_update_rows_touches_named_rows_only() -> None:
    changed, kept = make.product("changed", price=1), make.product("kept", price=1)

    update_rows("catalog_product", ("price", "brand"), [(changed.pk, Decimal(9), "B")])

    changed.refresh_from_db()
    kept.refresh_from_db()
    assert (changed.price, changed.brand, kept.price) == (Decimal(9), "B", Decimal(1))


def test_keys_are_found_in_chunks_and_unknown_ones_left_out() -> None:
    codes = [f"p{number}" for number in range(2000)]
    insert_rows("catalog_product", PRODUCT, map(product_row, codes))

    ids = fetch_ids_by_key("catalog_product", "code", [*codes, "unknown"])

    assert ids == dict(Product.objects.values_list("code", "id"))


def test_keys_of_two_columns() -> None:
    made = make.order(None, make.store(), date(2026, 1, 1))

    found = fetch_by_key("sales_order", ("source", "source_key"), [("test", made.source_key), ("other", "x")], ("id",))

    assert found == {("test", made.source_key): (made.pk,)}


def test_reserved_ids_are_given_to_nobody_else() -> None:
    with transaction.atomic():
        ids = list(reserve_ids("catalog_product", 3))
        insert_rows("catalog_product", ("id", *PRODUCT), [(pk, *product_row(f"p{pk}")) for pk in ids])
    later = make.product("later")

    assert sorted(Product.objects.exclude(code="later").values_list("pk", flat=True)) == ids
    assert later.pk not in ids
