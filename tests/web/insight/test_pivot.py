"""The explorer's choice and its table."""

from decimal import Decimal
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.utils.translation import override

from shuke.report.words import keys_of
from shuke.warehouse.read import DIMENSIONS, MEASURES, Pivot, PivotCell
from shuke.web.insight.pivot import (
    COLUMNS_SHOWN,
    DIMENSION_WORDS,
    MEASURE_WORDS,
    Choice,
    choice_of,
    narrowed,
    sheet_of,
    table_of,
)


def pivot(*cells: tuple[str, str, float | None], measure: str = "customers", is_money: bool = False) -> Pivot:
    return Pivot(measure, is_money, [PivotCell(*cell) for cell in cells], is_cut=False)


def test_every_measure_and_dimension_has_a_word() -> None:
    assert set(MEASURE_WORDS) == set(MEASURES)
    assert set(DIMENSION_WORDS) == set(DIMENSIONS)


def test_unknown_words_in_the_address_fall_back() -> None:
    assert choice_of({"measure": "x", "rows": "x", "columns": "x"}) == Choice("customers", "stage", "")
    assert choice_of({}) == Choice("customers", "stage", "pyramid_level")


def test_the_same_dimension_twice_is_one() -> None:
    assert choice_of({"rows": "month", "columns": "month"}).columns == ""


def test_what_a_table_is_narrowed_to_stands_in_its_address_and_can_be_left_again() -> None:
    choice = choice_of({"measure": "net", "rows": "category", "columns": "", "only_category": "Food", "only_x": "1"})

    assert choice.only == {"category": "Food"}
    assert choice.query(store="S1") == "measure=net&rows=category&columns=&only_category=Food&only_store=S1"
    assert narrowed(choice) == [("Category", "Food", "measure=net&rows=category&columns=")]


def test_customers_keys_come_best_first_and_unknown_last() -> None:
    table = table_of(pivot(("", "", 1), ("lost", "", 1), ("stable", "", 1)), Choice("customers", "stage", ""))

    order = keys_of("stage")
    assert [row.key for row in table.rows] == [*sorted(("lost", "stable"), key=order.index), ""]
    assert table.rows[-1].name == "—"


def test_time_runs_forwards_and_all_else_by_weight() -> None:
    cells = (("2026-02", "B", 9.0), ("2026-01", "A", 1.0))

    assert [row.key for row in table_of(pivot(*cells), Choice("net", "month", "store")).rows] == ["2026-01", "2026-02"]
    by_store = pivot(("A", "", 1.0), ("C", "", 5.0), ("B", "", 5.0))
    assert [row.key for row in table_of(by_store, Choice("net", "store", "")).rows] == ["B", "C", "A"]


def test_of_many_columns_the_heaviest_are_shown_and_that_is_said() -> None:
    stores = [("2026-01", f"S{number:02}", float(number)) for number in range(COLUMNS_SHOWN + 1)]

    table = table_of(pivot(*stores), Choice("net", "month", "store"))

    assert [key for key, _name in table.columns] == [f"S{number:02}" for number in range(COLUMNS_SHOWN, 0, -1)]
    assert len(table.rows[0].cells) == COLUMNS_SHOWN
    assert table.is_cut


def query_behind(choice: Choice, row: str, column: str = "") -> dict[str, str]:
    url = table_of(pivot((row, column, 3)), choice).rows[0].cells[0].url
    return dict(parse_qsl(urlsplit(url).query))


def test_a_cell_opens_the_customers_of_both_its_sides() -> None:
    both = query_behind(Choice("customers", "stage", "pyramid_level"), "stable", "vip")
    orders = query_behind(Choice("customers", "stage", "month"), "stable", "2026-01")

    assert both == {"in_window": "yes", "stage": "stable", "pyramid_level": "vip"}
    assert orders == {"sold": "month=2026-01", "stage": "stable"}


def test_sides_that_describe_orders_are_one_filter_for_one_line_has_them_all() -> None:
    choice = Choice("customers", "category", "month", only={"store": "S1"})

    assert query_behind(choice, "Milk, and more", "2026-01") == {
        "sold": "store=S1&category=Milk%2C+and+more&month=2026-01"
    }


def test_within_a_category_its_own_row_is_the_category_without_what_is_below() -> None:
    choice = Choice("customers", "category", "", only={"category": "Food"})

    assert query_behind(choice, "Food › Bread") == {"sold": "category=Food+%E2%80%BA+Bread"}
    assert query_behind(choice, "Food") == {"sold": "category_itself=Food"}


def test_a_cell_of_nobody_opens_nothing() -> None:
    assert table_of(pivot(("A", "", None)), Choice("net", "store", "")).rows[0].cells[0].url == ""


@pytest.mark.parametrize(("value", "shade"), [(None, 0), (-5.0, 0), (1.0, 0), (50.0, 3), (100.0, 6)])
def test_shades_grow_with_the_share_of_the_highest(value: float | None, shade: int) -> None:
    table = table_of(pivot(("A", "", value), ("B", "", 100.0)), Choice("net", "store", ""))

    assert next(row for row in table.rows if row.key == "A").cells[0].shade == shade


def test_months_weekdays_and_categories_have_their_names() -> None:
    month, weekday = Choice("net", "month", ""), Choice("net", "weekday", "")

    with override("zh-hans"):
        assert table_of(pivot(("2026-03", "", 1.0)), month).rows[0].name == "26年3月"
        assert table_of(pivot(("7", "", 1.0)), weekday).rows[0].name == "星期日"
    category = table_of(pivot(("Food › Bread", "", 1.0)), Choice("net", "category", ""))
    assert category.rows[0].name == "Bread"


def test_the_file_has_money_in_its_own_unit_and_counts_whole() -> None:
    money, counts = Choice("net", "store", ""), Choice("customers", "store", "")

    drawn = table_of(pivot(("A", "", 12_345.0), measure="net", is_money=True), money)
    assert sheet_of(drawn, money, currency="CNY").rows == [("A", Decimal("123.45"))]
    counted = table_of(pivot(("A", "", 3.0), ("B", "", None)), counts)
    assert sheet_of(counted, counts, currency="CNY").rows == [("A", 3), ("B", None)]
