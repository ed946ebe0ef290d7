"""Everybody with a churn probability stands in one cell of the board."""

from typing import Any

import ibis

from shuke.warehouse.read.leaving import COUNTED, FORETOLD, board_of

TYPES = {
    "total_orders": "int64", "churn_probability": "float64", "staying_spend_minor": "int64", "spend_minor": "int64",
    "value_at_risk_minor": "int64",
}  # fmt: skip


def snapshot(*rows: tuple[float | None, int | None, int, int | None], orders: int = 3) -> Any:
    """(churn probability, year's spend if staying, spend of the year, value at risk)."""
    return ibis.memtable(
        [dict(zip(TYPES, (orders, *row), strict=True)) for row in rows],
        schema=TYPES,
    )


def test_risk_and_worth_place_a_customer() -> None:
    rows = [(0.01, 100 * each, 0, 1) for each in range(1, 100)]
    board = board_of(snapshot(*rows, (0.30, 50_000, 0, 15_000)), unit=100)

    (dear,) = [cell for cell in board.cells if cell.risk == 3]
    assert (dear.worth, dear.customers, dear.at_risk_minor) == (3, 1, 15_000)
    assert board.worth_column == FORETOLD
    assert sum(cell.customers for cell in board.cells) == 100


def test_bands_of_value_rise_even_when_all_are_alike() -> None:
    board = board_of(snapshot(*[(0.1, 5_000, 0, 500)] * 1_000), unit=100)

    first, second, third = board.worth_from_minor
    assert first < second < third
    assert [(cell.customers, cell.at_risk_minor) for cell in board.cells] == [(1_000, 500_000)]


def test_without_forecasts_the_spend_of_the_year_counts() -> None:
    board = board_of(snapshot((0.2, None, 7_000, 1_400), (0.2, None, 90, 18)), unit=1)

    assert board.worth_column == COUNTED
    assert sum(cell.at_risk_minor for cell in board.cells) == 1_418


def test_too_little_known_stands_beside() -> None:
    board = board_of(snapshot((None, None, 900, None), (0.2, None, 900, 180)), unit=1)

    assert (board.unknown, sum(cell.customers for cell in board.cells)) == (1, 1)


def test_nobody_makes_an_empty_board() -> None:
    board = board_of(snapshot((None, None, 0, None), orders=0), unit=1)

    assert (board.cells, board.unknown) == ([], 0)
    assert len(board.worth_from_minor) == 3
