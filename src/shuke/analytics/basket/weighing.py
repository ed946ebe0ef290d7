"""How much each signal counts, learnt from earlier baskets of some customers."""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from shuke.analytics.basket.baskets import Floats, Ints
from shuke.analytics.basket.history import Purchases
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
    """A logistic model of a product being on the next basket."""

    intercept: float
    slopes: tuple[float, ...]  # in the order of signals.NAMES

    def chance(self, evidence: Floats) -> Floats:
        """0–1, one per row of the evidence."""
        return np.asarray(expit(self.intercept + evidence @ np.array(self.slopes)), dtype=np.float64)


def learn(bought: Purchases, products: Products, *, customers: Ints) -> Weights | None:
    """Weights under which the signals of these customers' histories best foretell the baskets that followed.

    Returns:
        None where fewer than FEWEST_HITS purchases were there to be foretold.
    """
    rows, came = [np.zeros((0, len(NAMES)))], [np.zeros(0)]
    for steps in STEPS:
        before, after = bought.earlier(customers, steps=steps)
        runs = Runs.of(before)
        rows.append(signals(before, runs, products, tastes(before, runs, products)))
        width = len(products.buyers)
        came.append(np.isin(runs.owner * width + runs.product, after.owner * width + after.product).astype(np.float64))
    hits = np.concatenate(came)
    return _logistic(np.concatenate(rows), hits) if hits.sum() >= FEWEST_HITS else None


def _logistic(rows: Floats, hits: Floats) -> Weights:
    """Ridge regression of the log odds by Newton's method with halved steps, on standardised signals."""
    mean, spread = rows.mean(axis=0), np.maximum(rows.std(axis=0), 1e-9)
    inputs = np.asfortranarray(np.column_stack([np.ones(len(rows)), (rows - mean) / spread]))
    ridge = np.append(0.0, np.full(rows.shape[1], RIDGE))
    weights = np.append(np.log(max(hits.mean(), 1e-6)), np.zeros(rows.shape[1]))
    now = _loss(weights, inputs, hits, ridge)
    for _ in range(MOST_ROUNDS):
        chance = expit(inputs @ weights)
        curve = inputs.T @ (inputs * (chance * (1 - chance))[:, None]) + np.diag(ridge)
        step = np.linalg.solve(curve, inputs.T @ (hits - chance) - ridge * weights)
        before = now
        while (now := _loss(weights + step, inputs, hits, ridge)) > before and np.abs(step).max() > 1e-6:
            step = step / 2
        weights = weights + step
        if before - now < ENOUGH * before:
            break
    slopes = weights[1:] / spread
    return Weights(float(weights[0] - slopes @ mean), tuple(float(slope) for slope in slopes))


def _loss(weights: Floats, inputs: Floats, hits: Floats, ridge: Floats) -> float:
    odds = inputs @ weights
    return float(np.logaddexp(0, odds).sum() - hits @ odds + 0.5 * ridge @ weights**2)
