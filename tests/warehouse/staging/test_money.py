from decimal import Decimal

import ibis
import pyarrow as pa
import pytest

from shuke.warehouse.staging.money import left_over, minor

pytestmark = pytest.mark.sqlite_only


def amounts(*values: str | None) -> ibis.Table:
    decimals = [None if value is None else Decimal(value) for value in values]
    return ibis.memtable(pa.table({"amount": pa.array(decimals, pa.decimal128(16, 4))}))


@pytest.mark.parametrize(
    ("amount", "exponent", "expected"),
    [
        ("12.34", 2, 1234),
        ("-12.34", 2, -1234),
        ("0.005", 2, 1),
        ("-0.005", 2, -1),
        ("1.005", 2, 101),
        ("0.0049", 2, 0),
        ("1500", 0, 1500),
        ("1.2345", 3, 1235),
        ("999999999999.9999", 2, 100000000000000),
        (None, 2, None),
    ],
)
def test_half_a_minor_unit_goes_away_from_zero(amount: str | None, exponent: int, expected: int | None) -> None:
    table = amounts(amount)

    assert table.select(found=minor(table.amount, exponent=exponent)).to_pyarrow()["found"].to_pylist() == [expected]


def test_what_rounding_left_out_adds_up_to_the_amount() -> None:
    table = amounts("0.3333", "0.3333", "0.3334", "-0.0051")

    kept = table.select(minor=minor(table.amount, exponent=2), over=left_over(table.amount, exponent=2)).to_pyarrow()

    whole = sum(kept["minor"].to_pylist()) * 100 + sum(kept["over"].to_pylist())
    assert whole == 10_000 - 51
