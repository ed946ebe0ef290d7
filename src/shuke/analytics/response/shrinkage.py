"""Cell rates that learn from each other: beta-binomial, so that a lucky small cell is not taken for a good one."""

from dataclasses import dataclass
from typing import Self

import numpy as np
import pandas as pd
from scipy.special import betaincc, betaincinv, betaln, expit, logit

from shuke.analytics.response.frames import BadTable, Floats, check_level, counts, to_mail

# The grid over which the unknown prior is integrated: concentrations from cells that share nothing to cells that are
# all alike, and for each of them means five standard errors around the likeliest.
CONCENTRATIONS = np.geomspace(1.0, 1e6, 61)
STEPS = np.linspace(-5.0, 5.0, 31)
NEGLIGIBLE = 1e-6  # grid points of less weight, against the heaviest, are dropped


class NotFitted(BadTable):
    """Rates were asked for before there was a test to learn from."""


@dataclass(frozen=True)
class Prediction:
    """How many responses a mailing will bring."""

    expected: float
    variance: float  # of what is not known about the rates and of chance


class ShrunkRates:
    """Response rates of cells, each drawn towards the mean of all the more, the fewer pieces it had.

    Each cell's rate comes from a beta distribution common to all; its mean and concentration are not known and are
    integrated over, with a prior uniform in the mean and in concentration^(−½). Plain empirical Bayes, which takes the
    likeliest of them as known, is too sure of itself when there are few cells or they hardly differ.

    Attributes:
        mean_: of the cells' rates.
        concentration_: how alike cells are, in pieces: a cell tested with so many is drawn half-way to the mean
            (posterior median).

    Source: Gelman et al., "Bayesian Data Analysis" (3rd ed.), section 5.3.
    """

    mean_: float
    concentration_: float

    def fit(self, cells: pd.DataFrame) -> Self:
        """Learn from a test.

        Args:
            cells: `pieces, responses`, one row per cell; a cell with 0 pieces takes the mean of all.

        Raises:
            BadTable: see `frames.counts`; no piece was sent at all.
        """
        self._pieces, self._responses = counts(cells)
        if not self._pieces.any():
            raise BadTable("No piece was sent in any cell: there is nothing to learn from.")
        self._cells = cells.index
        self._alpha, self._beta, self._weight = _posterior(self._pieces, self._responses)
        total = self._alpha + self._beta
        self.mean_ = float(self._weight @ (self._alpha / total))
        order = np.argsort(total)
        self.concentration_ = float(total[order][np.searchsorted(self._weight[order].cumsum(), 0.5)])
        return self

    def rates(self, *, breakeven_rate: float, level: float = 0.95) -> pd.DataFrame:
        """What is known of each cell's true rate.

        Args:
            breakeven_rate: from `breakeven.rate`.
            level: of the interval, a share.

        Returns:
            `rate` (expected), `lower, upper`, `probability_above` (that the true rate lies above break-even), indexed
            by cell. Interval and probability are those of the beta distribution with the same mean and variance.

        Raises:
            BadTable: no such level.
            NotFitted.
        """
        check_level(level)
        means, variances = self._by_grid()
        rate = self._weight @ means
        spread = self._weight @ (variances + means**2) - rate**2
        total = rate * (1 - rate) / spread - 1
        shape = rate * total, (1 - rate) * total
        columns = {
            "rate": rate,
            "lower": betaincinv(*shape, (1 - level) / 2),
            "upper": betaincinv(*shape, (1 + level) / 2),
            "probability_above": betaincc(*shape, min(max(breakeven_rate, 0.0), 1.0)),
        }
        return pd.DataFrame(columns, index=self._cells)

    def predict(self, pieces: "pd.Series[int]") -> Prediction:
        """Responses of a mailing as a whole, cells erring together as far as they share a mean.

        Args:
            pieces: to be sent, by cell; cells that are not in it get none.

        Raises:
            BadTable: a cell was not in the test; pieces are no counts.
            NotFitted.
        """
        means, variances = self._by_grid()
        size = _aligned(pieces, self._cells)
        expected = means @ size
        chance = (means * (1 - means) - variances) @ size + variances @ size**2
        overall = float(self._weight @ expected)
        return Prediction(overall, float(self._weight @ (chance + (expected - overall) ** 2)))

    def _by_grid(self) -> tuple[Floats, Floats]:
        """Mean and variance of each cell's rate at each grid point, shape (n_points, n_cells)."""
        if not hasattr(self, "mean_"):
            raise NotFitted("There are no rates yet: call fit(cells) with a test first.")
        total = (self._alpha + self._beta)[:, None] + self._pieces
        means = (self._alpha[:, None] + self._responses) / total
        return means, means * (1 - means) / (total + 1)


def _posterior(pieces: Floats, responses: Floats) -> tuple[Floats, Floats, Floats]:
    """Parameters of the beta distribution and their posterior weights, at the grid points that matter."""
    distinct, cells = np.unique(np.column_stack([pieces, responses]), axis=0, return_counts=True)
    outcomes = distinct[:, 0], distinct[:, 1], cells.astype(np.float64)
    rows = [_along_means(float(concentration), *outcomes) for concentration in CONCENTRATIONS]
    means, logs = (np.concatenate(column) for column in zip(*rows, strict=True))
    weights = np.exp(logs - logs.max())
    kept = weights > NEGLIGIBLE
    concentrations = np.repeat(CONCENTRATIONS, len(STEPS))[kept]
    means, weights = means[kept], weights[kept]
    return means * concentrations, (1 - means) * concentrations, weights / weights.sum()


def _along_means(concentration: float, pieces: Floats, responses: Floats, cells: Floats) -> tuple[Floats, Floats]:
    """Means to try at one concentration, and the logarithm of their posterior weight, up to a constant."""
    worth = cells * pieces / (1 + (pieces - 1) / (concentration + 1))  # pieces that would tell as much, cells alike
    centre = (worth @ (responses / np.maximum(pieces, 1)) + 1) / (worth.sum() + 2)
    error = 1 / np.sqrt(centre * (1 - centre) * (worth.sum() + 2))
    means = expit(logit(centre) + error * STEPS)
    alpha, beta = (means * concentration)[:, None], ((1 - means) * concentration)[:, None]
    likelihood = (betaln(alpha + responses, beta + pieces - responses) - betaln(alpha, beta)) @ cells
    prior = np.log(means * (1 - means)) - np.log(concentration) / 2
    return means, likelihood + prior + np.log(error)


def _aligned(pieces: "pd.Series[int]", cells: "pd.Index[str]") -> Floats:
    strangers = pieces.index.difference(cells)
    if len(strangers):
        raise BadTable(
            f"{len(strangers)} cells to mail were not in the test (first: {strangers[0]}); add them with 0 pieces."
        )
    size = np.zeros(len(cells))
    size[cells.get_indexer(pieces.index)] = to_mail(pieces)
    return size
