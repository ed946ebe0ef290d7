"""How much each signal counts, learnt from earlier baskets of some customers."""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from shuke.analytics.basket.baskets import Floats, Ints
from shuke.analytics.basket.history import Purchases
from shuke.analytics.basket.likeness import Singles
from shuke.analytics.basket.signals import NAMES, Products, Runs, signals, tastes

# Baskets looked back to, and most customers asked: more changed nothing on held-out customers.
STEPS = (1, 2)
MOST_CUSTOMERS = 200
# Fewer purchases to learn from leave the weights at those of the grocer's year.
FEWEST_HITS = 100
RIDGE = 20.0
MOST_ROUNDS = 12
ENOUGH = 1e-4  # of the loss: what a further round must win


@dataclass(frozen=True)
class Weights:
    """A logistic model of a product being on the next basket, or of how much of it."""

    intercept: float
    slopes: tuple[float, ...]  # in the order of signals.NAMES

    def chance(self, evidence: Singles) -> Floats:
        """0–1, one per row of the evidence."""
        odds = evidence @ np.array(self.slopes, dtype=np.float32)
        return np.asarray(expit(self.intercept + odds.astype(np.float64)), dtype=np.float64)


@dataclass(frozen=True)
class Learnt:
    """Two models of the same signals: lists are ordered by the share and show the chance."""

    chance: Weights  # of a product being on the next basket
    share: Weights  # the same, what came on a basket of n products weighing 1 ÷ n


def learn(bought: Purchases, products: Products, *, customers: Ints) -> Learnt | None:
    """Weights under which the signals of these customers' histories best foretell the baskets that followed.

    Returns:
        None where fewer than FEWEST_HITS purchases were there to be foretold.
    """
    rows, came, filled = [np.zeros((0, len(NAMES)), dtype=np.float32)], [np.zeros(0)], [np.zeros(0)]
    width = len(products.buyers)
    for steps in STEPS:
        before, after = bought.earlier(customers, steps=steps)
        runs = Runs.of(before)
        rows.append(signals(before, runs, products, tastes(before, runs, products)))
        came.append(np.isin(runs.owner * width + runs.product, after.owner * width + after.product).astype(np.float64))
        sizes = np.bincount(after.owner, minlength=len(customers))
        filled.append(1 / np.maximum(sizes, 1)[runs.owner])
    hits, counting = np.concatenate(came), np.concatenate(filled)
    if hits.sum() < FEWEST_HITS:
        return None
    evidence = np.concatenate(rows).astype(np.float64)
    # Those that came count as one on average, or the share would be far below the chance.
    counting = np.where(hits > 0, counting / counting[hits > 0].mean(), 1.0)
    mean, spread = evidence.mean(axis=0), np.maximum(evidence.std(axis=0), 1e-9)
    inputs = np.empty((len(evidence), len(NAMES) + 1), order="F")
    inputs[:, 0] = 1
    np.divide(evidence - mean, spread, out=inputs[:, 1:])
    start = np.append(np.log(max(hits.mean(), 1e-6)), np.zeros(len(NAMES)))
    chance = _logistic(inputs, hits, np.ones(len(hits)), start=start)
    share = _logistic(inputs, hits, counting, start=chance)
    return Learnt(chance=_weights(chance, mean, spread), share=_weights(share, mean, spread))


def _weights(standardised: Floats, mean: Floats, spread: Floats) -> Weights:
    slopes = standardised[1:] / spread
    return Weights(float(standardised[0] - slopes @ mean), tuple(float(slope) for slope in slopes))


def _logistic(inputs: Floats, hits: Floats, counting: Floats, *, start: Floats) -> Floats:
    """Ridge regression of the log odds by Newton's method with halved steps, on standardised signals.

    Args:
        inputs: ones first, which are not drawn towards 0.
        start: where to begin looking.
    """
    ridge = np.append(0.0, np.full(inputs.shape[1] - 1, RIDGE))
    weights = start
    now = _loss(weights, inputs, hits, counting, ridge)
    for _ in range(MOST_ROUNDS):
        chance = expit(inputs @ weights)
        curve = inputs.T @ (inputs * (counting * chance * (1 - chance))[:, None]) + np.diag(ridge)
        step = np.linalg.solve(curve, inputs.T @ (counting * (hits - chance)) - ridge * weights)
        before = now
        while (now := _loss(weights + step, inputs, hits, counting, ridge)) > before and np.abs(step).max() > 1e-6:
            step = step / 2
        weights = weights + step
        if before - now < ENOUGH * before:
            break
    return weights


def _loss(weights: Floats, inputs: Floats, hits: Floats, counting: Floats, ridge: Floats) -> float:
    odds = inputs @ weights
    return float(counting @ (np.logaddexp(0, odds) - hits * odds) + 0.5 * ridge @ weights**2)
