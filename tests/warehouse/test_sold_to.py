"""Who bought on some days, by purchases as scores count them and by sales as the explorer does."""

from datetime import date
from pathlib import Path

import pytest
from tests.records import make
from tests.warehouse.shop import build_warehouse, give_back, refresh

from shuke.records.catalog.models import Category
from shuke.records.customers.models import Customer
from shuke.warehouse.read import sold_to
from shuke.warehouse.responders import buyers
from shuke.warehouse.tables import open_tables

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]
AS_OF = date(2026, 2, 20)
JANUARY = (date(2026, 1, 1), date(2026, 1, 31))


@pytest.fixture
def shop(data_folder: Path) -> dict[str, Customer]:
    """Keeps bought in January, Gives gave it back in February, Later bought then."""
    store = make.store()
    kind = Category.objects.create(name="Bread", path="Food › Bread")
    bread = make.product("P1", category=kind)
    people = {name: make.customer(name, home=store) for name in ("Keeps", "Gives", "Later")}
    for name, day in (("Keeps", 5), ("Gives", 6)):
        make.order(people[name], store, date(2026, 1, day), (bread, 1, "20"))
    make.order(people["Later"], store, date(2026, 2, 3), (bread, 1, "20"))
    sold = people["Gives"].orders.get().lines.get()
    give_back(sold, date(2026, 2, 5), pieces=1, amount="20")
    build_warehouse(data_folder)
    return people


def names(shop: dict[str, Customer], ids: set[int]) -> set[str]:
    return {name for name, person in shop.items() if person.pk in ids}


def test_what_came_back_is_no_purchase_once_it_has(shop: dict[str, Customer]) -> None:
    with open_tables() as tables:
        then = buyers(tables, from_on=JANUARY[0], until_on=JANUARY[1], by="current_key")
        now = buyers(tables, from_on=JANUARY[0], until_on=JANUARY[1], by="current_key", as_of=AS_OF)

    assert names(shop, then) == {"Keeps", "Gives"}
    assert names(shop, now) == {"Keeps"}


def test_the_explorer_counts_what_was_sold(shop: dict[str, Customer]) -> None:
    refresh(AS_OF)
    asked: tuple[tuple[dict[str, str], set[str]], ...] = (
        ({"month": "2026-01"}, {"Keeps", "Gives"}),
        ({}, {"Keeps", "Gives", "Later"}),
        ({"category": "Food", "month": "2026-02"}, {"Later"}),
        ({"category_itself": "Food"}, set()),
        ({"category_itself": "Food › Bread", "product": "P1"}, {"Keeps", "Gives", "Later"}),
        ({"brand": "None of it"}, set()),
    )
    for only, who in asked:
        found = sold_to(only, from_on=date(2025, 2, 21), until_on=date(2026, 2, 21))
        assert (only, names(shop, found)) == (only, who)

    elsewhere = make.store("FAR")
    assert sold_to({}, from_on=JANUARY[0], until_on=AS_OF, stores=frozenset({elsewhere.pk})) == set()
