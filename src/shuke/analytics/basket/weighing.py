"""How much each signal counts, learnt from earlier baskets of some customers."""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from shuke.analytics.basket.baskets import Flags, Floats, Ints, Singles
from shuke.analytics.basket.history import Purchases
from shuke.analytics.basket.signals import NAMES, Products, Runs, signals, tastes

# Baskets looked back to, and most customers asked: more changed nothing on held-out customers.
STEPS = (1, 2)
MOST_CUSTOMERS = 200
# Fewer purchases to learn from leave the weights at those of the grocer's year.
FEWEST_HITS = 100
RIDGE = 20.0
MOST_ROUNDS = 12
# Of the loss: what a round must win to be followed by another, which wins about the square of that.
ENOUGH = 1e-3


@dataclass(frozen=True)
class Weights:
    """A logistic model of a product being on the next basket, or of how much of it."""

    intercept: float
    slopes: tuple[float, ...]  # in the order of signals.NAMES

    def chance(self, evidence: Singles) -> Floats:
        """0–1, one per row of the evidence."""
        odds = evidence @ np.array(self.slopes, dtype=np.float32) + np.float32(self.intercept)
        return np.asarray(expit(odds), dtype=np.float64)


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
    asked = bought.of(customers)
    lessons = [_lesson(asked, products, steps=steps) for steps in STEPS]
    evidence, came, filled = (np.concatenate(parts) for parts in zip(*lessons, strict=True))
    if came.sum() < FEWEST_HITS:
        return None
    # Those that came count as one on average, or the share would be far below the chance.
    counting = np.where(came, filled / filled[came].mean(), np.float32(1))
    mean, spread = evidence.mean(axis=0), np.maximum(evidence.std(axis=0), np.float32(1e-9))
    inputs = np.empty((len(evidence), len(NAMES) + 1), dtype=np.float32, order="F")
    inputs[:, 0] = 1
    inputs[:, 1:] = (evidence - mean) / spread
    # Turned round where nothing came: the odds are then those of what happened.
    inputs *= np.where(came, np.float32(1), np.float32(-1))[:, None]
    start = np.append(np.log(came.mean()), np.zeros(len(NAMES)))
    chance = _logistic(inputs, np.ones_like(counting), start=start)
    share = _logistic(inputs, counting, start=chance)
    return Learnt(chance=_weights(chance, mean, spread), share=_weights(share, mean, spread))


def _lesson(asked: Purchases, products: Products, *, steps: int) -> tuple[Singles, Flags, Singles]:
    """The signals `steps` baskets ago, whether it was on the basket that came then, and 1 ÷ products on that."""
    before, after = asked.earlier(steps=steps)
    runs = Runs.of(before)
    evidence = signals(before, runs, products, tastes(before, runs, products))
    width = len(products.buyers)
    came = np.isin(runs.owner * width + runs.product, after.owner * width + after.product)
    filled = 1 / np.maximum(np.bincount(after.owner, minlength=len(asked.baskets)), 1)
    return evidence, came, filled.astype(np.float32)[runs.owner]


def _weights(standardised: Floats, mean: Singles, spread: Singles) -> Weights:
    slopes = standardised[1:] / spread
    return Weights(float(standardised[0] - slopes @ mean), tuple(float(slope) for slope in slopes))


def _logistic(inputs: Singles, counting: Singles, *, start: Floats) -> Floats:
    """Ridge regression of the log odds by Newton's method with halved steps, on standardised signals.

    Args:
        inputs: ones first, which are not drawn towards 0; rows of what did not happen with their signs turned.
        start: where to begin looking.
    """
    ridge = np.append(0.0, np.full(inputs.shape[1] - 1, RIDGE))
    weights = start
    happened, now = _happened(weights, inputs, counting, ridge)
    for _ in range(MOST_ROUNDS):
        missed = counting * (1 - happened)
        curve = inputs.T @ (inputs * (missed * happened)[:, None]) + np.diag(ridge)
        step = np.linalg.solve(curve, inputs.T @ missed - ridge * weights)
        before = now
        happened, now = _happened(weights + step, inputs, counting, ridge)
        while now > before and np.abs(step).max() > 1e-6:
            step = step / 2
            happened, now = _happened(weights + step, inputs, counting, ridge)
        weights = weights + step
        if before - now < ENOUGH * before:
            break
    return weights


def _happened(weights: Floats, inputs: Singles, counting: Singles, ridge: Floats) -> tuple[Singles, float]:
    """The chance these weights gave to what happened, and the loss."""
    chance = expit(inputs @ weights.astype(np.float32))
    surprise = -np.log(np.maximum(chance, np.float32(1e-30)))
    return chance, float(counting @ surprise + 0.5 * ridge @ weights**2)
