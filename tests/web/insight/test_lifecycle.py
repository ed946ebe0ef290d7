from datetime import date

from shuke.report.page.stages import STAGES
from shuke.warehouse.read import Move, Moves, Volume
from shuke.web.insight.lifecycle import Matrix, largest_worsening, matrix_of, totals_of

OCTOBER, NOVEMBER = date(2026, 10, 31), date(2026, 11, 18)


def moves(*rows: tuple[str, str, int]) -> Moves:
    return Moves(OCTOBER, NOVEMBER, [Move(*row) for row in rows])


def cell(matrix: Matrix, before: str, after: str) -> tuple[int, float | None, str]:
    row = next(row for row in matrix.rows if row.before == before)
    found = row.cells[STAGES.index(after)]
    return found.customers, found.share, found.tone


def test_each_row_shares_out_those_who_were_there() -> None:
    matrix = matrix_of(moves(("stable", "stable", 60), ("stable", "declining", 20), ("lost", "stable", 5)))

    assert cell(matrix, "stable", "declining") == (20, 0.25, "bad")
    assert cell(matrix, "stable", "stable") == (60, 0.75, "same")
    assert cell(matrix, "lost", "stable") == (5, 1.0, "good")


def test_rows_of_nobody_are_left_out() -> None:
    assert [row.before for row in matrix_of(moves(("stable", "stable", 1))).rows] == ["stable"]


def test_newcomers_are_the_last_row_and_have_no_shares() -> None:
    with_newcomers = matrix_of(moves(("", "new", 7), ("stable", "stable", 1)))

    assert [row.before for row in with_newcomers.rows] == ["stable", ""]
    assert cell(with_newcomers, "", "new") == (7, None, "new")


def test_totals_follow_the_months() -> None:
    totals = totals_of(
        [Volume(OCTOBER, "stable", 50), Volume(NOVEMBER, "stable", 55), Volume(NOVEMBER, "declining", 9)]
    )

    by_stage = {total.stage: total for total in totals}
    assert (by_stage["stable"].customers, by_stage["stable"].change, by_stage["stable"].better) == (55, 5, "up")
    assert (by_stage["declining"].months, by_stage["declining"].better) == ((0, 9), "down")
    assert by_stage["lost"].customers == 0


def test_one_month_has_no_change() -> None:
    assert totals_of([Volume(NOVEMBER, "stable", 55)])[3].change is None


def test_the_page_opens_with_what_went_most_wrong() -> None:
    found = largest_worsening(moves(("stable", "stable", 90), ("stable", "declining", 8), ("declining", "lost", 3)))

    assert found == Move("stable", "declining", 8)
    assert largest_worsening(moves(("stable", "stable", 90))) is None
