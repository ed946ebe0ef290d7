from datetime import date
from typing import Any

import ibis
import pytest
from tests.warehouse.shop import rows_of

from shuke.warehouse.marts.fact_order_line import fact_order_line

pytestmark = pytest.mark.sqlite_only


def orders(*keys: int) -> Any:
    return ibis.memtable(
        {
            "order_key": list(keys),
            "customer_key": [7] * len(keys),
            "store_key": [1] * len(keys),
            "ordered_on": [date(2026, 3, 1)] * len(keys),
            "month": ["2026-03"] * len(keys),
        },
        schema={
            "order_key": "int64", "customer_key": "int64", "store_key": "int64", "ordered_on": "date",
            "month": "string",
        },
    )  # fmt: skip


def lines(*rows: tuple[int, int, int, int, int]) -> Any:
    """(line, order, quantity, net, discount)"""
    names = ("line_key", "order_key", "quantity", "net_minor", "discount_minor")
    columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
    rest = {"product_key": 1, "rounding": 0, "cost_minor": 50, "undoes_line_key": None}
    constant = {name: [value] * len(rows) for name, value in rest.items()}
    return ibis.memtable({**columns, **constant}, schema=dict.fromkeys((*names, *rest), "int64"))


MONEY = ("gross_minor", "discount_minor", "returned_minor", "net_minor")


def test_a_sale_is_gross_less_discount() -> None:
    assert rows_of(fact_order_line(lines((1, 10, 2, 900, 100)), orders(10)), *MONEY) == [(1000, 100, 0, 900)]


def test_a_return_counts_as_returned_and_not_as_discount() -> None:
    assert rows_of(fact_order_line(lines((1, 10, -1, -450, -50)), orders(10)), *MONEY) == [(0, 0, 450, -450)]


def test_lines_of_other_orders_are_left_out() -> None:
    found = fact_order_line(lines((1, 10, 1, 100, 0), (2, 11, 1, 100, 0)), orders(10))

    assert rows_of(found, "line_key", "customer_key") == [(1, 7)]
