"""customers.csv and rejected.csv, to the letter."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.report.given import Analyse, Analysed

from shuke.report.tables import COLUMNS

pytestmark = pytest.mark.sqlite_only

# One who comes every ten days and then stays away, one who came long ago, one new.
LEFT_BEHIND = [date(2024, 1, 1) + timedelta(days=10 * n) for n in range(12)]


def regulars() -> str:
    rows = [f"steady-{who},{date(2024, 1, 1) + timedelta(days=9 * n)},10.00" for who in range(8) for n in range(25)]
    rows += [f"away,{day},25.50" for day in LEFT_BEHIND]
    rows += ["once,2023-02-01,5.00", "=cmd(),2024-08-01,7.25"]
    return "\n".join(["customer,date,amount", *rows]) + "\n"


@pytest.fixture
def small_shop(analyse: Analyse) -> Analysed:
    return analyse(regulars())


def test_columns_are_exactly_those_promised(small_shop: Analysed) -> None:
    head = (small_shop.out / "customers.csv").read_text("utf-8").splitlines()[0]

    assert head == (
        "customer_id,first_on,latest_on,orders,recency_days,spend,r,f,m,rfm_group,rfm_eight,abc,pyramid_level,"
        "value_class,stage,rhythm_days,overdue_ratio,silence_probability,why"
    )
    assert tuple(head.split(",")) == COLUMNS


def test_rows_are_in_the_order_of_code_points(analyse: Analyse) -> None:
    ids = ["b", "A", "é", "10", "9", "会员", "a"]

    found = analyse("customer,date,amount\n" + "".join(f"{one},2024-01-0{n + 1},1\n" for n, one in enumerate(ids)))

    assert [row["customer_id"] for row in found.customers] == sorted(ids)


def test_orders_and_spend_are_of_the_window_and_days_since_the_first(small_shop: Analysed) -> None:
    once = small_shop.customer("once")

    assert (once["first_on"], once["latest_on"], once["orders"], once["spend"]) == (
        "2023-02-01", "2023-02-01", "0", "0.00",
    )  # fmt: skip
    assert (once["abc"], once["pyramid_level"]) == ("", "")
    assert (once["r"], once["f"], once["m"]) == ("1", "1", "1")


def test_money_has_the_files_own_decimals(small_shop: Analysed, analyse: Analyse) -> None:
    assert small_shop.customer("away")["spend"] == "306.00"

    whole = analyse("customer,date,amount\na,2024-01-01,12\na,2024-01-02,30\n", name="whole.csv")

    assert whole.customer("a")["spend"] == "42"


def test_why_is_a_code_with_facts(small_shop: Analysed) -> None:
    away = small_shop.customer("away")

    assert away["why"].startswith("gap_long{usual_days: 10, silence_days: 103, share: ")
    assert float(away["silence_probability"]) < 0.05
    assert small_shop.customer("=cmd()" if False else "'=cmd()")["why"] == "new_customer{days: 0}"


def test_too_few_gaps_leave_the_probability_empty(small_shop: Analysed) -> None:
    assert small_shop.customer("'=cmd()")["silence_probability"] == ""


def test_a_customer_id_that_is_a_formula_stays_text(small_shop: Analysed) -> None:
    ids = [row["customer_id"] for row in small_shop.customers]

    assert "'=cmd()" in ids
    assert not any(one.startswith("=") for one in ids)


def test_two_runs_write_the_same_bytes(tmp_path: Path, analyse: Analyse) -> None:
    first = {path.name: path.read_bytes() for path in analyse(regulars()).out.iterdir()}

    assert {path.name: path.read_bytes() for path in analyse(regulars()).out.iterdir()} == first


def test_rejected_rows_carry_line_column_value_and_reason(analyse: Analyse) -> None:
    text = (
        "customer,date,amount\na,2024-01-01,5\na,2024-02-30,5\na,2024-01-03,=1+1\na,2024-01-04,-3\n"
        "a,2024-01-05,5,more\na,2024-01-06,6\n"
    )

    found = analyse(text)

    assert [(row["line"], row["column"], row["value"], row["code"]) for row in found.rejected] == [
        ("3", "date", "2024-02-30", "date_no_such_day"),
        ("4", "amount", "'=1+1", "number_unreadable"),
        ("6", "", "", "cells_too_many"),
    ]
    assert all(row["reason"] for row in found.rejected)
    assert found.summary["file"]["refused"] == {"cells_too_many": 1, "date_no_such_day": 1, "number_unreadable": 1}
    assert found.summary["file"]["rows"] == 6
