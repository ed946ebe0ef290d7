from datetime import date, timedelta
from typing import Any

import pytest
from tests.analytics.churn import given

from shuke.analytics.churn.labels import Leaving, WindowNotOver, customers_at, labels, training_cuts
from shuke.analytics.churn.purchases import purchases

SIX_VISITS = [10, 20, 30, 40, 50, 60]
UNTIL = given.CUT + timedelta(days=69)


def left(rows: list[tuple[str, int, float]], leaving: Leaving) -> dict[str, bool]:
    known = purchases(given.lines(rows), until=UNTIL)
    frame = labels(known, cut=given.CUT, leaving=leaving).to_pandas()
    return dict(zip(frame["customer_id"], frame["left"], strict=True))


def regular(customer: str, amount: float = 100.0) -> list[tuple[str, int, float]]:
    return [(customer, ago, amount) for ago in SIX_VISITS]


def test_spend_halves_below_half_of_the_pace_of_twenty_weeks() -> None:
    # 600 in 140 days are 300 in 70: half of that is 150.
    rows = [
        *regular("at_half"), ("at_half", 0, 150.0),
        *regular("below"), ("below", 0, 149.99),
        *regular("gone"),
    ]  # fmt: skip

    assert left(rows, Leaving.SPEND_HALVES) == {"at_half": False, "below": True, "gone": True}


def test_the_window_of_spend_is_seventy_days() -> None:
    rows = [*regular("last_day"), ("last_day", -69, 500.0), *regular("day_after"), ("day_after", -70, 500.0)]

    assert left(rows, Leaving.SPEND_HALVES) == {"last_day": False, "day_after": True}


def test_no_visit_counts_forty_two_days_from_the_cut() -> None:
    rows = [
        *regular("first_day"), ("first_day", 0, 1.0),
        *regular("last_day"), ("last_day", -41, 1.0),
        *regular("day_after"), ("day_after", -42, 1.0),
    ]  # fmt: skip

    assert left(rows, Leaving.NO_VISIT) == {"first_day": False, "last_day": False, "day_after": True}


def test_a_return_is_no_visit() -> None:
    assert left([*regular("a"), ("a", 0, -5.0)], Leaving.NO_VISIT) == {"a": True}


@pytest.mark.parametrize(
    ("leaving", "later", "degree"),
    [
        (Leaving.SPEND_HALVES, [(0, 300.0)], 0),
        (Leaving.SPEND_HALVES, [(0, 165.0)], 3 / 6),  # 55 % of the pace: below 60, 70 and 80 %
        (Leaving.SPEND_HALVES, [], 1),
        (Leaving.NO_VISIT, [(-20, 1.0)], 0),
        (Leaving.NO_VISIT, [(-30, 1.0)], 2 / 4),
        (Leaving.NO_VISIT, [(-42, 1.0)], 1),
    ],
)
def test_a_degree_counts_the_limits_that_were_passed(
    leaving: Leaving, later: list[tuple[int, float]], degree: float
) -> None:
    rows = [*regular("a"), *(("a", ago, amount) for ago, amount in later)]
    known = purchases(given.lines(rows), until=UNTIL)

    assert labels(known, cut=given.CUT, leaving=leaving).to_pandas()["degree"].tolist() == [pytest.approx(degree)]


def test_asked_about_are_those_with_six_days_and_spend_in_twenty_weeks() -> None:
    rows = [
        *regular("asked"),
        *regular("five_days")[:5], ("five_days", 10, 1.0),
        *[("long_ago", 141 + ago, 100.0) for ago in SIX_VISITS],
        *regular("edge")[:5], ("edge", 140, 100.0),
        *regular("sixth_later")[:5], ("sixth_later", 0, 100.0),
    ]  # fmt: skip

    found = customers_at(purchases(given.lines(rows), until=UNTIL), cut=given.CUT).to_pandas()

    assert dict(zip(found["customer_id"], found["pace_spend"], strict=True)) == {"asked": 600, "edge": 600}


def test_a_window_that_is_not_over_is_refused() -> None:
    known = purchases(given.lines(regular("a")), until=UNTIL - timedelta(days=1))

    with pytest.raises(WindowNotOver, match="is known after"):
        labels(known, cut=given.CUT, leaving=Leaving.SPEND_HALVES)


@pytest.mark.parametrize(("leaving", "latest", "count"), [(Leaving.SPEND_HALVES, 224, 13), (Leaving.NO_VISIT, 252, 17)])
def test_training_windows_end_by_the_cut(leaving: Leaving, latest: int, count: int) -> None:
    first = date(2017, 1, 1)

    cuts = training_cuts(first_on=first, cut=first + timedelta(days=294), leaving=leaving)

    assert (cuts[0], cuts[-1]) == (first + timedelta(days=140), first + timedelta(days=latest))
    assert len(cuts) == count


def test_a_short_history_has_nothing_to_learn_from() -> None:
    first = date(2017, 1, 1)
    options: dict[str, Any] = {"first_on": first, "leaving": Leaving.NO_VISIT}

    assert training_cuts(cut=first + timedelta(days=181), **options) == []
    assert len(training_cuts(cut=first + timedelta(days=182), **options)) == 1
