"""Tests of mailings given to the library, and the published table it is measured on."""

import numpy as np
import pandas as pd

# Gelman et al., "Bayesian Data Analysis" (3rd ed.), table 5.1: rats with a tumour, of rats, in 71 experiments.
TUMOURS = [
    *[0] * 14, *[1] * 8, *[2] * 9, 1, 5, 2, 5, 3, 2, 7, 7, 3, 3, 2, 9, 10, *[4] * 7, 10, 4, 4, 4, 5, 11, 12, 5, 5, 6,
    5, 6, 6, 6, 6, 16, 15, 15, 9, 4,
]  # fmt: skip
RATS = [
    *[20] * 7, *[19] * 4, 18, 18, 17, *[20] * 4, 19, 19, 18, 18, 25, 24, 23, *[20] * 6, 10, 49, 19, 46, 27, 17, 49, 47,
    20, 20, 13, 48, 50, *[20] * 7, 48, 19, 19, 19, 22, 46, 49, 20, 20, 23, 19, 22, 20, 20, 20, 52, 46, 47, 24, 14,
]  # fmt: skip


def cells(**results: tuple[int, int]) -> pd.DataFrame:
    """cells(c555=(pieces, responses)) → the table of a test, indexed "555"."""
    index = pd.Index([name[1:] for name in results], name="cell")
    return pd.DataFrame(list(results.values()), columns=["pieces", "responses"], index=index)


def rat_experiments() -> pd.DataFrame:
    return pd.DataFrame({"pieces": RATS, "responses": TUMOURS})


def simulated_test(rng: np.random.Generator, *, pieces: int, mean: float = 0.0177) -> tuple[pd.DataFrame, pd.Series]:
    """A test of 125 cells, and their true rates: beta with concentration 150."""
    true = pd.Series(rng.beta(mean * 150, (1 - mean) * 150, size=125))
    return pd.DataFrame({"pieces": pieces, "responses": rng.binomial(pieces, true)}), true
