"""The figures that published data must give (docs/definitions.md): CDNOW's sample and Complete Journey's year."""

from collections import Counter
from datetime import date
from functools import cache
from typing import Any

import pytest
from tests.analytics.worth import given

from shuke.analytics.worth import cohorts, lifecycle, orders, pyramid, rfm, rhythm

CDNOW_DAY = date(1997, 9, 30)
GROCER_DAY = date(2018, 1, 1)  # the latest raw timestamp


@cache
def cdnow_orders() -> Any:
    return orders.from_lines(given.cdnow_lines()).cache()


@cache
def grocer_orders() -> Any:
    return orders.from_lines(given.complete_journey_lines()).cache()


def stage_shares(table: Any, as_of: date) -> dict[str, float]:
    summary = rfm.summary(table, as_of=as_of)
    found = lifecycle.stages(summary, table, rhythm.alerts(table, as_of=as_of), as_of=as_of)
    counts = Counter(stage for _, stage in given.rows_of(found, "customer_id", "stage"))
    return {stage: count / counts.total() for stage, count in counts.items()}


def test_cdnow_pyramid() -> None:
    table = pyramid.levels(rfm.summary(cdnow_orders(), as_of=CDNOW_DAY))

    counts = Counter(level for _, level in given.rows_of(table, "customer_id", "pyramid_level"))
    assert counts == {"vip": 24, "major": 94, "ordinary": 353, "small": 1886}
    assert counts.total() == 2357


def test_cdnow_nested_cells_hold_18_or_19() -> None:
    table = rfm.score(rfm.summary(cdnow_orders(), as_of=CDNOW_DAY), method="nested")

    cells = Counter(row[1:] for row in given.rows_of(table, "customer_id", "r", "f", "m"))
    assert len(cells) == 125
    assert set(cells.values()) == {18, 19}


def test_cdnow_independent_frequency_codes() -> None:
    table = rfm.score(rfm.summary(cdnow_orders(), as_of=CDNOW_DAY))

    counts = Counter(code for _, code in given.rows_of(table, "customer_id", "f"))
    assert [counts[code] for code in range(1, 6)] == [1411, 0, 439, 214, 293]


def test_cdnow_946_bought_again() -> None:
    counts = dict(given.rows_of(cohorts.repeat_counts(cdnow_orders(), as_of=CDNOW_DAY)))

    assert sum(customers for repeats, customers in counts.items() if repeats) == 946
    assert counts[0] == 1411


def test_cdnow_stages_after_three_months() -> None:
    shares = stage_shares(cdnow_orders(), date(1997, 3, 31))

    assert shares["new"] == pytest.approx(0.57, abs=0.01)
    assert shares["forming"] == pytest.approx(0.40, abs=0.01)


def test_grocers_year_is_counted_whole() -> None:
    table = grocer_orders()

    assert table.count().to_pyarrow().as_py() == 155_848
    assert table.is_purchase.sum().to_pyarrow().as_py() == 155_518
    assert round(table.amount.sum().to_pyarrow().as_py(), 2) == 4_596_039.58
    assert rfm.summary(table, as_of=GROCER_DAY).count().to_pyarrow().as_py() == 2469


def test_grocers_stages() -> None:
    shares = stage_shares(grocer_orders(), GROCER_DAY)

    assert 0.17 <= shares["declining"] <= 0.18
    assert 0.73 <= shares["stable"] <= 0.76
    assert shares["lost"] == pytest.approx(0.05, abs=0.003)
