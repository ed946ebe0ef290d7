from datetime import date, timedelta

import ibis
import numpy as np
import pandas as pd
import pytest

from shuke.analytics.lifetime import BGNBD, GammaGamma, outlook
from shuke.analytics.lifetime.backtest import judge
from shuke.analytics.lifetime.buying import NoRepeatBuyers
from shuke.analytics.lifetime.fitting import ConvergenceError
from shuke.analytics.lifetime.history import BadHistory
from shuke.analytics.lifetime.time_split import HISTORY, time_split

AS_OF = date(2026, 6, 30)
SETTINGS = outlook.OutlookSettings()
MODELS = outlook.Models(
    BGNBD.from_parameters(r=0.24, alpha=31.0, a=0.79, b=2.43),
    GammaGamma.from_parameters(p=6.25, q=3.74, gamma=15.4),
    mean_order_value=30.0,
)
HISTORIES = pd.DataFrame(
    {
        "repeat_orders": [0, 3, 200],
        "active_days": [0, 60, 300],
        "age_days": [0, 100, 301],
        "mean_order_value": [np.nan, 25.0, -4.0],
    },
    index=["today", "usual", "refunded"],
)


def foreseen(**changes: float) -> pd.DataFrame:
    return outlook.outlook(HISTORIES, MODELS, settings=outlook.OutlookSettings(**changes), margin_share=0.5)


def test_every_figure_is_a_number_whatever_the_history() -> None:
    figures = foreseen()

    assert np.isfinite(figures.to_numpy()).all()
    assert figures["probability_alive"].between(0, 1).all()
    assert (figures["expected_orders_90"] <= figures["expected_orders_365"]).all()


def test_staying_is_worth_what_is_expected_of_whoever_surely_stays() -> None:
    figures = foreseen()

    said = figures["staying_spend"] * figures["probability_alive"]
    assert said.to_numpy() == pytest.approx(figures["expected_spend_365"].to_numpy())


def test_a_year_of_value_is_its_margin_discounted_once() -> None:
    figures = foreseen(years=1, discount_rate_per_year=0.25)

    assert figures["lifetime_value"].to_numpy() == pytest.approx(
        (figures["expected_spend_365"] * 0.5 / 1.25).to_numpy()
    )
    assert figures["lifetime_later"].abs().max() < 1e-9


def test_cost_to_serve_lowers_value_and_may_leave_less_than_nothing() -> None:
    assert (foreseen(cost_to_serve_per_year=1e6)["lifetime_value"] < 0).all()


def test_a_correction_scales_what_is_expected() -> None:
    corrected = outlook.outlook(HISTORIES, MODELS, settings=SETTINGS, margin_share=0.5, correction=0.5)

    assert corrected["expected_spend_90"].to_numpy() == pytest.approx((foreseen()["expected_spend_90"] / 2).to_numpy())


@pytest.mark.parametrize("wrong", [{"years": 0}, {"discount_rate_per_year": 1.0}, {"margin_share": 1.1}])
def test_settings_that_cannot_be_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(outlook.BadOutlook):
        outlook.OutlookSettings(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(("buyers", "days"), [(499, 365), (500, 179)])
def test_too_thin_is_said(buyers: int, days: int) -> None:
    with pytest.raises(outlook.TooThin, match="Too thin to say"):
        outlook.require_enough(buyers=buyers, history_days=days)


def test_a_million_alike_or_nobody_twice_ends_in_a_sentence() -> None:
    alike = pd.DataFrame({"repeat_orders": [4.0], "active_days": [50], "age_days": [60], "mean_order_value": [9.0]})
    once = alike.assign(repeat_orders=0, active_days=0)

    with pytest.raises(ConvergenceError):
        outlook.fit(pd.concat([alike] * 1000), as_of=AS_OF)
    with pytest.raises(NoRepeatBuyers):
        outlook.fit(once, as_of=AS_OF)
    with pytest.raises(BadHistory):
        outlook.fit(alike.assign(age_days=np.nan), as_of=AS_OF)


def orders(*rows: tuple[str, int, float, bool]) -> ibis.Table:
    frame = pd.DataFrame(rows, columns=["customer_id", "ago", "amount", "is_purchase"])
    frame["ordered_on"] = [AS_OF - timedelta(days=ago) for ago in frame.pop("ago")]
    return ibis.memtable(frame)


def split(*rows: tuple[str, int, float, bool]) -> pd.DataFrame:
    frame: pd.DataFrame = time_split(orders(*rows), as_of=AS_OF, horizon_days=90).to_pandas()
    return frame.set_index("customer_id")


def test_the_past_of_the_cut_knows_nothing_after_it() -> None:
    found = split(("a", 200, 10, True), ("a", 120, 20, True), ("a", 30, 40, True), ("a", -5, 99, True)).loc["a"]

    assert list(found[list(HISTORY)]) == [2, 170, 200, 30]
    assert list(found[[f"{name}_then" for name in HISTORY]]) == [1, 80, 110, 20]
    assert (found["orders_since"], found["spend_since"], found["spend"]) == (1, 40, 70)


def test_whoever_came_after_the_cut_was_nobody_then_and_a_refund_is_no_purchase() -> None:
    found = split(("new", 10, 5, True), ("returner", 150, -8, False))

    assert list(found.index) == ["new"]
    assert found.loc["new", ["repeat_orders_then", "age_days_then"]].isna().all()


def test_before_the_first_order_there_is_nobody() -> None:
    assert split(("later", -1, 5, True)).empty


def test_a_verdict_says_by_how_much_and_for_whom_the_forecast_erred() -> None:
    said, came = pd.Series([1.0, 2.0, 3.0]), pd.Series([2.0, 4.0, 6.0])
    days = pd.Series([date(2026, 1, 1), date(2026, 2, 1), date(2026, 4, 1)])

    verdict = judge(said, came, first_on=days, simple=came)

    assert (verdict.correlation, verdict.mean_error, verdict.simple_mean_error) == (pytest.approx(1.0), 2.0, 0.0)
    assert verdict.correction == 2.0
    assert [(group.name, group.customers, group.actual) for group in verdict.cohorts] == [
        ("2026-1", 2, 3.0),
        ("2026-2", 1, 6.0),
    ]


def test_nothing_forecast_asks_for_no_correction() -> None:
    nothing = pd.Series([0.0, 0.0])

    verdict = judge(nothing, nothing, first_on=pd.Series([AS_OF, AS_OF]))

    assert (verdict.correction, verdict.correlation) == (1.0, 0.0)
