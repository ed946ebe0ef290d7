"""Stages and who moved between them (docs/definitions.md, Stages)."""

from typing import Any

import ibis
import pytest
from hypothesis import given as for_any
from hypothesis import strategies as st
from tests.analytics.worth import given
from tests.analytics.worth.given import FEW

from shuke.analytics.worth import lifecycle, rfm, rhythm

# A weekly regular and company, so that there is a group whose median is 7 days.
WEEKLY = {"weekly": [(7 * week, 100) for week in range(40)]}


def stages(bought: dict[str, list[tuple[int, int]]], **settings: Any) -> Any:
    """Customer → (days back, amount) → the result of `stages`, beside the weekly regular."""
    rows = [(customer, *order) for customer, orders in {**WEEKLY, **bought}.items() for order in orders]
    table = given.orders(rows)
    alerts = rhythm.alerts(table, as_of=given.DAY)
    summary = rfm.summary(table, as_of=given.DAY)
    return lifecycle.stages(summary, table, alerts, as_of=given.DAY, **settings)


@pytest.mark.parametrize(
    ("bought", "stage"),
    [
        ([(60, 10)], "new"),
        ([(61, 10)], "forming"),
        ([(89, 10)], "forming"),  # over 12 usual gaps, but not yet 90 days
        ([(90, 10)], "lost"),
        ([(20, 10), (10, 10)], "forming"),
        ([(20, 10), (10, 10), (5, 10)], "forming"),
        ([(20, 10), (10, 10), (5, 10), (1, 10)], "stable"),
        ([(20, 10), (20, 10), (20, 10), (20, 10)], "stable"),  # four orders of one day
        ([(80 + 7 * week, 10) for week in range(20)], "declining"),  # silent for 11 usual gaps, not yet 90 days
        ([(91 + 7 * week, 10) for week in range(20)], "lost"),
    ],
)
def test_first_stage_that_applies(bought: list[tuple[int, int]], stage: str) -> None:
    assert given.by_customer(stages({"ann": bought}), "stage")["ann"] == stage


def test_silence_of_exactly_four_usual_gaps_is_not_lost() -> None:
    rules = lifecycle.StageRules(lost_days=20)

    assert given.by_customer(stages({"ann": [(28, 10)]}, rules=rules), "stage")["ann"] == "new"
    assert given.by_customer(stages({"ann": [(29, 10)]}, rules=rules), "stage")["ann"] == "lost"


@pytest.mark.parametrize(
    ("before", "since", "is_falling"),
    [
        ([(90, 40), (120, 40), (179, 40)], [(5, 59)], True),
        ([(90, 40), (120, 40), (179, 40)], [(5, 60)], False),  # exactly half
        ([(90, 40), (120, 80)], [(5, 1)], False),  # two orders are too few to fall from
        ([(90, 40), (120, 40), (180, 40)], [(5, 1)], False),  # the third lies further back
        ([(89, 40), (120, 40), (179, 40)], [], False),  # one of the three is in the latest 90 days
    ],
)
def test_falling_spend_is_less_than_half_of_the_90_days_before(
    before: list[tuple[int, int]], since: list[tuple[int, int]], is_falling: bool
) -> None:
    table = stages({"ann": [*before, *since, (0, 0)]})

    assert given.by_customer(table, "spend_is_falling")["ann"] is is_falling
    assert given.by_customer(table, "stage")["ann"] == ("declining" if is_falling else "stable")


def test_spend_of_both_periods_stands_beside_the_stage() -> None:
    table = stages({"ann": [(0, 1), (89, 2), (90, 4), (179, 8), (180, 16)]})

    rows = given.rows_of(table, "customer_id", "spend_90", "spend_90_before", "orders_90_before")
    assert ("ann", 3, 12, 2) in rows


def test_customer_is_returned_when_the_latest_order_ended_a_lost_silence() -> None:
    back = [(300, 1), (290, 1), (280, 1), (5, 1)]
    table = stages({"returned": back, "lost_again": [(day + 100, 1) for day, _ in back], "short": [(94, 1), (5, 1)]})

    marks = given.by_customer(table, "is_returned")
    assert marks == {"returned": True, "lost_again": False, "short": False, "weekly": False}


def test_transitions_count_who_went_where() -> None:
    before = ibis.memtable({"customer_id": ["a", "b", "c", "gone"], "stage": ["new", "new", "stable", "lost"]})
    after = ibis.memtable({"customer_id": ["a", "b", "c", "d"], "stage": ["forming", "new", "stable", "new"]})

    assert given.rows_of(lifecycle.transitions(before, after)) == {
        ("new", "forming", 1),
        ("new", "new", 1),
        ("stable", "stable", 1),
        ("potential", "new", 1),
    }


@for_any(
    bought=st.dictionaries(
        st.sampled_from([f"c{n}" for n in range(6)]),
        st.lists(st.tuples(st.integers(0, 400), st.integers(-100, 100)), min_size=1, max_size=8),
    )
)
@FEW
def test_everybody_with_a_purchase_has_one_known_stage(bought: dict[str, list[tuple[int, int]]]) -> None:
    rows = given.rows_of(stages(bought), "customer_id", "stage")

    assert sorted(customer for customer, _ in rows) == sorted({*bought, "weekly"})
    assert {stage for _, stage in rows} <= set(lifecycle.STAGES) - {"potential"}
