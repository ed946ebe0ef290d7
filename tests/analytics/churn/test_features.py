from datetime import timedelta

import numpy as np
import pandas as pd
import pytest
from tests.analytics.churn import given

from shuke.analytics.churn.features import FEATURES, features
from shuke.analytics.churn.purchases import purchases


def one(rows: list[tuple[str, int, float]]) -> "pd.Series[float]":
    return features(purchases(given.lines(rows), until=given.CUT), cut=given.CUT).loc["a"]


def weekly(*, amount: float = 10.0) -> list[tuple[str, int, float]]:
    """A visit every 7 days, 20 weeks long, the latest a week ago."""
    return [("a", 7 * week, amount) for week in range(1, 21)]


def test_a_weekly_customer_by_hand() -> None:
    row = one(weekly())

    assert (row["silence_days"], row["median_gap_days"], row["longest_gap_days"]) == (6, 7, 7)
    assert row["silence_ratio"] == pytest.approx(6 / 7)
    assert (row["visits_14"], row["visits_28"], row["visits_140"], row["active_weeks"]) == (2, 4, 20, 20)
    assert (row["spend_42"], row["spend_140"], row["spend_per_visit"]) == (60, 200, 10)
    assert (row["visit_trend_28"], row["spend_trend_70"], row["steady_spend_share"]) == (1, 1, 1)
    assert (row["gap_variation"], row["weekly_spend_variation"], row["largest_week_share"]) == (0, 0, 1 / 20)
    assert (row["categories"], row["recent_category_share"], row["discount_share"]) == (1, 1, 0)
    assert (row["largest_three_weeks_share"], row["weakest_ten_weeks_share"]) == (3 / 20, 1 / 2)
    assert (row["four_week_variation"], row["four_week_least_share"], row["four_week_largest_share"]) == (0, 0.2, 0.2)
    assert (row["weakest_stretch_35"], row["weakest_stretch_70"], row["weak_stretches_share"]) == (1, 1, 0)


def test_a_pause_shows_as_a_weak_stretch() -> None:
    row = one([visit for visit in weekly() if not 28 < visit[1] <= 63])  # 15 weeks with a visit, five without

    assert (row["weakest_stretch_35"], row["weakest_stretch_70"]) == (0, pytest.approx((5 / 10) / (15 / 20)))
    # Half of the pace are 1.875 visits in five weeks: three of the 16 stretches hold one or none.
    assert row["weak_stretches_share"] == pytest.approx(3 / 16)
    assert row["four_week_least_share"] == 0
    assert row["weakest_ten_weeks_share"] == pytest.approx(5 / 15)


def test_fading_shows_in_the_trends() -> None:
    row = one([visit for visit in weekly() if visit[1] > 70])

    assert (row["visit_trend_28"], row["spend_trend_70"], row["visits_70"]) == (0, 0, 0)
    assert row["active_weeks"] == 10
    assert np.isnan(row["recent_visit_value"])


def test_a_weekend_counts_saturday_and_sunday() -> None:
    days = [given.CUT - timedelta(days=ago) for ago in range(1, 8)]

    assert one([("a", ago, 1.0) for ago in range(1, 8)])["weekend_share"] == pytest.approx(2 / 7)
    assert sum(day.weekday() >= 5 for day in days) == 2


def test_nothing_from_the_cut_on_is_read() -> None:
    known = given.shop(40)
    later = given.lines([("c0001", ago, 999.0) for ago in (0, -1, -30)])
    columns = list(later.columns)

    before = features(purchases(known, until=given.CUT - timedelta(days=1)), cut=given.CUT)
    after = features(purchases(known.select(columns).union(later), until=given.CUT + timedelta(days=60)), cut=given.CUT)

    pd.testing.assert_frame_equal(before, after)
    assert list(before.columns) == list(FEATURES)


def test_what_lies_further_back_than_twenty_weeks_is_not_read() -> None:
    pd.testing.assert_series_equal(one(weekly()), one([*weekly(), ("a", 141, 5000.0)]))


def test_columns_a_shop_lacks_are_unknown_or_nothing() -> None:
    bare = given.lines(weekly()).drop("category_id", "discount")

    row = features(purchases(bare, until=given.CUT), cut=given.CUT).loc["a"]

    assert np.isnan(row["categories"])
    assert row["discount_share"] == 0


def test_an_amount_that_is_no_number_counts_nothing() -> None:
    spoilt = [(who, ago, {7: float("nan"), 14: float("inf")}.get(ago, amount)) for who, ago, amount in weekly()]

    row = one(spoilt)

    assert (row["visits_140"], row["spend_140"], row["spend_28"]) == (20, 180, 20)
    assert not np.isinf(row.to_numpy(float)).any()
