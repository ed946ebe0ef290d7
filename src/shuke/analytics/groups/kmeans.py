"""k-means: centres found on a sample, everybody given to the nearest."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SAMPLE = 20_000  # customers that centres are found on; more change them less than another sample would
BLOCK = 100_000  # rows whose distances are held in memory at once
STARTS = 4


def centres_of(matrix: Floats, *, count: int, seed: int, starts: int = STARTS) -> Floats:
    """Centres of `count` groups, shape (count, columns), the best of several starts on at most 20,000 rows.

    Source: Lloyd (1982); starts by Arthur & Vassilvitskii (2007).
    """
    if not matrix.shape[1]:
        return np.zeros((count, 0))
    from sklearn.cluster import KMeans
    from threadpoolctl import threadpool_limits

    # Sums of several threads differ in their last bits from run to run.
    with threadpool_limits(limits=1):
        fitted = KMeans(n_clusters=count, n_init=starts, random_state=seed).fit(sample(matrix, SAMPLE, seed=seed))
    return np.asarray(fitted.cluster_centers_, dtype=np.float64)


def sample(matrix: Floats, size: int, *, seed: int) -> Floats:
    """At most `size` rows, drawn without replacement, in their order."""
    if len(matrix) <= size:
        return matrix
    return matrix[np.sort(np.random.default_rng(seed).choice(len(matrix), size, replace=False))]


def nearest(matrix: Floats, centres: Floats) -> tuple[Ints, Floats]:
    """The nearest centre of each row and the distance to it, shape (n,) each."""
    place, distance = np.empty(len(matrix), dtype=np.int64), np.empty(len(matrix))
    half = (centres**2).sum(axis=1) / 2
    for start in range(0, len(matrix), BLOCK):
        rows = matrix[start : start + BLOCK]
        closeness = rows @ centres.T - half
        best = closeness.argmax(axis=1)
        square = (rows**2).sum(axis=1) - 2 * closeness[np.arange(len(rows)), best]
        place[start : start + BLOCK], distance[start : start + BLOCK] = best, np.sqrt(np.maximum(square, 0.0))
    return place, distance


def means(matrix: Floats, place: Ints, centres: Floats) -> Floats:
    """The mean of each centre's rows; a centre nobody is nearest to stays where it is."""
    counts = np.bincount(place, minlength=len(centres))
    sums = np.zeros_like(centres)
    for at, column in enumerate(matrix.T):
        sums[:, at] = np.bincount(place, weights=column, minlength=len(centres))
    return np.where(counts[:, None] > 0, sums / np.maximum(counts, 1)[:, None], centres)
