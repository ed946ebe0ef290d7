from typing import Any

import ibis
import pytest
from tests.warehouse.shop import rows_of

from shuke.warehouse.marts.customer_map import customer_map, merge_roots
from shuke.warehouse.marts.dim_customer import dim_customer

pytestmark = pytest.mark.sqlite_only


def customers(*numbers: str) -> Any:
    keys = list(range(1, len(numbers) + 1))
    columns = {
        "customer_key": keys,
        "customer_id": list(numbers),
        "home_store_key": [10 * key for key in keys],
        "gender": [""] * len(keys),
        "joined_on": [None] * len(keys),
        "acquired_through": [""] * len(keys),
        "is_erased": [number.startswith("erased") for number in numbers],
    }
    return ibis.memtable(
        columns,
        schema={
            "customer_key": "int64", "customer_id": "string", "home_store_key": "int64", "gender": "string",
            "joined_on": "date", "acquired_through": "string", "is_erased": "boolean",
        },
    )  # fmt: skip


def roots(pairs: dict[int, int]) -> Any:
    return ibis.memtable(
        {"customer_key": list(pairs), "current_key": list(pairs.values())},
        schema={"customer_key": "int64", "current_key": "int64"},
    )


def test_a_merged_record_leads_to_the_customer_of_today() -> None:
    mapped = customer_map(customers("A", "B"), roots({2: 1}))

    assert rows_of(mapped, "customer_key", "current_key", "customer_id", "home_store_key") == [
        (1, 1, "A", 10),
        (2, 1, "A", 10),
    ]


def test_only_customers_of_today_are_customers() -> None:
    people = customers("A", "B", "C")

    assert rows_of(dim_customer(people, customer_map(people, roots({3: 2}))), "customer_id") == [("A",), ("B",)]


def test_who_was_erased_keeps_a_row_that_says_so() -> None:
    people = customers("A", "erased-2")

    shown = rows_of(dim_customer(people, customer_map(people, roots({}))), "customer_id", "is_erased")

    assert shown == [("A", False), ("erased-2", True)]


def test_places_are_in_the_order_of_the_ids_as_numbers_and_as_text() -> None:
    numbers = [f"{n}" for n in range(12)]

    places = dict(rows_of(customer_map(customers(*numbers), roots({12: 1})), "customer_id", "place"))

    ordered = sorted(numbers[:-1])
    assert [places[number] for number in ordered] == sorted(places.values())
    assert sorted(places, key=lambda number: str(places[number])) == ordered


def test_a_merged_record_stands_in_the_place_of_the_customer_of_today() -> None:
    places = [place for (place,) in rows_of(customer_map(customers("B", "A"), roots({2: 1})), "place")]

    assert len(set(places)) == 1


def test_a_chain_of_merges_is_followed_to_its_end() -> None:
    assert merge_roots({1: 2, 2: 3}) == {1: 3, 2: 3}


def test_a_ring_of_merges_ends_somewhere_and_always_there() -> None:
    assert merge_roots({1: 2, 2: 1}) == {1: 1, 2: 1}
