"""How often customers will come and what they will bring: BG/NBD and Gamma-Gamma, judged on the latest 90 days."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from shuke.analytics.lifetime import outlook
from shuke.analytics.lifetime.backtest import Verdict, judge
from shuke.analytics.lifetime.buying import NoRepeatBuyers
from shuke.analytics.lifetime.fitting import ConvergenceError
from shuke.analytics.lifetime.history import BadHistory
from shuke.analytics.lifetime.time_split import HISTORY, time_split
from shuke.lib.errors import ShukeError
from shuke.scores.services.forecasts.gate import Gate, refused
from shuke.scores.services.runs import Stopwatch
from shuke.warehouse.tables import Tables

WINDOW_DAYS = 365


@dataclass(frozen=True)
class ValueForecast:
    gate: Gate
    frame: pd.DataFrame  # by customer id; without columns of the future where the gate stayed shut
    models: outlook.Models | None
    orders: Verdict | None  # of the latest 90 days; None: too short a history before them
    spend: Verdict | None
    correction: float  # what the error of `orders` asks for, applied or not
    margin_share: float


def forecast_value(
    tables: Tables, *, as_of: date, settings: outlook.OutlookSettings, watch: Stopwatch
) -> ValueForecast:
    """Read once, judge on the latest 90 days, fit on everything up to `as_of`, forecast."""
    with watch.step("read_histories"):
        split = time_split(
            tables.orders(as_of=as_of), as_of=as_of, horizon_days=outlook.HORIZON_DAYS, window_days=WINDOW_DAYS
        )
        frame = split.to_pandas().set_index("customer_id").sort_index()
        share = settings.margin_share if settings.margin_share is not None else margin_share(tables, as_of=as_of)
    gate, models = _fitted(frame, as_of=as_of, watch=watch)
    if models is None:
        return ValueForecast(gate, frame, None, None, None, 1.0, share)
    with watch.step("judge_value"):
        orders, spend = _judged(frame, cut=as_of - timedelta(days=outlook.HORIZON_DAYS))
        correction = orders.correction if orders else 1.0
    with watch.step("forecast_value"):
        future = outlook.outlook(
            frame[list(HISTORY)],
            models,
            settings=settings,
            margin_share=share,
            correction=correction if settings.corrects else 1.0,
        )
        future["past_margin"] = frame["spend"] * share
    return ValueForecast(gate, frame.join(future), models, orders, spend, correction, share)


def margin_share(tables: Tables, *, as_of: date) -> float:
    """Margin ÷ spend over the window; 1 where no cost is known (docs/definitions.md, Current value)."""
    lines = tables["fact_order_line"]
    window = tables.with_cost(
        lines.filter(lines.ordered_on > as_of - timedelta(days=WINDOW_DAYS), lines.ordered_on <= as_of)
    )
    sums = window.aggregate(net=window.net_minor.sum(), cost=window.cost_minor.sum().fill_null(0)).to_pyarrow()
    net, cost = sums["net"][0].as_py() or 0, sums["cost"][0].as_py()
    return min(max(1 - cost / net, 0.0), 1.0) if net > 0 else 1.0


def _fitted(frame: pd.DataFrame, *, as_of: date, watch: Stopwatch) -> tuple[Gate, outlook.Models | None]:
    days = int(frame["age_days"].max()) if len(frame) else 0
    facts = {"buyers": len(frame), "history_days": days}
    try:
        outlook.require_enough(buyers=len(frame), history_days=days)
        with watch.step("fit_value"):
            return Gate(facts=facts), outlook.fit(frame[list(HISTORY)], as_of=as_of)
    except outlook.TooThin as thin:
        return refused("too_thin", thin, **facts), None
    except NoRepeatBuyers as nobody:
        return refused("no_repeats", nobody, **facts), None
    except (ConvergenceError, BadHistory) as loose:
        return refused("not_settled", loose, **facts), None


def _judged(frame: pd.DataFrame, *, cut: date) -> tuple[Verdict | None, Verdict | None]:
    """The models fitted on what was known on the cut, against what came since, beside the pace of the year before."""
    there = frame[frame["age_days_then"].notna()]
    history = there[[f"{name}_then" for name in HISTORY]].set_axis(list(HISTORY), axis=1)
    try:
        days = int(history["age_days"].max()) if len(history) else 0
        outlook.require_enough(buyers=len(history), history_days=days)
        said = outlook.expect(history, outlook.fit(history, as_of=cut), horizon_days=outlook.HORIZON_DAYS)
    except ShukeError:
        return None, None
    pace = outlook.HORIZON_DAYS / min(max(days, 1), WINDOW_DAYS)
    facts: dict[str, Any] = {"first_on": there["first_on"]}
    return (
        judge(said["expected_orders"], there["orders_since"], simple=there["window_orders"] * pace, **facts),
        judge(said["expected_spend"], there["spend_since"], simple=there["window_spend"] * pace, **facts),
    )
