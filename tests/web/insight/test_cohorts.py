from datetime import date

from shuke.warehouse.read import Cohort
from shuke.web.insight.cohorts import table_of


def test_the_first_month_is_left_out() -> None:
    table = table_of([Cohort(date(2026, 1, 1), 10, [10, 5, 2])])

    assert [(cell.customers, cell.share) for cell in table.rows[0].cells] == [(5, 0.5), (2, 0.2)]
    assert table.widths == (1, 2)


def test_a_cohort_ends_with_its_month_also_in_december() -> None:
    table = table_of([Cohort(date(2025, 12, 1), 10, [10]), Cohort(date(2026, 2, 1), 10, [10])])

    assert [row.span for row in table.rows] == ["2025-12-01..2025-12-31", "2026-02-01..2026-02-28"]


def test_a_cell_opens_those_of_the_cohort_who_bought_in_its_month() -> None:
    (row,) = table_of([Cohort(date(2025, 11, 1), 10, [10, 0, 3])]).rows

    first = "first_on=2025-11-01..2025-11-30"
    assert [cell.url for cell in row.cells] == ["", f"/customers/?{first}&bought_on=2026-01-01..2026-01-31"]


def test_means_count_customers_alike_and_only_cohorts_that_old() -> None:
    table = table_of([Cohort(date(2026, 1, 1), 30, [30, 15, 6]), Cohort(date(2026, 2, 1), 10, [10, 1])])

    assert table.means == (16 / 40, 6 / 30)


def test_more_retention_is_darker() -> None:
    cells = table_of([Cohort(date(2026, 1, 1), 100, [100, 0, 5, 30, 90])]).rows[0].cells

    assert [cell.shade for cell in cells] == [0, 1, 3, 6]


def test_an_empty_month_makes_no_row() -> None:
    assert table_of([Cohort(date(2026, 1, 1), 0, [])]).rows == ()
