"""How much sooner than `lifetimes` are the models of lifetime value fitted, to the same log-likelihood?

CDNOW's published sample, and customers made up by BG/NBD at CDNOW's parameters (whole days, ages of 30 to 730 days).
Both fit in turns in this process; medians, their ratio counts. Both log-likelihoods are computed by the same formula.
SHUKE_BENCH_LARGEST leaves out what is larger. The peer's Pareto/NBD takes minutes on more than the sample.
"""

import os
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.metadata import files
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import ibis
import numpy as np
import pandas as pd

from shuke.analytics.lifetime import BGNBD, GammaGamma, ParetoNBD, bg_nbd, gamma_gamma, pareto_nbd
from shuke.analytics.lifetime.history import count_distinct, from_orders

LARGEST = int(os.environ.get("SHUKE_BENCH_LARGEST", "1000000"))
SCORING_SECONDS = 1.0
WEEK = 7.0
HORIZON_DAYS = 365.0
SEED = 20240101
CDNOW = {"r": 0.2426, "alpha": 4.4136 * WEEK, "a": 0.7929, "b": 2.4259}
SPEND = {"p": 6.25, "q": 3.74, "gamma": 15.44}


@dataclass(frozen=True)
class Race:
    """One model on one history: what it must reach, and how often it is run."""

    model: str
    customers: int
    ratio: float  # times as fast as the peer
    rounds: int


RACES = (
    Race("BG/NBD", 2_357, 40, 25),
    Race("BG/NBD", 100_000, 20, 5),
    Race("BG/NBD", 1_000_000, 50, 3),
    Race("Pareto/NBD", 2_357, 50, 5),
    Race("Gamma-Gamma", 2_357, 40, 25),
)


def main() -> int:
    warnings.simplefilter("ignore")  # the peer's, of packages newer than it
    print(f"{'model':<13}{'customers':>11}{'shuke s':>10}{'lifetimes s':>13}{'ratio':>8}{'goal':>6}  log-likelihoods")
    reached = [_run(race) for race in RACES if race.customers <= LARGEST]
    scored = [_score(model) for model in (BGNBD, ParetoNBD)]
    return 0 if all(reached) and all(scored) else 1


def _run(race: Race) -> bool:
    history = history_of(race.customers)
    contenders = {"shuke": own_fit(race.model, history), "peer": _peer(race.model, history)}
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    parameters = {}
    for _ in range(race.rounds):
        for name, fit in contenders.items():
            start = time.perf_counter()
            parameters[name] = fit()
            seconds[name].append(time.perf_counter() - start)
    ours, theirs = (log_likelihood_of(race.model, history, parameters[name]) for name in contenders)
    return report(race, {name: statistics.median(kept) for name, kept in seconds.items()}, ours, theirs)


def report(race: Race, medians: dict[str, float], ours: float, theirs: float) -> bool:
    """One line of the table. `medians`: seconds of `shuke` and of `peer`. Whether goal and likelihood were reached."""
    ratio = medians["peer"] / medians["shuke"]
    # To four decimals, or higher: the peer may stop short of the top.
    is_equal, is_fast = ours > theirs - 5e-5, ratio >= race.ratio
    print(
        f"{race.model:<13}{race.customers:>11,}{medians['shuke']:>10.4f}{medians['peer']:>13.3f}{ratio:>8.0f}"
        f"{race.ratio:>6.0f}  {ours:.4f} {theirs:.4f}"
        f"{'' if is_equal else ' LOWER'}{'' if is_fast else ' BELOW THE GOAL'}",
        flush=True,
    )
    return is_equal and is_fast


def own_fit(model: str, history: pd.DataFrame) -> Callable[[], Any]:
    if model == "Gamma-Gamma":
        return lambda: GammaGamma().fit(history).parameters_
    estimator = BGNBD if model == "BG/NBD" else ParetoNBD
    return lambda: estimator(time_unit_days=WEEK).fit(history).parameters_


def _peer(model: str, history: pd.DataFrame) -> Callable[[], Any]:
    import lifetimes

    if model == "Gamma-Gamma":
        spent = history[history["repeat_orders"] > 0]
        columns = spent["repeat_orders"], spent["mean_order_value"]
        return lambda: dict(lifetimes.GammaGammaFitter().fit(*columns).params_)
    fitter = lifetimes.BetaGeoFitter if model == "BG/NBD" else lifetimes.ParetoNBDFitter
    columns = history["repeat_orders"], history["active_days"] / WEEK, history["age_days"] / WEEK
    return lambda: dict(fitter().fit(*columns).params_)


def log_likelihood_of(model: str, history: pd.DataFrame, parameters: dict[str, float]) -> float:
    """Both fits in one likelihood: what the peer keeps under that name is a mean for one model, a sum for another."""
    logs = np.log(list(parameters.values()))
    if model == "Gamma-Gamma":
        spent = history[history["repeat_orders"] > 0]
        columns = (spent[name].to_numpy(float) for name in ("repeat_orders", "mean_order_value"))
        return gamma_gamma.Likelihood(*columns, np.ones(len(spent))).slope(logs).value
    likelihood = (bg_nbd if model == "BG/NBD" else pareto_nbd).Likelihood
    return likelihood(count_distinct(history, time_unit_days=WEEK)).slope(logs).value


def _score(estimator: type[BGNBD] | type[ParetoNBD]) -> bool:
    """Probability alive, expected orders and value of everybody."""
    history = history_of(LARGEST)
    buying, spend = estimator().fit(history_of(2_357)), GammaGamma.from_parameters(**SPEND)
    start = time.perf_counter()
    scores = buying.score(history, horizon_days=HORIZON_DAYS)
    value = scores["expected_orders"] * spend.expected_order_value(history)
    seconds = time.perf_counter() - start
    is_fast = seconds < SCORING_SECONDS and bool(np.isfinite(value).all())
    print(
        f"{estimator.__name__}: {LARGEST:,} customers scored (alive, orders and value of a year) in {seconds:.2f} s, "
        f"{'within' if is_fast else 'OVER'} {SCORING_SECONDS:.0f} s"
    )
    return is_fast


@cache
def history_of(customers: int) -> pd.DataFrame:
    return _cdnow() if customers == 2_357 else _made_up(customers)


def _made_up(customers: int) -> pd.DataFrame:
    random = np.random.default_rng(SEED)
    ages = random.integers(30, 731, customers)
    history = BGNBD.from_parameters(**CDNOW).simulate(ages, random=random)
    whole = np.clip(history["active_days"].round(), 1, history["age_days"])
    history["active_days"] = whole.where(history["repeat_orders"] > 0, 0.0)
    means = GammaGamma.from_parameters(**SPEND).simulate(history["repeat_orders"], random=random)
    return history.assign(mean_order_value=means)


def _cdnow() -> pd.DataFrame:
    """Customers of the sample as of 1997-09-30, days of one customer counted once."""
    path = next(file.locate() for file in files("lifetimes") or [] if file.name == "CDNOW_sample.txt")
    names = ["master_id", "customer_id", "day", "quantity", "amount"]
    lines = pd.read_csv(str(path), sep=r"\s+", names=names, dtype={"customer_id": str, "day": str})
    orders = pd.DataFrame(
        {
            "customer_id": lines["customer_id"],
            "order_id": lines["customer_id"] + lines["day"],
            "ordered_on": pd.to_datetime(lines["day"], format="%Y%m%d").dt.date,
            "amount": lines["amount"],
        }
    )
    table = from_orders(ibis.memtable(orders), as_of=date(1997, 9, 30))
    return table.order_by("customer_id").to_pandas()


if __name__ == "__main__":
    sys.exit(main())
