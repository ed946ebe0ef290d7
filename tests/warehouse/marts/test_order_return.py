from datetime import date
from typing import Any

import ibis
import pytest
from tests.warehouse.shop import rows_of

from shuke.warehouse.marts.order_return import order_return

pytestmark = pytest.mark.sqlite_only

SCHEMA = {
    "line_key": "int64", "order_key": "int64", "ordered_on": "date", "quantity": "decimal(14, 3)",
    "undoes_line_key": "int64",
}  # fmt: skip


def lines(*rows: tuple[int, int, int, int, int | None]) -> Any:
    """(line, order, day of March, quantity, line it undoes)"""
    columns = zip(
        *((line, order, date(2026, 3, day), quantity, undoes) for line, order, day, quantity, undoes in rows),
        strict=True,
    )
    return ibis.memtable(dict(zip(SCHEMA, map(list, columns), strict=True)), schema=SCHEMA)


def returned(*rows: tuple[int, int, int, int, int | None]) -> list[tuple[Any, ...]]:
    return rows_of(order_return(lines(*rows)), "order_key", "returned_on")


def test_an_order_is_returned_when_its_last_piece_came_back() -> None:
    found = returned((1, 10, 1, 2, None), (2, 10, 1, 1, None), (3, 11, 5, -2, 1), (4, 12, 9, -1, 2))

    assert found == [(10, date(2026, 3, 9))]


def test_a_piece_kept_keeps_the_order() -> None:
    assert returned((1, 10, 1, 2, None), (2, 10, 1, 1, None), (3, 11, 5, -2, 1)) == []


def test_pieces_brought_back_on_several_days_add_up() -> None:
    found = returned((1, 10, 1, 3, None), (2, 11, 4, -1, 1), (3, 12, 6, -1, 1), (4, 13, 8, -1, 1))

    assert found == [(10, date(2026, 3, 8))]


def test_a_return_that_names_no_sale_undoes_nothing() -> None:
    assert returned((1, 10, 1, 1, None), (2, 11, 2, -1, None)) == []


def test_a_gift_without_quantity_need_not_come_back() -> None:
    assert returned((1, 10, 1, 1, None), (2, 10, 1, 0, None), (3, 11, 2, -1, 1)) == [(10, date(2026, 3, 2))]
