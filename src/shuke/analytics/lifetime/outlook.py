"""What each customer is expected to bring: fitted models, one frame of figures a page can show."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from shuke.analytics.lifetime.bg_nbd import BGNBD
from shuke.analytics.lifetime.cash_flows import present_value
from shuke.analytics.lifetime.fitting import ConvergenceError, Floats
from shuke.analytics.lifetime.gamma_gamma import GammaGamma
from shuke.analytics.lifetime.history import BadHistory
from shuke.lib.errors import ShukeError

MIN_BUYERS = 500
MIN_HISTORY_DAYS = 180
HORIZON_DAYS = 90
YEAR_DAYS = 365
LONGEST_YEARS = 10
SMALLEST = 1e-290  # what lies below loses its digits


class TooThin(ShukeError):
    """Too few buyers or days to forecast; the simple rule stands (`worth.risk`)."""


class BadOutlook(ShukeError):
    """A setting of the outlook that cannot be."""


@dataclass(frozen=True)
class OutlookSettings:
    """What a value is made of, beside the models. Money is in the unit of the orders."""

    years: int = 3  # of the future that lifetime value counts
    discount_rate_per_year: float = 0.10
    margin_share: float | None = None  # of spend; None: what the window's known costs say
    cost_to_serve_per_year: float = 0.0  # service, visits, postage that the margin does not hold
    win_back_share: float = 0.25  # of a year's margin that bringing somebody back may cost
    corrects: bool = True  # whether the latest verdict's error is fed back

    def __post_init__(self) -> None:
        shares = (self.win_back_share, 0.0 if self.margin_share is None else self.margin_share)
        if not 1 <= self.years <= LONGEST_YEARS or not -1 < self.discount_rate_per_year < 1:
            raise BadOutlook(f"Give 1 to {LONGEST_YEARS} years and a discount rate below 100 % a year.")
        if any(not 0 <= share <= 1 for share in shares) or not 0 <= self.cost_to_serve_per_year < np.inf:
            raise BadOutlook("Give shares between 0 and 100 % and a cost of at least 0.")

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Models:
    """The fitted pair; where spend cannot be fitted (one price for everything) its mean stands alone."""

    buying: BGNBD
    spend: GammaGamma | None
    mean_order_value: float
    remark: str = ""  # why there is no model of spend

    def order_value(self, history: pd.DataFrame) -> Floats:
        if self.spend is None:
            return np.full(len(history), self.mean_order_value)
        return np.asarray(self.spend.expected_order_value(history), dtype=np.float64)


def require_enough(*, buyers: int, history_days: int) -> None:
    """The gate before anything is fitted.

    Raises:
        TooThin: with the sentence to show.
    """
    if buyers < MIN_BUYERS or history_days < MIN_HISTORY_DAYS:
        raise TooThin(
            f"Too thin to say what customers will bring: {buyers:,} buyers over {history_days:,} days; {MIN_BUYERS} "
            f"buyers and {MIN_HISTORY_DAYS} days are needed. The simple rule is shown instead."
        )


def fit(history: pd.DataFrame, *, as_of: date) -> Models:
    """BG/NBD and Gamma-Gamma on counted histories.

    Args:
        history: `repeat_orders, active_days, age_days, mean_order_value`; see the package.

    Raises:
        BadHistory, NoRepeatBuyers, ConvergenceError: from BG/NBD; without Gamma-Gamma the mean takes its place.
    """
    buying = BGNBD().fit(history, as_of=as_of)
    means = history.loc[history["repeat_orders"] > 0, "mean_order_value"]
    positive = means[(means > 0) & np.isfinite(means)]
    mean = float(positive.mean()) if len(positive) else 0.0
    try:
        spend = GammaGamma().fit(history, as_of=as_of)
    except (ConvergenceError, BadHistory) as thin:
        return Models(buying, None, mean, remark=str(thin))
    return Models(buying, spend, mean)


def expect(history: pd.DataFrame, models: Models, *, horizon_days: float, correction: float = 1.0) -> pd.DataFrame:
    """`probability_alive, expected_orders, expected_spend` of the next `horizon_days`, indexed as `history`."""
    scored = models.buying.score(history, horizon_days=horizon_days)
    scored["expected_orders"] *= correction
    scored["expected_spend"] = scored["expected_orders"] * models.order_value(history)
    return scored


def outlook(
    history: pd.DataFrame, models: Models, *, settings: OutlookSettings, margin_share: float, correction: float = 1.0
) -> pd.DataFrame:
    """Every figure of the future, one row per customer, indexed as `history`; money in the unit of the orders.

    Args:
        margin_share: of spend, 0 to 1.
        correction: what orders expected by the model are multiplied by, from the latest verdict.

    Returns:
        `probability_alive`; `expected_orders_90`, `expected_orders_365` (purchase days), `expected_spend_90`,
        `expected_spend_365`; `staying_spend` (spend of 365 days if she stays a customer: what leaving would cost);
        `lifetime_value` (margin of `years` years, discounted at the end of each, less the cost to serve) and
        `lifetime_later` (the part of it beyond the first year: what staying adds).
    """
    near = models.buying.score(history, horizon_days=HORIZON_DAYS)
    value = models.order_value(history)
    alive = near["probability_alive"].to_numpy()
    until = [
        correction * models.buying.expected_orders(history, horizon_days=YEAR_DAYS * year).to_numpy()
        for year in range(1, settings.years + 1)
    ]
    yearly = np.diff(np.column_stack([np.zeros(len(history)), *until]), axis=1)
    flows = pd.DataFrame(yearly * value[:, None] * margin_share - settings.cost_to_serve_per_year, index=history.index)
    rate = settings.discount_rate_per_year
    lifetime = present_value(flows, discount_rate=rate)
    orders_90 = correction * near["expected_orders"].to_numpy()
    columns = {
        "probability_alive": alive,
        "expected_orders_90": orders_90,
        "expected_orders_365": until[0],
        "expected_spend_90": orders_90 * value,
        "expected_spend_365": until[0] * value,
        "staying_spend": np.divide(until[0] * value, alive, out=np.zeros(len(alive)), where=alive > SMALLEST),
        "lifetime_value": lifetime,
        "lifetime_later": lifetime - present_value(flows.iloc[:, :1], discount_rate=rate),
    }
    return pd.DataFrame(columns, index=history.index)
