"""A million customers in groups: how long, and are simulated groups found again?

Twelve features around five middles, with a tenth of customers anywhere. Beside it MiniBatchKMeans, which neither
chooses the number nor says whether the groups hold.
"""

import os
import sys
import time

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from shuke.analytics.groups.choosing import adjusted_rand
from shuke.analytics.groups.clusters import Clusters
from shuke.analytics.groups.scaling import Scaling

CUSTOMERS, FEATURES, GROUPS = 1_000_000, 12, 5
SEED = 1
SECONDS = 10.0
AGREEMENT = 0.8


def main() -> int:
    frame, truth = simulated(CUSTOMERS)
    print(f"{CUSTOMERS:,} customers × {FEATURES} features\n{'':<34}{'seconds':>8}{'groups':>8}{'adjusted Rand':>15}")
    seconds = [_clusters(frame, truth, count) for count in (None, GROUPS)]
    _mini_batch(frame, truth)
    return 0 if max(took for took, _ in seconds) < SECONDS and min(alike for _, alike in seconds) >= AGREEMENT else 1


def simulated(customers: int) -> tuple[pd.DataFrame, NDArray[np.int64]]:
    """Features, and the group each row was drawn from."""
    random = np.random.default_rng(SEED)
    middles = random.normal(scale=2.0, size=(GROUPS, FEATURES))
    truth = random.integers(GROUPS, size=customers)
    values = middles[truth] + random.normal(size=(customers, FEATURES))
    stray = random.random(customers) < 0.1
    values[stray] += random.normal(scale=2.0, size=(int(stray.sum()), FEATURES))
    return pd.DataFrame(values, columns=[f"f{number}" for number in range(FEATURES)]), truth


def _clusters(frame: pd.DataFrame, truth: NDArray[np.int64], count: int | None) -> tuple[float, float]:
    start = time.perf_counter()
    groups = Clusters(count=count, seed=SEED).fit(frame)
    found = groups.assign(frame)["group"].to_numpy()
    took = time.perf_counter() - start
    alike = adjusted_rand(truth, found)
    named = "Clusters, number chosen" if count is None else "Clusters, number given"
    print(f"{named:<34}{took:>8.2f}{len(groups.sizes_):>8}{alike:>15.3f}   stability {groups.chosen_.stability:.3f}")
    return took, alike


def _mini_batch(frame: pd.DataFrame, truth: NDArray[np.int64]) -> None:
    from sklearn.cluster import MiniBatchKMeans

    start = time.perf_counter()
    matrix = Scaling.of(frame, names=list(frame.columns)).matrix(frame)
    found = MiniBatchKMeans(n_clusters=GROUPS, random_state=SEED, n_init=4).fit_predict(matrix)
    took = time.perf_counter() - start
    alike = adjusted_rand(truth, found.astype(np.int64))
    print(f"{'MiniBatchKMeans, number given':<34}{took:>8.2f}{GROUPS:>8}{alike:>15.3f}")


if __name__ == "__main__":
    sys.exit(main())
