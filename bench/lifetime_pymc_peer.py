"""Fits of pymc-marketing, in its own environment: a history in, seconds and parameters out as JSON.

Run by `bench.lifetime_pymc`; nothing of ours is imported here. Flat priors make the maximum a posteriori the maximum
of the likelihood.
"""

import json
import logging
import sys
import time
import warnings

import pandas as pd
from pymc_extras.prior import Prior
from pymc_marketing.clv import BetaGeoModel, GammaGammaModel, ParetoNBDModel

MODELS = {
    "BG/NBD": (BetaGeoModel, ("r", "alpha", "a", "b")),
    "Pareto/NBD": (ParetoNBDModel, ("r", "alpha", "s", "beta")),
    "Gamma-Gamma": (GammaGammaModel, ("p", "q", "v")),
}


def main(model: str, history: str, rounds: str) -> None:
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    estimator, names = MODELS[model]
    data = pd.read_csv(history)
    seconds, found = [], {}
    for _ in range(int(rounds)):
        start = time.perf_counter()
        fitted = estimator(data=data, model_config={name: Prior("HalfFlat") for name in names})
        posterior = fitted.fit(method="map", progressbar=False)["posterior"]
        seconds.append(time.perf_counter() - start)
        found = {name: float(posterior[name].to_numpy().item()) for name in names}
    print(json.dumps({"seconds": seconds, "parameters": found}))


if __name__ == "__main__":
    main(*sys.argv[1:])
