"""What a counted cell table says, without a database."""

from datetime import date
from decimal import Decimal

import pytest
from tests.scores.trials import given

from shuke.scores.trials.results import CellResults, CellRow, chosen_cells, results_of


def results(**facts: object) -> CellResults:
    found = results_of(given.table(**facts))  # type: ignore[arg-type]
    assert found is not None
    return found


def row(found: CellResults, cell: str) -> CellRow:
    return next(each for each in found.rows if each.cell == cell)


def test_a_table_not_counted_yet_says_nothing() -> None:
    assert results_of(given.table(cells=[])) is None
    assert chosen_cells(given.table(cells=[])) == []


def test_the_best_cell_comes_first_and_only_cells_above_break_even_are_chosen() -> None:
    found = results()

    assert [each.cell for each in found.rows] == ["555", "333", "111"]
    assert [each.cell for each in found.chosen] == ["555"]
    assert found.breakeven_rate == pytest.approx(0.05)


def test_measured_rates_carry_wilson_s_interval_and_expected_ones_lie_nearer_to_the_mean() -> None:
    best = row(results(), "555")

    assert best.rate == pytest.approx(0.2)
    assert (best.lower, best.upper) == pytest.approx((0.1124, 0.3304), abs=1e-4)
    assert best.rate is not None
    assert 11 / 150 < best.shrunk_rate < best.rate
    assert best.index == pytest.approx((best.shrunk_rate / 0.05 - 1) * 100)


def test_actual_profit_is_of_those_who_were_mailed_in_the_roll_out() -> None:
    found = results(rolled_out_on=date(2026, 3, 1))
    best = row(found, "555")

    assert (best.to_mail, best.later) == (150, 25)
    assert best.actual_profit == pytest.approx(25 * 10 - 150 * 0.5)
    assert row(found, "333").actual_profit is None
    assert found.actual_profit == pytest.approx(best.actual_profit)


def test_the_cells_that_were_mailed_stay_whoever_answers_the_test_after() -> None:
    table = given.table(rolled_out_on=date(2026, 3, 1))
    table.cells = [given.cell("555", responses=1, later=25), given.cell("333", responses=20, later=4)]
    table.cost_per_piece = Decimal("1.2")

    found = results_of(table)

    assert found is not None
    assert [each.cell for each in found.chosen] == chosen_cells(table) == ["555"]
    assert found.actual_profit == pytest.approx(25 * 10 - 150 * 1.2)
    table.rolled_out_on = None
    assert chosen_cells(table) == ["333"]


def test_before_the_roll_out_nothing_is_known_of_what_it_brings() -> None:
    found = results()

    assert row(found, "555").actual_profit is None
    assert found.actual_profit is None


def test_where_everybody_was_tested_all_are_mailed_again() -> None:
    found = results(step=1, cells=[given.cell("555", pieces=200, responses=40), given.cell("111", pieces=200)])

    assert row(found, "555").to_mail == 200


def test_a_cell_nobody_was_tested_in_has_no_rate_and_an_expected_one() -> None:
    lonely = row(results(cells=[*given.CELLS, given.cell("222", customers=3, pieces=0)]), "222")

    assert lonely.rate is None
    assert 0 < lonely.shrunk_rate < 1


def test_without_a_cell_that_pays_there_is_no_forecast() -> None:
    found = results(cost_per_piece=9)

    assert found.chosen == []
    assert found.forecast is None
    assert found.actual_profit is None


def test_few_answers_are_said() -> None:
    assert results().is_thin
    assert not results(cells=[given.cell("555", responses=40)]).is_thin


def test_what_costs_nothing_has_no_index_and_always_pays() -> None:
    found = results(cost_per_piece=0)

    assert row(found, "111").index is None
    assert len(found.chosen) == 3
