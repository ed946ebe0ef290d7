"""Pareto/NBD: customers buy at a rate of their own until, at some moment, they stop for good.

Source: Schmittlein, Morrison & Colombo (1987), "Counting Your Customers"; formulas after Fader & Hardie (2005), "A Note
on Deriving the Pareto/NBD Model and Related Expressions" (brucehardie.com/notes/009).
"""

from collections.abc import Iterator
from typing import ClassVar

import numpy as np

from shuke.analytics.lifetime.buying import BuyingModel, rate_of
from shuke.analytics.lifetime.fitting import Floats, Objective, Slope
from shuke.analytics.lifetime.history import Counts, Flags, distinct_rows
from shuke.analytics.lifetime.likelihood import Tally, by_logarithms, rising, saturation

# Gauss-Legendre points over the moment of stopping: the likelihood is right to nine digits and more.
POINTS, WEIGHTS = np.polynomial.legendre.leggauss(16)
# e^-32 is below the last digits: what lies further out adds nothing.
FURTHEST = 32.0
# Rows at once: their table of points stays in the processor's cache.
CHUNK = 1024


class ParetoNBD(BuyingModel):
    """Rate ~ Gamma(r, alpha), rate of stopping ~ Gamma(s, beta), independent of each other.

    Args:
        time_unit_days: the unit that `alpha_` and `beta_` are told in; 7 gives the published weeks. Forecasts do not
            depend on it.
    """

    model = "pareto_nbd"
    names: ClassVar[tuple[str, ...]] = ("r", "alpha", "s", "beta")

    r_: float
    alpha_: float
    s_: float
    beta_: float

    def _objective(self, counts: Counts) -> Objective:
        return Likelihood(counts).slope

    def _starts(self, counts: Counts) -> list[tuple[float, ...]]:
        age = float(counts.customers @ counts.age) / counts.total
        guesses = [(0.6, 0.6, 0.4), (1.0, 0.3, 2.0), (3.0, 1.0, 1.0), (0.2, 0.2, 0.1), (10.0, 2.0, 5.0)]
        return [(r, 0.6 * r / rate_of(counts), s, beta * age) for r, s, beta in guesses]

    def _alive(self, repeats: Floats, active: Floats, age: Floats) -> Floats:
        parameters, (x, t, tau), inverse = self._parameters(), *distinct_rows(repeats, active, age)
        alive = [Cases(parameters, x[rows], t[rows], tau[rows]).shares[:, 0] for rows in _chunks(len(x))]
        return np.concatenate([*alive, np.empty(0)])[inverse]

    def _expected_if_alive(self, repeats: Floats, age: Floats, horizon: float) -> Floats:
        """Equation 41 of the note without the probability alive; the limit at s = 1 needs no case of its own."""
        left = np.log1p(horizon / (self.beta_ + age))
        rate = (self.r_ + repeats) / (self.alpha_ + age)
        return rate * (self.beta_ + age) * saturation(self.s_ - 1.0, left)

    def _draw(self, age: Floats, horizon: float, random: np.random.Generator) -> tuple[Floats, Floats, Flags, Floats]:
        rate = random.gamma(self.r_, 1.0 / self.alpha_, len(age))
        stopping = np.maximum(random.gamma(self.s_, 1.0 / self.beta_, len(age)), 1e-300)
        lifetime = random.exponential(1.0, len(age)) / stopping
        bought_until = np.minimum(lifetime, age)
        repeats = random.poisson(rate * bought_until).astype(np.float64)
        # The latest of x moments scattered evenly over the time until they stop.
        active = bought_until * random.beta(np.maximum(repeats, 1.0), 1.0)
        to_come = np.clip(lifetime - age, 0.0, horizon)
        future = random.poisson(rate * to_come).astype(np.float64)
        return repeats, np.where(repeats > 0, active, 0.0), lifetime > age, future


class Cases:
    """When each customer stopped: never up to now (column 0), or near one of the points after the latest purchase.

    The likelihood is the sum of these cases, (α + T)^-(r+x) (β + T)^-s + ∫ s (α + y)^-(r+x) (β + y)^-(s+1) dy from
    t to T: all terms are positive, so that nothing cancels and nothing overflows in logarithms. The points lie evenly
    in ln(y + the smaller of α and β), over as far as the integrand matters.

    Attributes:
        logs: ln of each customer's likelihood, without Γ(r + x) α^r β^s / Γ(r).
        shares: probability of each case, (n, 1 + points); column 0 is the probability alive.
        buying, stopping: ln(α + y) and ln(β + y) of each case.
    """

    def __init__(self, parameters: Floats, repeats: Floats, active: Floats, age: Floats) -> None:
        r, alpha, s, beta = parameters
        least = min(alpha, beta)
        k = r + repeats
        start = least + active
        # How fast the integrand falls at its start, per unit of the logarithm; it falls ever faster.
        fall = np.maximum(k * start / (alpha + active) + (s + 1.0) * start / (beta + active) - 1.0, 1e-300)
        span = np.minimum(np.log1p((age - active) / start), FURTHEST / fall)
        nearer: Floats = np.empty((len(k), 1 + len(POINTS)))
        nearer[:, 0] = np.log(least + age)
        nearer[:, 1:] = np.log(start)[:, None] + (0.5 * span)[:, None] * (POINTS + 1.0)
        farther: Floats = np.log(np.exp(nearer) + abs(alpha - beta))
        self.buying, self.stopping = (nearer, farther) if least == alpha else (farther, nearer)
        cases = -k[:, None] * self.buying - s * self.stopping
        # dy = (y + least) d ln(y + least); the further power of β + y is that of the moment of stopping.
        cases[:, 1:] += nearer[:, 1:] - self.stopping[:, 1:]
        highest = cases.max(axis=1)
        self.shares = np.exp(cases - highest[:, None])
        self.shares[:, 1:] *= (0.5 * s * span)[:, None] * WEIGHTS
        sums = self.shares.sum(axis=1)
        self.logs = highest + np.log(sums)
        self.shares /= sums[:, None]


class Likelihood:
    """The log-likelihood of counted histories (equation 18 of the note) and its derivatives by r, alpha, s, beta."""

    def __init__(self, counts: Counts) -> None:
        self.counts = counts
        self.repeats = Tally.of(counts.repeats, counts.customers)

    def slope(self, log_parameters: Floats) -> Slope:
        parameters = np.exp(log_parameters)
        r, alpha, s, beta = parameters
        total = self.counts.total
        log_sum, by_r, by_rr = rising(r, self.repeats)
        value = log_sum + total * (r * np.log(alpha) + s * np.log(beta))
        gradient = np.array([by_r + total * np.log(alpha), total * r / alpha, total * np.log(beta), total * s / beta])
        hessian = np.diag([by_rr, -total * r / alpha**2, 0.0, -total * s / beta**2])
        hessian[0, 1] = hessian[1, 0] = total / alpha
        hessian[2, 3] = hessian[3, 2] = total / beta
        for rows in _chunks(len(self.counts.repeats)):
            value += self._add_mixed(parameters, rows, gradient, hessian)
        return by_logarithms(float(value), gradient, hessian, parameters)

    def _add_mixed(self, parameters: Floats, rows: slice, gradient: Floats, hessian: Floats) -> float:
        """Mean and covariance of the cases' own derivatives give those of the logarithm of their sum."""
        x, customers = self.counts.repeats[rows], self.counts.customers[rows]
        table = Cases(parameters, x, self.counts.active[rows], self.counts.age[rows])
        r, _, s, _ = parameters
        k = (r + x)[:, None]
        buying, stopping = np.exp(-table.buying), np.exp(-table.stopping)
        powers = np.full(buying.shape[1], s + 1.0)
        powers[0] = s
        since = np.full(buying.shape[1], 1.0 / s)
        since[0] = 0.0
        by_each = np.stack([-table.buying, -k * buying, since - table.stopping, -powers * stopping])
        means = np.einsum("kij,ij->ki", by_each, table.shares)
        gradient += means @ customers
        weights = table.shares * customers[:, None]
        flat = by_each.reshape(4, -1)
        hessian += (flat * weights.ravel()) @ flat.T - (means * customers) @ means.T
        hessian[[0, 1], [1, 0]] -= (weights * buying).sum()
        hessian[1, 1] += (weights * k * buying**2).sum()
        hessian[2, 2] -= weights[:, 1:].sum() / s**2
        hessian[[2, 3], [3, 2]] -= (weights * stopping).sum()
        hessian[3, 3] += (weights * powers * stopping**2).sum()
        return float(customers @ table.logs)


def _chunks(rows: int) -> Iterator[slice]:
    return (slice(start, start + CHUNK) for start in range(0, rows, CHUNK))
