from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries
from tests.records import make
from tests.records.api_client import Api

from shuke.records.access.models import Role

pytestmark = pytest.mark.django_db


def test_an_order_is_told_with_its_lines_in_decimals() -> None:
    pan, beans = make.customer("Pan", number="N1"), make.product("beans", name="Beans")
    made = make.order(pan, make.store("HZ1"), date(2026, 1, 5), (beans, 2, "20.10"), (beans, -1, "-10.05"))

    read = Api().get(f"/orders/{made.pk}").json()

    assert (read["customer"], read["store"], read["ordered_on"], read["currency"]) == ("N1", "HZ1", "2026-01-05", "CNY")
    assert read["ordered_at"] == "2026-01-05T12:00:00Z"
    assert [(one["product"], float(one["quantity"]), float(one["amount"])) for one in read["lines"]] == [
        ("beans", 2.0, 20.1),
        ("beans", -1.0, -10.05),
    ]
    assert isinstance(read["total"], str)
    assert read["total"].startswith("10.05")


def test_orders_of_other_stores_are_not_found() -> None:
    here, elsewhere, beans = make.store(), make.store(), make.product()
    near = make.order(None, here, date(2026, 1, 5), (beans, 1, "1"))
    far = make.order(None, elsewhere, date(2026, 1, 5), (beans, 1, "1"))
    api = Api(Role.AGENT, here)

    assert [one["id"] for one in api.get("/orders").json()["data"]] == [near.pk]
    assert api.get(f"/orders/{far.pk}").status_code == 404


def test_orders_are_filtered_by_customer_store_and_days() -> None:
    pan, beans = make.customer("Pan", number="N1"), make.product()
    shop = make.store("HZ1")
    first = make.order(pan, shop, date(2026, 1, 5), (beans, 1, "1"))
    second = make.order(None, make.store("HZ2"), date(2026, 1, 6), (beans, 1, "1"))
    api = Api()

    def ids(**query: object) -> list[int]:
        return [one["id"] for one in api.get("/orders", **query).json()["data"]]

    assert ids(customer="N1") == ids(store="HZ1") == ids(ordered_until="2026-01-06") == [first.pk]
    assert ids(ordered_from="2026-01-06") == [second.pk]
    assert ids(sort="-id") == [second.pk, first.pk]


def test_a_page_of_orders_costs_the_same_however_long(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    shop = make.store()
    for _ in range(6):
        make.order(make.customer("Pan"), shop, date(2026, 1, 5), (make.product(), 1, "1"))
    api = Api()
    api.get("/orders")

    with django_assert_num_queries(3):  # the key; orders, lines
        assert len(api.get("/orders").json()["data"]) == 6


def test_the_timeline_is_read_page_by_page() -> None:
    pan, shop, beans = make.customer("Pan", number="N1"), make.store(), make.product()
    for day in (5, 6, 7):
        make.order(pan, shop, date(2026, 3, day), (beans, 1, "1"))
    api = Api()

    kinds, cursor = [], ""
    while True:
        page = api.get("/customers/N1/timeline", limit=1, starting_after=cursor).json()
        kinds += [entry["kind"] for entry in page["data"]]
        if not page["has_more"]:
            break
        cursor = page["next_cursor"]

    assert kinds == ["order.purchase"] * 3 + ["customer.created"]
    assert api.get("/customers/N1/timeline", starting_after="nonsense").status_code == 422
    assert api.get("/customers/NONE/timeline").status_code == 404
