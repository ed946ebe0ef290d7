"""The RFM summary, its codes by three methods, its names, the health curve (docs/definitions.md, RFM)."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given as for_any
from hypothesis import strategies as st
from tests.analytics.worth import given
from tests.analytics.worth.given import FEW

from shuke.analytics.worth import rfm

ROWS = st.lists(
    st.tuples(
        st.sampled_from([f"c{n}" for n in range(12)]), st.integers(0, 700), st.integers(-500, 5000), st.booleans()
    ),
    max_size=40,
)


def summary(rows: list[Any]) -> Any:
    return rfm.summary(given.orders(rows), as_of=given.DAY)


def test_window_holds_the_365_days_that_end_with_the_day_itself() -> None:
    table = summary([("inside", 364, 100), ("outside", 365, 100), ("today", 0, 100)])

    assert given.by_customer(table, "in_window") == {"inside": True, "outside": False, "today": True}
    assert given.by_customer(table, "recency_days") == {"inside": 364, "outside": 365, "today": 0}


def test_spend_nets_returns_while_only_purchases_count_as_orders() -> None:
    table = summary([("ann", 400, 900), ("ann", 30, 500), ("ann", 20, -200, False)])

    columns = ("first_on", "latest_on", "total_orders", "orders", "spend", "average_order")
    assert given.rows_of(table, *columns) == {(given.back(400), given.back(30), 2, 1, 300, 300.0)}


def test_customer_without_a_purchase_has_no_row() -> None:
    assert given.rows_of(summary([("ann", 30, -500, False), (None, 3, 100)])) == set()


def test_customer_without_an_order_in_the_window_has_no_average_and_no_spend() -> None:
    assert given.rows_of(summary([("ann", 400, 900)]), "orders", "spend", "average_order") == {(0, 0, None)}


def test_independent_codes_count_those_strictly_worse() -> None:
    table = rfm.score(summary([("a", 10, 1), ("b", 10, 1), ("c", 20, 1), ("d", 30, 1), ("e", 40, 5)]))

    assert given.by_customer(table, "r") == {"a": 4, "b": 4, "c": 3, "d": 2, "e": 1}
    assert given.by_customer(table, "m") == {"a": 1, "b": 1, "c": 1, "d": 1, "e": 5}


def test_customers_out_of_the_window_get_ones_and_leave_the_others_codes_alone() -> None:
    inside = [(f"c{n}", n, n) for n in range(1, 6)]

    alone = rfm.score(summary(inside))
    beside = rfm.score(summary([*inside, ("old", 500, 99), ("older", 600, 999)]))

    assert {row for row in given.rows_of(beside, "customer_id", "r", "f", "m") if row[0].startswith("c")} == (
        given.rows_of(alone, "customer_id", "r", "f", "m")
    )
    assert ("old", 1, 1, 1) in given.rows_of(beside, "customer_id", "r", "f", "m")


@pytest.mark.parametrize("method", ["nested", "thresholds"])
def test_old_customers_get_ones_by_every_method(method: Any) -> None:
    cuts = rfm.RfmCuts((900, 800, 700, 600), (4, 3, 2, 1), (4, 3, 2, 1))

    table = rfm.score(summary([("old", 500, 99), ("new", 5, 9)]), method=method, cuts=cuts)

    assert ("old", 1, 1, 1) in given.rows_of(table, "customer_id", "r", "f", "m")


def test_nested_gives_the_extra_customers_to_the_first_groups_and_breaks_ties_by_code_point() -> None:
    table = rfm.score(summary([(name, 7, 1) for name in ("10", "9", "B", "a", "é", "王", "b")]), method="nested")

    assert given.by_customer(table, "r") == {"10": 5, "9": 5, "B": 4, "a": 4, "b": 3, "é": 2, "王": 1}


def test_thresholds_are_met_at_the_cut_itself() -> None:
    cuts = rfm.RfmCuts(recency_days=(30, 60, 90, 180), orders=(10, 5, 3, 2), spend=(1000, 500, 200, 100))
    rows = [("at", 60, 250), ("at", 70, 250), ("below", 61, 249), ("below", 90, 250)]

    table = rfm.score(summary(rows), method="thresholds", cuts=cuts)

    assert given.rows_of(table, "customer_id", "r", "f", "m") == {("at", 4, 2, 4), ("below", 3, 2, 3)}


def test_thresholds_need_cuts() -> None:
    with pytest.raises(rfm.NoThresholds, match="four cut points"):
        rfm.score(summary([("ann", 3, 1)]), method="thresholds")


def test_stored_high_marks_decide_the_eight_classes() -> None:
    cuts = rfm.RfmCuts((1, 1, 1, 1), (9, 9, 9, 9), (9e9, 9e9, 9e9, 9e9), high=rfm.RfmHigh(60, 2, 500))
    rows = [("high", 60, 250), ("high", 61, 250), ("short", 60, 499), ("away", 61, 500), ("away", 62, 1)]

    table = rfm.score(summary(rows), method="thresholds", cuts=cuts)

    assert given.by_customer(table, "rfm_eight") == {
        "high": "key_value",
        "short": "general_develop",
        "away": "key_keep",
    }


def test_average_order_may_stand_for_money() -> None:
    rows = [("often", 5, 100), ("often", 6, 100), ("often", 7, 100), ("once", 5, 200)]

    by_spend, by_average = (rfm.score(summary(rows), monetary=name) for name in ("spend", "average_order"))

    assert given.by_customer(by_spend, "m") == {"often": 3, "once": 1}
    assert given.by_customer(by_average, "m") == {"often": 1, "once": 3}


@pytest.mark.parametrize(
    ("codes", "eleven", "eight", "four"),
    [
        ((5, 5, 5), "champions", "key_value", "high_value"),
        ((5, 1, 1), "new", "general_develop", "new"),
        ((4, 2, 2), "active", "general_develop", "new"),
        ((4, 1, 1), "promising", "general_develop", "new"),
        ((5, 2, 1), "promising", "general_develop", "new"),
        ((4, 4, 4), "loyal", "key_value", "high_value"),
        ((3, 1, 1), "needs_attention", "general_retain", None),
        ((3, 5, 5), "loyal", "key_keep", None),
        ((2, 1, 1), "almost_lost", "general_retain", "low_value"),
        ((2, 4, 3), "at_risk", "general_keep", "win_back"),
        ((1, 5, 3), "previously_loyal", "general_keep", "win_back"),
        ((1, 2, 2), "dormant", "general_retain", "low_value"),
        ((1, 3, 3), "almost_lost", "general_retain", None),
        ((1, 1, 5), "almost_lost", "key_retain", None),
        ((5, 4, 3), "loyal", "general_value", None),
        ((5, 2, 5), "loyal", "key_develop", None),
    ],
)
def test_names_of_codes(codes: tuple[int, int, int], eleven: str, eight: str, four: str | None) -> None:
    cuts = rfm.RfmCuts((10, 20, 30, 40), (5, 4, 3, 2), (50_000, 40_000, 30_000, 20_000))
    r, f, m = codes
    days, each = {5: 5, 4: 15, 3: 25, 2: 35, 1: 45}[r], m * 10_000 // f + 1

    table = rfm.score(summary([("ann", days, each)] * f), method="thresholds", cuts=cuts)

    names = ("r", "f", "m", "rfm_group", "rfm_eight", "rfm_four")
    assert given.rows_of(table, *names) == {(*codes, eleven, eight, four)}


def test_every_cell_has_a_name() -> None:
    names = {name for row in rfm.rfm_groups.ELEVEN.values() for name in row}

    assert len(names) == 10  # prospects, the eleventh, have no order
    assert len(set(rfm.rfm_groups.EIGHT.values())) == 8


def test_health_counts_latest_purchases_within_one_month() -> None:
    table = given.orders([("ann", 0, 1), ("bob", 29, 1), ("cid", 30, 1), ("dan", 31, 1), ("ann", 40, 1)])

    curve = rfm.health(table, as_of=given.DAY, months=2)

    assert given.rows_of(curve) == {(date(2024, 5, 31), 3, 3), (date(2024, 6, 30), 3, 4)}


def test_health_ends_with_the_day_itself_within_a_month() -> None:
    curve = rfm.health(given.orders([("ann", 15, 1), ("bob", 60, 1)]), as_of=given.back(10), months=2)

    assert given.rows_of(curve) == {
        (date(2024, 5, 31), 1, 1),
        (date(2024, 6, 20), 1, 2),
    }


def test_health_is_empty_before_the_first_order() -> None:
    assert given.rows_of(rfm.health(given.orders([("ann", 1, 1)]), as_of=given.back(200))) == set()


@for_any(rows=ROWS)
@FEW
def test_equal_values_get_equal_independent_codes(rows: list[Any]) -> None:
    scored = rfm.score(summary(rows)).to_pandas()

    inside = scored[scored.in_window]
    for value, code in (("recency_days", "r"), ("orders", "f"), ("spend", "m")):
        assert (inside.groupby(value)[code].nunique() == 1).all()


@for_any(rows=ROWS)
@FEW
def test_nested_codes_are_fifths_of_fifths_of_fifths(rows: list[Any]) -> None:
    scored = rfm.score(summary(rows), method="nested").to_pandas()

    inside = scored[scored.in_window].to_dict("records")
    expected = {
        m_row["customer_id"]: (r, f, m)
        for r, recent in fifths(inside, "recency_days", best_is=1)
        for f, frequent in fifths(recent, "orders", best_is=-1)
        for m, spending in fifths(frequent, "spend", best_is=-1)
        for m_row in spending
    }
    assert {row["customer_id"]: (row["r"], row["f"], row["m"]) for row in inside} == expected


def fifths(rows: list[Any], column: str, *, best_is: int) -> list[tuple[int, list[Any]]]:
    """Codes 5 … 1, each with its rows: NTILE by hand."""
    ordered = sorted(rows, key=lambda row: (best_is * row[column], row["customer_id"]))
    sizes = [len(ordered) // 5 + (n < len(ordered) % 5) for n in range(5)]
    starts = [sum(sizes[:n]) for n in range(5)]
    return [(5 - n, ordered[start : start + size]) for n, (start, size) in enumerate(zip(starts, sizes, strict=True))]


@for_any(rows=ROWS, later=ROWS, order=st.randoms(use_true_random=False))
@FEW
def test_neither_later_rows_nor_their_order_matter(rows: list[Any], later: list[Any], order: Any) -> None:
    after = [(customer, -1 - days, amount, purchase) for customer, days, amount, purchase in later]
    mixed = [*rows, *after]
    order.shuffle(mixed)

    assert given.rows_of(rfm.score(summary(mixed))) == given.rows_of(rfm.score(summary(rows)))
