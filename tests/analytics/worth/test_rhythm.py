"""Purchase rhythm, checked against its definition written out by hand (docs/definitions.md, Rhythm and risk)."""

from datetime import timedelta
from itertools import pairwise
from statistics import median
from typing import Any

import ibis
import pytest
from hypothesis import given as for_any
from hypothesis import strategies as st
from tests.analytics.worth import given
from tests.analytics.worth.given import FEW

from shuke.analytics.worth import rhythm

COLUMNS = (
    "own_gaps",
    "own_median_days",
    "group_median_days",
    "rhythm_days",
    "silence_days",
    "overdue_ratio",
    "silence_probability",
    "is_abnormal",
)


def alerts(days: dict[str, list[int]], stores: dict[str, str] | None = None, **settings: Any) -> dict[str, Any]:
    """Customer → days back of the purchases → the columns above."""
    table = given.orders((customer, day, 100) for customer, back in days.items() for day in back)
    homes = ibis.memtable({"customer_id": list(stores), "home_store_id": list(stores.values())}) if stores else None
    found = rhythm.alerts(table, as_of=given.DAY, home_store=homes, **settings)
    return {row[0]: row[1:] for row in given.rows_of(found, "customer_id", *COLUMNS)}


def by_hand(days: dict[str, list[int]], groups: dict[str, set[str]]) -> dict[str, tuple[Any, ...]]:
    """The definition read aloud; `groups`: whose gaps each customer is measured by."""
    kept = {name: sorted(set(back), reverse=True) for name, back in days.items() if back}
    gaps = {name: [a - b for a, b in pairwise(back)] for name, back in kept.items()}

    def expected(name: str) -> tuple[Any, ...]:
        own, silence = gaps[name], kept[name][-1]
        group = [gaps[other] for other in groups[name] if len(gaps.get(other, [])) >= 3]
        own_median = float(median(own)) if own else None
        group_median = float(median(median(other) for other in group)) if group else None
        usual = own_median
        if group_median is not None:
            usual = (len(own) * (own_median or 0) + 3 * group_median) / (len(own) + 3)
        probability = None
        if len(own) >= 3:
            group_share = sum(share_longer(other, silence) for other in group) / len(group)
            probability = (len(own) * share_longer(own, silence) + 3 * group_share) / (len(own) + 3)
        overdue = None if usual is None else silence / usual
        abnormal = probability is not None and round(probability, 12) < 0.05
        return len(own), own_median, group_median, usual, silence, overdue, probability, abnormal

    return {name: expected(name) for name in kept}


def share_longer(gaps: list[int], silence: int) -> float:
    return sum(gap > silence for gap in gaps) / len(gaps)


def assert_same(found: dict[str, Any], expected: dict[str, Any]) -> None:
    assert found.keys() == expected.keys()
    for name, row in expected.items():
        assert found[name] == pytest.approx(row, abs=1e-9), name


@for_any(
    days=st.dictionaries(
        st.sampled_from([f"c{n}" for n in range(8)]), st.lists(st.integers(0, 120), max_size=9), max_size=8
    )
)
@FEW
def test_one_group_for_all_is_as_written(days: dict[str, list[int]]) -> None:
    assert_same(alerts(days), by_hand(days, {name: set(days) for name in days}))


@for_any(
    days=st.dictionaries(
        st.sampled_from([f"c{n}" for n in range(9)]),
        st.lists(st.integers(0, 60), min_size=4, max_size=8, unique=True),
        min_size=4,
    ),
    wander=st.sets(st.sampled_from([f"c{n}" for n in range(9)])),
)
@FEW
def test_store_with_enough_regulars_is_a_group_of_its_own(days: dict[str, list[int]], wander: set[str]) -> None:
    stores = {name: "north" if int(name[1]) % 2 else "south" for name in days if name not in wander}
    houses = {name: {other for other in stores if stores[other] == store} for name, store in stores.items()}
    groups = {name: houses[name] if len(houses.get(name, ())) >= 3 else set(days) for name in days}

    found = alerts(days, stores or {"nobody": "north"}, rules=rhythm.RhythmRules(store_min_customers=3))

    assert_same(found, by_hand(days, groups))


def test_no_probability_and_no_alert_below_three_own_gaps() -> None:
    found = alerts({"few": [900, 890, 880], "many": [40, 30, 20, 10]})

    assert found["few"][0] == 2
    assert found["few"][6:] == (None, False)
    assert found["many"][6] is not None


def test_single_purchase_has_the_groups_rhythm() -> None:
    found = alerts({"once": [30], "many": [40, 30, 20, 10]})

    assert found["once"][:6] == (0, None, 10.0, 10.0, 30, 3.0)


def test_nobody_has_a_rhythm_when_nobody_came_back() -> None:
    assert alerts({"once": [30]})["once"] == (0, None, None, None, 30, None, None, False)


def test_without_a_group_ones_own_gaps_must_do() -> None:
    assert alerts({"twice": [30, 20]})["twice"][:6] == (1, 10.0, None, 10.0, 20, 2.0)


def test_purchases_of_one_day_leave_no_gap() -> None:
    assert alerts({"ann": [30, 30, 20, 20]})["ann"][0] == 1


def test_silence_longer_than_almost_all_gaps_is_abnormal() -> None:
    weekly = [7 * week for week in range(30)]
    found = alerts({"here": weekly, "gone": [20 + day for day in weekly]})

    assert found["gone"][6:] == (0.0, True)
    assert found["here"][7] is False


def test_exactly_five_percent_is_not_abnormal() -> None:
    """19 gaps of 5 days and one of 50, alone: the share of longer gaps is 1/20."""
    days = [7]
    for gap in [5] * 19 + [50]:
        days.append(days[-1] + gap)

    assert alerts({"ann": days})["ann"][6:] == (0.05, False)


def test_latest_gap_is_judged_by_the_gaps_before_it() -> None:
    days = {"back": [210, 200, 190, 180, 10], "steady": [50, 40, 30, 20, 10]}
    table = given.orders((customer, day, 100) for customer, back in days.items() for day in back)

    found = rhythm.alerts(table, as_of=given.DAY)

    assert given.by_customer(found, "latest_gap_days") == {"back": 170, "steady": 10}
    assert given.by_customer(found, "latest_gap_ratio") == {"back": 17.0, "steady": 1.0}


def test_later_purchases_are_not_seen() -> None:
    days = {"ann": [40, 30, 20, 10], "bob": [41, 33, 18, 9]}

    assert alerts({"ann": [*days["ann"], -5], "bob": [*days["bob"], -1], "new": [-3]}) == alerts(days)


def test_gaps_of_a_later_day_serve_an_earlier_one() -> None:
    table = given.orders(("ann", day, 100) for day in (40, 30, 20, 10, 3))
    gaps = rhythm.gaps(table, as_of=given.DAY)

    then = rhythm.overdue_of(gaps, as_of=given.back(8))

    assert given.rows_of(then) == given.rows_of(
        rhythm.alerts(table, as_of=given.back(8)), "customer_id", "overdue_ratio"
    )


def test_empty_shop_has_no_rows() -> None:
    assert alerts({}) == {}


def busy_shop(*, closed: set[int], customers: int = 12) -> dict[str, list[int]]:
    """Everybody comes every other day of the last 60, some on even days and some on odd; nobody on `closed` ones."""
    return {
        f"C{number}": [back for back in range(60) if back % 2 == number % 2 and back not in closed]
        for number in range(customers)
    }


def test_days_on_which_a_busy_shop_was_closed_are_no_silence() -> None:
    holidays = set(range(1, 15))

    found = alerts(busy_shop(closed=holidays) | {"AWAY": [30, 28, 26, 24, 22, 20]})

    assert found["C1"][COLUMNS.index("silence_days")] == 1  # was there on the eve; the 14 days since were holidays
    assert found["C1"][COLUMNS.index("overdue_ratio")] < 1
    assert found["AWAY"][COLUMNS.index("silence_days")] == 20 - 14


def test_a_store_that_was_closed_alone_is_silence_to_its_customers() -> None:
    """What docs/models/rhythm.md says is assumed: closing days are those of all stores together."""
    shut = {f"N{number}": [back for back in range(15, 60) if back % 2 == number % 2] for number in range(12)}

    found = alerts(busy_shop(closed=set()) | shut, dict.fromkeys(shut, "north"))

    assert found["N1"][COLUMNS.index("silence_days")] == 15


def test_holidays_do_not_lengthen_a_usual_gap() -> None:
    plain, with_holidays = (alerts(busy_shop(closed=closed))["C0"] for closed in (set(), set(range(20, 30))))

    at = COLUMNS.index("rhythm_days")
    assert with_holidays[at] == pytest.approx(plain[at])


def test_in_a_quiet_shop_a_day_without_a_purchase_is_silence_like_any_other() -> None:
    found = alerts({"A": [40, 30, 20], "B": [41, 31, 19]})

    assert found["A"][COLUMNS.index("silence_days")] == 20


def test_closings_are_known_by_the_orders_until_then() -> None:
    table = given.orders((name, day, 100) for name, back in busy_shop(closed={40, 41}).items() for day in back)
    earlier = given.DAY - timedelta(days=20)

    now = {
        row[0]: row[1] for row in given.rows_of(rhythm.closings(table, as_of=given.DAY), "ordered_on", "closed_before")
    }
    then = {
        row[0]: row[1] for row in given.rows_of(rhythm.closings(table, as_of=earlier), "ordered_on", "closed_before")
    }

    assert then == {day: closed for day, closed in now.items() if day <= earlier}
    assert max(then.values()) == 2


def test_bills_of_once_a_month_make_no_closing_days() -> None:
    found = alerts({f"C{number}": [120, 90, 60, 30] for number in range(20)})

    assert found["C0"][COLUMNS.index("rhythm_days")] == 30
    assert found["C0"][COLUMNS.index("silence_days")] == 30
