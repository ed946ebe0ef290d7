import numpy as np
import pandas as pd
import pytest
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st
from tests.analytics.lifetime import given
from tests.analytics.worth import given as sales

from shuke.analytics.lifetime import history
from shuke.analytics.lifetime.history import BadHistory, count_distinct

COLUMNS = ("customer_id", "repeat_orders", "active_days", "age_days", "mean_order_value")


def history_of(*rows: tuple[str | None, int, int] | tuple[str | None, int, int, bool]) -> set[tuple[object, ...]]:
    return sales.rows_of(history.from_orders(sales.orders(rows), as_of=sales.DAY), *COLUMNS)


def test_first_order_is_not_a_repeat() -> None:
    assert history_of(("once", 30, 500)) == {("once", 0, 0, 30, None)}


def test_mean_value_leaves_the_first_day_out() -> None:
    found = history_of(("again", 30, 500), ("again", 20, 100), ("again", 5, 300))

    assert found == {("again", 2, 25, 30, 200.0)}


def test_two_orders_of_one_day_are_one_purchase() -> None:
    assert history_of(("twice", 9, 100), ("twice", 9, 50), ("twice", 4, 70), ("twice", 4, 30)) == {
        ("twice", 1, 5, 9, 100.0)
    }


def test_a_return_is_no_purchase() -> None:
    assert history_of(("returner", 9, 100), ("returner", 3, -100, False)) == {("returner", 0, 0, 9, None)}


def test_orders_after_the_day_and_of_strangers_are_not_read() -> None:
    assert history_of(("known", 9, 100), ("known", -1, 900), (None, 5, 70)) == {("known", 0, 0, 9, None)}


def test_before_the_first_order_there_is_nobody() -> None:
    assert history_of(("later", -3, 100)) == set()


def test_equal_histories_are_counted_together() -> None:
    table = history.from_orders(sales.orders([("a", 9, 1), ("b", 9, 2), ("c", 8, 3)]), as_of=sales.DAY)

    counted = sales.rows_of(history.counted(table), "repeat_orders", "active_days", "age_days", "customers")

    assert counted == {(0, 0, 9, 2), (0, 0, 8, 1)}


@settings(deadline=None, max_examples=60)
@examples(
    st.lists(st.tuples(st.integers(1, 50), st.integers(1, 900), st.integers(0, 900)), min_size=1, max_size=60),
    st.sampled_from([1.0, 7.0, 0.37]),
)
def test_counting_keeps_every_customer(rows: list[tuple[int, int, int]], unit: float) -> None:
    frame = given.histories([(x, active, active + silent) for x, active, silent in rows])

    counts = count_distinct(frame, time_unit_days=unit)

    assert counts.total == len(rows)
    assert len(counts.repeats) == len(frame.drop_duplicates())
    assert counts.customers @ counts.repeats == frame["repeat_orders"].sum()
    assert counts.customers @ counts.active * unit == pytest.approx(frame["active_days"].sum())
    np.testing.assert_array_equal(counts.ages[counts.age_codes], counts.age)


def test_days_in_parts_are_counted_too() -> None:
    frame = given.histories([(1, 2.5, 3.25), (1, 2.5, 3.25), (1, 2.5, 4.0)])

    counts = count_distinct(frame, time_unit_days=1)

    assert counts.customers.tolist() == [2, 1]
    assert counts.age.tolist() == [3.25, 4.0]


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([(1, 5, 4)], "active_days exceeds age_days for 1 customers"),
        ([(-1, 0, 4)], "repeat_orders is negative"),
        ([(0.5, 1, 4)], "repeat_orders is no whole number"),
        ([(2, 0, 4)], "contradict each other"),
        ([(0, 3, 4)], "contradict each other"),
        ([(0, 0, float("nan"))], "age_days is missing or infinite"),
        ([(0, 0, float("inf"))], "age_days is missing or infinite"),
    ],
)
def test_rows_that_cannot_be_are_refused(rows: list[tuple[float, float, float]], sentence: str) -> None:
    with pytest.raises(BadHistory, match=sentence):
        count_distinct(given.histories(rows), time_unit_days=1)


def test_refusal_names_the_first_wrong_customer() -> None:
    frame = given.histories([(0, 0, 9), (1, 5, 4)]).set_axis(["fine", "wrong"])

    with pytest.raises(BadHistory, match=r"\(first: wrong\)"):
        count_distinct(frame, time_unit_days=1)


def test_a_missing_column_is_named() -> None:
    with pytest.raises(BadHistory, match="no column age_days"):
        count_distinct(given.histories([(0, 0, 9)]).drop(columns="age_days"), time_unit_days=1)


def test_words_are_no_numbers() -> None:
    with pytest.raises(BadHistory, match="repeat_orders of the history holds something that is no number"):
        count_distinct(given.histories([(0, 0, 9)]).assign(repeat_orders="many"), time_unit_days=1)


def test_nullable_columns_are_read() -> None:
    frame = given.histories([(0, 0, 9)]).convert_dtypes()

    assert count_distinct(frame, time_unit_days=1).total == 1


def test_no_customers_in_a_row_are_refused() -> None:
    with pytest.raises(BadHistory, match="not above 0"):
        count_distinct(pd.DataFrame({**given.histories([(0, 0, 9)]), "customers": [0]}), time_unit_days=1)
