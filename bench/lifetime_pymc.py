"""How much sooner than pymc-marketing (maximum a posteriori under flat priors), to the same log-likelihood?

The peer needs packages that do not live beside ours: an environment of its own is made under `bench/var` once, which
takes minutes, and is left out with a sentence where it cannot be made. Seconds are those of building the model and
finding the maximum; a process compiles for the first round, and the median of all counts.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import pandas as pd

from bench.environment import MINUTES, VAR, own_environment
from bench.lifetime import LARGEST, WEEK, Race, history_of, log_likelihood_of, own_fit, report

HERE = Path(__file__).parent
PINNED = ("pymc-marketing==0.19.2", "pymc==5.28.5", "pymc-extras==0.10.0", "pytensor==2.38.3", "numpy==2.4.6")

RACES = (
    Race("BG/NBD", 2_357, 1, 5),
    Race("BG/NBD", 100_000, 1, 3),
    Race("Pareto/NBD", 2_357, 1, 1),
    Race("Gamma-Gamma", 2_357, 1, 5),
)


def main() -> int:
    python = own_environment("pymc", PINNED)
    if python is None:
        return 0
    print(f"{'model':<13}{'customers':>11}{'shuke s':>10}{'pymc s':>13}{'ratio':>8}{'goal':>6}  log-likelihoods")
    reached = [_run(race, python) for race in RACES if race.customers <= LARGEST]
    return 0 if all(reached) else 1


def _run(race: Race, python: Path) -> bool:
    history = history_of(race.customers)
    told = _asked(python, race, _as_peer_reads(race.model, history))
    if told is None:
        return False
    parameters = told["parameters"]
    fit, seconds = own_fit(race.model, history), []
    for _ in range(race.rounds):
        start = time.perf_counter()
        own = fit()
        seconds.append(time.perf_counter() - start)
    medians = {"shuke": float(pd.Series(seconds).median()), "peer": float(pd.Series(told["seconds"]).median())}
    ours, theirs = (log_likelihood_of(race.model, history, each) for each in (own, parameters))
    return report(race, medians, ours, theirs)


def _asked(python: Path, race: Race, data: pd.DataFrame) -> dict[str, dict[str, float]] | None:
    """Seconds and parameters of the peer, from a process that knows nothing of ours."""
    path = VAR / "pymc" / "history.csv"
    data.to_csv(path, index=False)
    script = HERE / "lifetime_pymc_peer.py"
    asked = [str(python), str(script), race.model, str(path), str(race.rounds)]
    try:
        ran = subprocess.run(asked, check=False, capture_output=True, text=True, timeout=60 * MINUTES)
    except subprocess.TimeoutExpired:
        print(f"{race.model} of {race.customers:,} customers: the peer did not finish within {MINUTES} minutes.")
        return None
    if ran.returncode:
        print(f"{race.model} of {race.customers:,} customers: the peer failed: {ran.stderr.strip().splitlines()[-1]}")
        return None
    told: dict[str, dict[str, float]] = json.loads(ran.stdout.strip().splitlines()[-1])
    return told


def _as_peer_reads(model: str, history: pd.DataFrame) -> pd.DataFrame:
    data = pd.DataFrame({"customer_id": range(len(history)), "frequency": history["repeat_orders"].to_numpy()})
    if model == "Gamma-Gamma":
        data["monetary_value"] = history["mean_order_value"].to_numpy()
        return data[data["frequency"] > 0]
    data["recency"] = history["active_days"].to_numpy() / WEEK
    data["T"] = history["age_days"].to_numpy() / WEEK
    return data


if __name__ == "__main__":
    sys.exit(main())
