"""A control test compared: what contact changed, and whether a rule says whom to contact."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd

from shuke.analytics.response import uplift
from shuke.analytics.worth import rfm
from shuke.lib.errors import ShukeError
from shuke.lib.money import to_minor
from shuke.records.customers.models import Customer, Tag
from shuke.scores.models import ModelRun
from shuke.scores.trials.models import ControlTest
from shuke.scores.trials.services.keeping import keep
from shuke.warehouse.responders import spend_of
from shuke.warehouse.tables import Tables

# What was known of a customer before the contact.
FEATURES = ("recency_days", "orders", "spend", "average_order", "total_orders")
YEAR_DAYS = 365
CURVE_POINTS = 21  # every twentieth
COST_PARTS = 10_000  # a piece may cost parts of the smallest coin


class InBothGroups(ShukeError):
    """Customers who were contacted and held out."""


def compare_groups(test: ControlTest, tables: Tables, *, run: ModelRun, seed: int) -> None:
    """Effect and contest of `test`, in the place of those before; a refusal is kept with it."""
    random = np.random.default_rng(seed)
    try:
        people = _people(test, tables)
        cost = to_minor(test.cost_per_piece * COST_PARTS, run.currency) / COST_PARTS
        effect = uplift.effect.measure(people, random_state=random, cost_per_piece=cost)
    except ShukeError as refused:
        keep(test, run=run, refusal=str(refused)[:400], refusal_code=type(refused).__name__)
        return
    found = {
        "treated": int(people["is_treated"].sum()),
        "control": int((~people["is_treated"]).sum()),
        "effect": _plain(effect),
        **_contest(people, random),
    }
    keep(test, run=run, refusal="", refusal_code="", found=found)


def _people(test: ControlTest, tables: Tables) -> pd.DataFrame:
    """By customer number: `is_treated, responded, revenue, margin` (minor units) and FEATURES.

    Raises:
        InBothGroups: somebody carries both tags.
    """
    treated, control = _numbers(test.treated), _numbers(test.control)
    if both := treated & control:
        raise InBothGroups(
            f"{len(both)} customers were contacted and held out (first: {min(both)}); take one of the two tags away."
        )
    people = pd.DataFrame(index=pd.Index(sorted(treated | control), dtype=object))
    bought = spend_of(tables, from_on=test.begins_on, until_on=test.ends_on).reindex(people.index).fillna(0)
    people["is_treated"] = people.index.isin(treated)
    people["responded"] = bought["orders"] > 0
    people["revenue"] = bought["spend_minor"].astype("float64")
    people["margin"] = people["revenue"] * float(test.margin_share)
    return people.join(_known_before(test, tables).reindex(people.index).fillna({"recency_days": YEAR_DAYS}).fillna(0))


def _numbers(tag: Tag) -> set[str]:
    return set(Customer.objects.current().filter(tags=tag).values_list("number", flat=True))


def _known_before(test: ControlTest, tables: Tables) -> pd.DataFrame:
    before = test.begins_on - timedelta(days=1)
    summary = rfm.summary(tables.orders(as_of=before), as_of=before).select("customer_id", *FEATURES)
    known: pd.DataFrame = summary.to_pandas().set_index("customer_id").astype("float64")
    return known


def _contest(people: pd.DataFrame, random: np.random.Generator) -> dict[str, Any]:
    """Which rule for whom to contact holds on customers it did not learn from; why there was no contest otherwise."""
    try:
        verdict = uplift.contest.run(people, features=list(FEATURES), random_state=random)
    except ShukeError as refused:
        least = uplift.contest.SMALLEST_GROUP
        said = {"contest_refusal": str(refused)[:400], "contest_least": least}
        return {"winner": "", **said, "contest": {}, "variable": "", "curve": {}}
    return {
        "winner": verdict.winner,
        "contest_refusal": "",
        "contest": _plain(verdict.table),
        "variable": getattr(verdict.model, "variable_", ""),
        "curve": _curve(verdict.curves),
    }


def _curve(curves: Mapping[str, pd.DataFrame]) -> dict[str, list[float]]:
    """Gain per customer by share reached, of each learner and of drawing at random."""
    shares = np.linspace(0, 1, CURVE_POINTS)
    gains = {name: np.interp(shares, curve["share"], curve["gain"]).tolist() for name, curve in curves.items()}
    last = next(iter(gains.values()))[-1]
    return {"share": shares.tolist(), "random": (shares * last).tolist(), **gains}


def _plain(frame: pd.DataFrame) -> dict[str, dict[str, Any]]:
    rows = frame.to_dict("index")
    return {str(name): {str(key): _as_json(value) for key, value in row.items()} for name, row in rows.items()}


def _as_json(value: Any) -> str | float | None:
    """JSON keeps no NaN."""
    if isinstance(value, str):
        return value
    return float(value) if np.isfinite(value) else None
