"""The figures printed in the papers, from CDNOW's sample, week 39."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from tests.analytics.lifetime import given
from tests.analytics.worth import given as sales

from shuke.analytics.lifetime import BGNBD, ConvergenceError, GammaGamma, ParetoNBD, history
from shuke.analytics.worth import orders


def test_cdnow_history_is_the_published_one() -> None:
    cdnow = given.cdnow()

    assert len(cdnow) == 2357
    assert (cdnow["repeat_orders"] > 0).sum() == 946
    assert cdnow["repeat_orders"].sum() == 2457
    assert cdnow["repeat_orders"].max() == 29


def test_bg_nbd_equals_the_paper() -> None:
    """Fader, Hardie & Lee (2005), table 2."""
    model = BGNBD(time_unit_days=given.WEEK).fit(given.cdnow(), as_of=given.CDNOW_DAY)

    assert [model.r_, model.a_, model.b_] == pytest.approx([0.2426, 0.7929, 2.4259], abs=5e-5)
    assert model.alpha_ == pytest.approx(4.4136, abs=5e-5)
    assert model.log_likelihood_ == pytest.approx(-9582.429, abs=5e-4)
    assert model.customers_ == 2357


def test_pareto_nbd_equals_the_paper() -> None:
    """Fader, Hardie & Lee (2005), table 2; Fader & Hardie (2005), note 009."""
    model = ParetoNBD(time_unit_days=given.WEEK).fit(given.cdnow())

    assert [model.r_, model.s_] == pytest.approx([0.5533, 0.6062], abs=1e-4)
    assert [model.alpha_, model.beta_] == pytest.approx([10.578, 11.668], abs=1e-3)
    assert model.log_likelihood_ == pytest.approx(-9594.976, abs=5e-4)


def test_gamma_gamma_equals_the_note() -> None:
    """Fader & Hardie (2013), note 025: 946 customers with a repeat purchase."""
    model = GammaGamma().fit(given.cdnow())

    assert [model.p_, model.q_, model.gamma_] == pytest.approx([6.25, 3.74, 15.45], abs=1e-2)
    assert model.log_likelihood_ == pytest.approx(-4055.92, abs=5e-3)
    assert model.customers_ == 946
    assert model.notes_["left_out"] == 0
    assert model.notes_["correlation"] == pytest.approx(0.11, abs=0.01)


@pytest.mark.parametrize(
    ("estimator", "correlation", "total_error"), [(BGNBD, 0.626, -0.12), (ParetoNBD, 0.630, -0.12)]
)
def test_39_weeks_ahead_as_published(
    estimator: type[BGNBD] | type[ParetoNBD], correlation: float, total_error: float
) -> None:
    """Fader, Hardie & Lee (2005), section 5: correlation with the purchases of weeks 40 to 78."""
    model = estimator().fit(given.cdnow())

    expected = model.expected_orders(given.cdnow(), horizon_days=given.HOLDOUT_DAYS)

    actual = given.cdnow_afterwards()
    assert np.corrcoef(expected, actual)[0, 1] >= correlation - 5e-4
    assert expected.sum() / actual.sum() - 1 == pytest.approx(total_error, abs=0.02)


def test_one_customer_of_the_published_example() -> None:
    """Fader, Hardie & Lee (2005), web appendix: customer 0001 (x = 2, t = 30.43, T = 38.86 weeks), next 39 weeks."""
    model = BGNBD.from_parameters(r=0.243, alpha=4.414, a=0.793, b=2.426, time_unit_days=given.WEEK)
    first = given.histories([(2, 30.43 * 7, 38.86 * 7)])

    assert model.expected_orders(first, horizon_days=39 * 7).item() == pytest.approx(1.226, abs=5e-4)


def test_spend_of_the_published_example() -> None:
    """Fader & Hardie (2013), note 025: the mean over all customers."""
    model = GammaGamma.from_parameters(p=6.25, q=3.74, gamma=15.44)
    stranger = pd.DataFrame({"repeat_orders": [0], "mean_order_value": [None]})

    assert model.expected_order_value(stranger).item() == pytest.approx(35.22, abs=0.05)


def test_a_grocers_ten_weeks_ahead() -> None:
    """Complete Journey as of 2017-10-22: nearly everybody stays, so only BG/NBD finds an inner maximum."""
    day = date(2017, 10, 22)
    table = orders.from_lines(sales.complete_journey_lines()).cache()
    households = history.from_orders(table, as_of=day).to_pandas().set_index("customer_id")
    later = orders.purchase_days(table, as_of=date(2017, 12, 31)).to_pandas()
    later = later[pd.to_datetime(later["ordered_on"]).dt.date > day]
    actual = later.groupby("customer_id").size().reindex(households.index, fill_value=0)

    expected = BGNBD().fit(households).expected_orders(households, horizon_days=70)

    assert expected.sum() / actual.sum() - 1 == pytest.approx(0.01, abs=0.01)
    assert np.corrcoef(expected, actual)[0, 1] > 0.83
    with pytest.raises(ConvergenceError, match="do not settle s, beta"):
        ParetoNBD().fit(households)
