"""How many groups: the criterion, and whether the same groups come out of other samples."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from shuke.analytics.groups.kmeans import Floats, Ints, centres_of, nearest, sample

STABLE_FROM = 0.8  # adjusted Rand index; below, groups are not to be relied on
RESAMPLES = 8
RESAMPLE_SHARE = 0.8
JUDGED_ON = 4_000  # customers that stability is measured on
SILHOUETTES_OF = 1_500  # customers whose distances to all others are taken


@dataclass(frozen=True)
class Option:
    """One number of groups, judged.

    silhouette: −1 to 1: how much nearer a customer is to the own group than to the next (Rousseeuw 1987).
    stability: mean adjusted Rand index between the groups of all and those found on samples of 80 % (Hubert & Arabie
        1985; Ben-Hur, Elisseeff & Guyon 2002). 1: always the same groups, 0: no more alike than by chance.
    lowest: the least of those.
    solidity: for each group the mean share of overlap with its counterpart on the samples (Jaccard; Hennig 2007).
    """

    count: int
    silhouette: float | None  # None for a single group
    stability: float
    lowest: float
    solidity: tuple[float, ...]

    @property
    def is_stable(self) -> bool:
        return self.stability >= STABLE_FROM


def choose(options: Sequence[Option]) -> Option:
    """Of the stable numbers of groups the one with the highest silhouette; of none stable the most stable one.
    The smaller number wins a tie."""
    stable = [option for option in options if option.is_stable]
    if stable:
        return max(stable, key=lambda option: (round(option.silhouette or 0.0, 3), -option.count))
    return max(options, key=lambda option: (round(option.stability, 3), -option.count))


def judge(matrix: Floats, centres: Floats, *, seed: int) -> Option:
    """Silhouette and stability of the groups around `centres`, on at most 4,000 rows."""
    rows = sample(matrix, JUDGED_ON, seed=seed)
    groups, _ = nearest(rows, centres)
    again = [_found_again(rows, len(centres), seed=seed + draw) for draw in range(RESAMPLES)]
    agreement = [adjusted_rand(groups, other) for other in again]
    return Option(
        count=len(centres),
        silhouette=_silhouette(rows, groups, seed=seed),
        stability=float(np.mean(agreement)),
        lowest=float(np.min(agreement)),
        solidity=tuple(_solidity(groups, again, len(centres))),
    )


def adjusted_rand(first: Ints, second: Ints) -> float:
    """How alike two divisions of the same customers are, corrected for chance: 1 the same, about 0 by chance.

    Source: Hubert & Arabie (1985), "Comparing partitions".
    """
    table = overlaps(first, second)
    pairs = _pairs(table).sum()
    rows, columns = _pairs(table.sum(axis=1)).sum(), _pairs(table.sum(axis=0)).sum()
    expected = rows * columns / max(_pairs(np.array([len(first)])).sum(), 1.0)
    largest = (rows + columns) / 2
    return 1.0 if largest == expected else float((pairs - expected) / (largest - expected))


def overlaps(first: Ints, second: Ints) -> Floats:
    """How many customers stand in group i of the first and j of the second, shape (i, j)."""
    width = int(second.max(initial=0)) + 1
    height = int(first.max(initial=0)) + 1
    return np.bincount(first * width + second, minlength=height * width).reshape(height, width).astype(np.float64)


def shared(table: Floats) -> Floats:
    """Jaccard index of each pair of groups: customers in both ÷ customers in either."""
    either = table.sum(axis=1)[:, None] + table.sum(axis=0)[None, :] - table
    return np.asarray(table / np.maximum(either, 1.0))


def _pairs(counts: Floats) -> Floats:
    return np.asarray(counts * (counts - 1) / 2)


def _found_again(rows: Floats, count: int, *, seed: int) -> Ints:
    size = max(count, round(len(rows) * RESAMPLE_SHARE))
    drawn = np.random.default_rng(seed).choice(len(rows), min(size, len(rows)), replace=False)
    return nearest(rows, centres_of(rows[drawn], count=count, seed=seed, starts=2))[0]


def _solidity(groups: Ints, again: Sequence[Ints], count: int) -> list[float]:
    best = np.zeros((len(again), count))
    for draw, other in enumerate(again):
        found = shared(overlaps(groups, other)).max(axis=1)
        best[draw, : len(found)] = found
    return [float(value) for value in best.mean(axis=0)]


def _silhouette(rows: Floats, groups: Ints, *, seed: int) -> float | None:
    from sklearn.metrics import silhouette_score

    drawn = np.random.default_rng(seed).permutation(len(rows))[:SILHOUETTES_OF]
    if not 1 < len(np.unique(groups[drawn])) < len(drawn):
        return None
    return float(silhouette_score(rows[drawn], groups[drawn]))
