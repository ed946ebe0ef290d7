"""BG/NBD: customers buy at a rate of their own until, after some purchase, they stop for good.

Source: Fader, Hardie & Lee (2005), "Counting Your Customers" the Easy Way, Marketing Science 24(2).
"""

from typing import ClassVar

import numpy as np
from scipy.special import expit

from shuke.analytics.lifetime.buying import BuyingModel, rate_of
from shuke.analytics.lifetime.fitting import Floats, Objective, Slope
from shuke.analytics.lifetime.history import Counts, Flags, distinct_rows
from shuke.analytics.lifetime.likelihood import Tally, by_logarithms, rising, saturation

# Horizon ÷ (alpha + age + horizon): above, the series of a forecast grows long and an integral takes its place.
LONG_HORIZON = 0.95
NODES = np.linspace(-9.0, 9.0, 601)
# Rows at once: their columns stay in the processor's cache.
CHUNK = 8192


class BGNBD(BuyingModel):
    """Rate ~ Gamma(r, alpha), probability to stop after a repeat purchase ~ Beta(a, b), independent of each other.

    Args:
        time_unit_days: the unit that `alpha_` is told in; 7 gives the published weeks. Forecasts do not depend on it.

    `probability_alive` is 1 without a repeat purchase, by assumption of the model.
    """

    model = "bg_nbd"
    names: ClassVar[tuple[str, ...]] = ("r", "alpha", "a", "b")

    r_: float
    alpha_: float
    a_: float
    b_: float

    def _objective(self, counts: Counts) -> Objective:
        return Likelihood(counts).slope

    def _starts(self, counts: Counts) -> list[tuple[float, ...]]:
        guesses = [(0.3, 0.8, 2.5), (1.0, 0.2, 1.0), (3.0, 0.5, 10.0), (0.1, 1.0, 1.0), (10.0, 0.1, 3.0)]
        return [(r, 0.6 * r / rate_of(counts), a, b) for r, a, b in guesses]

    def _alive(self, repeats: Floats, active: Floats, age: Floats) -> Floats:
        """Source: Fader, Hardie & Lee (2008), "Computing P(alive) Using the BG/NBD Model"."""
        silence = np.log1p((age - active) / (self.alpha_ + active))
        again = np.maximum(repeats, 1.0)
        log_odds = np.log(self.a_ / (self.b_ + again - 1.0)) + (self.r_ + repeats) * silence
        alive: Floats = np.where(repeats > 0, expit(-log_odds), 1.0)
        return alive

    def _expected_if_alive(self, repeats: Floats, age: Floats, horizon: float) -> Floats:
        """Equation 10 of the paper without its denominator, which is the probability alive.

        It depends on the repeats and the age alone, so that equal pairs are computed once.
        """
        (x, tau), inverse = distinct_rows(repeats, age)
        share = horizon / (self.alpha_ + tau + horizon)
        is_long = share > LONG_HORIZON
        expected = np.empty_like(x)
        expected[~is_long] = self._by_series(x[~is_long], share[~is_long])
        for rows in np.array_split(np.flatnonzero(is_long), 1 + is_long.sum() // 200):
            expected[rows] = self._by_integral(x[rows], share[rows])
        return np.maximum(expected, 0.0)[inverse]

    def _by_series(self, repeats: Floats, share: Floats) -> Floats:
        """With 2F1 after Euler's transformation as its own series, a − 1 and the smallest c divided out: nothing
        overflows for heavy buyers, and a = 1 or a + b = 1 are no poles."""
        a, c = self.a_, self.a_ + self.b_ + repeats - 1.0
        steepness = a + self.b_ - 1.0 - self.r_
        term, n = steepness * share, 1
        total = term
        while np.any(np.abs(term) > 1e-17 * np.abs(total)):
            term = term * share * ((steepness + n) * (a + n - 1.0) / (n + 1.0)) / (c + n)
            total = total + term
            n += 1
        left = -np.log1p(-share)
        return c * saturation(a - 1.0, left) - np.exp((1.0 - a) * left) * total

    def _by_integral(self, repeats: Floats, share: Floats) -> Floats:
        """(1 − E e^(−rate · p · horizon)) ÷ p, averaged over the customer's p ~ Beta(a, b + x) by the trapezoidal rule
        on its log odds; slower than the series, for horizons many times the age."""
        k, stays = (self.r_ + repeats)[:, None], (self.b_ + repeats)[:, None]
        spread = np.sqrt(1.0 / self.a_ + 1.0 / stays)
        odds = np.log(self.a_ / stays) + spread * np.sinh(NODES)
        weights = np.log(np.cosh(NODES)) - self.a_ * np.logaddexp(0.0, -odds) - stays * np.logaddexp(0.0, odds)
        weights = np.exp(weights - weights.max(axis=1, keepdims=True))
        stop = np.maximum(expit(odds), 1e-300)
        orders = -np.expm1(-k * np.log1p(stop * (share / (1.0 - share))[:, None])) / stop
        expected: Floats = (weights * orders).sum(axis=1) / weights.sum(axis=1)
        return expected

    def _draw(self, age: Floats, horizon: float, random: np.random.Generator) -> tuple[Floats, Floats, Flags, Floats]:
        rate = random.gamma(self.r_, 1.0 / self.alpha_, len(age))
        stopping = np.maximum(random.beta(self.a_, self.b_, len(age)), 1e-12)
        lifetime = random.geometric(stopping).astype(np.float64)  # the purchase after which they stop
        wishes = random.poisson(rate * age).astype(np.float64)
        repeats = np.minimum(wishes, lifetime)
        # The x-th of n purchase moments, scattered evenly over the age, follows a Beta distribution.
        latest = random.beta(np.maximum(repeats, 1.0), wishes - repeats + 1.0)
        is_alive = lifetime > wishes
        future = np.where(is_alive, np.minimum(random.poisson(rate * horizon), lifetime - repeats), 0.0)
        return repeats, np.where(repeats > 0, age * latest, 0.0), is_alive, future


class Likelihood:
    """The log-likelihood of counted histories (equation 6) and its derivatives by r, alpha, a, b.

    What depends on the repeats or on the age alone is summed over distinct values, once; what mixes them, over those
    who bought again.
    """

    def __init__(self, counts: Counts) -> None:
        again = counts.repeats > 0
        self.total = counts.total
        self.repeats = Tally.of(counts.repeats, counts.customers)
        self.ages, self.customers_by_age = counts.ages, counts.sum_by_age(counts.customers)
        self.repeats_by_age = counts.sum_by_age(counts.customers * counts.repeats)
        self.x, self.customers = counts.repeats[again], counts.customers[again]
        self.active, self.age = counts.active[again], counts.age[again]

    def slope(self, log_parameters: Floats) -> Slope:
        parameters = np.exp(log_parameters)
        value, gradient, hessian = 0.0, np.zeros(4), np.zeros((4, 4))
        for start in range(0, len(self.x), CHUNK):
            value += self._add_mixed(parameters, slice(start, start + CHUNK), gradient, hessian)
        for part, own in ((self._buying, slice(0, 2)), (self._stopping, slice(2, 4))):
            part_value, part_gradient, part_hessian = part(*parameters[own])
            value += part_value
            gradient[own] += part_gradient
            hessian[own, own] += part_hessian
        return by_logarithms(value, gradient, hessian, parameters)

    def _buying(self, r: float, alpha: float) -> tuple[float, Floats, Floats]:
        """Γ(r + x) / Γ(r) · alpha^r / (alpha + T)^(r + x), summed as logarithms."""
        exponents = r * self.customers_by_age + self.repeats_by_age
        logs, faster = np.log(alpha + self.ages), 1.0 / (alpha + self.ages)
        log_sum, by_r, by_rr = rising(r, self.repeats)
        log_alpha = np.log(alpha)
        value = log_sum + self.total * r * log_alpha - exponents @ logs
        gradient = [
            by_r + self.total * log_alpha - self.customers_by_age @ logs,
            self.total * r / alpha - exponents @ faster,
        ]
        by_r_alpha = self.total / alpha - self.customers_by_age @ faster
        by_alpha_alpha = exponents @ faster**2 - self.total * r / alpha**2
        return float(value), np.array(gradient), np.array([[by_rr, by_r_alpha], [by_r_alpha, by_alpha_alpha]])

    def _stopping(self, a: float, b: float) -> tuple[float, Floats, Floats]:
        """B(a, b + x) / B(a, b), summed as logarithms."""
        kept, by_b, by_bb = rising(b, self.repeats)
        any_end, by_sum, by_sum_sum = rising(a + b, self.repeats)
        hessian = np.array([[-by_sum_sum, -by_sum_sum], [-by_sum_sum, by_bb - by_sum_sum]])
        return kept - any_end, np.array([-by_sum, by_b - by_sum]), hessian

    def _add_mixed(self, parameters: Floats, rows: slice, gradient: Floats, hessian: Floats) -> float:
        """1 + odds of having stopped, summed as logarithms over those who bought again."""
        r, alpha, a, b = parameters
        x, age, active = self.x[rows], self.age[rows], self.active[rows]
        then, now, k = 1.0 / (alpha + active), 1.0 / (alpha + age), r + x
        silence, stops, faster = np.log1p((age - active) * then), 1.0 / (b + x - 1.0), now - then
        log_odds = np.log(a * stops) + k * silence
        stopped = expit(log_odds)
        weights = self.customers[rows] * stopped
        by_each = np.stack([silence, k * faster, np.full_like(k, 1.0 / a), -stops])
        gradient += by_each @ weights
        hessian += (by_each * (weights * (1.0 - stopped))) @ by_each.T
        hessian[[0, 1], [1, 0]] += weights @ faster
        hessian[1, 1] -= weights @ (k * faster * (then + now))
        hessian[2, 2] -= weights.sum() / a**2
        hessian[3, 3] += weights @ stops**2
        # ln(1 + odds) without overflow: the larger of 0 and the log odds, and what is left.
        return float(self.customers[rows] @ (np.maximum(log_odds, 0.0) + np.log1p(np.exp(-np.abs(log_odds)))))
