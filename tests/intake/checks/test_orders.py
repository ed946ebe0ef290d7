"""What is refused, what is accepted and counted, what is worked out (docs/definitions.md, Lines of a file)."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.intake.checks.given import batch_of, refused, values

from shuke.intake.checks import Checked, Ground, check
from shuke.intake.checks.orders import _times
from shuke.intake.mapping import Mapping
from shuke.intake.reading import Batch, Misfit

SHANGHAI = Ground(time_zone="Asia/Shanghai", currency="CNY", country="CN")


def checked(columns: dict[str, Sequence[str]], *, ground: Ground = SHANGHAI, **settings: Any) -> Checked:
    """Columns are called like their fields; what is not given is a day and an amount."""
    count = len(next(iter(columns.values())))
    filled = {"ordered_at": ["2024-01-05"] * count, "amount": ["3.50"] * count, **columns}
    mapping = Mapping("orders", {name: (name,) for name in filled}, **settings)
    return check(batch_of(filled), mapping, ground)


def test_good_rows_are_not_held_back_by_bad_ones() -> None:
    found = checked({"order": ["1", "2", "3"], "ordered_at": ["2024-01-05", "2024-02-30", "2024-01-07"]})

    assert values(found, "order_key") == ["1", "3"]
    assert refused(found) == {3: ("ordered_at", "date_no_such_day")}
    (refusal,) = found.refusals
    assert (refusal.value, refusal.cells) == ("2024-02-30", ("2024-02-30", "3.50", "2"))


@pytest.mark.parametrize(
    ("columns", "column", "code"),
    [
        ({"ordered_at": ["soon"]}, "ordered_at", "date_unreadable"),
        ({"ordered_at": [""]}, "ordered_at", "value_missing"),
        ({"amount": ["x"]}, "amount", "number_unreadable"),
        ({"amount": ["1.2E+05"]}, "amount", "number_rounded"),
        ({"amount": [""]}, "amount", "value_missing"),
        ({"quantity": ["两"]}, "quantity", "number_in_words"),
        ({"quantity": ["1"], "unit_price": ["-3"]}, "unit_price", "price_negative"),
        ({"quantity": ["1"], "amount": ["-3"]}, "amount", "price_negative"),
        ({"currency": ["BEANS"]}, "currency", "currency_unknown"),
        ({"order": ["9" * 161]}, "order", "key_too_long"),
        ({"product": ["6.90123E+12"]}, "product", "id_rounded"),
        ({"ordered_time": ["25:99"]}, "ordered_time", "time_unreadable"),
    ],
)
def test_what_is_refused_says_which_column_and_why(columns: dict[str, list[str]], column: str, code: str) -> None:
    assert refused(checked(columns)) == {2: (column, code)}


def test_a_row_is_refused_once() -> None:
    found = checked({"ordered_at": ["soon"], "amount": ["x"], "currency": ["BEANS"]})

    assert len(found.refusals) == 1


def test_a_row_of_another_width_is_refused() -> None:
    batch = batch_of({"ordered_at": ["2024-01-05"], "amount": ["3"]})
    batch = Batch(batch.lines, batch.columns, (Misfit(3, 1, 2, ("2024-01-06",)), Misfit(4, 3, 2, ("a", "b", "c"))))

    found = check(batch, Mapping("orders", {"ordered_at": ("ordered_at",), "amount": ("amount",)}), SHANGHAI)

    assert refused(found) == {3: ("", "cells_too_few"), 4: ("", "cells_too_many")}


def test_odd_but_possible_rows_are_accepted_and_counted() -> None:
    found = checked({"quantity": ["0", "-1", "1"], "amount": ["0", "-3.50", "0"], "product": ["a", "a", ""]})

    assert not found.refusals
    assert found.noticed == {"quantity_not_positive": 2, "value_zero": 2, "product_missing": 1}


def test_refused_rows_are_not_counted_as_noticed() -> None:
    found = checked({"ordered_at": ["soon"], "amount": ["0"]})

    assert not found.noticed


def test_a_missing_quantity_is_one_or_minus_one() -> None:
    found = checked({"quantity": ["", "", "3"], "amount": ["3.50", "-3.50", "3.50"]})

    assert values(found, "quantity_e4") == [10_000, -10_000, 30_000]


def test_without_an_amount_price_times_quantity_less_discount_counts() -> None:
    found = checked(
        {
            "amount": ["", "", "9"],
            "unit_price": ["2.5", "2.5", "2.5"],
            "quantity": ["3", "-3", "3"],
            "discount": ["1", "1", ""],
        }
    )

    assert values(found, "amount_e4") == [65_000, -65_000, 90_000]


def test_without_an_amount_gross_less_discount_counts() -> None:
    found = checked({"amount": ["", ""], "gross": ["10", "-10"], "discount": ["-1.5", "1.5"]})

    assert values(found, "amount_e4") == [85_000, -85_000]
    assert values(found, "discount_e4") == [15_000, 15_000]


def test_discounts_of_several_columns_add_up() -> None:
    batch = batch_of({"on": ["2024-01-05"], "net": ["3"], "own": ["0.10"], "match": ["0.25"]})
    mapping = Mapping("orders", {"ordered_at": ("on",), "amount": ("net",), "discount": ("own", "match")})

    assert values(check(batch, mapping, SHANGHAI), "discount_e4") == [3_500]


def test_an_unknown_cost_stays_unknown() -> None:
    assert values(checked({"cost": ["1.5", ""]}), "cost_e4") == [15_000, None]


@given(st.lists(st.tuples(st.integers(-(10**11), 10**11), st.integers(-(10**8), 10**8)), min_size=1, max_size=20))
def test_price_times_quantity_is_exact(pairs: list[tuple[int, int]]) -> None:
    prices, quantities = (np.array(column, dtype=np.int64) for column in zip(*pairs, strict=True))

    found = _times(prices, quantities).tolist()

    for product, (price, quantity) in zip(found, pairs, strict=True):
        exact = abs(price * quantity)
        assert abs(product) == (exact + 5_000) // 10_000
        assert product * price * quantity >= 0


def test_a_moment_is_in_the_stores_zone_unless_the_source_has_its_own() -> None:
    moment = {"ordered_at": ["2024-01-05 20:30:00"]}

    local, utc = checked(moment), checked(moment, time_zone="UTC")

    assert values(local, "ordered_at") == [dt.datetime(2024, 1, 5, 12, 30)]  # noqa: DTZ001
    assert values(local, "ordered_on") == [dt.date(2024, 1, 5)]
    assert values(utc, "ordered_at") == [dt.datetime(2024, 1, 5, 20, 30)]  # noqa: DTZ001
    assert values(utc, "ordered_on") == [dt.date(2024, 1, 6)]


def test_a_moment_with_an_offset_needs_no_zone() -> None:
    found = checked({"ordered_at": ["2024-01-05T20:30:00-05:00"]}, time_zone="Asia/Shanghai")

    assert values(found, "ordered_at") == [dt.datetime(2024, 1, 6, 1, 30)]  # noqa: DTZ001


def test_a_bare_date_is_a_day_in_the_store_whatever_the_sources_zone() -> None:
    found = checked({"ordered_at": ["2024-01-05"]}, time_zone="America/New_York")

    assert values(found, "ordered_on") == [dt.date(2024, 1, 5)]
    assert values(found, "ordered_at") == [dt.datetime(2024, 1, 4, 16, 0)]  # noqa: DTZ001


def test_every_store_cuts_days_by_its_own_clock() -> None:
    ground = Ground(time_zone="Asia/Shanghai", currency="CNY", store_time_zones={"NY": "America/New_York"})
    columns = {"ordered_at": ["2024-01-05 02:00:00"] * 2, "store": ["NY", "SH"]}

    found = checked(columns, ground=ground, time_zone="UTC")

    assert values(found, "ordered_on") == [dt.date(2024, 1, 4), dt.date(2024, 1, 5)]


def test_the_hour_skipped_in_spring_and_the_doubled_one_are_moments_too() -> None:
    ground = Ground(time_zone="America/New_York", currency="USD")

    found = checked({"ordered_at": ["2024-03-10 02:30:00", "2024-11-03 01:30:00"]}, ground=ground)

    assert values(found, "ordered_at") == [dt.datetime(2024, 3, 10, 7, 0), dt.datetime(2024, 11, 3, 5, 30)]  # noqa: DTZ001


def test_a_time_in_a_column_of_its_own_joins_the_date() -> None:
    found = checked({"ordered_time": ["18:30", ""]})

    assert values(found, "ordered_at") == [dt.datetime(2024, 1, 5, 10, 30), dt.datetime(2024, 1, 4, 16, 0)]  # noqa: DTZ001


def test_without_an_order_number_a_customers_day_in_a_store_is_one_order() -> None:
    found = checked(
        {
            "customer": ["7", "7", "7", "8"],
            "store": ["a", "a", "b", "a"],
            "ordered_at": ["2024-01-05 09:00", "2024-01-05 21:00", "2024-01-05 09:00", "2024-01-05 09:00"],
        }
    )

    keys = values(found, "order_key")
    assert keys[0] == keys[1]
    assert len(set(keys)) == 3


def test_nobodys_lines_of_one_moment_are_one_order() -> None:
    found = checked({"ordered_at": ["2024-01-05 09:00", "2024-01-05 09:00", "2024-01-05 09:01"]})

    keys = values(found, "order_key")
    assert keys[0] == keys[1] != keys[2]


def test_the_currency_is_the_lines_the_stores_or_the_businesss() -> None:
    ground = Ground(time_zone="Asia/Shanghai", currency="CNY", store_currencies={"HK": "HKD"})

    found = checked({"store": ["", "HK", "HK"], "currency": ["", "", "元"]}, ground=ground)

    assert values(found, "currency") == ["CNY", "HKD", "CNY"]


def test_a_told_currency_wins_over_the_stores() -> None:
    ground = Ground(currency="CNY", store_currencies={"HK": "HKD"})

    assert values(checked({"store": ["HK"]}, ground=ground, currency="USD"), "currency") == ["USD"]


def test_a_line_without_a_store_is_refused_where_records_need_one() -> None:
    ground = Ground(currency="CNY", needs_store=True)

    assert refused(checked({"store": ["", "a"]}, ground=ground)) == {2: ("store", "value_missing")}
    assert values(checked({"store": ["", "a"]}, ground=ground, store="main"), "store") == ["main", "a"]


def test_who_comes_without_a_number_is_known_by_card_then_phone() -> None:
    found = checked(
        {
            "customer": ["7", "", "", "", ""],
            "customer_card": ["29", "29", "", "", ""],
            "customer_phone": ["", "", "138 1234 5678", "+86 138-1234-5678", ""],
        }
    )

    numbers = values(found, "customer")
    assert numbers[:2] == ["7", "29"]
    assert numbers[2] == numbers[3] != ""
    assert "1381234" not in numbers[2]
    assert numbers[4] == ""
    assert values(found, "is_numbered") == [True, False, False, False, False]
    assert values(found, "customer_phone")[2] == "+8613812345678"


def test_an_unreadable_phone_is_left_aside_with_a_warning() -> None:
    found = checked({"customer": ["7"], "customer_phone": ["ask her"]})

    assert values(found, "customer_phone") == [""]
    (warning,) = found.refusals
    assert (warning.is_warning, warning.reason.code, warning.value) == (True, "phone_unreadable", "ask her")


def test_a_text_too_long_is_cut_and_counted() -> None:
    found = checked({"channel": ["x" * 60]})

    assert values(found, "channel") == ["x" * 40]
    assert found.noticed == {"text_cut": 1}


def test_an_apostrophe_against_formulas_is_taken_off_again() -> None:
    assert values(checked({"product": ["'=beans", "'quoted'"]}), "product") == ["=beans", "'quoted'"]
