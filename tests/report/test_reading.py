"""How files are understood: guessed, said, overridden; and what they leave out."""

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from shuke.intake.reading import Options
from shuke.report.language import speaking
from shuke.report.reading import FileHints, read_sales
from shuke.report.sales import Refused, Sales
from shuke.report.told import understood

pytestmark = pytest.mark.sqlite_only

Read = Callable[..., tuple[Sales, list[Refused]]]


def read_file(path: Path, **options: Any) -> tuple[Sales, list[Refused]]:
    refused: list[Refused] = []

    def refuse(rows: Iterable[Refused]) -> None:
        refused.extend(rows)

    with speaking("en"):
        return read_sales(path, hints=FileHints(**options), refuse=refuse), refused


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def read_text(text: str, *, encoding: str = "utf-8", **options: Any) -> tuple[Sales, list[Refused]]:
        path = tmp_path / "sales.csv"
        path.write_text(text, encoding=encoding)
        return read_file(path, **options)

    return read_text


def column(sales: Sales, name: str) -> list[Any]:
    values: list[Any] = sales.lines[name].to_pylist()
    return values


def test_columns_are_guessed_by_name_and_said(read: Read) -> None:
    text = "会员号,销售日期,数量,实收金额,备注\nA1,2024-01-01,1,5.50,好\nA1,2024-01-02,1,6,\n"

    sales, _ = read(text, encoding="gb18030")

    with speaking("en"):
        assert list(understood(sales))[:6] == [
            "sales.csv (CSV, gb18030): 2 rows",
            "customer = column 1 (会员号): known by its name",
            "date = column 2 (销售日期): known by its name",
            "quantity = column 3 (数量): known by its name",
            "amount = column 4 (实收金额): known by its name",
            "columns not read: 备注",
        ]


@pytest.mark.parametrize("told", ["household", "2"])
def test_a_guess_is_overridden_by_name_or_number(read: Read, told: str) -> None:
    text = "customer,household,date,amount\nx1,h1,2024-01-01,5\nx2,h1,2024-01-02,6\n"

    sales, _ = read(text, columns={"customer": told})

    assert column(sales, "customer_id") == ["h1", "h1"]


def test_without_an_order_column_days_are_orders_whatever_the_store(read: Read) -> None:
    sales, _ = read("customer,store,date,amount\na,s1,2024-01-01,5\na,s2,2024-01-01,6\n")

    assert set(column(sales, "order_id")) == {""}


def test_with_an_order_column_its_numbers_are_kept(read: Read) -> None:
    sales, _ = read("customer,order,date,amount\na,1,2024-01-01,5\na,2,2024-01-01,7\n")

    assert column(sales, "order_id") == ["1", "2"]


def test_a_header_is_not_needed(read: Read) -> None:
    sales, _ = read("a;2024-01-01;5,50\nb;2024-01-02;6,00\na;2024-01-03;7,25\n")

    assert column(sales, "customer_id") == ["a", "b", "a"]
    assert (column(sales, "amount"), sales.decimals) == ([550, 600, 725], 2)


def test_parquet_is_read(tmp_path: Path) -> None:
    rows = {"customer_id": [7, 7], "order_date": [date(2024, 1, 1), date(2024, 1, 3)], "total": [1.5, 3.0]}
    pq.write_table(pa.table(rows), tmp_path / "sales.parquet")

    sales, _ = read_file(tmp_path / "sales.parquet")

    assert column(sales, "customer_id") == ["7", "7"]
    assert (column(sales, "amount"), sales.decimals) == ([15, 30], 1)


def test_one_currency_is_reported_and_others_refused(read: Read) -> None:
    sales, refused = read("customer,date,amount,currency\na,2024-01-01,5,USD\nb,2024-01-02,6,USD\nb,2024-01-02,7,EUR\n")

    assert sales.currency == "USD"
    assert [(row.line, row.value, row.code) for row in refused] == [(4, "EUR", "currency_other")]
    assert column(sales, "amount") == [5, 6]


def test_lines_without_a_customer_are_counted_and_left_out(read: Read) -> None:
    sales, _ = read("customer,date,amount\n,2024-01-01,5\nb,2024-01-02,6\n")

    assert sales.tally.noticed == {"customer_unknown": 1}
    assert column(sales, "customer_id") == ["b"]


def test_costs_give_margins_where_they_are_known(read: Read) -> None:
    sales, _ = read("customer,date,amount,cost\na,2024-01-01,5,3.5\na,2024-01-02,6,\n")

    assert column(sales, "margin") == [2, None]


def test_a_moment_with_a_zone_falls_on_the_stores_day(read: Read) -> None:
    sales, _ = read("customer,date,amount\na,2024-01-01T07:30:00+08:00,5\n", time_zone="Asia/Shanghai")

    assert column(sales, "ordered_on") == [date(2024, 1, 1)]


def test_first_and_latest_order_are_purchases(read: Read) -> None:
    sales, _ = read("customer,date,quantity,amount\na,2024-01-01,1,5\na,2024-03-01,-1,-5\n")

    assert (sales.first_on, sales.latest_on) == (date(2024, 1, 1), date(2024, 1, 1))


def test_one_number_under_two_names_is_said(read: Read) -> None:
    rows = ("a,Pan,2024-01-01,5", "a,Pan,2024-01-02,5", "b,Li,2024-01-02,5", "a,Wang,2024-01-03,5", "b,,2024-01-04,5")

    sales, _ = read("customer,customer name,date,amount\n" + "\n".join(rows))

    assert sales.tally.noticed["two_names"] == 1
    with speaking("en"):
        assert list(understood(sales))[-1] == "accepted, and worth a look: one customer number, two names 1"


def test_a_told_currency_is_of_the_lines_that_name_none(read: Read) -> None:
    sales, refused = read("customer,date,amount,currency\na,2024-01-01,5,\nb,2024-01-02,6,CNY\n", currency="CNY")

    assert (sales.currency, len(sales.lines), refused) == ("CNY", 2, [])


def test_a_told_delimiter_and_encoding_are_taken(read: Read) -> None:
    options = Options(delimiter="^", encoding="latin-1")

    sales, _ = read("customer^date^amount\nJosé^2024-01-01^5\nb^2024-01-02^6\n", encoding="latin-1", options=options)

    assert column(sales, "customer_id") == ["José", "b"]
