"""customers.csv and rejected.csv, to the letter."""

from pathlib import Path

import pytest
from tests.report.given import Analysed, run

from shuke.report.tables import COLUMNS

pytestmark = pytest.mark.sqlite_only

FORMULA = "'=cmd()"


def test_columns_are_exactly_those_promised(small_shop: Analysed) -> None:
    head = (small_shop.out / "customers.csv").read_text("utf-8").splitlines()[0]

    assert head == (
        "customer_id,first_on,latest_on,orders,recency_days,spend,r,f,m,rfm_group,rfm_eight,abc,pyramid_level,"
        "value_class,stage,rhythm_days,overdue_ratio,silence_probability,why"
    )
    assert tuple(head.split(",")) == COLUMNS


def test_rows_are_in_the_order_of_code_points(odd: Analysed) -> None:
    ids = [row["customer_id"] for row in odd.customers]

    assert ids == ["10", "9", "A", "b", "part", "whole", "é", "会员"]


def test_orders_and_spend_are_of_the_window_and_days_since_the_first(small_shop: Analysed) -> None:
    once = small_shop.customer("once")

    assert (once["first_on"], once["latest_on"]) == ("2023-02-01", "2023-02-01")
    assert (once["orders"], once["spend"]) == ("0", "0.00")
    assert (once["abc"], once["pyramid_level"]) == ("", "")
    assert (once["r"], once["f"], once["m"]) == ("1", "1", "1")


def test_money_has_the_files_own_decimals(small_shop: Analysed, odd: Analysed) -> None:
    assert small_shop.customer("<b>away</b>")["spend"] == "153.00"
    assert odd.customer("whole")["spend"] == "4"


def test_an_order_returned_whole_does_not_count(odd: Analysed) -> None:
    assert (odd.customer("whole")["orders"], odd.customer("whole")["first_on"]) == ("1", "2024-01-04")
    assert (odd.customer("part")["orders"], odd.customer("part")["spend"]) == ("1", "5")


def test_why_is_a_code_with_facts(small_shop: Analysed) -> None:
    away = small_shop.customer("<b>away</b>")

    assert away["why"].startswith("gap_long{usual_days: 22, silence_days: 66, share: 1.0}; ")
    assert "spend_falling{spend_90: 25.5, spend_90_before: 76.5}" in away["why"]
    assert float(away["silence_probability"]) < 0.05
    assert small_shop.customer(FORMULA)["why"].startswith("new_customer{days: ")


def test_too_few_gaps_leave_the_probability_empty(small_shop: Analysed) -> None:
    assert small_shop.customer(FORMULA)["silence_probability"] == ""


def test_a_customer_id_that_is_a_formula_stays_text(small_shop: Analysed) -> None:
    assert [row["customer_id"] for row in small_shop.customers if row["customer_id"].startswith(("=", "'"))] == [
        FORMULA
    ]


def test_two_runs_write_the_same_bytes(small_shop_file: Path, small_shop: Analysed, tmp_path: Path) -> None:
    again = run(small_shop_file, tmp_path / "again")

    first = {path.name: path.read_bytes() for path in small_shop.out.iterdir()}
    assert {path.name: path.read_bytes() for path in again.out.iterdir()} == first


def test_rejected_rows_carry_line_column_value_and_reason(odd: Analysed) -> None:
    assert [(row["line"], row["column"], row["value"], row["code"]) for row in odd.rejected] == [
        ("13", "date", "2024-02-30", "date_no_such_day"),
        ("14", "amount", "'=1+1", "number_unreadable"),
        ("15", "amount", "'-3", "price_negative"),
        ("16", "", "", "cells_too_many"),
    ]
    assert all(row["reason"] for row in odd.rejected)


def test_refused_rows_are_counted_and_good_ones_not_held_back(odd: Analysed) -> None:
    assert odd.summary["file"]["rows"] == 15
    assert odd.summary["file"]["refused_rows"] == 4
    assert odd.summary["file"]["refused"]["price_negative"] == 1
    assert odd.summary["customers"]["ever"] == 8
