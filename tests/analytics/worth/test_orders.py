"""Orders out of lines: what is a purchase, what nets when (docs/definitions.md, Days and orders)."""

from typing import Any

import ibis
import pytest
from tests.analytics.worth import given

from shuke.analytics.worth import orders
from shuke.analytics.worth.columns import MissingColumns


def bought(rows: list[Any]) -> dict[str, tuple[Any, ...]]:
    made = orders.from_lines(given.lines(rows))
    return {
        order: (amount, purchase)
        for order, amount, purchase in given.rows_of(made, "order_id", "amount", "is_purchase")
    }


def test_one_line_of_positive_quantity_makes_a_purchase() -> None:
    made = bought([("ann", "mixed", 3, "tea", None, 1.0, 500), ("ann", "mixed", 3, "jar", None, -1.0, -200)])

    assert made == {"mixed": (300, True)}


def test_order_of_no_quantity_is_no_purchase() -> None:
    made = bought([("ann", "fee", 3, "tea", None, 0.0, 500), ("ann", "return", 2, "tea", None, -1.0, -500)])

    assert made == {"fee": (500, False), "return": (-500, False)}


def test_missing_quantity_is_one_or_minus_one_with_a_negative_amount() -> None:
    made = bought([("ann", "sale", 3, "tea", None, None, 500), ("ann", "return", 2, "tea", None, None, -500)])

    assert made == {"sale": (500, True), "return": (-500, False)}


def test_lines_without_a_quantity_column_count_by_their_amount() -> None:
    lines = given.lines([("ann", "sale", 3, "tea", None, 1.0, 500), ("ann", "return", 2, "tea", None, 1.0, -500)])

    made = orders.from_lines(lines.drop("quantity"))

    assert given.rows_of(made, "order_id", "is_purchase") == {("sale", True), ("return", False)}


def test_wholly_returned_order_is_no_purchase_and_a_partly_returned_one_is() -> None:
    lines = given.lines(
        [
            ("ann", "all_back", 3, "tea", None, 2.0, 500),
            ("ann", "one_kept", 3, "tea", None, 2.0, 500),
            ("ann", "other_kept", 3, "tea", None, 1.0, 500),
            ("ann", "other_kept", 3, "jar", None, 1.0, 200),
        ]
    )
    came_back = ibis.cases((lines.order_id == "all_back", 2.0), (lines.product_id == "tea", 1.0), else_=None)

    made = orders.from_lines(lines.mutate(returned_quantity=came_back))

    assert given.rows_of(made, "order_id", "is_purchase") == {
        ("all_back", False),
        ("one_kept", True),
        ("other_kept", True),
    }


def test_returning_nothing_of_a_line_without_quantity_does_not_make_it_a_purchase() -> None:
    lines = given.lines([("ann", "return", 3, "tea", None, -1.0, -500)])

    made = orders.from_lines(lines.mutate(returned_quantity=ibis.literal(-5.0)))

    assert given.rows_of(made, "order_id", "is_purchase") == {("return", False)}


def test_return_counts_on_its_own_day() -> None:
    made = orders.from_lines(
        given.lines([("ann", "o", 9, "tea", None, 1.0, 500), ("ann", "o", 2, "tea", None, -1.0, -500)])
    )

    assert given.rows_of(made, "ordered_on", "amount", "is_purchase") == {
        (given.back(9), 500, True),
        (given.back(2), -500, False),
    }


def test_receipt_numbers_that_start_again_each_day_are_orders_of_their_own() -> None:
    made = orders.from_lines(
        given.lines([("ann", "1", 9, "tea", None, 1.0, 500), ("ann", "1", 2, "tea", None, 1.0, 500)])
    )

    assert made.count().to_pyarrow().as_py() == 2


def test_anonymous_lines_make_no_orders() -> None:
    made = bought([(None, "cash", 3, "tea", None, 1.0, 500)])

    assert made == {}


def test_missing_columns_are_named() -> None:
    with pytest.raises(MissingColumns, match="table of lines has no column product_id, amount"):
        orders.from_lines(given.lines([]).drop("amount", "product_id"))


def test_orders_without_a_mark_all_count_as_purchases() -> None:
    known = orders.until(given.orders([("ann", 3, 500, False)]).drop("is_purchase"), as_of=given.DAY)

    assert given.rows_of(known, "customer_id", "is_purchase") == {("ann", True)}


def test_purchase_days_are_distinct_and_end_with_the_day_itself() -> None:
    table = given.orders(
        [("ann", 3, 500), ("ann", 3, 700), ("ann", 0, 100), ("ann", -1, 100), ("ann", 5, -100, False), (None, 3, 1)]
    )

    days = orders.purchase_days(table, as_of=given.DAY)

    assert sorted(given.rows_of(days)) == [("ann", given.back(3)), ("ann", given.back(0))]
    assert days.count().to_pyarrow().as_py() == 2
