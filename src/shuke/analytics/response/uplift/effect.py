"""The contacted against the held-out: what the campaign added, with an interval that holds for small groups too."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import beta

from shuke.analytics.response.frames import BadTable, Flags, Floats, check_level, flags, numbers

# Beta(½, ½), Jeffreys' prior of a share: half a response and half a refusal, whatever the size of the group.
PRIOR = 0.5
# Draws of the mean amount; an end of the interval is then off by about a fortieth of its standard error.
DRAWS = 8000
# With more buyers than this the mean amount is as good as normal, and drawing weights for each would only take time.
MANY_BUYERS = 1000
GRID = 4001  # quantiles that stand for a distribution; a prime, so that every step visits all of them
STEP = 2473  # the golden section of it


@dataclass(frozen=True)
class _Difference:
    """Treated less control, per customer."""

    treated: float
    control: float
    draws: Floats  # sorted, equally likely values of the true difference; empty when nothing is known


def measure(
    customers: pd.DataFrame, *, random_state: np.random.Generator, cost_per_piece: float = 0.0, level: float = 0.95
) -> pd.DataFrame:
    """Difference in response, revenue and profit between the contacted and the held-out.

    Args:
        customers: `is_treated, responded`, optional `revenue` and `margin` (earned before the cost of the piece); one
            row per customer, drawn at random into one group or the other. 500 in all will do.
        random_state: for the intervals of revenue and profit; that of the response needs none.
        cost_per_piece: taken from the profit of each contacted customer, in the unit of `margin`.
        level: of the intervals, a share.

    Returns:
        Rows `response`, `revenue` and `profit` (those whose columns were given), with `treated, control` (means per
        customer), `difference, lower, upper` (per contacted customer), `total, total_lower, total_upper` (× the
        contacted: what the campaign added in all), `probability_above` (that the true difference is above 0) and
        `verdict`: `gain` or `loss` when the whole interval lies on one side of 0, else `unclear`. Bounds of money are
        null when nobody in either group spent anything.

    Raises:
        BadTable: a column is missing or broken; a group is empty; the cost is negative; no such level.

    Source: response: posterior difference of two shares under Jeffreys' priors. Money: share of buyers as above times
    their mean amount by the Bayesian bootstrap (Rubin 1981), with half a buyer drawn from both groups as its prior.
    """
    check_level(level)
    if not 0 <= cost_per_piece < np.inf:
        raise BadTable(f"A piece costs {cost_per_piece}; give what it costs, 0 or more.")
    is_treated = flags(customers, "is_treated")
    if not 0 < is_treated.sum() < len(is_treated):
        raise BadTable("There is no difference to measure: the table needs contacted customers and held-out ones.")
    rows = {"response": _of_shares(flags(customers, "responded"), is_treated)}
    if "revenue" in customers.columns:
        rows["revenue"] = _of_amounts(numbers(customers, "revenue"), is_treated, random_state)
    if "margin" in customers.columns:
        margin = _of_amounts(numbers(customers, "margin"), is_treated, random_state)
        rows["profit"] = _less_cost(margin, float(cost_per_piece))
    pieces = int(is_treated.sum())
    return pd.DataFrame({name: _summary(found, pieces, level) for name, found in rows.items()}).T.infer_objects()


def _of_shares(responded: Flags, is_treated: Flags) -> _Difference:
    groups = responded[is_treated], responded[~is_treated]
    treated, control = (_quantiles(group) for group in groups)
    return _Difference(groups[0].mean(), groups[1].mean(), _differences(treated, control))


def _of_amounts(amounts: Floats, is_treated: Flags, random_state: np.random.Generator) -> _Difference:
    groups = amounts[is_treated], amounts[~is_treated]
    spent = amounts[amounts != 0]
    if not len(spent):
        return _Difference(0.0, 0.0, np.empty(0))
    treated, control = (_draw_means(group, spent, random_state) for group in groups)
    return _Difference(float(groups[0].mean()), float(groups[1].mean()), np.sort(treated - control))


def _less_cost(margin: _Difference, cost_per_piece: float) -> _Difference:
    return _Difference(margin.treated - cost_per_piece, margin.control, margin.draws - cost_per_piece)


def _quantiles(responded: Flags) -> Floats:
    """Equally likely values of the true share."""
    places = (np.arange(GRID) + 0.5) / GRID
    shape = PRIOR + responded.sum(), PRIOR + (~responded).sum()
    return np.asarray(beta.ppf(places, *shape), dtype=np.float64)


def _differences(treated: Floats, control: Floats) -> Floats:
    """Quantiles of the difference of two independent quantities, from theirs, without chance.

    Neighbouring values of one meet values of the other spread evenly over all its range.
    """
    return np.sort(treated - control[np.arange(GRID) * STEP % GRID])


def _draw_means(amounts: Floats, spent: Floats, random_state: np.random.Generator) -> Floats:
    """Plausible values of a group's true mean amount per customer."""
    bought = amounts[amounts != 0]
    shares = random_state.beta(PRIOR + len(bought), PRIOR + len(amounts) - len(bought), size=DRAWS)
    if len(bought) > MANY_BUYERS:
        error = bought.std(ddof=1) / len(bought) ** 0.5
        return np.multiply(shares, random_state.normal(bought.mean(), error, size=DRAWS))
    weights = random_state.standard_exponential((DRAWS, len(bought)))
    strange = random_state.standard_gamma(PRIOR, size=DRAWS)
    sums = weights @ bought + strange * random_state.choice(spent, size=DRAWS)
    return np.asarray(shares * sums / (weights.sum(axis=1) + strange), dtype=np.float64)


def _summary(found: _Difference, pieces: int, level: float) -> "pd.Series[float]":
    known = len(found.draws) > 0
    lower, upper = np.quantile(found.draws, [(1 - level) / 2, (1 + level) / 2]) if known else (np.nan, np.nan)
    difference = found.treated - found.control
    row = {
        "treated": found.treated,
        "control": found.control,
        "difference": difference,
        "lower": lower,
        "upper": upper,
        "total": difference * pieces,
        "total_lower": lower * pieces,
        "total_upper": upper * pieces,
        "probability_above": (found.draws > 0).mean() if known else np.nan,
        "verdict": "gain" if lower > 0 else "loss" if upper < 0 else "unclear",
    }
    return pd.Series(row)
