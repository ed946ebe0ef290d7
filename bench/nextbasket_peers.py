"""The methods that `bench.nextbasket` races: each gives its variants, a variant the 10 products of each household."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product as combinations

import numpy as np
import pandas as pd
from scipy import sparse

K = 10
SEED = 20240101
Variants = list[Callable[[], np.ndarray]]


@dataclass(frozen=True)
class Known:
    """One row per household, product and basket."""

    household: np.ndarray
    product: np.ndarray
    ago: np.ndarray  # baskets since; 0 is the latest
    baskets: np.ndarray  # per household
    shape: tuple[int, int]

    @classmethod
    def of(cls, lines: pd.DataFrame, households: np.ndarray, products: np.ndarray) -> "Known":
        rows = lines.drop_duplicates(["customer_id", "ordered_on", "product_id"])
        back = rows.groupby("customer_id")["ordered_on"].rank(method="dense", ascending=False).to_numpy()
        household = np.searchsorted(households, rows["customer_id"])
        baskets = np.zeros(len(households), dtype=np.int64)
        np.maximum.at(baskets, household, back.astype(np.int64))
        product = np.searchsorted(products, rows["product_id"])
        return cls(household, product, back.astype(np.int64) - 1, baskets, (len(households), len(products)))

    def counts(self, weight: np.ndarray | None = None) -> sparse.csr_array:
        weight = np.ones(len(self.household)) if weight is None else weight
        return sparse.csr_array((weight.astype(np.float32), (self.household, self.product)), shape=self.shape)

    @property
    def popularity(self) -> np.ndarray:
        return np.bincount(self.product, minlength=self.shape[1]) / len(self.product)

    def item_item(self, neighbours: int = 100) -> np.ndarray:
        """Cosine of products' buyers, the nearest of each kept, summed over what a household bought."""
        counts = self.counts()
        length = np.sqrt(np.asarray(counts.multiply(counts).sum(axis=0)).ravel())
        scaled = sparse.csc_array(counts.multiply(1 / np.maximum(length, 1e-9)))
        blocks = []
        for start in range(0, self.shape[1], 1000):
            near = (scaled[:, start : start + 1000].T @ scaled).toarray()
            cut = np.partition(near, -neighbours, axis=1)[:, -neighbours]
            near[near < cut[:, None]] = 0
            blocks.append(sparse.csr_array(near))
        return top(lambda rows: (counts[rows] @ sparse.vstack(blocks).T).toarray(), self.shape[0])


def top(scores: Callable[[slice], np.ndarray], households: int) -> np.ndarray:
    found = []
    for start in range(0, households, 250):
        block = scores(slice(start, min(start + 250, households)))
        first = np.argpartition(-block, K, axis=1)[:, :K]
        order = np.argsort(-np.take_along_axis(block, first, axis=1), axis=1, kind="stable")
        found.append(np.take_along_axis(first, order, axis=1))
    return np.concatenate(found)


def personal(known: Known, tie_break: np.ndarray) -> np.ndarray:
    counts = known.counts()
    return top(lambda rows: counts[rows].toarray() + tie_break, known.shape[0])


def frequency(known: Known) -> Variants:
    """Ties in random order."""
    ties = np.random.default_rng(SEED).random(known.shape[1]) / 2
    return [lambda: personal(known, ties)]


def popular_ties(known: Known) -> Variants:
    return [lambda: personal(known, known.popularity)]


def tifu(known: Known) -> Variants:
    """Temporal-item-frequency-based kNN: decay inside groups of baskets and between them, then nearest households."""
    grid = combinations((3, 7), (0.9, 1.0), (0.6, 0.7, 0.9), (300, 900), (0.5, 0.7, 0.9))
    return [lambda chosen=chosen: _tifu(known, *chosen) for chosen in grid]


def _tifu(known: Known, size: int, inside: float, between: float, neighbours: int, own: float) -> np.ndarray:
    baskets = known.baskets[known.household]
    group, place = known.ago // size, known.ago % size
    in_group = np.minimum(size, baskets - group * size)
    vectors = known.counts(inside**place / in_group * between**group / -(-baskets // size))
    square = np.asarray(vectors.multiply(vectors).sum(axis=1)).ravel()
    distance = square[:, None] + square[None] - 2 * (vectors @ vectors.T).toarray()
    np.fill_diagonal(distance, np.inf)
    near = np.argpartition(distance, neighbours, axis=1)[:, :neighbours]
    rows = np.repeat(np.arange(len(near)), neighbours)
    mean = sparse.csr_array((np.full(near.size, 1 / neighbours, dtype=np.float32), (rows, near.ravel())))
    return top(
        lambda part: own * vectors[part].toarray() + (1 - own) * (mean[part] @ vectors).toarray(), known.shape[0]
    )


def als(known: Known) -> Variants:
    """Implicit-feedback matrix factorisation by alternating least squares."""
    return [lambda a=alpha, f=size: _als(known, alpha=a, size=f) for alpha, size in ((1.0, 64), (10.0, 64), (1.0, 128))]


def _als(known: Known, *, alpha: float, size: int, ridge: float = 0.1, rounds: int = 8) -> np.ndarray:
    counts = known.counts() * np.float32(alpha)
    random = np.random.default_rng(SEED)
    products = random.normal(0, 0.01, (known.shape[1], size)).astype(np.float32)
    turned = sparse.csr_array(counts.T)
    for _ in range(rounds):
        households = _solve(counts, products, ridge)
        products = _solve(turned, households, ridge)
    return top(lambda rows: households[rows] @ products.T, known.shape[0])


def _solve(weights: sparse.csr_array, other: np.ndarray, ridge: float) -> np.ndarray:
    square = other.T @ other + ridge * np.eye(other.shape[1], dtype=np.float32)
    found = np.zeros((weights.shape[0], other.shape[1]), dtype=np.float32)
    for row in range(weights.shape[0]):
        span = slice(weights.indptr[row], weights.indptr[row + 1])
        chosen, weight = other[weights.indices[span]], weights.data[span]
        found[row] = np.linalg.solve(square + (chosen.T * weight) @ chosen, chosen.T @ (1 + weight))
    return found


def item_item(known: Known) -> Variants:
    return [lambda n=neighbours: known.item_item(n) for neighbours in (20, 100)]


METHODS: dict[str, Callable[[Known], Variants]] = {
    "personal frequency": frequency,
    "the same, popular first": popular_ties,
    "TIFU-KNN": tifu,
    "ALS": als,
    "item-item": item_item,
}
