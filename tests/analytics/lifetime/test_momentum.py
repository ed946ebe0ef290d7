from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from tests.analytics.lifetime import given
from tests.analytics.worth import given as sales

from shuke.analytics.lifetime import BGNBD, Momentum, ParetoNBD, momentum
from shuke.analytics.lifetime.estimator import NotFitted
from shuke.analytics.lifetime.history import BadHistory
from shuke.analytics.worth import orders

EARLIER = [date(1997, 5, 31), date(1997, 6, 30), date(1997, 7, 31)]


def cdnow_orders() -> Any:
    return orders.from_lines(sales.cdnow_lines()).cache()


@pytest.mark.parametrize(("model", "plain"), [(BGNBD(), 0.626), (ParetoNBD(), 0.630)])
def test_cdnow_is_foretold_better_than_by_the_plain_model(model: BGNBD | ParetoNBD, plain: float) -> None:
    found = Momentum(model).fit(cdnow_orders(), as_of=given.CDNOW_DAY, earlier=EARLIER)

    expected = found.expected_orders(horizon_days=given.HOLDOUT_DAYS)

    assert (found.half_life_days_, found.share_) == (50, 0.6)
    assert found.correlation_ > found.plain_correlation_ + 0.01
    assert np.corrcoef(expected, given.cdnow_afterwards())[0, 1] > max(plain + 0.007, 0.637)


def test_nothing_later_than_the_day_is_read() -> None:
    table = cdnow_orders()
    cut = table.filter(table.ordered_on <= given.CDNOW_DAY)

    whole = Momentum().fit(table, as_of=given.CDNOW_DAY, earlier=EARLIER[:1]).expected_orders(horizon_days=90)
    known = Momentum().fit(cut, as_of=given.CDNOW_DAY, earlier=EARLIER[:1]).expected_orders(horizon_days=90)

    pd.testing.assert_series_equal(whole, known)


def test_recent_purchases_fade_by_half() -> None:
    table = momentum.recent_orders(
        sales.orders([("a", 30, 1), ("a", 20, 1), ("a", 10, 1), ("once", 3, 1)]), as_of=sales.DAY, half_life_days=10
    )

    assert sales.by_customer(table, "recent_orders") == {"a": pytest.approx(0.25 + 0.5), "once": 0}


def test_the_sum_stays_the_models() -> None:
    expected, recent = pd.Series([1.0, 3.0]), pd.Series([5.0, 0.0])

    assert momentum.mixed(expected, recent, share=0.5).tolist() == [2.5, 1.5]
    assert momentum.mixed(expected, recent, share=0).tolist() == [1, 3]


def test_nobody_lately_leaves_the_model_alone() -> None:
    expected = pd.Series([1.0, 3.0])

    assert momentum.mixed(expected, pd.Series([0.0, 0.0]), share=0.5).tolist() == [1, 3]


@pytest.mark.parametrize("earlier", [[], [given.CDNOW_DAY]])
def test_days_to_learn_from_lie_before(earlier: list[date]) -> None:
    with pytest.raises(BadHistory, match="days before 1997-09-30"):
        Momentum().fit(cdnow_orders(), as_of=given.CDNOW_DAY, earlier=earlier)


def test_unfitted_says_so() -> None:
    with pytest.raises(NotFitted, match="learnt nothing yet"):
        Momentum().expected_orders(horizon_days=7)
