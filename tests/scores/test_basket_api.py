import json
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from django.test import Client
from tests.records import make

from shuke.records.access.models import Staff
from shuke.records.catalog.models import Category
from shuke.records.customers.models import Customer
from shuke.warehouse.category_pairs import SCHEMA, CategoryPairs, Level
from shuke.warehouse.engine import warehouse_folder
from shuke.warehouse.manifest import Folder
from shuke.warehouse.next_baskets import NextBaskets
from shuke.warehouse.wants import Wants, label_of

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

DAY = date(2026, 3, 1)
WHY = {"code": "due", "usual_days": 6, "silence_days": 13}


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Folder:
    settings.DATA = tmp_path
    return Folder(warehouse_folder())


def get(address: str, role: str = "analyst", *stores: Any) -> Any:
    client = Client()
    person: Staff = make.staff(role, *stores)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(f"/api/v1{address}")
    return answer.json() if answer.status_code == 200 else answer.status_code


def test_pairs_are_told_closest_first_and_apart_ones_apart(folder: Folder) -> None:
    defaults = dict.fromkeys(SCHEMA.names, 0)
    rows = [
        {**defaults, "category_a": "Milk", "category_b": other, "phi": phi, "is_together": phi > 0}
        for other, phi in (("Bread", 0.2), ("Honey", 0.6), ("Petrol", -0.1))
    ]
    facts = {"window_days": 365, "orders": 900, "uptake": 0.1, "discount": 0.1}
    CategoryPairs(folder).write([pd.DataFrame(rows)], as_of=DAY, facts=facts)

    assert [pair["category_b"] for pair in get("/baskets/pairs")["pairs"]] == ["Honey", "Bread"]
    assert [pair["category_b"] for pair in get("/baskets/pairs?together=false")["pairs"]] == ["Petrol"]
    assert len(get("/baskets/pairs?limit=1")["pairs"]) == 1
    assert get("/baskets/pairs", "analyst", make.store("HILL")) == 403
    assert get("/baskets/pairs", "cashier") == 403


def test_pairs_are_told_of_departments_and_of_products_by_code(folder: Folder) -> None:
    facts = {"window_days": 365, "orders": 900, "uptake": 0.1, "discount": 0.1}
    named: dict[Level, tuple[str, str]] = {"department": ("Dairy", "Drinks"), "product": ("CHEDDAR", "MERLOT 🍷")}
    for level, (one, other) in named.items():
        row = {**dict.fromkeys(SCHEMA.names, 0), "category_a": one, "category_b": other, "is_together": True}
        CategoryPairs(folder, level).write([pd.DataFrame([row])], as_of=DAY, facts=facts)

    (wide,) = get("/baskets/pairs?level=department")["pairs"]
    (narrow,) = get("/baskets/pairs?level=product")["pairs"]

    assert [wide[name] for name in ("category_a", "category_b", "product_a")] == ["Dairy", "Drinks", ""]
    assert [narrow[name] for name in ("category_a", "product_a", "product_b")] == ["", "CHEDDAR", "MERLOT 🍷"]
    assert get("/baskets/pairs?level=category")["pairs"] == []
    assert get("/baskets/pairs?level=shelf") == 422


def test_before_the_first_refresh_there_is_nothing_and_no_fault() -> None:
    make.customer(number="N1")
    make.product("P1")

    assert get("/baskets/pairs")["pairs"] == []
    assert get("/customers/N1/next-basket") == {"as_of": None, "products": []}
    assert get("/wanted-by?product=P1") == {"as_of": None, "customers": []}


def test_the_next_basket_of_a_customer_names_products_by_code(folder: Folder) -> None:
    make.customer(number="N1")
    milk = make.product("MILK")
    row = ("N1", 1, milk.pk, "repeat", 0.4, json.dumps(WHY))
    columns = ["customer_id", "rank", "product_key", "part", "score", "why"]
    NextBaskets(folder).write([pd.DataFrame([row], columns=columns)], as_of=DAY, facts={})

    (line,) = get("/customers/N1/next-basket")["products"]
    assert (line["product"], line["is_new"], line["why"]) == ("MILK", False, WHY)
    assert get("/customers/NOBODY/next-basket") == 404
    Customer.objects.update(is_not_personalised=True)
    assert get("/customers/N1/next-basket")["products"] == []


def test_who_would_want_something_is_told_within_ones_stores(folder: Folder) -> None:
    river = make.store("RIVER")
    kind = Category.objects.create(name="Milk", path="Milk")
    milk = make.product("MILK", category=kind)
    for number in ("N1", "N2"):
        make.customer(number=number, home=river if number == "N1" else None)
    columns = ["label", "rank", "customer_id", "product_key", "part", "score", "why"]
    rows = [
        (label, rank, number, milk.pk, "repeat", 0.5 - rank / 10, json.dumps(WHY))
        for label in (label_of(category="Milk"), label_of(product_key=milk.pk))
        for rank, number in enumerate(("N1", "N2"), start=1)
    ]
    Wants(folder).write([pd.DataFrame(rows, columns=columns)], as_of=DAY, facts={})

    assert [each["customer"] for each in get("/wanted-by?product=MILK")["customers"]] == ["N1", "N2"]
    assert [each["customer"] for each in get("/wanted-by?category=Milk", "analyst", river)["customers"]] == ["N1"]
    assert get("/wanted-by") == get("/wanted-by?product=MILK&category=Milk") == 422
    assert get("/wanted-by?product=X") == 422
