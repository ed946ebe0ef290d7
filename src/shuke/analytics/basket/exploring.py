"""Products a customer has not bought yet: close to her taste, sold to many, in season, or new in the shop."""

from typing import Literal

import numpy as np

from shuke.analytics.basket.baskets import Flags, Floats, Ints, Singles
from shuke.analytics.basket.choosing import Scored
from shuke.analytics.basket.signals import Products, Runs

# Candidates: the products most customers buy, and as many of the newest; the rest is not worth the seconds.
MOST_CANDIDATES = 2_000
BLOCK_CELLS = 1 << 19  # scores held at once: what a processor keeps at hand
# What weighs beside taste: how many buy it (as a power of their share) and the season.
POPULARITY = 0.5
SEASON = 0.5
# What is unlike her taste still fills a list that nothing better fills.
LEAST_LIKENESS = 1e-3
SIDES: tuple[Literal["left", "right"], ...] = ("left", "right")


def unseen(products: Products, runs: Runs, tastes: Singles, places: Ints, *, k: int, hidden: Flags) -> Scored:
    """The `k` best products that each customer of the request has not bought; −1 among `places` is a stranger.

    Args:
        tastes: of all customers, see `signals.tastes`.
        hidden: products nobody is offered, shape (n_products,).

    Returns:
        Scores above 0: the likeness of taste (1 for a stranger, whose taste nobody knows) × share of customers who
        buy it to the power POPULARITY × its season to the power SEASON.
    """
    candidates = _candidates(products, hidden=hidden)
    appeal = _appeal(products)[candidates].astype(np.float32)
    of_candidates = products.factors.products[candidates].T
    column = np.full(len(products.buyers), -1)
    column[candidates] = np.arange(len(candidates))
    found = [Scored(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0))]
    size = max(BLOCK_CELLS // max(len(candidates), 1), 1)
    for start in range(0, len(places) if len(candidates) else 0, size):
        block = places[start : start + size]
        scores = _likeness(tastes, block, of_candidates)
        scores *= appeal
        row, product = owned(runs, block)
        seen = column[product] >= 0
        scores[row[seen], column[product[seen]]] = 0.0
        found.append(_first(scores, candidates, k=k, start=start))
    return Scored(
        row=np.concatenate([part.row for part in found]),
        product=np.concatenate([part.product for part in found]),
        score=np.concatenate([part.score for part in found]),
    )


def _candidates(products: Products, *, hidden: Flags) -> Ints:
    offered = np.flatnonzero(~hidden)
    popular = offered[np.argsort(-products.buyers[offered], kind="stable")[:MOST_CANDIDATES]]
    fresh = offered[products.is_new[offered]][:MOST_CANDIDATES]
    return np.unique(np.concatenate([popular, fresh]))


def _appeal(products: Products) -> Floats:
    # Nobody has bought a new product yet, for want of time: it stands as the middle one does.
    sold = products.buyers > 0
    usual = float(np.median(products.buyers[sold])) if sold.any() else 1.0
    buyers = np.where(products.is_new, np.maximum(products.buyers, usual), products.buyers)
    share = np.maximum(buyers, 0.5) / max(float(buyers.max(initial=1)), 1.0)
    return np.asarray(share**POPULARITY * np.exp(SEASON * products.season), dtype=np.float64)


def _likeness(tastes: Singles, block: Ints, of_candidates: Singles) -> Singles:
    likeness = tastes[block] @ of_candidates
    is_blank = likeness.max(axis=1) <= 0  # nothing she bought is known to be like anything
    np.maximum(likeness, LEAST_LIKENESS, out=likeness)
    likeness[is_blank | (block < 0)] = 1.0
    return np.asarray(likeness, dtype=np.float32)


def owned(runs: Runs, places: Ints) -> tuple[Ints, Ints]:
    """What the customers of a request have bought: their row in it, and the product."""
    row, run = owned_runs(runs, places)
    return row, runs.product[run]


def owned_runs(runs: Runs, places: Ints) -> tuple[Ints, Ints]:
    """The runs of the customers at `places`: the row in the request, and the run's place; none for −1."""
    start, stop = (np.searchsorted(runs.owner, places, side=side) for side in SIDES)
    count = np.where(places >= 0, stop - start, 0)
    row = np.repeat(np.arange(len(places)), count)
    inside = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    return row, np.repeat(start, count) + inside


def _first(scores: Singles, candidates: Ints, *, k: int, start: int) -> Scored:
    width = min(k, scores.shape[1])
    top = np.argpartition(scores, scores.shape[1] - width, axis=1)[:, -width:]
    row = np.repeat(np.arange(len(scores)), width)
    value = np.take_along_axis(scores, top, axis=1).ravel().astype(np.float64)
    found = Scored(row + start, candidates[top.ravel()], value)
    return found.kept(value > 0)
