"""The page of baskets: pairs in the order asked, money with its assumption, and nothing of other people's stores."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
import pytest
from django.test import Client
from django.urls import reverse
from tests.records import make
from tests.web.insight import rows

from shuke.records.access.models import Role
from shuke.records.catalog.models import Category
from shuke.records.stores.models import Store
from shuke.warehouse.category_pairs import CategoryPair, CategoryPairs, CategoryPairsFound, Level
from shuke.warehouse.engine import warehouse_folder
from shuke.warehouse.manifest import Folder
from shuke.web.insight import baskets
from shuke.web.insight.baskets import Choice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("scored_shop")]

QUERIES = 12  # session, person, stores, frame, run


def pair(a: str, b: str, **facts: Any) -> CategoryPair:
    defaults: dict[str, Any] = {
        "is_together": True, "orders_together": 300, "expected_orders": 100.0, "support": 0.03, "confidence_ab": 0.4,
        "confidence_ba": 0.3, "lift": 3.0, "phi": 0.2, "q_value": 0.0, "place_sales_minor": 50_000,
        "bundle_net_minor": -100, "offer_ab_sales_minor": 20_000, "offer_ba_sales_minor": 30_000,
    }  # fmt: skip
    return CategoryPair(category_a=a, category_b=b, **{**defaults, **facts})


NO_SALES = dict.fromkeys(
    ("place_sales_minor", "bundle_net_minor", "offer_ab_sales_minor", "offer_ba_sales_minor"), None
)
PAIRS = (
    pair("Dairy › Cheese", "Drinks › Wine"),
    pair("Bakery › Frosting", "Bakery › Mix", lift=52.8, phi=0.6, orders_together=90, place_sales_minor=10_000),
    pair("Dairy › Milk", "Fruit › Bananas", lift=2.3, phi=0.1, orders_together=9_000, place_sales_minor=0),
    pair("Dairy › Milk", "Fuel › Petrol", is_together=False, lift=0.01, phi=-0.17, orders_together=3, **NO_SALES),
)
FOUND = CategoryPairsFound(date(2025, 6, 30), 365, 10_000, 0.1, 0.1, PAIRS)


@pytest.fixture
def stored() -> None:
    facts = {"window_days": 365, "orders": FOUND.orders, "uptake": FOUND.uptake, "discount": FOUND.discount}
    CategoryPairs(Folder(warehouse_folder())).write([pd.DataFrame(PAIRS)], as_of=FOUND.as_of, facts=facts)


def page(client: Client, role: str = Role.OWNER, query: str = "", **facts: Any) -> Any:
    client.force_login(rows.staff(role, **facts))
    return client.get(reverse("insight_baskets") + query)


@pytest.mark.parametrize(("sort", "first"), [("lift", "Frosting"), ("phi", "Frosting"), ("orders", "Milk")])
def test_pairs_stand_in_the_order_asked(sort: str, first: str) -> None:
    assert baskets.together(FOUND, Choice(sort, 0))[0].a.name == first


def test_rare_pairs_are_left_out_where_asked() -> None:
    assert [row.a.name for row in baskets.together(FOUND, Choice("lift", 200))] == ["Cheese", "Milk"]


def test_an_address_that_means_nothing_is_the_default() -> None:
    assert baskets.choice_of({"sort": "colour", "orders": "-3"}) == Choice("phi", 0)
    assert baskets.choice_of({"sort": "lift", "orders": "500"}) == Choice("lift", 500)
    assert baskets.choice_of({"level": "shelf"}).level == "category"
    assert baskets.choice_of({"level": "product"}).level == "product"


def test_offers_go_both_ways_and_sets_that_lose_are_not_offered() -> None:
    offers = baskets.offered(FOUND)

    assert (offers[0].sales_minor, offers[-1].sales_minor, len(offers)) == (30_000, 20_000, 6)
    assert baskets.bundles(FOUND) == []
    assert [row.a.name for row in baskets.place(FOUND)] == ["Cheese", "Frosting"]


def test_a_kind_is_named_with_what_it_is_a_kind_of() -> None:
    milk, top = baskets.named("Grocery › Dairy › Milk"), baskets.named("Grocery")

    assert (milk.name, milk.parent, milk.within) == ("Milk", "Dairy", "Grocery › Dairy")
    assert (top.name, top.parent) == ("Grocery", "")
    assert baskets.offers_sheet(baskets.offered(FOUND), currency="CNY").rows[0][:2] == (
        "Fruit › Bananas",
        "Dairy › Milk",
    )


@pytest.mark.usefixtures("stored")
def test_the_page_says_pairs_apart_and_the_assumption_beside_the_money(client: Client) -> None:
    text = page(client, query="?sort=orders&orders=200").content.decode()

    assert "Frosting" not in text.split("Place side by side")[0].split('id="together"')[1]
    assert "Petrol" in text.split("Bought apart")[1]
    assert "assume that 10% of the pull becomes sales" in text
    assert "No set would bring more than its discount costs." in text


def test_departments_and_products_have_pages_of_their_own(
    client: Client, stored: None, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    facts = {"window_days": 365, "orders": 10_000, "uptake": 0.1, "discount": 0.1}
    milk = make.product("MILK 1", name="Whole milk", category=Category.objects.create(name="Milk", path="Dairy › Milk"))
    rows_of: dict[Level, CategoryPair] = {
        "department": pair("Dairy", "Drinks"),
        "product": pair("MILK 1", "🍞 gone"),
    }
    for level, row in rows_of.items():
        CategoryPairs(Folder(warehouse_folder()), level).write([pd.DataFrame([row])], as_of=FOUND.as_of, facts=facts)

    wide = page(client, query="?level=department").content.decode()
    with django_assert_max_num_queries(QUERIES + 1):
        narrow = client.get(reverse("insight_baskets") + "?level=product").content.decode()

    assert "Cheese" not in wide + narrow
    assert 'name="level" value="department"' in wide
    assert f'?of=p{milk.pk}">Whole milk · MILK 1</a> <small class="sk-muted">Milk</small>' in narrow
    # What the catalogue no longer knows keeps its code.
    assert "🍞 gone" in narrow
    CategoryPairs(Folder(warehouse_folder()), "product").file.unlink()
    assert 'href="?level=category"' in client.get(reverse("insight_baskets") + "?level=product").content.decode()


@pytest.mark.usefixtures("stored")
def test_who_works_in_some_stores_is_told_why_there_is_nothing(client: Client) -> None:
    text = page(client, Role.MANAGER, stores=(Store.objects.get(code="RIVER"),)).content.decode()

    assert "shown to those who work in all stores" in text
    assert "Cheese" not in text


@pytest.mark.usefixtures("stored")
def test_the_page_asks_the_database_a_fixed_number_of_times(
    client: Client, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    page(client)

    with django_assert_max_num_queries(QUERIES):
        assert client.get(reverse("insight_baskets")).status_code == 200


def test_the_front_line_is_refused(client: Client) -> None:
    assert page(client, Role.FRONT_LINE).status_code == 403


def test_before_the_first_count_the_page_says_what_makes_pairs(client: Client) -> None:
    CategoryPairs(Folder(warehouse_folder())).file.unlink(missing_ok=True)

    assert "No pair yet" in page(client).content.decode()
