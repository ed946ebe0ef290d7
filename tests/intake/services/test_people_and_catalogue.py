"""Customers, products and stores that a file describes."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from tests.intake.conftest import Sales
from tests.intake.services.conftest import Load

from shuke.intake.reasons import SourceRefused
from shuke.records.catalog.models import Product
from shuke.records.customers.models import Customer, Identity
from shuke.records.sales.models import Order


def test_one_number_under_two_names_keeps_the_first_and_warns(load: Load, sales: Sales) -> None:
    summary = load(sales("customer id,name", "7,潘先生", "8,李小梅", "7,潘太太"), kind="customers")

    assert Customer.objects.get(number="7").name == "潘先生"
    assert summary.warned == {"two_names": 1}
    assert summary.rejected is not None
    assert "customer 7 is called “潘先生” above and “潘太太” here" in summary.rejected.read_text(encoding="utf-8")


def test_filled_fields_are_left_alone_and_empty_ones_filled(load: Load, sales: Sales) -> None:
    load(sales("customer id,name,gender", "7,潘先生,"), kind="customers")

    summary = load(sales("customer id,name,gender,phone", "7,Mr Pan,男,13812345678"), kind="customers")

    kept = Customer.objects.get(number="7")
    assert (kept.name, kept.gender) == ("潘先生", "male")
    assert kept.identities.get().normal == "+8613812345678"
    assert summary.counts["customers"] == {"updated": 1}


@pytest.mark.parametrize(
    ("mode", "counts"),
    [
        ("create", {"created": 1, "unchanged": 1}),
        ("update", {"updated": 1, "skipped": 1}),
        ("create_and_update", {"created": 1, "updated": 1}),
    ],
)
def test_the_mode_says_what_may_happen(
    load: Load, sales: Sales, tmp_path: Path, mode: str, counts: dict[str, int]
) -> None:
    load(sales("customer id,name", "7,"), kind="customers")
    told = tmp_path / "told.toml"
    told.write_text(f'mode = "{mode}"\n')

    summary = load(sales("customer id,name", "7,潘先生", "8,李小梅", name="more.csv"), kind="customers", mapping=told)

    assert summary.counts["customers"] == counts


def test_overwriting_is_asked_for(load: Load, sales: Sales, tmp_path: Path) -> None:
    load(sales("customer id,name,birthday", "7,潘先生,1990-01-05"), kind="customers")
    told = tmp_path / "told.toml"
    told.write_text("overwrite = true\n")

    again = load(sales("customer id,name,birthday", "7,潘先生,1990-01-05"), kind="customers", mapping=told)
    changed = load(sales("customer id,name,birthday", "7,潘小明,1990-01-06"), kind="customers", mapping=told)

    assert again.counts["customers"] == {"unchanged": 1}
    assert changed.counts["customers"] == {"updated": 1}
    assert Customer.objects.get(number="7").birthday == dt.date(1990, 1, 6)


def test_tags_household_and_organisation_come_with_a_customer(load: Load, sales: Sales) -> None:
    path = sales("customer id,tags,household,company", '7,"coffee, corner",Pan,River Ltd')

    load(path, kind="customers")
    again = load(path, kind="customers")

    kept = Customer.objects.get(number="7")
    assert set(kept.tags.values_list("name", flat=True)) == {"coffee", "corner"}
    assert (str(kept.household), str(kept.organisation)) == ("Pan", "River Ltd")
    assert again.counts["customers"] == {"unchanged": 1}


def test_people_without_numbers_are_known_again_by_their_identifiers(load: Load, sales: Sales) -> None:
    load(sales("customer id,phone", "7,13812345678"), kind="customers")

    load(sales("order,date,phone,amount", "1,2024-01-05,+86 138 1234 5678,3", "2,2024-01-06,13900000000,4"))

    assert Order.objects.get(source_key="1").customer == Customer.objects.get(number="7")
    stranger = Order.objects.get(source_key="2").customer
    assert stranger is not None
    assert stranger.identities.get().normal == "+8613900000000"


def test_two_numbers_with_one_phone_stay_two_people(load: Load, sales: Sales) -> None:
    summary = load(sales("customer id,phone", "7,13812345678", "8,13812345678"), kind="customers")

    assert Customer.objects.count() == 2
    assert Identity.objects.get().customer.number == "7"
    assert summary.counts["customers"] == {"created": 2}


def test_products_get_their_description_and_tree(load: Load, sales: Sales) -> None:
    load(sales("order,date,product code,amount", "1,2024-01-05,610233,3"))
    bare = Product.objects.get()
    assert (bare.name, bare.is_described) == ("610233", False)

    load(sales("code,name,department,product category,price", "610233,beans,Food,Coffee,68.00"), kind="products")

    bare.refresh_from_db()
    assert (bare.name, bare.is_described, bare.price) == ("beans", True, Decimal(68))
    assert bare.category is not None
    assert bare.category.path == "Food › Coffee"
    assert bare.category.parent is not None
    assert bare.category.parent.path == "Food"


def test_stores_are_found_by_code_or_name(load: Load, sales: Sales) -> None:
    load(sales("code,name,time zone", "S1,江畔店,Asia/Urumqi"), kind="stores")

    load(sales("order,date,store,amount", "1,2024-01-05 23:30,江畔店,3", "2,2024-01-05 23:30,S1,3"))

    assert {order.store.code for order in Order.objects.all()} == {"S1"}
    assert Order.objects.get(source_key="1").ordered_at == dt.datetime(2024, 1, 5, 17, 30, tzinfo=dt.UTC)


def test_a_file_without_stores_goes_to_the_only_one(load: Load, sales: Sales) -> None:
    load(sales("order,date,amount", "1,2024-01-05,3"))

    assert Order.objects.get().store.code == "main"


def test_a_file_without_stores_asks_where_there_are_several(load: Load, sales: Sales) -> None:
    load(sales("code", "S1", "S2"), kind="stores")
    path = sales("order,date,amount", "1,2024-01-05,3", name="orders.csv")

    with pytest.raises(SourceRefused, match=r"names no store and there are 2 \(S1, S2\)"):
        load(path)
    with pytest.raises(SourceRefused, match="no store with the code S3; the stores are S1, S2"):
        load(path, store="S3")
    load(path, store="S2")

    assert Order.objects.get().store.code == "S2"
