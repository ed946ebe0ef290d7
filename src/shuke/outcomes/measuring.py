"""Treated against held out: response, revenue and profit, with the interval that holds for small groups too."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from shuke.analytics.response.uplift import effect
from shuke.outcomes.treatments import OfSpend, PerBuyer, Treatment

SMALLEST_GROUP = 20  # members on either side, for an effect of a group apart
Effect = dict[str, dict[str, Any]]


def effect_of(treatment: Treatment, bought: pd.DataFrame, *, random_state: np.random.Generator) -> Effect:
    """Rows `response` (bought at all) and `revenue` of `uplift.effect.measure`, in plain values.

    And `profit`, where it is known what the treatment cost and what is earned.

    Args:
        treatment: whom to compare.
        bought: `orders`, `spend_minor` by row id of those who bought in their days.
        random_state: for the intervals of money.

    Raises:
        BadTable: nobody was treated, or nobody held out.
    """
    return _measured(treatment, _people(treatment, bought), random_state)


def effects_by_group(
    treatment: Treatment, bought: pd.DataFrame, *, random_state: np.random.Generator
) -> dict[str, Effect]:
    """The same for each group that has enough on both sides; empty where members have no groups."""
    if "group" not in treatment.members.columns:
        return {}
    people = _people(treatment, bought)
    found: dict[str, Effect] = {}
    for group, inside in people.groupby(treatment.members["group"]):
        treated = int(inside["is_treated"].sum())
        if min(treated, len(inside) - treated) >= SMALLEST_GROUP:
            measured = _measured(treatment, inside, random_state)
            found[str(group)] = {**measured, "sizes": {"treated": treated, "held": len(inside) - treated}}
    return found


def _people(treatment: Treatment, bought: pd.DataFrame) -> pd.DataFrame:
    people = treatment.members[["is_treated"]].copy()
    own = bought.reindex(people.index).fillna(0)
    people["responded"] = own["orders"] > 0
    people["revenue"] = own["spend_minor"].astype("float64")
    return people


def _measured(treatment: Treatment, people: pd.DataFrame, random_state: np.random.Generator) -> Effect:
    if treatment.cost_minor is None or treatment.earned is None:
        return plain_effect(effect.measure(people, random_state=random_state))
    cost = treatment.cost_minor / max(treatment.treated, 1)
    match treatment.earned:
        case OfSpend(margin_share):
            people = people.assign(margin=people["revenue"] * margin_share)
            return plain_effect(effect.measure(people, random_state=random_state, cost_per_piece=cost))
        case PerBuyer(net_revenue):
            found = plain_effect(effect.measure(people, random_state=random_state))
            pieces = int(people["is_treated"].sum())
            return {**found, "profit": _profit(found["response"], pieces=pieces, cost=cost, net_revenue=net_revenue)}


def _profit(response: Mapping[str, Any], *, pieces: int, cost: float, net_revenue: float) -> dict[str, Any]:
    """Each buyer earns the same, so the interval is that of the response, stretched and moved by the cost."""
    mean = {name: response[name] * net_revenue - cost for name in ("treated", "difference", "lower", "upper")}
    total = {"total": "difference", "total_lower": "lower", "total_upper": "upper"}
    return {
        **mean,
        "control": response["control"] * net_revenue,
        **{name: mean[of] * pieces for name, of in total.items()},
        "verdict": "gain" if mean["lower"] > 0 else "loss" if mean["upper"] < 0 else "unclear",
    }


def plain_effect(measured: pd.DataFrame) -> Effect:
    """JSON keeps no NaN."""
    rows: Mapping[Any, Mapping[Any, Any]] = measured.to_dict("index")
    return {
        str(name): {
            str(key): value if isinstance(value, str) else float(value) if np.isfinite(value) else None
            for key, value in row.items()
        }
        for name, row in rows.items()
    }
