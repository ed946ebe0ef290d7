"""Lines gathered into whole orders, and cut into batches at the same places every time."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuke.intake.apply.order_rows import Orders, batches, gather, moment_texts, money
from shuke.intake.checks.orders import SCHEMA

MORNING = dt.datetime(2024, 1, 5, 1, 30)  # noqa: DTZ001


def _line(order: str, **said: Any) -> dict[str, Any]:
    plain = dict.fromkeys(SCHEMA.names, "")
    facts = {"ordered_at": MORNING, "ordered_on": dt.date(2024, 1, 5), "quantity_e4": 10_000, "amount_e4": 35_000}
    rest = {"discount_e4": 0, "cost_e4": None, "line": 1, "is_numbered": True, "store": "S1", "product": "P1"}
    return {**plain, **facts, **rest, "order_key": order, **said}


def _gathered(*lines: dict[str, Any]) -> Orders:
    numbered = [{**line, "line": number} for number, line in enumerate(lines, start=2)]
    found = gather(pa.Table.from_pylist(numbered, schema=SCHEMA))
    assert found is not None
    return found


def test_heads_sum_up_their_lines() -> None:
    later = MORNING + dt.timedelta(minutes=3)

    orders = _gathered(
        _line("1", ordered_at=later, customer=""),
        _line("2", quantity_e4=-10_000, amount_e4=-20_000),
        _line("1", customer="7", amount_e4=15_000, quantity_e4=0),
    )

    first, second = orders.heads.drop_columns("content_hash").to_pylist()
    assert (first["total_e4"], first["line_count"], first["has_sale"]) == (50_000, 2, True)
    assert (first["ordered_at"], first["customer"]) == (MORNING, "7")
    assert (second["has_sale"], second["customer"]) == (False, "")
    assert orders.starts.tolist() == [0, 2, 3]


def test_every_line_of_an_order_has_its_own_key() -> None:
    orders = _gathered(
        _line("1", product="a"), _line("2", product="a"), _line("1", product="b"), _line("1", product="a")
    )

    assert orders.lines["line_key"].to_pylist() == ["a#1", "b#1", "a#2", "a#1"]
    assert orders.lines["position"].to_pylist() == [1, 2, 3, 1]


@pytest.mark.parametrize(
    "said", [{"amount_e4": 1}, {"store": "S2"}, {"customer": "8"}, {"cost_e4": 1}, {"payment": "cash"}]
)
def test_the_digest_tells_what_the_source_said_differently(said: dict[str, Any]) -> None:
    before, same, after = (
        _gathered(_line("1", **facts)).heads["content_hash"].to_pylist() for facts in ({}, {"line": 99}, said)
    )

    assert before == same != after


def test_orders_that_are_not_one_are_counted() -> None:
    orders = _gathered(
        _line("1", customer="7"), _line("1", customer="8"), _line("2"), _line("2", ordered_on=dt.date(2024, 1, 6))
    )

    assert orders.odd == {"order_two_customers": 1, "order_two_days": 1}


@given(st.lists(st.integers(1, 30), min_size=1, max_size=25), st.integers(1, 40))
def test_batches_hold_whole_orders_and_every_line_once(sizes: list[int], limit: int) -> None:
    orders = _gathered(*(_line(f"{order:03}") for order, size in enumerate(sizes) for _ in range(size)))

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("shuke.intake.apply.order_rows.LINES_PER_BATCH", limit)
        found = list(batches(orders))
        again = list(batches(orders))

    assert [key for batch in found for key in batch.heads["source_key"].to_pylist()] == sorted(
        f"{order:03}" for order in range(len(sizes))
    )
    assert [len(batch.lines) for batch in found] == [len(batch.lines) for batch in again]
    assert sum(len(batch.lines) for batch in found) == sum(sizes)
    for batch in found:
        assert batch.heads["line_count"].to_pylist() == [
            int(after - first) for first, after in zip(batch.starts[:-1], batch.starts[1:], strict=True)
        ]
        assert len(batch.lines) <= limit or len(batch) == 1


def test_an_empty_partition_has_no_orders() -> None:
    assert gather(SCHEMA.empty_table()) is None


@given(st.lists(st.one_of(st.none(), st.integers(-(10**15), 10**15)), min_size=1))
def test_money_is_the_decimal_or_the_double_nearest_to_it(values: list[int | None]) -> None:
    column = pa.chunked_array([pa.array(values, pa.int64())])
    wanted = [None if value is None else Decimal(value).scaleb(-4) for value in values]

    assert money(column, exact=True).to_pylist() == wanted
    assert money(column, exact=False).to_pylist() == [None if one is None else float(one) for one in wanted]


def test_moments_are_texts_as_the_orm_writes_them() -> None:
    moments = pa.chunked_array([pa.array([MORNING, MORNING.replace(microsecond=5)], pa.timestamp("us"))])

    assert moment_texts(moments, suffix="").to_pylist() == [str(MORNING), str(MORNING.replace(microsecond=5))]
